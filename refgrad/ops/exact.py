"""Arithmetic that keeps what a rounding drops, for the ops that would magnify it."""

import math
from typing import Final

_SPLITTER: Final = 2.0**27 + 1.0


def product(x: float, y: float) -> tuple[float, float]:
    """Return the rounded product and the rest: together they are exactly `x * y`.

    Neither factor may exceed 1e299, nor the rest be subnormal.

    >>> high, low = product(0.1, 0.1)
    >>> high == 0.1 * 0.1, low
    (True, -8.326672684688674e-19)
    """
    # T. J. Dekker, "A floating-point technique for extending the available precision", 1971.
    # Python has no fused multiply-add before 3.13.
    high = x * y
    x_high = _SPLITTER * x
    x_high -= x_high - x
    x_low = x - x_high
    y_high = _SPLITTER * y
    y_high -= y_high - y
    y_low = y - y_high
    return high, ((x_high * y_high - high) + x_high * y_low + x_low * y_high) + x_low * y_low


def inverse(x: float, low: float) -> float:
    """Return `1 / (x + low)`, where `low` is less than an ulp of `x`.

    >>> inverse(4.0, 0.0)
    0.25
    """
    out = 1.0 / x
    return out - out * (low / x)


def inverse_root(x: float, low: float) -> float:
    """Return `1 / sqrt(x + low)` within 0.6 ulp, where `low` is less than an ulp of `x`.

    `x` is positive, and its own ulp's square a normal number.

    >>> inverse_root(4.0, 0.0)
    0.5
    """
    root = math.sqrt(x)
    out = 1.0 / root
    # Newton's step for the quotient less that for the root, either with its exact residual.
    square, square_low = product(root, root)
    one, one_low = product(out, root)
    correction = (1.0 - one - one_low) - (x - square - square_low + low) / (2.0 * x)
    return out + out * correction
