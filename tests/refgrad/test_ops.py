"""Ops against exact arithmetic, 20-digit references, and the conventions the module states."""

import math
import struct
import sys
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refgrad import ops

INF = math.inf
NAN = math.nan

Unary = Callable[[float], tuple[float, float]]
Binary = Callable[[float, float], tuple[float, float, float]]

UNARY: dict[str, Unary] = {
    "neg": ops.neg,
    "relu": ops.relu,
    "abs": ops.abs,
    "exp": ops.exp,
    "log": ops.log,
    "sqrt": ops.sqrt,
    "sin": ops.sin,
    "cos": ops.cos,
    "tanh": ops.tanh,
    "sigmoid": ops.sigmoid,
}
BINARY: dict[str, Binary] = {
    "add": ops.add,
    "sub": ops.sub,
    "mul": ops.mul,
    "div": ops.div,
    "pow": ops.pow,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
}

# Numbers whose products and quotients stay normal, so that half an ulp is all a rounding costs.
MODERATE = st.floats(min_value=1e-60, max_value=1e60) | st.floats(min_value=-1e60, max_value=-1e-60)


def bits(x: float) -> bytes:
    """Return the bits of `x`, all nans alike: equal bits tell 0.0 from -0.0."""
    return struct.pack("<d", NAN if math.isnan(x) else x)


def same(got: tuple[float, ...], expected: tuple[float, ...]) -> bool:
    return [bits(x) for x in got] == [bits(x) for x in expected]


def ulps(got: float, exact: Fraction) -> Fraction:
    """Return the error in units of the last place of the exact result."""
    return abs(Fraction(got) - exact) / Fraction(math.ulp(float(exact)))


# --------------------------------------------------------------------------- plain points


@pytest.mark.parametrize(
    ("name", "x", "y", "expected"),
    [
        ("add", 2.5, -4.0, (-1.5, 1.0, 1.0)),
        ("sub", 2.5, -4.0, (6.5, 1.0, -1.0)),
        ("mul", 2.5, -4.0, (-10.0, -4.0, 2.5)),
        ("div", 3.0, -4.0, (-0.75, -0.25, -0.1875)),
        ("maximum", 2.5, -4.0, (2.5, 1.0, 0.0)),
        ("maximum", -4.0, 2.5, (2.5, 0.0, 1.0)),
        ("minimum", 2.5, -4.0, (-4.0, 0.0, 1.0)),
        ("minimum", -4.0, 2.5, (-4.0, 1.0, 0.0)),
    ],
)
def test_a_binary_op_is_exact_where_floats_are(
    name: str, x: float, y: float, expected: tuple[float, ...]
) -> None:
    assert same(BINARY[name](x, y), expected)


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("neg", 2.5, (-2.5, -1.0)),
        ("relu", 2.5, (2.5, 1.0)),
        ("relu", -2.5, (0.0, 0.0)),
        ("abs", 2.5, (2.5, 1.0)),
        ("abs", -2.5, (2.5, -1.0)),
        ("sqrt", 6.25, (2.5, 0.2)),
        ("exp", 0.0, (1.0, 1.0)),
        ("log", 1.0, (0.0, 1.0)),
        ("sin", 0.0, (0.0, 1.0)),
        ("cos", 0.0, (1.0, -0.0)),
        ("tanh", 0.0, (0.0, 1.0)),
        ("sigmoid", 0.0, (0.5, 0.25)),
    ],
)
def test_a_unary_op_is_exact_where_floats_are(
    name: str, x: float, expected: tuple[float, ...]
) -> None:
    assert same(UNARY[name](x), expected)


# To 20 digits by mpmath 1.3. `pytest -m oracles` holds every op against mpmath much more densely;
# this says the same of a few points where neither it nor PyTorch is installed.
@pytest.mark.parametrize(
    ("name", "x", "out", "dx"),
    [
        ("exp", 0.75, 2.1170000166126746685, 2.1170000166126746685),
        ("log", 0.75, -0.28768207245178092744, 1.3333333333333333333),
        ("sqrt", 0.75, 0.86602540378443864676, 0.57735026918962576451),
        ("sin", 0.75, 0.68163876002333416673, 0.73168886887382088631),
        ("cos", 0.75, 0.73168886887382088631, -0.68163876002333416673),
        ("tanh", 0.75, 0.63514895238728731921, 0.59658580828133142601),
        ("tanh", -1.25, -0.84828363995751289761, 0.28041486618043262773),
        ("tanh", 20.0, 0.9999999999999999915, 1.6993417021166355837e-17),
        ("tanh", 300.0, 1.0, 1.0601586212017243265e-260),
        ("sigmoid", 0.75, 0.67917869917539297316, 0.21789499376181402948),
        ("sigmoid", -1.25, 0.222700138825308853, 0.17310478699249701741),
        ("sigmoid", 40.0, 0.99999999999999999575, 4.2483542552915889592e-18),
        ("sigmoid", -40.0, 4.2483542552915889773e-18, 4.2483542552915889592e-18),
    ],
)
def test_a_unary_op_is_within_four_ulp(name: str, x: float, out: float, dx: float) -> None:
    got = UNARY[name](x)
    assert abs(got[0] - out) <= 4.0 * math.ulp(out)
    assert abs(got[1] - dx) <= 4.0 * math.ulp(dx)


