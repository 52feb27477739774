"""Exact answers and enclosures, held against fractions and known digits."""

import math
import sys
from fractions import Fraction
from typing import Final

import pytest
from flint import ctx

from verification.model import Ball, Case, Component, Exact, Strength, Unresolved
from verification.oracles import flint
from verification.program import Const, Number, Program, assemble

Point = tuple[Number, ...]

DIV: Final = assemble(2, ("div", 0, 1))


def exact(program: Program, point: Point) -> list[Exact | Unresolved]:
    values, adjoints = flint.exact(Case("", program, point))
    return [*values, *adjoints]


def known(number: Exact | Unresolved) -> Fraction:
    assert isinstance(number, Exact)
    return Fraction(number.nearest) + Fraction(number.residual)


@pytest.mark.parametrize(("x", "y"), [(1.0, 3.0), (-0.1, 0.7), (1e100, -3e-90), (7, 11)])
def test_a_number_is_the_nearest_double_and_what_is_left(x: Number, y: Number) -> None:
    _, _, quotient, by_x, by_y, root = exact(DIV, (x, y))
    a, b = Fraction(x), Fraction(y)
    for number, truth in ((quotient, a / b), (by_x, 1 / b), (by_y, -a / b**2)):
        assert isinstance(number, Exact)
        assert number.nearest == float(truth)
        assert abs(known(number) - truth) < abs(truth) / 2**104
        assert abs(number.residual) <= math.ulp(number.nearest) / 2
    assert root == Exact(1.0, 0.0)


def test_what_a_double_holds_has_no_residual() -> None:
    assert exact(DIV, (3.0, 4.0))[2:5] == [Exact(0.75, 0.0), Exact(0.25, 0.0), Exact(-0.1875, 0.0)]
    largest = sys.float_info.max
    assert exact(assemble(1, ("neg", 0)), (largest,))[1] == Exact(-largest, 0.0)
    assert exact(assemble(1, ("neg", 0)), (5e-324,))[1] == Exact(-5e-324, 0.0)
    assert exact(assemble(1, ("sub", 0, 0)), (0.3,))[1] == Exact(0.0, 0.0)


def test_a_number_that_no_double_reaches_is_infinite() -> None:
    power = assemble(1, ("pow", 0, Const(3)))
    assert exact(power, (1e150,))[1] == Exact(math.inf, 0.0)
    assert exact(power, (-1e150,))[1] == Exact(-math.inf, 0.0)
    assert abs(known(exact(power, (-1e150,))[2]) - 3 * Fraction(1e150) ** 2) < 2**890


def test_a_number_below_every_double_is_0_and_a_rest() -> None:
    tiny = exact(assemble(1, ("exp", 0)), (-745.5,))[1]  # e^-745.5 is 0.4 of the least double
    assert tiny == Exact(0.0, 0.0)
    near = exact(assemble(1, ("exp", 0)), (-744.0,))[1]
    assert isinstance(near, Exact)
    assert near.nearest == 1e-323


@pytest.mark.parametrize(
    ("program", "point"),
    [
        (assemble(1, ("log", 0)), (-1.0,)),
        (assemble(1, ("reciprocal", 0)), (0.0,)),
        (assemble(1, ("sqrt", 0)), (-4.0,)),
    ],
)
def test_where_there_is_no_number_none_is_known(program: Program, point: Point) -> None:
    assert exact(program, point)[1:3] == [Unresolved(), Unresolved()]


def test_cancellation_is_resolved_by_more_precision() -> None:
    """Of (1 + x) - 1, then of sinh by exponentials, and of what is 0 in the end."""
    program = assemble(1, ("add", 0, Const(1)), ("sub", 1, Const(1)))
    for x in (1e-30, 1e-100, 1e-300):
        assert exact(program, (x,))[2] == Exact(x, 0.0)
    zero = assemble(1, ("exp", 0), ("log", 1), ("sub", 2, 0))
    found = exact(zero, (0.7,))[3]
    assert isinstance(found, Exact)
    assert abs(found.nearest) < 1e-300


def test_a_dead_end_gives_no_gradient_and_no_error() -> None:
    program = assemble(2, ("reciprocal", 1), ("mul", 0, 0))
    _, adjoints = flint.exact(Case("", program, (3.0, 0.0)))
    assert adjoints[:3] == (Exact(6.0, 0.0), Exact(0.0, 0.0), Exact(0.0, 0.0))


def test_a_gradient_of_0_goes_no_further_back() -> None:
    """Else 0 times the slope of a root at 0, which has none, would be no number."""
    program = assemble(1, ("sqrt", 0), ("mul", 1, Const(0)))
    assert exact(program, (0.0,))[3] == Exact(0.0, 0.0)


def test_several_roots_and_operands_add_up() -> None:
    program = assemble(2, ("mul", 0, 1), ("mul", 2, 2), ("add", 3, 0), roots=(2, 4))
    x, y = 3.0, 5.0
    adjoints = exact(program, (x, y))[5:]
    by_product = 1 + 2 * x * y
    expected = [by_product * y + 1, by_product * x, by_product, 1.0, 1.0]
    assert adjoints == [Exact(number, 0.0) for number in expected]


def test_the_caller_keeps_its_own_precision() -> None:
    with ctx.workprec(77):
        cap = ctx.cap
        flint.reference(Case("", DIV, (1.0, 3.0)))
        flint.value("exp", (1.0,))
        assert (ctx.prec, ctx.cap) == (77, cap)


def test_a_value_is_the_double_next_to_it_and_nan_where_there_is_none() -> None:
    assert flint.value("div", (1.0, 3)) == 1 / 3
    assert flint.value("exp", (1,)) == math.e
    assert math.isnan(flint.value("log", (-1.0,)))


