"""A stub: one object on which everything works and nothing happens.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Iterable, Iterator
from opcode import opmap
from typing import Final, final

_UNPACKING: Final = frozenset({opmap["UNPACK_SEQUENCE"], opmap["UNPACK_EX"]})
_ERRORS: Final = ("Error", "Exception", "Warning")


class Blank:
    """What a class has as its base where it names a stub."""

    def __init__(self, *args: object, **keywords: object) -> None:
        """Take anything."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return STUB


class Stub:
    """Whatever is done with it gives it again; it is empty, false and 0.

    Called with one function or class it returns that, so it decorates as well. It
    unpacks into as many names as there are.
    """

    __slots__ = ()

    def __call__(self, *args: object, **keywords: object) -> object:
        """Return the only argument if it can be called, else the stub."""
        is_decorator = len(args) == 1 and not keywords and callable(args[0])
        return args[0] if is_decorator else self

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"the stub has no {name}")
        return type(name, (Exception,), {}) if name.endswith(_ERRORS) else self

    def __setattr__(self, name: str, value: object) -> None:
        """Forget it."""

    def __delattr__(self, name: str) -> None:
        """There is nothing to delete."""

    # --- containers ---

    def __getitem__(self, key: object) -> object:
        return self

    def __setitem__(self, key: object, value: object) -> None:
        """Forget it."""

    def __delitem__(self, key: object) -> None:
        """There is nothing to delete."""

    def __contains__(self, item: object) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[object]:
        return iter([self] * _names_to_unpack())

    def __next__(self) -> object:
        raise StopIteration

    # --- with ---

    def __enter__(self) -> object:
        return self

    def __exit__(self, *error: object) -> None:
        """Let errors pass."""

    # --- classes ---

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        # Another class each time, since a base may not be named twice.
        return (type("Stub", (Blank,), {}),)

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __subclasscheck__(self, subclass: type) -> bool:
        return False

    # --- numbers and texts ---

    def __bool__(self) -> bool:
        return False

    def __int__(self) -> int:
        return 0

    def __index__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0

    def __str__(self) -> str:
        return ""

    def __format__(self, spec: str) -> str:
        return ""

    def __repr__(self) -> str:
        return "<stub>"

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __neg__(self) -> object:
        return self

    __pos__ = __abs__ = __invert__ = __neg__

    def __add__(self, other: object) -> object:
        return self

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __add__
    __matmul__ = __rmatmul__ = __and__ = __rand__ = __or__ = __ror__ = __xor__ = __add__
    __rxor__ = __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = __add__


@final
class Bar:
    """A progress bar that shows nothing: what it is given passes through."""

    def __init__(self, iterable: Iterable[object]) -> None:
        self._iterable = iterable

    def __iter__(self) -> Iterator[object]:
        return iter(self._iterable)

    def __enter__(self) -> object:
        return self

    def __exit__(self, *error: object) -> None:
        """Let errors pass."""

    def __getattr__(self, name: str) -> object:
        return getattr(STUB, name)


STUB: Final = Stub()


def _names_to_unpack() -> int:
    """Return how many names the iterating code wants, if it is an assignment to several."""
    try:
        raise LookupError  # noqa: TRY301 - a traceback is the public way to a frame
    except LookupError as error:
        here = error.__traceback__
    # From here past ``__iter__`` to whoever iterates.
    stub = here.tb_frame.f_back if here is not None else None
    frame = stub.f_back if stub is not None else None
    if frame is None:
        return 0
    code, at = frame.f_code.co_code, frame.f_lasti
    return code[at + 1] if code[at] in _UNPACKING else 0
