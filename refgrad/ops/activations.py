"""Activation functions of neural networks, but for tanh and gelu."""

import math
from typing import Final

_FAR_LEFT: Final = -700.0
_VANISHED: Final = -760.0  # from here on down x * exp(x) is less than half the smallest float
_EXP_M64: Final = math.exp(-64.0)


def sigmoid(x: float) -> tuple[float, float]:
    """Return `1 / (1 + exp(-x))` and its derivative.

    >>> sigmoid(0.0)
    (0.5, 0.25)
    >>> sigmoid(-1000.0)
    (0.0, 0.0)
    """
    # The value has the fewest roundings as one quotient, the slope with an exp of at most 1: it
    # neither overflows nor subtracts nearly equal numbers.
    if x >= 0.0:
        e = math.exp(-x)
        return 1.0 / (1.0 + e), e / (1.0 + e * (2.0 + e))
    e = math.exp(x)
    return 1.0 / (1.0 + math.exp(-x)) if x > _FAR_LEFT else e, e / (1.0 + e * (2.0 + e))


def softplus(x: float) -> tuple[float, float]:
    """Return `log(1 + exp(x))` and its derivative, the sigmoid.

    >>> softplus(0.0), softplus(1000.0)
    ((0.6931471805599453, 0.5), (1000.0, 1.0))
    """
    e = math.exp(-math.fabs(x))
    return max(x, 0.0) + math.log1p(e), (1.0 if x >= 0.0 else e) / (1.0 + e)


def relu(x: float) -> tuple[float, float]:
    """Return `x` where it is positive, else 0, and the derivative: 0 at 0.

    >>> relu(3.0), relu(0.0)
    ((3.0, 1.0), (0.0, 0.0))
    """
    if x > 0.0:
        return x, 1.0
    if x <= 0.0:
        return 0.0, 0.0
    return math.nan, math.nan


def leaky_relu(x: float) -> tuple[float, float]:
    """Return `x` where it is positive, else `0.01 * x`, and the derivative: 0.01 at 0.

    >>> leaky_relu(3.0), leaky_relu(-3.0)
    ((3.0, 1.0), (-0.03, 0.01))
    """
    if x > 0.0:
        return x, 1.0
    if x <= 0.0:
        return 0.01 * x, 0.01
    return math.nan, math.nan


def elu(x: float) -> tuple[float, float]:
    """Return `x` where it is positive, else `exp(x) - 1`, and the derivative.

    >>> elu(3.0), elu(0.0), elu(-1000.0)
    ((3.0, 1.0), (0.0, 1.0), (-1.0, 0.0))
    """
    if x > 0.0:
        return x, 1.0
    return math.expm1(x), math.exp(x)


def silu(x: float) -> tuple[float, float]:
    """Return `x * sigmoid(x)` and its derivative, both 0 at -inf.

    >>> silu(0.0), silu(-1000.0)
    ((0.0, 0.5), (-0.0, -0.0))
    """
    if x > 0.0:
        e = math.exp(-x)
        if e == 0.0:
            return x, 1.0
        return x / (1.0 + e), (1.0 + e * (1.0 + x)) / (1.0 + e * (2.0 + e))
    if x < _FAR_LEFT:
        if x < _VANISHED:
            return -0.0, -0.0
        # exp(x) is no divisor's part any more, and may be subnormal where x * exp(x) is not;
        # the shift is exact.
        e = math.exp(x + 64.0)
        return x * e * _EXP_M64, (1.0 + x) * e * _EXP_M64
    e = math.exp(x)
    # x * e / (1.0 + e) has a rounding more than this quotient.
    return x / (1.0 + math.exp(-x)), e * (1.0 + x + e) / (1.0 + e * (2.0 + e))
