"""The error function, and gelu, which is made of it."""

import math
from typing import Final

from refgrad.ops import fixed
from refgrad.ops.exact import product

_2_SQRTPI: Final = 1.1283791670955125739  # 2 / sqrt(pi)
_1_SQRT2PI: Final = 0.39894228040143267794  # 1 / sqrt(2 * pi)
_SQRT2: Final = math.sqrt(2.0)
_SQRT1_2: Final = math.sqrt(0.5)
_SQRT1_2_LOW: Final = -4.8336466567264565186e-17  # sqrt(0.5) less the float above
_FAR_LEFT: Final = -30.0
_VANISHED: Final = 40.0  # exp(-x*x/2) * x is less than half the smallest float beyond
_SHIFTED: Final = 6.3982797400812613666e-29  # exp(-64) / sqrt(2 * pi)


def erf(x: float) -> tuple[float, float]:
    """Return the error function and its derivative, `2 / sqrt(pi) * exp(-x*x)`.

    >>> erf(0.0), erf(100.0)
    ((0.0, 1.1283791670955126), (1.0, 0.0))
    """
    if math.fabs(x) > _VANISHED:
        return math.copysign(1.0, x), 0.0
    square, low = product(x, x)
    e = math.exp(-square)
    return fixed.erf(x), _2_SQRTPI * (e - e * low)


def gelu(x: float) -> tuple[float, float]:
    """Return `x` times the normal distribution's `Phi(x)`, and its derivative; both 0 at -inf.

    This is the exact form, not the approximation by tanh.

    >>> gelu(0.0), gelu(-1000.0)
    ((0.0, 0.5), (-0.0, -0.0))
    """
    if x < _FAR_LEFT:
        return _far_left_gelu(x)
    if x > _VANISHED:
        return x, 1.0
    square, low = product(x, x)
    density = _1_SQRT2PI * math.exp(-0.5 * square)
    # erfc would magnify the rounding of its argument by x*x: correct for it to first order.
    size = math.fabs(x)
    z, z_low = product(size, _SQRT1_2)
    z_low += size * _SQRT1_2_LOW
    tail = 0.5 * math.erfc(z) - _SQRT2 * z_low * density
    phi = tail if x < 0.0 else 0.5 + 0.5 * math.erf(z)
    term, term_low = product(x, density)
    return x * phi, phi + (term_low - 0.5 * low * term) + term


def _far_left_gelu(x: float) -> tuple[float, float]:
    """Return gelu and its derivative where `Phi` may be subnormal although `x * Phi` is not."""
    if x < -_VANISHED:
        return -0.0, -0.0
    square, low = product(x, x)
    # Phi(x) = density * ratio / -x (Abramowitz and Stegun, 26.2.12); eight terms from -30 down.
    q = 1.0 / square
    ratio = 1.0
    for odd in (15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        ratio = 1.0 - odd * q * ratio
    e = math.exp(64.0 - 0.5 * square)  # the shift is exact, and the result normal
    e -= e * (0.5 * low)
    return -ratio * e * _SHIFTED, x * (1.0 - q * ratio) * e * _SHIFTED
