"""The table of forms: each is the op, none is left out of the hull, and the document has them."""

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Final

import pytest
from flint import arb, ctx

from tests.verification import form_table
from verification.catalogue import CATALOGUE, Domain
from verification.model import Case, Strength
from verification.oracles import flint, series
from verification.oracles.ball import Rounded
from verification.oracles.forms import FORMS, Form, PartialRule, ValueRule
from verification.oracles.forms.form import covered, extreme, steep
from verification.oracles.rounding import Rounding
from verification.program import assemble

Point = tuple[float, ...]

SPREAD: Final = (-2.5, -1.2, -0.7, 0.3, 0.4, 0.9, 1.7, 3.0, 45.0, -45.0)
NEVER_NEEDED: Final = {covered, steep, extreme}
"""Conditions of forms that are everywhere forms, but elsewhere contained in others."""


def _points(op: str) -> list[Point]:
    domains = CATALOGUE[op].domains
    first = [x for x in SPREAD if x in domains[0] and (abs(x) < 9 or op != "tan")]
    if len(domains) == 1:
        return [(x,) for x in first]
    return [(x, y) for x in first for y in SPREAD if y in domains[1] and x != y]


def _without_rounding() -> Rounding:
    rounding = Rounding(Strength.LISTED, None)
    rounding.arithmetic = rounding.elementary = rounding.loose = arb(1)
    rounding.eta = arb(0)
    return rounding


def _applies(form: Form[ValueRule] | Form[PartialRule], x: Rounded, y: Rounded) -> bool:
    return form.where in NEVER_NEEDED or form.where(x, y)


def test_every_op_of_the_catalogue_has_forms() -> None:
    assert set(FORMS) == set(CATALOGUE)
    for op, forms in FORMS.items():
        assert len(forms.partials) == CATALOGUE[op].arity
        assert len(forms.weaker_partials) in {0, CATALOGUE[op].arity}


@pytest.mark.parametrize("op", FORMS)
def test_every_form_is_the_op_where_nothing_is_rounded(op: str) -> None:
    """In exact arithmetic a form is the op, or its derivative: no form can hide an error."""
    forms = FORMS[op]
    ctx.cap = 2
    with ctx.workprec(400):
        rounding = _without_rounding()
        for point in _points(op):
            operands = tuple(map(arb, point))
            x, *rest = (Rounded(operand, rounding) for operand in operands)
            y = rest[0] if rest else x
            value = series.value(op, operands)
            for form in forms.values + forms.weaker_values:
                if _applies(form, x, y):
                    _assert_same(form.rule(x, y).ball, value, form.name, point)
            for i, group in enumerate(forms.partials):
                slope = series.slope(op, operands, i, None)
                weaker = forms.weaker_partials[i] if forms.weaker_partials else ()
                for way in (*group, *weaker):
                    if _applies(way, x, y):
                        ball = way.rule(x, y, Rounded(value, rounding)).ball
                        _assert_same(ball, slope, way.name, point)


def _assert_same(ball: arb, truth: arb, name: str, point: Point) -> None:
    assert ball.overlaps(truth), (name, point)
    assert ball.rad() <= arb(2) ** -150 * (1 + abs(ball)).upper(), (name, point)


# --- Covered forms -------------------------------------------------------------


def _coordinate(chance: random.Random, domain: Domain) -> float:
    """Return a number of the domain: moderate, or near 0, near 1, huge, or saturating."""
    while True:
        sign = chance.choice((-1.0, 1.0))
        x = chance.choice(
            (
                chance.uniform(-3.0, 3.0),
                chance.gauss(0.0, 300.0),
                sign * 10 ** chance.uniform(-323.0, 308.0),
                1 + sign * 10 ** chance.uniform(-16.0, 0.0),
                -1 + 10 ** chance.uniform(-16.0, 0.0),
                sign * 10 ** chance.uniform(-20.0, 3.0),
                chance.choice((0.0, 1.0, -1.0, 2.0, 0.5)),
            )
        )
        if x in domain:
            return x


