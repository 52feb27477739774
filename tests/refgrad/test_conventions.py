"""What the ops say at kinks, poles and infinities, beyond their domains and of nan."""

import math
import sys

import pytest

from refgrad import ops
from tests.refgrad.op_table import BINARY, UNARY, same

INF = math.inf
NAN = math.nan
TINY = 5e-324
HUGE = sys.float_info.max


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        # kinks
        ("relu", 0.0, (0.0, 0.0)),
        ("relu", -0.0, (0.0, 0.0)),
        ("abs", 0.0, (0.0, 0.0)),
        ("abs", -0.0, (0.0, 0.0)),
        ("leaky_relu", 0.0, (0.0, 0.01)),
        ("leaky_relu", -0.0, (-0.0, 0.01)),
        ("elu", 0.0, (0.0, 1.0)),
        # nan stays nan
        *((name, NAN, (NAN, NAN)) for name in UNARY if name != "neg"),
        ("neg", NAN, (NAN, -1.0)),
        # infinities
        ("relu", INF, (INF, 1.0)),
        ("relu", -INF, (0.0, 0.0)),
        ("abs", -INF, (INF, -1.0)),
        ("exp", INF, (INF, INF)),
        ("exp", -INF, (0.0, 0.0)),
        ("log", INF, (INF, 0.0)),
        ("sqrt", INF, (INF, 0.0)),
        ("sin", INF, (NAN, NAN)),
        ("cos", -INF, (NAN, NAN)),
        ("tanh", INF, (1.0, 0.0)),
        ("tanh", -INF, (-1.0, 0.0)),
        ("sigmoid", INF, (1.0, 0.0)),
        ("sigmoid", -INF, (0.0, 0.0)),
        ("square", -INF, (INF, -INF)),
        ("reciprocal", INF, (0.0, -0.0)),
        ("reciprocal", -INF, (-0.0, -0.0)),
        ("leaky_relu", -INF, (-INF, 0.01)),
        *((name, INF, (INF, 1.0)) for name in ("elu", "silu", "gelu", "softplus", "leaky_relu")),
        ("elu", -INF, (-1.0, 0.0)),
        ("silu", -INF, (-0.0, -0.0)),
        ("gelu", -INF, (-0.0, -0.0)),
        ("softplus", -INF, (0.0, 0.0)),
        ("erf", INF, (1.0, 0.0)),
        ("erf", -INF, (-1.0, 0.0)),
        *((name, INF, (INF, INF)) for name in ("exp2", "expm1", "sinh", "cosh")),
        ("exp2", -INF, (0.0, 0.0)),
        ("expm1", -INF, (-1.0, 0.0)),
        ("sinh", -INF, (-INF, INF)),
        ("cosh", -INF, (INF, -INF)),
        *((name, INF, (INF, 0.0)) for name in ("log2", "log10", "log1p", "cbrt", "acosh", "asinh")),
        *((name, -INF, (-INF, 0.0)) for name in ("cbrt", "asinh")),
        *((name, -INF, (NAN, NAN)) for name in ("log", "log2", "log10", "log1p", "sqrt", "acosh")),
        ("tan", INF, (NAN, NAN)),
        ("atan", INF, (math.pi / 2.0, 0.0)),
        ("atan", -INF, (-math.pi / 2.0, 0.0)),
        # saturation
        ("exp", 1000.0, (INF, INF)),
        ("exp", -1000.0, (0.0, 0.0)),
        ("tanh", 1000.0, (1.0, 0.0)),
        ("tanh", -1000.0, (-1.0, 0.0)),
        ("sigmoid", 1000.0, (1.0, 0.0)),
        ("sigmoid", -1000.0, (0.0, 0.0)),
        ("silu", -1000.0, (-0.0, -0.0)),
        ("silu", -HUGE, (-0.0, -0.0)),
        ("silu", HUGE, (HUGE, 1.0)),
        ("gelu", -HUGE, (-0.0, -0.0)),
        ("gelu", HUGE, (HUGE, 1.0)),
        ("softplus", HUGE, (HUGE, 1.0)),
        ("elu", -HUGE, (-1.0, 0.0)),
        ("erf", HUGE, (1.0, 0.0)),
        ("erf", -HUGE, (-1.0, 0.0)),
        ("expm1", -HUGE, (-1.0, 0.0)),
        ("expm1", HUGE, (INF, INF)),
        ("exp2", 2000.0, (INF, INF)),
        ("exp2", -2000.0, (0.0, 0.0)),
        ("sinh", -1000.0, (-INF, INF)),
        ("cosh", -1000.0, (INF, -INF)),
        ("square", 1e200, (INF, 2e200)),
        # poles, and beyond the domain
        ("log", 0.0, (-INF, INF)),
        ("log", -0.0, (-INF, -INF)),
        ("log", -1.0, (NAN, NAN)),
        ("log", 5e-324, (math.log(5e-324), INF)),
        ("sqrt", 0.0, (0.0, INF)),
        ("sqrt", -0.0, (-0.0, -INF)),
        ("sqrt", -1.0, (NAN, NAN)),
        ("reciprocal", 0.0, (INF, -INF)),
        ("reciprocal", -0.0, (-INF, -INF)),
        ("cbrt", 0.0, (0.0, INF)),
        ("cbrt", -0.0, (-0.0, INF)),
        ("log2", 0.0, (-INF, INF)),
        ("log10", 0.0, (-INF, INF)),
        ("log1p", -1.0, (-INF, INF)),
        ("asin", 1.0, (math.asin(1.0), INF)),
        ("asin", -1.0, (math.asin(-1.0), INF)),
        ("acos", 1.0, (0.0, -INF)),
        ("acos", -1.0, (math.pi, -INF)),
        ("acosh", 1.0, (0.0, INF)),
        ("atanh", 1.0, (INF, INF)),
        ("atanh", -1.0, (-INF, INF)),
        *((name, -1.5, (NAN, NAN)) for name in ("log2", "log10", "log1p", "acosh")),
        *((name, x, (NAN, NAN)) for name in ("asin", "acos", "atanh") for x in (-1.5, 1.5)),
        ("acosh", 0.5, (NAN, NAN)),
    ],
)
def test_the_convention_of_a_unary_op(name: str, x: float, expected: tuple[float, ...]) -> None:
    assert same(UNARY[name](x), expected)


