# What tinygrad is set with.
from typing import Final, Protocol

class _Device(Protocol):
    value: str
    @property
    def device(self) -> str: ...

class _Level(Protocol):
    value: int

DEV: Final[_Device]
CACHELEVEL: Final[_Level]