# --- Enclosures --------------------------------------------------------------


def enclosed(program: Program, point: Point) -> list[Ball | Unresolved]:
    values, adjoints = flint.enclosures(Case("", program, point))
    return [*values, *adjoints]


def test_an_enclosure_holds_the_number_in_fractions() -> None:
    for x, y in ((1.0, 3.0), (-0.1, 0.7), (1e200, -3e-90)):
        ball = enclosed(DIV, (x, y))[2]
        assert isinstance(ball, Ball)
        truth = Fraction(x) / Fraction(y)
        assert abs(ball.middle - truth) <= ball.radius
        assert 0 < ball.radius < abs(truth) / 2**100
    assert enclosed(DIV, (3.0, 4.0))[2] == Ball(Fraction(3, 4), Fraction(0))
    assert enclosed(DIV, (0.0, 4.0))[2] == Ball(Fraction(0), Fraction(0))


def test_what_is_far_below_every_double_is_enclosed_with_0() -> None:
    exp = assemble(1, ("exp", 0))
    ball = enclosed(exp, (-900.0,))[1]  # 2^-1298
    assert isinstance(ball, Ball)
    assert ball.middle == 0
    assert Fraction(1, 2**1298) < ball.radius < Fraction(1, 2**1190)
    ball = enclosed(exp, (-820.0,))[1]  # 2^-1183
    assert isinstance(ball, Ball)
    assert Fraction(1, 2**1184) < ball.middle < Fraction(1, 2**1183)
    assert ball.radius < ball.middle / 2**64


def test_what_is_far_above_every_double_is_not_enclosed() -> None:
    exp = assemble(1, ("exp", 0))
    ball = enclosed(exp, (1000.0,))[1]  # 2^1442
    assert isinstance(ball, Ball)
    assert 2**1442 < ball.middle < 2**1443
    assert enclosed(exp, (3000.0,))[1] == Unresolved()  # 2^4328
    assert enclosed(assemble(1, ("log", 0)), (-1.0,))[1] == Unresolved()


def test_a_radius_is_no_finer_than_is_of_use() -> None:
    """Where another number asks for a precision of thousands of bits."""
    program = assemble(
        1, ("add", 0, Const(1)), ("sub", 1, Const(1)), ("div", 0, Const(7)), ("add", 2, 3)
    )
    seventh = enclosed(program, (1e-300,))[3]
    assert isinstance(seventh, Ball)
    assert seventh.radius > Fraction(1, 2**1500)
    assert abs(seventh.middle - Fraction(1e-300) / 7) <= seventh.radius


# --- Hulls at the ends of the doubles ----------------------------------------


def test_a_hull_ends_at_infinity_where_forms_may_overflow() -> None:
    case = Case("", assemble(1, ("square", 0)), (1e155,))
    component = flint.reference(case).values[1]
    assert component.exact == Exact(math.inf, 0.0)
    assert component.upper == math.inf
    assert flint.reference(case).overflows
    below = flint.reference(Case("", assemble(1, ("square", 0)), (-1.3e154,)))
    assert math.isfinite(below.values[1].upper)
    assert not below.overflows
    assert not below.temperate
    negative = Case("", assemble(1, ("square", 0), ("neg", 1)), (1e155,))
    assert flint.reference(negative).values[2].lower == -math.inf


def test_a_hull_of_one_double_is_exactly_it() -> None:
    reference = flint.reference(Case("", assemble(1, ("add", 0, Const(1.5))), (2.25,)))
    assert reference.values == (
        Component(Exact(2.25, 0.0), 2.25, 2.25),
        Component(Exact(3.75, 0.0), 3.75, 3.75),
    )
    # Rounded to single precision the input is not the number that was given.
    single = flint.reference(Case("", assemble(1, ("neg", 0)), (0.1,)), Strength.SINGLE)
    assert single.values[0].exact == Exact(0.1, 0.0)
    assert single.values[0].lower < 0.1 < single.values[0].upper


def test_without_a_convention_a_kink_is_not_known() -> None:
    case = Case("", assemble(1, ("relu", 0)), (0.0,))
    component = flint.reference(case).adjoints[0]
    assert component.exact == Unresolved()
    assert (component.lower, component.upper) == pytest.approx((0.0, 1.0), abs=1e-7)
    for step in (0.0, 0.5, 1.0):
        found = flint.reference(case, step_at_zero=step).adjoints[0]
        assert found.exact == Exact(step, 0.0)
        assert (found.lower, found.upper) == pytest.approx((step, step), abs=1e-15)
        assert flint.exact(case, step)[1][0] == Exact(step, 0.0)
        assert flint.enclosures(case, step)[1][0] == Ball(Fraction(step), Fraction(0))


@pytest.mark.parametrize(
    ("op", "point", "value"),
    [
        ("relu", (0.0,), 0.0),
        ("abs", (0,), 0.0),
        ("elu", (0.0,), 0.0),
        ("maximum", (0.1, 0.1), 0.1),
        ("minimum", (-0.3, -0.3), -0.3),
        ("atan2", (0.0, 1.0), 0.0),
        ("atan2", (1.0, 0.0), math.pi / 2),
    ],
)
def test_a_value_at_a_kink_and_on_an_axis_is_known(op: str, point: Point, value: float) -> None:
    number = exact(assemble(len(point), (op, *range(len(point)))), point)[len(point)]
    assert isinstance(number, Exact)
    assert number.nearest == value
    assert (number.residual == 0.0) is (value != math.pi / 2)


def test_at_the_origin_there_is_no_angle() -> None:
    assert exact(assemble(2, ("atan2", 0, 1)), (0.0, 0.0))[2] == Unresolved()
