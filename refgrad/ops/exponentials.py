"""Exponentials and logarithms."""

import math
from typing import Final

from refgrad.ops import fixed
from refgrad.ops.exact import inverse

_LN2: Final = math.log(2.0)
_LOG2_E: Final = 1.4426950408889634074  # log2(e)
_LOG10_E: Final = 0.43429448190325182765  # log10(e)
_LARGE: Final = 2.0**54  # from here on 1 + x rounds to x


def exp(x: float) -> tuple[float, float]:
    """Return `e ** x` and its derivative, the same number; infinite beyond 709.78.

    >>> exp(0.0), exp(1000.0)
    ((1.0, 1.0), (inf, inf))
    """
    try:
        out = math.exp(x)
    except OverflowError:
        out = math.inf
    return out, out


def exp2(x: float) -> tuple[float, float]:
    """Return `2 ** x` and its derivative; infinite from 1024 on.

    >>> exp2(3.0)
    (8.0, 5.545177444479562)
    >>> exp2(1024.0)
    (inf, 1.2460659279417838e+308)
    """
    try:
        out = math.exp2(x)
        return out, out * _LN2
    except OverflowError:
        pass
    # The derivative is the smaller of the two, and reaches a little further.
    try:
        return math.inf, math.exp2(x - 1.0) * (2.0 * _LN2)
    except OverflowError:
        return math.inf, math.inf


def expm1(x: float) -> tuple[float, float]:
    """Return `e ** x - 1`, exact for small `x` too, and its derivative.

    >>> expm1(0.0), expm1(1e-20)[0]
    ((0.0, 1.0), 1e-20)
    """
    try:
        return fixed.expm1(x), math.exp(x)
    except OverflowError:
        return math.inf, math.inf


def log(x: float) -> tuple[float, float]:
    """Return the natural logarithm and its derivative; -inf at 0, nan below.

    >>> log(1.0), log(0.0), log(-1.0)
    ((0.0, 1.0), (-inf, inf), (nan, nan))
    """
    if x > 0.0:
        return math.log(x), 1.0 / x
    if x == 0.0:
        return -math.inf, math.copysign(math.inf, x)
    return math.nan, math.nan


def log2(x: float) -> tuple[float, float]:
    """Return the logarithm to base 2 and its derivative; -inf at 0, nan below.

    >>> log2(8.0), log2(0.0), log2(-1.0)
    ((3.0, 0.18033688011112042), (-inf, inf), (nan, nan))
    """
    if x > 0.0:
        return fixed.log2(x), _LOG2_E / x  # not 1 / (x * log(2)): the product overflows, or rounds
    if x == 0.0:
        return -math.inf, math.copysign(math.inf, x)
    return math.nan, math.nan


def log10(x: float) -> tuple[float, float]:
    """Return the logarithm to base 10 and its derivative; -inf at 0, nan below.

    >>> log10(1000.0), log10(0.0), log10(-1.0)
    ((3.0, 0.00043429448190325184), (-inf, inf), (nan, nan))
    """
    if x > 0.0:
        return fixed.log10(x), _LOG10_E / x
    if x == 0.0:
        return -math.inf, math.copysign(math.inf, x)
    return math.nan, math.nan


def log1p(x: float) -> tuple[float, float]:
    """Return `log(1 + x)`, exact for small `x` too, and its derivative; nan below -1.

    >>> log1p(0.0), log1p(-1.0), log1p(-2.0)
    ((0.0, 1.0), (-inf, inf), (nan, nan))
    """
    if x > _LARGE:
        return math.log1p(x), 1.0 / x
    if x > -1.0:
        total = 1.0 + x
        return fixed.log1p(x), inverse(total, x - (total - 1.0) if x < 1.0 else 1.0 - (total - x))
    if x == -1.0:
        return -math.inf, math.inf
    return math.nan, math.nan
