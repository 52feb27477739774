"""The difference oracle by hand: closed forms, saturation, kinks, and what it must leave open."""

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")

from verification.model import Ball, Point, Unresolved
from verification.oracles.mpmath import differences, values
from verification.program import Const, Number, Program, assemble

pytestmark = pytest.mark.oracles


def _rational(program: Program, *point: Number) -> list[Fraction]:
    """Return the derivatives of a program where each is a fraction with a small denominator."""
    found: list[Fraction] = []
    for ball in differences(program, point):
        assert isinstance(ball, Ball)
        exact = ball.middle.limit_denominator(10**6)
        assert abs(ball.middle - exact) <= ball.radius
        found.append(exact)
    return found


@pytest.mark.parametrize(
    ("program", "point", "expected"),
    [
        (assemble(4, ("mul", 0, 1), ("add", 4, 2), ("mul", 5, 3)), (2, -3, 10, -2), (6, -4, -2, 4)),
        (assemble(1, ("mul", 0, 0)), (3,), (6,)),
        (assemble(1, ("add", 0, 0), ("add", 1, 1)), (3.0,), (4,)),
        (assemble(1, ("sub", 0, 0)), (0.1,), (0,)),
        (assemble(1, ("div", 0, 0)), (0.1,), (0,)),
        (assemble(2, ("div", 0, 1)), (3, 4), (Fraction(1, 4), Fraction(-3, 16))),
        (assemble(1, ("pow", 0, Const(3))), (-2,), (12,)),
        (assemble(1, ("pow", 0, Const(2))), (0.0,), (0,)),
        (assemble(1, ("pow", 0, Const(0))), (0.0,), (0,)),
        (assemble(1, ("pow", 0, Const(-1))), (-4,), (Fraction(-1, 16),)),
        (assemble(1, ("pow", 0, Const(0.5))), (4,), (Fraction(1, 4),)),
        (assemble(1, ("pow", Const(1), 0)), (4,), (0,)),
        (assemble(1, ("sub", Const(2), 0)), (1e300,), (-1,)),
        (assemble(1, ("abs", 0)), (-5e-324,), (-1,)),
        (assemble(2, ("maximum", 0, 1)), (1.0, math.nextafter(1.0, 2.0)), (0, 1)),
        (assemble(2, ("minimum", 0, 1)), (1.0, math.nextafter(1.0, 2.0)), (1, 0)),
        (assemble(1, ("sub", 0, Const(1)), ("relu", 1)), (1 + 2**-52,), (1,)),
        # The roots' derivatives add up.
        (assemble(1, ("mul", 0, 0), ("mul", 1, 0), roots=(1, 2)), (2,), (4 + 12,)),
        # An input that no root depends on, through a dead node at a singular point.
        (assemble(2, ("log", 1), ("mul", 0, 0)), (3, 0), (6, 0)),
        # 1 is far larger than the input: the sum keeps it only in 1,000 bits and more.
        (assemble(1, ("add", 0, Const(1)), ("sub", 1, Const(1))), (1e-300,), (1,)),
        # A kink that this input does not move, and one that the other does.
        (assemble(2, ("relu", 1), ("add", 2, 0)), (3, -1), (1, 0)),
    ],
)
def test_derivatives_worked_out_by_hand(
    program: Program, point: Point, expected: tuple[int | Fraction, ...]
) -> None:
    assert _rational(program, *point) == list(expected)


