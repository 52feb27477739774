"""Every op by its name, for tests that ask the same of each; and how to compare what they say."""

import math
import struct
from collections.abc import Callable
from typing import Final

from refgrad import ops

Unary = Callable[[float], tuple[float, float]]
Binary = Callable[[float, float], tuple[float, float, float]]

UNARY: Final[dict[str, Unary]] = {
    "neg": ops.neg,
    "square": ops.square,
    "reciprocal": ops.reciprocal,
    "abs": ops.abs,
    "relu": ops.relu,
    "leaky_relu": ops.leaky_relu,
    "elu": ops.elu,
    "silu": ops.silu,
    "gelu": ops.gelu,
    "softplus": ops.softplus,
    "sigmoid": ops.sigmoid,
    "tanh": ops.tanh,
    "erf": ops.erf,
    "exp": ops.exp,
    "exp2": ops.exp2,
    "expm1": ops.expm1,
    "log": ops.log,
    "log2": ops.log2,
    "log10": ops.log10,
    "log1p": ops.log1p,
    "sqrt": ops.sqrt,
    "rsqrt": ops.rsqrt,
    "cbrt": ops.cbrt,
    "sin": ops.sin,
    "cos": ops.cos,
    "tan": ops.tan,
    "asin": ops.asin,
    "acos": ops.acos,
    "atan": ops.atan,
    "sinh": ops.sinh,
    "cosh": ops.cosh,
    "asinh": ops.asinh,
    "acosh": ops.acosh,
    "atanh": ops.atanh,
}
BINARY: Final[dict[str, Binary]] = {
    "add": ops.add,
    "sub": ops.sub,
    "mul": ops.mul,
    "div": ops.div,
    "pow": ops.pow,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
    "hypot": ops.hypot,
    "atan2": ops.atan2,
}


def bits(x: float) -> bytes:
    """Return the bits of `x`, all nans alike: equal bits tell 0.0 from -0.0."""
    return struct.pack("<d", math.nan if math.isnan(x) else x)


def same(got: tuple[float, ...], expected: tuple[float, ...]) -> bool:
    return [bits(x) for x in got] == [bits(x) for x in expected]
