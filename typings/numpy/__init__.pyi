# The part of numpy that the tests use; checking types should not need it installed.
from typing import Final

__version__: Final[str]

class float64(float): ...

def seterr(*, all: str) -> dict[str, str]: ...
