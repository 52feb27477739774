"""Ops against exact arithmetic and 20-digit references."""

import math
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refgrad import ops
from tests.refgrad.op_table import BINARY, UNARY, same

INF = math.inf

# Numbers whose products and quotients stay normal, so that half an ulp is all a rounding costs.
MODERATE = st.floats(min_value=1e-60, max_value=1e60) | st.floats(min_value=-1e60, max_value=-1e-60)


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
        ("hypot", -3.0, 4.0, (5.0, -0.6, 0.8)),
        ("atan2", 0.0, 2.0, (0.0, 0.5, -0.0)),
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
        ("square", -2.5, (6.25, -5.0)),
        ("reciprocal", -4.0, (-0.25, -0.0625)),
        ("leaky_relu", 2.5, (2.5, 1.0)),
        ("leaky_relu", -2.0, (-0.02, 0.01)),
        ("elu", 2.5, (2.5, 1.0)),
        ("silu", 0.0, (0.0, 0.5)),
        ("gelu", 0.0, (0.0, 0.5)),
        ("cbrt", -8.0, (-2.0, 1.0 / 12.0)),
        ("exp2", -3.0, (0.125, math.log(2.0) / 8.0)),
        ("expm1", 0.0, (0.0, 1.0)),
        ("log2", 0.25, (-2.0, 4.0 / math.log(2.0))),
        ("log10", 1e22, (22.0, 1e-22 / math.log(10.0))),
        ("log1p", 0.0, (0.0, 1.0)),
        *((name, 0.0, (0.0, 1.0)) for name in ("tan", "asin", "atan", "sinh", "asinh", "atanh")),
        ("cosh", 0.0, (1.0, 0.0)),
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
        ("elu", -0.625, -0.46473857148100975804, 0.53526142851899024196),
        ("elu", -1.5, -0.77686983985157017107, 0.22313016014842982893),
        ("silu", -0.625, -0.21790320958371609774, 0.20671281974524550348),
        ("silu", -1.5, -0.27363828570953451059, -0.04129415429914294436),
        ("gelu", -0.625, -0.16624095565543783269, 0.060884923704716136021),
        ("gelu", -1.5, -0.10021080190328709901, -0.12746919222997952542),
        ("softplus", -0.625, 0.42870067827651863721, 0.34864513533394575638),
        ("softplus", -1.5, 0.2014132779827524095, 0.18242552380635634039),
        ("erf", 0.75, 0.7111556336535151316, 0.64293106919520732905),
        ("exp2", 0.75, 1.6817928305074290861, 1.1657299587521544469),
        ("expm1", 0.75, 1.1170000166126746685, 2.1170000166126746685),
        ("log2", 0.75, -0.41503749927884381855, 1.9235933878519512098),
        ("log10", 0.75, -0.12493873660829995313, 0.5790593092043357702),
        ("log1p", 0.75, 0.55961578793542268627, 0.57142857142857142857),
        ("cbrt", 0.75, 0.90856029641606982945, 0.4038045761849199242),
        ("tan", 0.75, 0.93159645994407246117, 1.8678719641803278056),
        ("asin", 0.75, 0.84806207898148100805, 1.5118578920369089089),
        ("acos", 0.75, 0.72273424781341561118, -1.5118578920369089089),
        ("atan", 0.75, 0.6435011087932843868, 0.64),
        ("sinh", 0.75, 0.8223167319358299807, 1.2946832846768446878),
        ("cosh", 0.75, 1.2946832846768446878, 0.8223167319358299807),
        ("asinh", 0.75, 0.69314718055994530942, 0.8),
        ("acosh", 1.75, 1.1588103604299468117, 0.69631062382279135271),
        ("atanh", 0.75, 0.97295507452765665255, 2.2857142857142857143),
    ],
)
def test_a_unary_op_is_within_four_ulp(name: str, x: float, out: float, dx: float) -> None:
    got = UNARY[name](x)
    assert abs(got[0] - out) <= 4.0 * math.ulp(out)
    assert abs(got[1] - dx) <= 4.0 * math.ulp(dx)


@pytest.mark.parametrize(
    ("name", "x", "y", "out", "dx", "dy"),
    [
        (
            "hypot",
            1.75,
            -0.5,
            1.8200274723201295678,
            0.96152394764082316788,
            -0.27472112789737804797,
        ),
        (
            "hypot",
            -0.375,
            3.0,
            3.0233466556119561196,
            -0.12403473458920845619,
            0.99227787671366764952,
        ),
        (
            "atan2",
            1.75,
            -0.5,
            1.8490959858000079706,
            -0.15094339622641509434,
            -0.52830188679245283019,
        ),
        (
            "atan2",
            -0.375,
            3.0,
            -0.12435499454676143503,
            0.32820512820512820513,
            0.041025641025641025641,
        ),
        ("pow", 2.5, 3.0, 15.625, 18.75, 14.317042685533672893),
        ("pow", 2.5, -2.0, 0.16, -0.128, 0.14660651709986481043),
        ("pow", 2.5, 0.25, 1.2574334296829354083, 0.12574334296829354083, 1.1521745975672057852),
        ("pow", 1.5, -0.5, 0.81649658092772603273, -0.27216552697590867758, 0.33106087445580702412),
        # x**y under- or overflows on the way to a partial that is an ordinary number.
        ("pow", 2.0, 1024.0, INF, INF, INF),
        ("pow", 0.5, 1030.0, 0.5**1030, 1030.0 * 0.5**1029, -math.log(2.0) * 0.5**1030),
    ],
)
def test_a_binary_op_is_within_four_ulp(
    name: str, x: float, y: float, out: float, dx: float, dy: float
) -> None:
    for got, expected in zip(BINARY[name](x, y), (out, dx, dy), strict=True):
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


def test_every_op_is_in_the_table() -> None:
    assert sorted(ops.__all__) == sorted([*UNARY, *BINARY])