def _awkward(op: str, count: int) -> Iterator[Point]:
    chance = random.Random(f"covered/{op}")
    for _ in range(count):
        yield tuple(_coordinate(chance, domain) for domain in CATALOGUE[op].domains)


@pytest.mark.parametrize("strength", [Strength.LISTED, Strength.WEAKER, Strength.ROUGH])
@pytest.mark.parametrize("op", FORMS)
def test_a_form_that_costs_no_time_lies_in_the_others(op: str, strength: Strength) -> None:
    """What the hull leaves out, always or at moderate operands, another form contains.

    Nor does it overflow where the others do not.
    """
    forms = FORMS[op]
    is_weak = strength is not Strength.LISTED
    for point in _awkward(op, 150):
        with ctx.workprec(128):
            swept, left_out = Rounding(strength, None), Rounding(strength, None)

            def operands(rounding: Rounding, point: Point = point) -> tuple[Rounded, Rounded]:
                balls = [Rounded(arb(number), rounding) for number in point]
                return balls[0], balls[-1]

            values = forms.values + (forms.weaker_values if is_weak else ())
            x, y = operands(swept)
            a, b = operands(left_out)
            out = _union([f.rule(x, y).ball for f in values if f.where(x, y)])
            _assert_inside([f.rule(a, b).ball for f in values if f.where in NEVER_NEEDED], out)
            for i, listed in enumerate(forms.partials):
                weaker = forms.weaker_partials[i] if is_weak and forms.weaker_partials else ()
                ways = listed + weaker
                near, far = Rounded(out, swept), Rounded(out, left_out)
                union = _union([way.rule(x, y, near).ball for way in ways if way.where(x, y)])
                others = [way.rule(a, b, far).ball for way in ways if way.where in NEVER_NEEDED]
                _assert_inside(others, union)
            assert swept.overflowed or not left_out.overflowed, point


def _union(balls: list[arb]) -> arb:
    return reduce(arb.union, balls)


def _assert_inside(balls: list[arb], whole: arb) -> None:
    # Arb bounds a radius from above, by at most so much too wide.
    slack = whole + arb(0, whole.rad() * arb(2) ** -10)
    for ball in balls:
        assert not whole.is_finite() or not ball.is_finite() or slack.contains(ball)


# --- Where a form or an op ends --------------------------------------------------


@pytest.mark.parametrize(
    ("op", "point"),
    [
        ("cbrt", (0.0,)),
        ("hypot", (0.0, 0.0)),
        ("atan2", (0.0, 0.0)),
        ("acosh", (1.0,)),
        ("asin", (1.0,)),
        ("atanh", (-1.0,)),
        ("reciprocal", (0.0,)),
        ("exp", (1e300,)),
        ("gelu", (-1e300,)),
        ("log1p", (-1.0,)),
    ],
)
def test_where_an_op_has_no_slope_the_hull_is_unbounded_or_holds_it(op: str, point: Point) -> None:
    case = Case(op, assemble(len(point), (op, *range(len(point)))), point)
    for strength in Strength:
        reference = flint.reference(case, strength)
        for component in reference.adjoints[: len(point)]:
            assert not math.isfinite(component.hull.upper) or 0.0 in component.hull


def test_left_of_the_cut_the_sign_of_a_zero_decides_on_the_angle() -> None:
    reference = flint.reference(Case("cut", assemble(2, ("atan2", 0, 1)), (-0.0, -1.0)))
    assert math.atan2(-0.0, -1.0) in reference.values[-1].hull
    assert math.atan2(0.0, -1.0) in reference.values[-1].hull


@pytest.mark.parametrize("step", [0.0, 0.5, 1.0])
def test_a_convention_of_leaky_relu_mixes_both_slopes(step: float) -> None:
    case = Case("kink", assemble(1, ("leaky_relu", 0)), (0.0,))
    assert 0.01 + 0.99 * step in flint.reference(case, step_at_zero=step).adjoints[0].hull


