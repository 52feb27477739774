"""The ops: each takes numbers and returns its value beside its partial derivatives.

This is the only place that knows a derivative. `mul(x, y)` returns `(out, dx, dy)`, where `dx` is
the derivative of `out` with respect to `x`; `tanh(x)` returns `(out, dx)`.

No op raises for a number it cannot digest: as in IEEE 754 and in PyTorch, `1/0` is inf, `log(0)`
is -inf, `exp(1000)` is inf, and outside the domain, as in `log(-1)` and `sqrt(-1)`, value and
partial are nan. The one exception is a fractional power of a negative number, a ValueError:
Python's own `**` would quietly go on with a complex number there, and nan would hide the mistake.

Where no derivative exists, a convention stands, the same as PyTorch's: `relu'(0) = 0`,
`leaky_relu'(0) = 0.01`, `abs'(0) = 0`, both partials of `atan2(0, 0)` are 0, and at a tie
`maximum` and `minimum` give each argument one half. The partials of `hypot(0, 0)` are 0, where
PyTorch says nan. A nan argument makes value and partials nan, but for what IEEE 754 says of
`pow(nan, 0)` and `hypot(inf, nan)`, and for partials that are constant.

Where arguments and results are normal numbers, no value or partial was found further than 4 ulp
from the exact one, but for two zeros of partials: near -1.28 (silu') and -0.75 (gelu') two terms
cancel, and there the error is within 4 ulp of the sum of their magnitudes, which may be any number
of ulp of the result. Where the exact number is finite, so are they.
tests/refgrad/test_accuracy.py measures it, and `refgrad verify --accuracy 1` searches for worse.
"""

from refgrad.ops.activations import elu, leaky_relu, relu, sigmoid, silu, softplus
from refgrad.ops.arithmetic import add, div, mul, neg, reciprocal, square, sub
from refgrad.ops.exponentials import exp, exp2, expm1, log, log1p, log2, log10
from refgrad.ops.gaussian import erf, gelu
from refgrad.ops.hyperbolic import acosh, asinh, atanh, cosh, sinh, tanh
from refgrad.ops.powers import cbrt, hypot, pow, rsqrt, sqrt  # noqa: A004
from refgrad.ops.selection import abs, maximum, minimum  # noqa: A004
from refgrad.ops.trigonometry import acos, asin, atan, atan2, cos, sin, tan

__all__ = [
    "abs",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "cos",
    "cosh",
    "div",
    "elu",
    "erf",
    "exp",
    "exp2",
    "expm1",
    "gelu",
    "hypot",
    "leaky_relu",
    "log",
    "log1p",
    "log2",
    "log10",
    "maximum",
    "minimum",
    "mul",
    "neg",
    "pow",
    "reciprocal",
    "relu",
    "rsqrt",
    "sigmoid",
    "silu",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "square",
    "sub",
    "tan",
    "tanh",
]
