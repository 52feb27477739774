"""Trigonometry, in radians."""

import math
from typing import Final

from refgrad.ops import fixed
from refgrad.ops.exact import inverse, inverse_root, product

_LARGE: Final = 2.0**27  # from here on 1 + x*x rounds to x*x
_TINY: Final = 2.0**-960  # a sum of squares above has lost nothing to underflow


def sin(x: float) -> tuple[float, float]:
    """Return the sine of `x` radians and its derivative; nan at infinity.

    >>> sin(0.0)
    (0.0, 1.0)
    """
    if -(2.0**26) < x < 2.0**26:  # as fixed.circle says
        return math.sin(x), math.cos(x)
    return fixed.circle(x) if math.isfinite(x) else (math.nan, math.nan)


def cos(x: float) -> tuple[float, float]:
    """Return the cosine of `x` radians and its derivative; nan at infinity.

    >>> cos(0.0)
    (1.0, -0.0)
    """
    if -(2.0**26) < x < 2.0**26:  # as fixed.circle says
        return math.cos(x), -math.sin(x)
    if not math.isfinite(x):
        return math.nan, math.nan
    sine, cosine = fixed.circle(x)
    return cosine, -sine


def tan(x: float) -> tuple[float, float]:
    """Return the tangent of `x` radians and its derivative; nan at infinity.

    No float is a pole: the largest tangent of a float is some 1e18.

    >>> tan(0.0)
    (0.0, 1.0)
    """
    return fixed.tan(x) if math.isfinite(x) else (math.nan, math.nan)


def asin(x: float) -> tuple[float, float]:
    """Return the arcsine and its derivative, infinite at -1 and 1; nan beyond.

    >>> asin(0.0), asin(2.0)
    ((0.0, 1.0), (nan, nan))
    """
    if -1.0 <= x <= 1.0:
        return math.asin(x), _slope_of_arcsine(x)
    return math.nan, math.nan


def acos(x: float) -> tuple[float, float]:
    """Return the arccosine and its derivative, -inf at -1 and 1; nan beyond.

    >>> acos(1.0), acos(2.0)
    ((0.0, -inf), (nan, nan))
    """
    if -1.0 <= x <= 1.0:
        return math.acos(x), -_slope_of_arcsine(x)
    return math.nan, math.nan


def _slope_of_arcsine(x: float) -> float:
    # The rounding of x*x would be magnified close to 1.
    square, low = product(x, x)
    rest = 1.0 - square
    return inverse_root(rest, 1.0 - rest - square - low) if rest > 0.0 else math.inf


def atan(x: float) -> tuple[float, float]:
    """Return the arctangent and its derivative.

    >>> atan(0.0), atan(1e200)
    ((0.0, 1.0), (1.5707963267948966, 0.0))
    """
    if math.fabs(x) > _LARGE:
        return math.atan(x), 1.0 / x / x  # here 1 is no part of 1 + x*x, which may overflow
    square, low = product(x, x)
    total = 1.0 + square
    rest = square - (total - 1.0) if square < 1.0 else 1.0 - (total - square)
    return math.atan(x), inverse(total, rest + low)


def atan2(x: float, y: float) -> tuple[float, float, float]:
    """Return the angle of the point with ordinate `x` and abscissa `y`, and its partials.

    The operands stand as in `math.atan2`: `atan2(x, y)` is `atan(x / y)` where `y` is positive.
    At the origin, where no derivative exists, the partials are 0, as in PyTorch.

    >>> atan2(0.0, 2.0), atan2(0.0, 0.0)
    ((0.0, 0.5, -0.0), (0.0, 0.0, -0.0))
    """
    out = math.atan2(x, y)
    square = x * x + y * y
    if _TINY < square < math.inf:
        return out, y / square, -x / square
    if x == 0.0 == y:
        return out, y, -x
    if math.isinf(square) and (math.isinf(x) or math.isinf(y)):
        return out, 0.0 * out, 0.0 * out
    # The squares are lost, but not those of x and y by a power of two that makes one about 1.
    exponent = math.frexp(max(math.fabs(x), math.fabs(y)))[1]
    p, q = math.ldexp(x, -exponent), math.ldexp(y, -exponent)
    square = p * p + q * q
    return out, _ldexp(q / square, -exponent), _ldexp(-p / square, -exponent)


def _ldexp(x: float, exponent: int) -> float:
    """Return `x * 2**exponent`, infinite on overflow."""
    try:
        return math.ldexp(x, exponent)
    except OverflowError:
        return math.copysign(math.inf, x)