@pytest.mark.parametrize(
    ("op", "x", "expected"),
    [
        # tanh' = 4 e^-2x / (1 + e^-2x)^2; at 300 the bracket is 1 for 260 digits.
        ("tanh", 300, lambda: 4 * arb(-600).exp()),
        ("tanh", -300.0, lambda: 4 * arb(-600).exp()),
        # sigmoid' = e^-|x| / (1 + e^-|x|)^2
        ("sigmoid", -700, lambda: arb(-700).exp() / (1 + arb(-700).exp()) ** 2),
        ("sigmoid", 700, lambda: arb(-700).exp() / (1 + arb(-700).exp()) ** 2),
        ("exp", -700, lambda: arb(-700).exp()),
        ("exp", 5e-324, lambda: arb(5e-324).exp()),
        ("sin", 1e22, lambda: arb(1e22).cos()),
        ("cos", 1e300, lambda: -arb(1e300).sin()),
        ("log", 5e-324, lambda: 1 / arb(5e-324)),
        ("sqrt", 5e-324, lambda: 1 / (2 * arb(5e-324).sqrt())),
        ("sin", math.pi / 2, lambda: arb(math.pi / 2).cos()),
        ("tan", math.pi / 2, lambda: arb(math.pi / 2).cos() ** -2),
        # softplus' is the sigmoid; silu' = s + x s (1 - s)
        ("softplus", -700, lambda: arb(-700).exp() / (1 + arb(-700).exp())),
        ("silu", -745, lambda: _sigmoid(-745) * (1 - 745 * (1 - _sigmoid(-745)))),
        ("elu", -700.0, lambda: arb(-700).exp()),
        # erf' = 2 e^-x^2 / sqrt(pi); gelu' = Phi(x) + x phi(x)
        ("erf", 26, lambda: 2 * arb(-676).exp() / arb.pi().sqrt()),
        ("gelu", -30, lambda: _gelu_slope(-30)),
        ("gelu", -38.0, lambda: _gelu_slope(-38)),
        ("expm1", 1e-300, lambda: arb(1e-300).exp()),
        ("log1p", 1e-300, lambda: 1 / (1 + arb(1e-300))),
        ("log1p", -1 + 2**-53, lambda: arb(2) ** 53),
        ("asinh", 1e300, lambda: 1 / (1 + arb(1e300) ** 2).sqrt()),
        ("asinh", -1e300, lambda: 1 / (1 + arb(1e300) ** 2).sqrt()),
        ("acosh", 1 + 2**-52, lambda: 1 / (arb(1 + 2**-52) ** 2 - 1).sqrt()),
        ("acosh", 1e300, lambda: 1 / (arb(1e300) ** 2 - 1).sqrt()),
        ("atanh", 1 - 2**-53, lambda: 1 / (1 - arb(1 - 2**-53) ** 2)),
        ("asin", 1 - 2**-53, lambda: 1 / (1 - arb(1 - 2**-53) ** 2).sqrt()),
        ("acos", -1 + 2**-53, lambda: -1 / (1 - arb(1 - 2**-53) ** 2).sqrt()),
        ("atan", -1e150, lambda: 1 / (1 + arb(1e150) ** 2)),
        ("sinh", -1e-300, lambda: arb(1e-300).cosh()),
        ("cosh", 1e-300, lambda: arb(1e-300).sinh()),
        ("exp2", 1020, lambda: arb(2).log() * arb(2) ** 1020),
        ("exp2", -1020.0, lambda: arb(2).log() * arb(2) ** -1020),
        ("log2", 5e-324, lambda: 1 / (arb(5e-324) * arb(2).log())),
        ("log10", 1e300, lambda: 1 / (arb(1e300) * arb(10).log())),
        ("cbrt", 1e-300, lambda: 1 / (3 * arb(1e-300).root(3) ** 2)),
        ("cbrt", -1e300, lambda: 1 / (3 * arb(1e300).root(3) ** 2)),
        ("leaky_relu", 1e-300, lambda: arb(1)),
        ("leaky_relu", -1e-300, lambda: arb(0.01)),
        ("square", 1e-160, lambda: 2 * arb(1e-160)),
        ("reciprocal", 1e150, lambda: -1 / arb(1e150) ** 2),
    ],
)
def test_saturation_and_extremes(op: str, x: Number, expected: Callable[[], arb]) -> None:
    with ctx.workprec(4_000):
        truth = expected()
        for ball in differences(assemble(1, (op, 0)), (x,)):
            assert isinstance(ball, Ball)
            middle = arb(fmpq(ball.middle.numerator, ball.middle.denominator))
            assert abs(truth - middle) <= fmpq(ball.radius.numerator, ball.radius.denominator)
            assert ball.radius <= abs(ball.middle) / 10**25


def _sigmoid(x: int) -> arb:
    return 1 / (1 + arb(-x).exp())