@pytest.mark.parametrize(
    ("x", "y", "out", "dx", "dy"),
    [
        (2.5, 3.0, 15.625, 18.75, 14.317042685533672893),
        (2.5, -2.0, 0.16, -0.128, 0.14660651709986481043),
        (2.5, 0.25, 1.2574334296829354083, 0.12574334296829354083, 1.1521745975672057852),
        (1.5, -0.5, 0.81649658092772603273, -0.27216552697590867758, 0.33106087445580702412),
        # x**y under- or overflows on the way to a partial that is an ordinary number.
        (2.0, 1024.0, INF, INF, INF),
        (0.5, 1030.0, 0.5**1030, 1030.0 * 0.5**1029, -math.log(2.0) * 0.5**1030),
    ],
)
def test_pow_is_within_four_ulp(x: float, y: float, out: float, dx: float, dy: float) -> None:
    for got, expected in zip(ops.pow(x, y), (out, dx, dy), strict=True):
        assert got == expected or abs(got - expected) <= 4.0 * math.ulp(expected)


# --------------------------------------------------------------------------- exact arithmetic


@given(MODERATE, MODERATE)
def test_arithmetic_is_correctly_rounded(x: float, y: float) -> None:
    p, q = Fraction(x), Fraction(y)
    assert ops.add(x, y)[0] == float(p + q)
    assert ops.sub(x, y)[0] == float(p - q)
    assert ops.mul(x, y) == (float(p * q), y, x)
    assert ops.div(x, y)[:2] == (float(p / q), float(1 / q))


@given(MODERATE, MODERATE)
def test_the_divisor_s_partial_is_within_two_ulp(x: float, y: float) -> None:
    assert ulps(ops.div(x, y)[2], -Fraction(x) / Fraction(y) ** 2) <= 2


@given(
    st.floats(min_value=1e-6, max_value=1e6) | st.floats(min_value=-1e6, max_value=-1e-6),
    st.integers(min_value=-20, max_value=20).filter(bool),
)
def test_an_integer_power_is_within_four_ulp(x: float, n: int) -> None:
    out, dx, dy = ops.pow(x, float(n))
    assert ulps(out, Fraction(x) ** n) <= 1
    assert ulps(dx, n * Fraction(x) ** (n - 1)) <= 4
    assert math.isnan(dy) == (x < 0.0)


@pytest.mark.parametrize("x", [1e-300, -1e-300, 1e-200, 1e200, -1e300])
@pytest.mark.parametrize("y", [1e-150, -1e-160, 1e150, -1e200, 1e300])
def test_the_divisor_s_partial_overflows_only_with_the_truth(x: float, y: float) -> None:
    """y**2 does so much earlier, in either direction."""
    exact = -Fraction(x) / Fraction(y) ** 2
    got = ops.div(x, y)[2]
    if abs(exact) > Fraction(2) ** 1024:
        assert got == (INF if exact > 0 else -INF)
    else:
        assert abs(Fraction(got) - exact) <= 2 * Fraction(math.ulp(float(exact)))


@pytest.mark.parametrize(
    ("x", "y", "dx"),
    [
        (1e200, 1.6, 1.6e120),  # x**y is 1e320
        (1e-200, 1.6, 1.6e-120),  # x**y is 1e-320
        (1e-300, -0.03, -3e307),  # x**(y-1) is 1e309
    ],
)
def test_the_base_s_partial_overflows_only_with_the_truth(x: float, y: float, dx: float) -> None:
    assert math.isclose(ops.pow(x, y)[1], dx, rel_tol=1e-12)


def test_the_exponent_s_partial_overflows_only_with_the_truth() -> None:
    x, y = 1.0 + 2.0**-30, 762123385786.0  # x**y is a little beyond the largest float
    out, _, dy = ops.pow(x, y)
    assert out == INF
    assert math.isclose(dy, 2.0**-30 * sys.float_info.max, rel_tol=1e-6)


# --------------------------------------------------------------------------- conventions


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        # kinks
        ("relu", 0.0, (0.0, 0.0)),
        ("relu", -0.0, (0.0, 0.0)),
        ("abs", 0.0, (0.0, 0.0)),
        ("abs", -0.0, (0.0, 0.0)),
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
        # saturation
        ("exp", 1000.0, (INF, INF)),
        ("exp", -1000.0, (0.0, 0.0)),
        ("tanh", 1000.0, (1.0, 0.0)),
        ("tanh", -1000.0, (-1.0, 0.0)),
        ("sigmoid", 1000.0, (1.0, 0.0)),
        ("sigmoid", -1000.0, (0.0, 0.0)),
        # poles, and beyond the domain
        ("log", 0.0, (-INF, INF)),
        ("log", -0.0, (-INF, -INF)),
        ("log", -1.0, (NAN, NAN)),
        ("log", 5e-324, (math.log(5e-324), INF)),
        ("sqrt", 0.0, (0.0, INF)),
        ("sqrt", -0.0, (-0.0, -INF)),
        ("sqrt", -1.0, (NAN, NAN)),
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


def test_every_op_is_in_a_table_above() -> None:
    public = {name for name in vars(ops) if not name.startswith("_")} - {"math", "sys"}
    assert public == {*UNARY, *BINARY}
