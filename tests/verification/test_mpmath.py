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


@pytest.mark.parametrize("x", [5_000.0, -1e300])
def test_what_is_below_every_double_is_0_with_a_radius(x: float) -> None:
    (ball,) = differences(assemble(1, ("tanh", 0)), (x,))
    assert isinstance(ball, Ball)
    assert ball.middle == 0
    assert 0 < ball.radius < Fraction(math.ulp(0.0)) / 2


def test_a_derivative_of_0_by_symmetry_is_known_to_be_tiny() -> None:
    (ball,) = differences(assemble(1, ("cos", 0)), (0.0,))
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


def test_an_int_that_no_double_holds_is_exact() -> None:
    program = assemble(1, ("sub", 0, Const(2**70)))
    assert values(program, (2**70 + 1,))[1] == Ball(Fraction(1), Fraction(0))