@pytest.mark.parametrize(
    ("name", "x", "y", "expected"),
    [
        # kinks
        ("maximum", 2.0, 2.0, (2.0, 0.5, 0.5)),
        ("minimum", 2.0, 2.0, (2.0, 0.5, 0.5)),
        ("maximum", -INF, -INF, (-INF, 0.5, 0.5)),
        # nan stays nan
        ("maximum", NAN, 1.0, (NAN, NAN, NAN)),
        ("maximum", 1.0, NAN, (NAN, NAN, NAN)),
        ("minimum", NAN, 1.0, (NAN, NAN, NAN)),
        ("minimum", 1.0, NAN, (NAN, NAN, NAN)),
        # division by zero, and by infinity
        ("div", 1.0, 0.0, (INF, INF, -INF)),
        ("div", 1.0, -0.0, (-INF, -INF, -INF)),
        ("div", -1.0, 0.0, (-INF, INF, INF)),
        ("div", 0.0, 0.0, (NAN, INF, NAN)),
        ("div", 1.0, INF, (0.0, 0.0, -0.0)),
        # the origin
        ("hypot", 0.0, 0.0, (0.0, 0.0, 0.0)),
        ("hypot", -0.0, 0.0, (0.0, -0.0, 0.0)),
        ("atan2", 0.0, 0.0, (0.0, 0.0, -0.0)),
        ("atan2", -0.0, 0.0, (-0.0, 0.0, 0.0)),
        # one operand infinite, or both
        ("hypot", INF, 1.0, (INF, 1.0, 0.0)),
        ("hypot", -2.0, -INF, (INF, -0.0, -1.0)),
        ("hypot", INF, INF, (INF, NAN, NAN)),
        ("hypot", INF, NAN, (INF, NAN, NAN)),
        ("hypot", 1.0, NAN, (NAN, NAN, NAN)),
        ("atan2", INF, 1.0, (math.pi / 2.0, 0.0, 0.0)),
        ("atan2", 1.0, INF, (0.0, 0.0, 0.0)),
        ("atan2", INF, NAN, (NAN, NAN, NAN)),
        ("atan2", NAN, 1.0, (NAN, NAN, NAN)),
        # operands whose squares a float cannot hold
        ("hypot", 8.0 * 2.0**1020, 15.0 * 2.0**1020, (INF, 8.0 / 17.0, 15.0 / 17.0)),
        ("hypot", TINY, 0.0, (TINY, 1.0, 0.0)),
        ("atan2", 0.0, 2.0**-600, (0.0, 2.0**600, -0.0)),
        ("atan2", 2.0**600, 0.0, (math.pi / 2.0, 0.0, -(2.0**-600))),
        ("atan2", 0.0, TINY, (0.0, INF, -0.0)),
        # powers of zero
        ("pow", 0.0, 0.0, (1.0, 0.0, 0.0)),
        ("pow", 0.0, 0.25, (0.0, INF, 0.0)),
        ("pow", 0.0, 0.5, (0.0, INF, 0.0)),
        ("pow", 0.0, 1.0, (0.0, 1.0, 0.0)),
        ("pow", 0.0, 1.5, (0.0, 0.0, 0.0)),
        ("pow", 0.0, 2.0, (0.0, 0.0, 0.0)),
        ("pow", 0.0, -1.0, (INF, -INF, -INF)),
        ("pow", -0.0, -1.0, (-INF, -INF, -INF)),
        ("pow", -0.0, 3.0, (-0.0, 0.0, 0.0)),
        # powers of a negative number
        ("pow", -2.0, 3.0, (-8.0, 12.0, NAN)),
        ("pow", -2.0, 2.0, (4.0, -4.0, NAN)),
        ("pow", -2.0, 0.0, (1.0, 0.0, NAN)),
        ("pow", -2.0, -1.0, (-0.5, -0.25, NAN)),
        ("pow", -2.0, -2.0, (0.25, 0.25, NAN)),
        # overflow, with its sign
        ("pow", -10.0, 309.0, (-INF, INF, NAN)),
        ("pow", -10.0, 400.0, (INF, -INF, NAN)),
        # infinities
        ("pow", INF, 0.0, (1.0, 0.0, INF)),
        ("pow", INF, 0.5, (INF, 0.0, INF)),
        ("pow", INF, 2.0, (INF, INF, INF)),
        ("pow", NAN, 0.0, (1.0, 0.0, NAN)),
        ("pow", NAN, 2.0, (NAN, NAN, NAN)),
    ],
)
def test_the_convention_of_a_binary_op(
    name: str, x: float, y: float, expected: tuple[float, ...]
) -> None:
    assert same(BINARY[name](x, y), expected)


@pytest.mark.parametrize(("x", "y"), [(-8.0, 1 / 3), (-2.0, 0.5), (-0.1, -1.5)])
def test_a_fractional_power_of_a_negative_number_is_an_error(x: float, y: float) -> None:
    with pytest.raises(ValueError, match=r"pow expects an integer exponent.*abs\(x\)") as caught:
        ops.pow(x, y)
    assert repr(x) in str(caught.value)
    assert repr(y) in str(caught.value)
