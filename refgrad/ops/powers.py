"""Powers and roots."""

# ruff: noqa: A001  (`pow` is the name of an op, here as everywhere)

import math
import sys
from typing import Final

from refgrad.ops.exact import inverse_root, product

# Between these a length has lost nothing to underflow, and has not overflowed.
_SAFE_LOW: Final = 2.0**-960
_SAFE_HIGH: Final = sys.float_info.max


def pow(x: float, y: float) -> tuple[float, float, float]:
    """Return `x ** y` and its partials `y * x**(y-1)` and `x**y * log(x)`.

    At `x = 0` the exponent's partial is 0 for `y >= 0` and -inf for `y < 0`; for `x < 0` it is nan,
    since a real power of a negative number exists at integers only.

    Raises:
        ValueError: `x` is negative and `y` is no integer; the power would be a complex number.

    >>> pow(3.0, 2.0)
    (9.0, 6.0, 9.887510598012987)
    >>> pow(0.0, 0.0)
    (1.0, 0.0, 0.0)
    >>> pow(0.0, 0.5)
    (0.0, inf, 0.0)
    """
    out = _power(x, y)
    less = y - 1.0
    if y == 0.0:
        dx = 0.0
    elif (y - less == 1.0 and less + 1.0 == y) or x == 0.0 or math.isinf(x):
        dx = _scaled(_power(x, less), y, x, less)
    else:
        # y - 1 was rounded, and the power would magnify that to hundreds of ulp. Half of y is
        # exact, and no step below over- or underflows unless the result does, in one order or
        # the other.
        half = _power(x, 0.5 * y)
        dx = y * half / x * half
        if math.isinf(dx):
            dx = y * half * half / x
    if x > 0.0:
        return out, dx, _scaled(out, math.log(x), x, y)
    if x == 0.0:
        return out, dx, 0.0 if y >= 0.0 else -math.inf
    return out, dx, math.nan


def _power(x: float, y: float) -> float:
    """Return `x ** y` as C does: infinite on overflow and at a pole."""
    try:
        return math.pow(x, y)
    except OverflowError:
        pass
    except ValueError:
        if x != 0.0:
            raise ValueError(
                f"pow expects an integer exponent for a negative base, got ({x!r}) ** {y!r}, "
                "which is not a real number; use abs(x) ** y, or an integer exponent"
            ) from None
    return math.copysign(math.inf, x) if math.fmod(y, 2.0) in (1.0, -1.0) else math.inf


def _scaled(power: float, factor: float, x: float, y: float) -> float:
    """Return `factor * power`, where `power = x**y`, even if only the product fits a float."""
    if sys.float_info.min <= math.fabs(power) < math.inf:
        return factor * power
    half = _power(math.fabs(x), 0.5 * y)
    return factor * half * math.copysign(half, power)


def sqrt(x: float) -> tuple[float, float]:
    """Return the square root and its derivative, infinite at 0; nan below.

    >>> sqrt(4.0), sqrt(0.0), sqrt(-1.0)
    ((2.0, 0.25), (0.0, inf), (nan, nan))
    """
    if x == math.inf:
        return x, 0.0
    if x > 0.0:
        return math.sqrt(x), _slope_of_root(x)
    if x == 0.0:
        return x, math.copysign(math.inf, x)
    return math.nan, math.nan


def _slope_of_root(x: float) -> float:
    # By a power of two such that the residuals are normal numbers.
    if x < _SAFE_LOW:
        return math.ldexp(inverse_root(x * 2.0**600, 0.0), 299)
    if x > 2.0**960:
        return math.ldexp(inverse_root(x * 2.0**-600, 0.0), -301)
    return 0.5 * inverse_root(x, 0.0)


def rsqrt(x: float) -> tuple[float, float]:
    """Return `1 / sqrt(x)` and its derivative; infinite at 0, nan below.

    >>> rsqrt(4.0), rsqrt(0.0)
    ((0.5, -0.0625), (inf, -inf))
    """
    if x == math.inf:
        return 0.0, -0.0
    if x > 0.0:
        out = 2.0 * _slope_of_root(x)
        return out, (-0.5 * out) / x  # out / x may overflow where half of it does not
    if x == 0.0:
        return math.copysign(math.inf, x), math.copysign(math.inf, -x)
    return math.nan, math.nan


def cbrt(x: float) -> tuple[float, float]:
    """Return the real cube root and its derivative, infinite at 0.

    >>> cbrt(-8.0), cbrt(0.0)
    ((-2.0, 0.08333333333333333), (0.0, inf))
    """
    if x == 0.0:
        return x, math.inf
    if math.isinf(x):
        return x, 0.0
    out = _cube_root(x)
    return out, out / x / 3.0


def _cube_root(x: float) -> float:
    """Return the cube root of a finite number within 0.51 ulp; C's own may be 3 ulp off."""
    # Close to 1, where no part of a product is lost, a step of Newton's with an exact residual.
    fraction, exponent = math.frexp(x)
    whole, rest = divmod(exponent, 3)
    fraction = math.ldexp(fraction, rest)
    root = math.cbrt(fraction)
    square, square_low = product(root, root)
    cube, cube_low = product(root, square)
    residual = fraction - cube - cube_low - root * square_low
    return math.ldexp(root + residual / (3.0 * square), whole)


def hypot(x: float, y: float) -> tuple[float, float, float]:
    """Return `sqrt(x*x + y*y)` and its partials, 0 and 0 at the origin.

    No derivative exists there. (0, 0) is a subgradient, the middle of all of them; PyTorch says
    nan, which would spoil every sum that the origin has a part in.

    >>> hypot(3.0, 4.0), hypot(0.0, 0.0)
    ((5.0, 0.6, 0.8), (0.0, 0.0, 0.0))
    """
    out = math.hypot(x, y)
    if _SAFE_LOW <= out <= _SAFE_HIGH:
        return out, x / out, y / out
    if out == 0.0:
        return out, x, y
    if math.isinf(x) or math.isinf(y):
        return out, _share_of_infinity(x, y), _share_of_infinity(y, x)
    # Where the root is subnormal or infinite, x and y by the same power of two are neither.
    scale = math.ldexp(1.0, 600 if out < 1.0 else -600)
    p, q = x * scale, y * scale
    length = math.hypot(p, q)
    return out, p / length, q / length


def _share_of_infinity(x: float, y: float) -> float:
    """Return the limit of `x / hypot(x, y)` where one is infinite; nan if both are."""
    if math.isinf(x):
        return math.copysign(1.0, x) if math.isfinite(y) else math.nan
    return 0.0 * x
