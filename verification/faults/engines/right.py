"""How a right engine computes each op, as Python: its value, and the slope by each operand.

Not an oracle of anything: an engine written from this is a subject like any other.
"""

from typing import Final

_SIGMOID: Final = "1.0 / (1.0 + exp(-x)) if x >= 0 else exp(x) / (1.0 + exp(x))"

RIGHT: Final[dict[str, tuple[str, ...]]] = {
    "add": ("x + y", "1.0", "1.0"),
    "sub": ("x - y", "1.0", "-1.0"),
    "mul": ("x * y", "y", "x"),
    "div": ("x / y", "1.0 / y", "-out / y"),
    "pow": ("x ** y", "y * x ** (y - 1)", "out * log(x) if x > 0 else 0.0"),
    "neg": ("-x", "-1.0"),
    "abs": ("abs(x)", "float((x > 0) - (x < 0))"),
    "relu": ("x if x > 0 else 0.0", "1.0 if x > 0 else 0.0"),
    "tanh": ("tanh(x)", "1.0 - out * out"),
    "exp": ("exp(x)", "out"),
    "log": ("log(x)", "1.0 / x"),
    "sqrt": ("sqrt(x)", "0.5 / out"),
    "sin": ("sin(x)", "cos(x)"),
    "cos": ("cos(x)", "-sin(x)"),
    "sigmoid": ("_sigmoid(x)", "out * (1.0 - out)"),
    "maximum": ("max(x, y)", "1.0 if x >= y else 0.0", "0.0 if x >= y else 1.0"),
    "minimum": ("min(x, y)", "1.0 if x <= y else 0.0", "0.0 if x <= y else 1.0"),
    "square": ("x * x", "2.0 * x"),
    "reciprocal": ("1.0 / x", "-out * out"),
    "rsqrt": ("1.0 / sqrt(x)", "-0.5 * out / x"),
    "cbrt": ("cbrt(x)", "1.0 / (3.0 * out * out)"),
    "exp2": ("exp2(x)", "out * log(2.0)"),
    "expm1": ("expm1(x)", "exp(x)"),
    "log2": ("log2(x)", "1.0 / (x * log(2.0))"),
    "log10": ("log10(x)", "1.0 / (x * log(10.0))"),
    "log1p": ("log1p(x)", "1.0 / (1.0 + x)"),
    "tan": ("tan(x)", "1.0 + out * out"),
    "asin": ("asin(x)", "1.0 / sqrt((1.0 - x) * (1.0 + x))"),
    "acos": ("acos(x)", "-1.0 / sqrt((1.0 - x) * (1.0 + x))"),
    "atan": ("atan(x)", "1.0 / (1.0 + x * x)"),
    "sinh": ("sinh(x)", "cosh(x)"),
    "cosh": ("cosh(x)", "sinh(x)"),
    "asinh": ("asinh(x)", "1.0 / hypot(x, 1.0)"),
    "acosh": ("acosh(x)", "1.0 / (sqrt(x - 1.0) * sqrt(x + 1.0))"),
    "atanh": ("atanh(x)", "1.0 / ((1.0 - x) * (1.0 + x))"),
    "softplus": ("max(x, 0.0) + log1p(exp(-abs(x)))", "_sigmoid(x)"),
    "leaky_relu": ("x if x > 0 else 0.01 * x", "1.0 if x > 0 else 0.01"),
    "elu": ("x if x > 0 else expm1(x)", "1.0 if x > 0 else exp(x)"),
    "silu": ("x * _sigmoid(x)", "_sigmoid(x) * (1.0 + x * _sigmoid(-x))"),
    "gelu": (
        "0.5 * x * erfc(-x / sqrt(2.0))",
        "0.5 * erfc(-x / sqrt(2.0)) + x * exp(-0.5 * x * x) / sqrt(2.0 * pi)",
    ),
    "erf": ("erf(x)", "2.0 / sqrt(pi) * exp(-x * x)"),
    "hypot": ("hypot(x, y)", "x / out", "y / out"),
    "atan2": ("atan2(x, y)", "y / (x * x + y * y)", "-x / (x * x + y * y)"),
}
"""Of each op the value by ``x`` and ``y``, and the slopes by ``x``, ``y`` and the value ``out``."""

STEP_AT_ZERO: Final = {
    "relu": 0.0,
    "leaky_relu": 0.0,
    "abs": 0.5,
    "maximum": 1.0,
    "minimum": 0.0,
}
"""The convention that these take at a kink, as conventions.py counts them."""

PRELUDE: Final = f"""\
from math import (
    acos, acosh, asin, asinh, atan, atan2, atanh, cbrt, cos, cosh, erf, erfc, exp, exp2, expm1,
    hypot, log, log10, log1p, log2, nan, pi, sin, sinh, sqrt, tan, tanh,
)


def _sigmoid(x):
    return {_SIGMOID}
"""
"""What those lines need."""
