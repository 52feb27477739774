"""The libraries of functions that engines call: Python's own, and one in single precision."""

import math
import struct
from collections.abc import Callable
from typing import Final, Protocol, final


class Library(Protocol):
    """What engines take from a library; ``math`` itself is one."""

    def exp(self, x: float, /) -> float: ...
    def exp2(self, x: float, /) -> float: ...
    def expm1(self, x: float, /) -> float: ...
    def log(self, x: float, /) -> float: ...
    def log2(self, x: float, /) -> float: ...
    def log10(self, x: float, /) -> float: ...
    def log1p(self, x: float, /) -> float: ...
    def sqrt(self, x: float, /) -> float: ...
    def cbrt(self, x: float, /) -> float: ...
    def sin(self, x: float, /) -> float: ...
    def cos(self, x: float, /) -> float: ...
    def tan(self, x: float, /) -> float: ...
    def asin(self, x: float, /) -> float: ...
    def acos(self, x: float, /) -> float: ...
    def atan(self, x: float, /) -> float: ...
    def sinh(self, x: float, /) -> float: ...
    def cosh(self, x: float, /) -> float: ...
    def tanh(self, x: float, /) -> float: ...
    def asinh(self, x: float, /) -> float: ...
    def acosh(self, x: float, /) -> float: ...
    def atanh(self, x: float, /) -> float: ...
    def erf(self, x: float, /) -> float: ...
    def erfc(self, x: float, /) -> float: ...
    def hypot(self, x: float, y: float, /) -> float: ...
    def atan2(self, x: float, y: float, /) -> float: ...


class Function(Protocol):
    """A function of one number or of two."""

    def __call__(self, *operands: float) -> float: ...


@final
class Through:
    """A library whose functions are found by name and whose results pass through ``keep``."""

    def __init__(
        self,
        find: Callable[[str], Function],
        keep: Callable[[float], float],
    ) -> None:
        def kept(name: str) -> Function:
            function = find(name)
            return lambda *operands: keep(function(*operands))

        self.exp, self.exp2, self.expm1 = kept("exp"), kept("exp2"), kept("expm1")
        self.log, self.log2, self.log10 = kept("log"), kept("log2"), kept("log10")
        self.log1p, self.sqrt, self.cbrt = kept("log1p"), kept("sqrt"), kept("cbrt")
        self.sin, self.cos, self.tan = kept("sin"), kept("cos"), kept("tan")
        self.asin, self.acos, self.atan = kept("asin"), kept("acos"), kept("atan")
        self.sinh, self.cosh, self.tanh = kept("sinh"), kept("cosh"), kept("tanh")
        self.asinh, self.acosh, self.atanh = kept("asinh"), kept("acosh"), kept("atanh")
        self.erf, self.erfc = kept("erf"), kept("erfc")
        self.hypot, self.atan2 = kept("hypot"), kept("atan2")


@final
class Single(float):
    """A number in single precision: each operation is rounded to 24 bits."""

    def __new__(cls, number: float) -> "Single":
        return super().__new__(cls, struct.unpack("f", struct.pack("f", number))[0])

    def __add__(self, other: float, /) -> "Single":
        return Single(float(self) + other)

    def __radd__(self, other: float, /) -> "Single":
        return Single(other + float(self))

    def __sub__(self, other: float, /) -> "Single":
        return Single(float(self) - other)

    def __rsub__(self, other: float, /) -> "Single":
        return Single(other - float(self))

    def __mul__(self, other: float, /) -> "Single":
        return Single(float(self) * Single(other).real)

    def __rmul__(self, other: float, /) -> "Single":
        return self * other

    def __truediv__(self, other: float, /) -> "Single":
        return Single(float(self) / Single(other).real)

    def __rtruediv__(self, other: float, /) -> "Single":
        return Single(Single(other).real / float(self))

    def __neg__(self) -> "Single":
        return Single(-float(self))

    def __abs__(self) -> "Single":
        return Single(abs(float(self)))


def in_math(name: str) -> Function:
    function: Function = vars(math)[name]
    return function


MATH: Final[Library] = math
SINGLE: Final[Library] = Through(in_math, Single)
