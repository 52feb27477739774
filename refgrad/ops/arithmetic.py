"""Arithmetic: sums, products, quotients."""

import math
from typing import Final

_TINY: Final = 2.0**-960


def add(x: float, y: float) -> tuple[float, float, float]:
    """Return `x + y` and its partials.

    >>> add(2.0, 3.0)
    (5.0, 1.0, 1.0)
    """
    return x + y, 1.0, 1.0


def sub(x: float, y: float) -> tuple[float, float, float]:
    """Return `x - y` and its partials.

    >>> sub(2.0, 3.0)
    (-1.0, 1.0, -1.0)
    """
    return x - y, 1.0, -1.0


def mul(x: float, y: float) -> tuple[float, float, float]:
    """Return `x * y` and its partials.

    >>> mul(2.0, 3.0)
    (6.0, 3.0, 2.0)
    """
    return x * y, y, x


def div(x: float, y: float) -> tuple[float, float, float]:
    """Return `x / y` and its partials; over zero, the infinities (or nan) of IEEE 754.

    >>> div(3.0, 2.0)
    (1.5, 0.5, -0.75)
    >>> div(1.0, 0.0)
    (inf, inf, -inf)
    """
    try:
        out = x / y
        if 0.0 < math.fabs(out) < _TINY:  # perhaps rounded to a subnormal number
            return out, 1.0 / y, -(x * 2.0**600) / y / y * 2.0**-600
        # Not -x / y**2: y**2 overflows from 1e155 up, and vanishes from 1e-163 down.
        return out, 1.0 / y, -out / y
    except ZeroDivisionError:
        inverse = math.copysign(math.inf, y)
        return x * inverse, inverse, -x * math.inf


def neg(x: float) -> tuple[float, float]:
    """Return `-x` and its derivative.

    >>> neg(2.0)
    (-2.0, -1.0)
    """
    return -x, -1.0


def square(x: float) -> tuple[float, float]:
    """Return `x * x` and its derivative.

    >>> square(-3.0)
    (9.0, -6.0)
    """
    return x * x, 2.0 * x


def reciprocal(x: float) -> tuple[float, float]:
    """Return `1 / x` and its derivative; infinite at 0.

    >>> reciprocal(4.0), reciprocal(0.0)
    ((0.25, -0.0625), (inf, -inf))
    """
    if x == 0.0:
        return math.copysign(math.inf, x), -math.inf
    out = 1.0 / x
    return out, -out / x