def _gelu_slope(x: int) -> arb:
    bell = (-(arb(x) ** 2) / 2).exp() / (2 * arb.pi()).sqrt()
    return (-x / arb(2).sqrt()).erfc() / 2 + x * bell


@pytest.mark.parametrize(
    ("op", "x", "y"),
    [
        ("hypot", 3, -4.0),
        ("hypot", 1e-200, 1e-200),
        ("hypot", 1e300, -1e300),
        # The ordinate comes first, and only its sign and the abscissa's tell the quadrant.
        ("atan2", 2, 3),
        ("atan2", 2, -3),
        ("atan2", -2, -3),
        ("atan2", -2, 3),
        ("atan2", 1e-150, -1),
        ("atan2", -1, 1e-150),
    ],
)
def test_two_operands_at_extremes(op: str, x: Number, y: Number) -> None:
    with ctx.workprec(4_000):
        square = arb(x) ** 2 + arb(y) ** 2
        root = square.sqrt()
        truths = (x / root, y / root) if op == "hypot" else (y / square, -x / square)
        for ball, truth in zip(differences(assemble(2, (op, 0, 1)), (x, y)), truths, strict=True):
            assert isinstance(ball, Ball)
            middle = arb(fmpq(ball.middle.numerator, ball.middle.denominator))
            assert abs(truth - middle) <= fmpq(ball.radius.numerator, ball.radius.denominator)
            assert ball.radius <= abs(ball.middle) / 10**25


@pytest.mark.parametrize(
    ("op", "x"),
    [
        ("tanh", 5_000.0),
        ("tanh", -1e300),
        ("sigmoid", -1e300),
        ("silu", -1e300),
        ("softplus", -1e300),
        ("elu", -1e300),
        ("exp2", -1e300),
        ("erf", 1e300),
        ("gelu", -1e300),
        ("atan", 1e300),
    ],
)
def test_what_is_below_every_double_is_0_with_a_radius(op: str, x: float) -> None:
    (ball,) = differences(assemble(1, (op, 0)), (x,))
    assert isinstance(ball, Ball)
    assert ball.middle == 0
    assert 0 < ball.radius < Fraction(math.ulp(0.0)) / 2


def test_a_short_leg_far_below_the_long_one_has_no_slope_left() -> None:
    short, long = differences(assemble(2, ("hypot", 0, 1)), (1e-300, 1e300))
    assert isinstance(short, Ball)
    assert short.middle == 0 < short.radius
    assert isinstance(long, Ball)
    assert abs(long.middle - 1) <= long.radius


@pytest.mark.parametrize("op", ["cos", "cosh"])
def test_a_derivative_of_0_by_symmetry_is_known_to_be_tiny(op: str) -> None:
    (ball,) = differences(assemble(1, (op, 0)), (0.0,))
    assert isinstance(ball, Ball)
    assert abs(ball.middle) <= ball.radius < Fraction(math.ulp(0.0)) / 2


