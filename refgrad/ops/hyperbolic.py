"""Hyperbolic functions and their inverses."""

import math
from typing import Final

_LARGE: Final = 2.0**27  # from here on x*x - 1 rounds to x*x


def sinh(x: float) -> tuple[float, float]:
    """Return the hyperbolic sine and its derivative; infinite beyond 710.47.

    >>> sinh(0.0), sinh(-1000.0)
    ((0.0, 1.0), (-inf, inf))
    """
    try:
        return math.sinh(x), math.cosh(x)
    except OverflowError:
        return math.copysign(math.inf, x), math.inf


def cosh(x: float) -> tuple[float, float]:
    """Return the hyperbolic cosine and its derivative; infinite beyond 710.47.

    >>> cosh(0.0), cosh(-1000.0)
    ((1.0, 0.0), (inf, -inf))
    """
    try:
        return math.cosh(x), math.sinh(x)
    except OverflowError:
        return math.inf, math.copysign(math.inf, x)


def tanh(x: float) -> tuple[float, float]:
    """Return the hyperbolic tangent and its derivative.

    >>> tanh(0.0)
    (0.0, 1.0)
    >>> tanh(20.0)[1] > 0.0
    True
    """
    # 1 - tanh(x)**2 cancels: from |x| = 19.1 on it is 0, while the truth is positive. The divisor
    # is (1 + e)**2, written out so that the errors of its first roundings shrink with e.
    e = math.exp(-2.0 * math.fabs(x))
    return math.tanh(x), 4.0 * e / (1.0 + e * (2.0 + e))


def asinh(x: float) -> tuple[float, float]:
    """Return the inverse hyperbolic sine and its derivative.

    >>> asinh(0.0)
    (0.0, 1.0)
    """
    return math.asinh(x), 1.0 / math.hypot(1.0, x)  # sqrt(1 + x*x) would overflow at 1e154


def acosh(x: float) -> tuple[float, float]:
    """Return the inverse hyperbolic cosine and its derivative, infinite at 1; nan below.

    >>> acosh(1.0), acosh(0.5)
    ((0.0, inf), (nan, nan))
    """
    if x > _LARGE:
        return math.acosh(x), 1.0 / x  # here x*x - 1 rounds to x*x, and may overflow
    if x > 1.0:
        return math.acosh(x), 1.0 / math.sqrt((x - 1.0) * (x + 1.0))
    if x == 1.0:
        return 0.0, math.inf
    return math.nan, math.nan


def atanh(x: float) -> tuple[float, float]:
    """Return the inverse hyperbolic tangent and its derivative, infinite at -1 and 1; nan beyond.

    >>> atanh(0.0), atanh(1.0), atanh(2.0)
    ((0.0, 1.0), (inf, inf), (nan, nan))
    """
    if -1.0 < x < 1.0:
        return math.atanh(x), 1.0 / ((1.0 - x) * (1.0 + x))
    if x in (-1.0, 1.0):
        return math.copysign(math.inf, x), math.inf
    return math.nan, math.nan