def test_elu_has_one_slope_at_its_kink() -> None:
    reference = flint.reference(Case("kink", assemble(1, ("elu", 0)), (0.0,)))
    hull_of_slope = reference.adjoints[0].hull
    assert 1.0 in hull_of_slope
    assert hull_of_slope.upper - hull_of_slope.lower < 1e-14


@pytest.mark.parametrize(
    ("op", "point", "strength"),
    [
        ("asinh", -1e9, Strength.WEAKER),  # log(x + sqrt(x * x + 1)) takes a logarithm of 0
        ("expm1", 50.0, Strength.WEAKER),  # 2*t / (1 - t) divides by 0
        ("erf", 30.0, Strength.WEAKER),  # 2 / (sqrt(pi) * exp(x**2)) overflows
        ("gelu", -60.0, Strength.WEAKER),
        ("elu", 800.0, Strength.WEAKER),
        ("log1p", -1 + 2.0**-53, Strength.SINGLE),  # the operand is rounded to -1
    ],
)
def test_a_form_that_may_raise_is_known_to(op: str, point: float, strength: Strength) -> None:
    case = Case(op, assemble(1, (op, 0)), (point,))
    assert not flint.reference(case).overflows
    assert flint.reference(case, strength).overflows


@pytest.mark.parametrize("op", FORMS)
def test_no_form_is_said_to_raise_at_an_everyday_point(op: str) -> None:
    domains = CATALOGUE[op].domains
    points = [(0.3,), (1.7,), (-0.7,)] if len(domains) == 1 else [(0.3, 1.7), (1.7, -0.7)]
    for point in points:
        if all(x in domain for x, domain in zip(point, domains, strict=True)):
            case = Case(op, assemble(len(point), (op, *range(len(point)))), point)
            assert not any(flint.reference(case, strength).overflows for strength in Strength)


@pytest.mark.parametrize(
    ("op", "point", "slip"),
    [
        ("hypot", (0.0, 1.0), 6.1e-17),
        ("atan2", (5.0, 0.0), -2.8e-17),
        ("maximum", (0.1, 2.0), 5.6e-17),
        ("minimum", (2.0, 0.1), 5.6e-17),
        ("relu", (-2.0,), 5.6e-17),
    ],
)
def test_a_slope_of_0_may_be_missed_by_a_rounding(op: str, point: Point, slip: float) -> None:
    case = Case(op, assemble(len(point), (op, *range(len(point)))), point)
    assert slip not in flint.reference(case).adjoints[0].hull
    for strength in (Strength.WEAKER, Strength.ROUGH):
        hull_of_slope = flint.reference(case, strength).adjoints[0].hull
        assert slip in hull_of_slope
        assert 1e-12 not in hull_of_slope


@pytest.mark.parametrize("op", ["softplus", "asinh", "elu"])
def test_kinks_that_cancel_say_nothing_at_0_and_only_there(op: str) -> None:
    case = Case(op, assemble(1, (op, 0)), (0.0,))
    for step in (None, 0.0, 0.5, 1.0):
        weaker = flint.reference(case, Strength.WEAKER, step).adjoints[0].hull
        assert 0.0 in weaker
        assert 1.0 in weaker
        assert 0.0 not in flint.reference(case, step_at_zero=step).adjoints[0].hull
    beside = flint.reference(replace(case, point=(1e-9,)), Strength.WEAKER).adjoints[0].hull
    assert beside.upper - beside.lower < 1e-6


# --- The document ----------------------------------------------------------------


def test_the_documented_tables_are_the_tables() -> None:
    """`python -m tests.verification.form_table` prints what docs/acceptance.md has to state."""
    text = (Path(__file__).parents[2] / "docs" / "acceptance.md").read_text(encoding="utf-8")
    listed, weaker = text.split("## The weaker forms")
    assert form_table.listed() in listed
    assert form_table.weaker() in weaker
    assert form_table.terms() in listed