@pytest.mark.parametrize(
    ("program", "point"),
    [
        (assemble(1, ("relu", 0)), (0,)),
        (assemble(1, ("abs", 0)), (-0.0,)),
        (assemble(1, ("maximum", 0, Const(2))), (2,)),
        (assemble(1, ("minimum", 0, Const(2))), (2.0,)),
        (assemble(1, ("sin", 0), ("relu", 1)), (0.0,)),
        (assemble(1, ("sub", 0, Const(1)), ("abs", 1)), (1,)),
        (assemble(1, ("sqrt", 0)), (0.0,)),
        (assemble(1, ("log", 0)), (0.0,)),
        (assemble(1, ("log", 0)), (-1.0,)),
        (assemble(1, ("div", Const(1), 0)), (0,)),
        (assemble(1, ("pow", 0, Const(0.5))), (0.0,)),
        (assemble(1, ("pow", 0, Const(-2))), (0,)),
        (assemble(1, ("pow", Const(-2), 0)), (3.0,)),
        (assemble(1, ("exp", 0)), (math.inf,)),
        (assemble(1, ("mul", 0, Const(math.nan))), (1.0,)),
        (assemble(1, ("exp", 0)), (1e300,)),
        (assemble(1, ("cosh", 0)), (-1e300,)),
        (assemble(1, ("leaky_relu", 0)), (0,)),
        (assemble(1, ("elu", 0)), (0.0,)),
        (assemble(1, ("reciprocal", 0)), (0.0,)),
        (assemble(1, ("cbrt", 0)), (0.0,)),
        (assemble(1, ("log1p", 0)), (-1,)),
        (assemble(1, ("asin", 0)), (1,)),
        (assemble(1, ("asin", 0)), (1.5,)),
        (assemble(1, ("acos", 0)), (-1.0,)),
        (assemble(1, ("acosh", 0)), (1.0,)),
        (assemble(1, ("acosh", 0)), (-2.0,)),
        (assemble(1, ("atanh", 0)), (-1,)),
        (assemble(1, ("atanh", 0)), (2,)),
        (assemble(1, ("hypot", 0, 0)), (0.0,)),
        (assemble(1, ("hypot", 0, Const(0))), (0.0,)),
        (assemble(1, ("atan2", 0, Const(0))), (0.0,)),
        # The cut, where the angle jumps from pi to -pi.
        (assemble(1, ("atan2", 0, Const(-1))), (0.0,)),
    ],
)
def test_kinks_and_singular_points_are_unresolved(program: Program, point: Point) -> None:
    assert differences(program, point) == (Unresolved(),)


def test_only_the_input_that_moves_a_kink_is_unresolved() -> None:
    kinked = assemble(2, ("relu", 1), ("add", 2, 0))
    unmoved, moved = differences(kinked, (3.0, 0.0))
    assert isinstance(unmoved, Ball)
    assert abs(unmoved.middle - 1) <= unmoved.radius
    assert moved == Unresolved()


def test_values_at_kinks_and_outside_domains() -> None:
    program = assemble(
        1, ("relu", 0), ("abs", 0), ("maximum", 0, 1), ("sqrt", 0), ("log", 0), ("add", 5, 0)
    )
    zero, unknown = Ball(Fraction(0), Fraction(0)), Unresolved()
    assert values(program, (0,)) == (zero, zero, zero, zero, zero, unknown, unknown)


@pytest.mark.parametrize(
    ("op", "point", "expected"),
    [
        ("elu", (0,), lambda: arb(0)),
        ("cbrt", (0.0,), lambda: arb(0)),
        ("cbrt", (-27,), lambda: arb(-3)),
        ("asin", (-1,), lambda: -arb.pi() / 2),
        ("acos", (-1.0,), arb.pi),
        ("acos", (1.0,), lambda: arb(0)),
        ("acosh", (1,), lambda: arb(0)),
        ("hypot", (0, -2), lambda: arb(2)),
        ("atan2", (0, -1), arb.pi),
        ("atan2", (-1, 0), lambda: -arb.pi() / 2),
        ("gelu", (-38,), lambda: -19 * (38 / arb(2).sqrt()).erfc()),
        ("erf", (1e300,), lambda: arb(1)),
        ("asinh", (-1e-300,), lambda: arb(-1e-300).asinh()),
        ("expm1", (-1e-300,), lambda: arb(-1e-300).expm1()),
        ("leaky_relu", (-1,), lambda: arb(-0.01)),
    ],
)
def test_values_worth_a_look(op: str, point: Point, expected: Callable[[], arb]) -> None:
    ball = values(assemble(len(point), (op, *range(len(point)))), point)[-1]
    assert isinstance(ball, Ball)
    with ctx.workprec(4_000):
        middle = arb(fmpq(ball.middle.numerator, ball.middle.denominator))
        radius = fmpq(ball.radius.numerator, ball.radius.denominator)
        # The truth of arb has a radius of its own.
        assert not abs(expected() - middle) > radius
        assert ball.radius <= abs(ball.middle) / 10**25


def test_an_int_that_no_double_holds_is_exact() -> None:
    program = assemble(1, ("sub", 0, Const(2**70)))
    assert values(program, (2**70 + 1,))[1] == Ball(Fraction(1), Fraction(0))
