"""Each op's value and derivatives in mpmath, to the precision in force, from textbook formulas."""

from collections.abc import Callable
from typing import Final

import mpmath

Exact1 = Callable[[mpmath.mpf], mpmath.mpf]
Exact2 = Callable[[mpmath.mpf, mpmath.mpf], mpmath.mpf]


ZERO, ONE = mpmath.mpf(0), mpmath.mpf(1)
HUNDREDTH = mpmath.mpf(0.01)  # of the float that engines take for it


def pi() -> mpmath.mpf:
    return mpmath.acos(-1)


def cdf(x: mpmath.mpf) -> mpmath.mpf:
    if x < -45:
        return ZERO  # far below half the smallest float, times x too
    if x > 20:
        return ONE  # to 280 bits
    with mpmath.extraprec(10 + int(0.73 * x * x)):  # as many bits as the sum cancels
        return (1 + mpmath.erf(x / mpmath.sqrt(2))) / 2


def density(x: mpmath.mpf) -> mpmath.mpf:
    return mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * pi())


def sigmoid(x: mpmath.mpf) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-x))


def bell(x: mpmath.mpf) -> mpmath.mpf:
    return 1 / (2 + mpmath.exp(x) + mpmath.exp(-x))


def hypot(x: mpmath.mpf, y: mpmath.mpf) -> mpmath.mpf:
    return mpmath.sqrt(x * x + y * y)


def angle(x: mpmath.mpf, y: mpmath.mpf) -> mpmath.mpf:
    """Return atan2, away from the axes."""
    if y > 0:
        return mpmath.atan(x / y)
    return mpmath.atan(x / y) + pi() * mpmath.sign(x)


def asinh(x: mpmath.mpf) -> mpmath.mpf:
    size = mpmath.fabs(x)
    return mpmath.sign(x) * mpmath.log1p(size + x * x / (1 + hypot(x, ONE)))


UNARY: Final[dict[str, tuple[Exact1, Exact1]]] = {
    "neg": (lambda x: -x, lambda _: -ONE),
    "square": (lambda x: x * x, lambda x: 2 * x),
    "reciprocal": (lambda x: 1 / x, lambda x: -1 / (x * x)),
    "abs": (mpmath.fabs, mpmath.sign),
    "relu": (lambda x: x if x > 0 else ZERO, lambda x: ONE if x > 0 else ZERO),
    "leaky_relu": (lambda x: x if x > 0 else HUNDREDTH * x, lambda x: ONE if x > 0 else HUNDREDTH),
    "elu": (lambda x: x if x > 0 else mpmath.expm1(x), lambda x: ONE if x > 0 else mpmath.exp(x)),
    "sigmoid": (sigmoid, bell),
    "silu": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) + x * bell(x)),
    "gelu": (lambda x: x * cdf(x), lambda x: cdf(x) + x * density(x)),
    "softplus": (lambda x: mpmath.log1p(mpmath.exp(x)), sigmoid),
    "tanh": (mpmath.tanh, lambda x: mpmath.sech(x) ** 2),
    "erf": (mpmath.erf, lambda x: 2 / mpmath.sqrt(pi()) * mpmath.exp(-x * x)),
    "exp": (mpmath.exp, mpmath.exp),
    "exp2": (lambda x: mpmath.power(2, x), lambda x: mpmath.power(2, x) * mpmath.log(2)),
    "expm1": (mpmath.expm1, mpmath.exp),
    "log": (mpmath.log, lambda x: 1 / x),
    "log2": (lambda x: mpmath.log(x) / mpmath.log(2), lambda x: 1 / (x * mpmath.log(2))),
    "log10": (lambda x: mpmath.log(x) / mpmath.log(10), lambda x: 1 / (x * mpmath.log(10))),
    "log1p": (mpmath.log1p, lambda x: 1 / (1 + x)),
    "sqrt": (mpmath.sqrt, lambda x: 1 / (2 * mpmath.sqrt(x))),
    "rsqrt": (lambda x: 1 / mpmath.sqrt(x), lambda x: -1 / (2 * x * mpmath.sqrt(x))),
    "cbrt": (
        lambda x: mpmath.sign(x) * mpmath.power(mpmath.fabs(x), ONE / 3),
        lambda x: 1 / (3 * mpmath.power(x * x, ONE / 3)),
    ),
    "sin": (mpmath.sin, mpmath.cos),
    "cos": (mpmath.cos, lambda x: -mpmath.sin(x)),
    "tan": (mpmath.tan, lambda x: 1 / mpmath.cos(x) ** 2),
    "asin": (mpmath.asin, lambda x: 1 / mpmath.sqrt((1 - x) * (1 + x))),
    "acos": (mpmath.acos, lambda x: -1 / mpmath.sqrt((1 - x) * (1 + x))),
    "atan": (mpmath.atan, lambda x: 1 / (1 + x * x)),
    "sinh": (mpmath.sinh, mpmath.cosh),
    "cosh": (mpmath.cosh, mpmath.sinh),
    "asinh": (asinh, lambda x: 1 / hypot(x, ONE)),
    "acosh": (
        lambda x: mpmath.log1p(x - 1 + mpmath.sqrt((x - 1) * (x + 1))),
        lambda x: 1 / mpmath.sqrt((x - 1) * (x + 1)),
    ),
    "atanh": (
        lambda x: (mpmath.log1p(x) - mpmath.log1p(-x)) / 2,
        lambda x: 1 / ((1 - x) * (1 + x)),
    ),
}

BINARY: Final[dict[str, tuple[Exact2, Exact2, Exact2]]] = {
    "add": (lambda x, y: x + y, lambda _x, _y: ONE, lambda _x, _y: ONE),
    "sub": (lambda x, y: x - y, lambda _x, _y: ONE, lambda _x, _y: -ONE),
    "mul": (lambda x, y: x * y, lambda _, y: y, lambda x, _: x),
    "div": (lambda x, y: x / y, lambda _, y: 1 / y, lambda x, y: -x / y**2),
    "hypot": (hypot, lambda x, y: x / hypot(x, y), lambda x, y: y / hypot(x, y)),
    "atan2": (angle, lambda x, y: y / (x * x + y * y), lambda x, y: -x / (x * x + y * y)),
    "pow": (
        mpmath.power,
        lambda x, y: y * mpmath.power(x, y - 1),
        lambda x, y: mpmath.power(x, y) * mpmath.log(x),
    ),
}

# The slopes of silu and gelu are a sum that vanishes; near by, an error counts beside its terms.
TERMS: Final[dict[str, Exact1]] = {
    "silu": lambda x: sigmoid(x) + mpmath.fabs(x) * bell(x),
    "gelu": lambda x: cdf(x) + mpmath.fabs(x) * density(x),
}
