"""The claim of docs/acceptance.md, tried on floating-point sweeps in many styles.

What is computed by listed forms lies in the hull, in whatever order and grouping; a
derivative that is off by little does not. The sweeps here share no code with the hull.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Final

import pytest

from tests.verification.expansions import LOSSY
from tests.verification.libraries import MATH, Library
from tests.verification.styles import (
    COMPOSED,
    NARROW,
    STYLES,
    WEAK,
    Style,
    as_is,
    ascending,
    backwards,
    shuffled,
    sweep,
)
from tests.verification.ways import Slope, Ways
from tests.verification.ways_more import WAYS
from verification.catalogue import CATALOGUE
from verification.generate import RandomDraw, random_program
from verification.judge import is_well_conditioned, settle
from verification.model import (
    Accuracy,
    Agrees,
    Case,
    Differs,
    Reference,
    Strength,
    Undecided,
    Verdict,
)
from verification.oracles import flint
from verification.program import Const, assemble
from verification.wording import WORDINGS

DOUBLE: Final = (Strength.LISTED, Strength.WEAKER, Strength.ROUGH)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    draw = RandomDraw("acceptance")
    return [Case(f"{i}", *random_program(draw, WORDINGS, 12)) for i in range(1500)]


@cache
def _reference(case: Case, strength: Strength) -> Reference:
    return flint.reference(case, strength)


def _judge(case: Case, style: Style, *strengths: Strength) -> Verdict:
    """Return the verdict on an engine in this style, by listed forms if nothing else is said."""
    seen = sweep(case.program, case.point, style)
    reference = partial(_reference, case)
    return settle(case.program, reference, seen, strengths or (Strength.LISTED,))


def _accuracies(verdicts: list[Verdict]) -> set[Accuracy]:
    return {verdict.accuracy for verdict in verdicts if isinstance(verdict, Agrees)}


@pytest.mark.parametrize("name", STYLES)
def test_no_sound_style_is_accused(name: str, cases: list[Case]) -> None:
    verdicts = [_judge(case, STYLES[name]) for case in cases]
    assert [v for v in verdicts if not isinstance(v, Agrees | Undecided)] == []
    assert sum(isinstance(v, Undecided) for v in verdicts) < len(cases) / 200
    assert Accuracy.LOSSY in _accuracies(verdicts)


@pytest.mark.parametrize("name", COMPOSED)
def test_an_engine_that_builds_ops_of_its_own_is_not_wrong(name: str, cases: list[Case]) -> None:
    verdicts = [_judge(case, COMPOSED[name], *DOUBLE) for case in cases]
    assert [v for v in verdicts if not isinstance(v, Agrees | Undecided)] == []


@pytest.mark.parametrize("name", WEAK)
def test_a_weak_engine_is_inaccurate_and_not_wrong(name: str, cases: list[Case]) -> None:
    using = [*cases, *_where_digits_are_lost()]
    strict = [_judge(case, WEAK[name]) for case in using]
    fair = [_judge(case, WEAK[name], Strength.LISTED, Strength.WEAKER) for case in using]
    assert any(isinstance(verdict, Differs) for verdict in strict)
    assert not any(isinstance(verdict, Differs) for verdict in fair)
    assert Accuracy.INACCURATE in _accuracies(fair)


def _where_digits_are_lost() -> Iterator[Case]:
    """Yield single ops near 0, where exponentials and logarithms cancel."""
    for op in ("tanh", *LOSSY, "cbrt"):
        for x in (1e-2, 1e-3, -1e-4, 0.9, -0.99):
            if (1 + x if op == "acosh" else x) in CATALOGUE[op].domains[0]:
                point = (1 + x,) if op == "acosh" else (x,)
                yield Case(f"{op} at {x}", assemble(1, (op, 0)), point)
    for y in (20.3, -31.7):
        yield Case("large power", assemble(1, ("pow", 0, Const(y))), (1.7,))


def test_an_engine_may_be_single_precision_throughout(cases: list[Case]) -> None:
    verdicts = [_judge(case, NARROW["single"], *Strength) for case in cases[:500]]
    assert not any(isinstance(verdict, Differs) for verdict in verdicts)
    assert Accuracy.INACCURATE in _accuracies(verdicts)


def test_a_sound_form_that_is_not_listed_is_inaccurate_and_not_wrong() -> None:
    """Log2 as an inverse tanh, tanh as a chain of three: sound, and nobody listed them."""
    unlisted = {
        "log2": Ways(
            (lambda m, x, y: 2 * m.atanh((x - 1) / (x + 1)) / m.log(2),), WAYS["log2"].slopes
        ),
        "tanh": Ways(
            (lambda m, x, y: m.sin(m.atan(m.sinh(x))),),
            ((lambda m, x, y, out: m.cosh(x) ** -2,),),
        ),
    }
    style = Style(ways=WAYS | unlisted)
    points = {"log2": (1234.5, 5000.7, 71.3, 0.9), "tanh": (1.5, -0.9, 2.5, 0.3)}
    for op in unlisted:
        alone = [Case(op, assemble(1, (op, 0)), (x,)) for x in points[op]]
        strict = [_judge(case, style, Strength.LISTED, Strength.WEAKER) for case in alone]
        fair = [_judge(case, style, *DOUBLE) for case in alone]
        assert not any(isinstance(verdict, Differs) for verdict in fair)
        if op == "log2":
            assert any(isinstance(verdict, Differs) for verdict in strict)


def _off(op: str, factor: float) -> Style:
    """Return a plain engine with one partial derivative that is off by a factor."""
    (slope, *ways), *others = WAYS[op].slopes

    def wrong(m: Library, x: float, y: float, out: float) -> float:
        return slope(m, x, y, out) * factor

    slopes: tuple[tuple[Slope, ...], ...] = ((wrong, *ways), *others)
    return Style(ways=WAYS | {op: replace(WAYS[op], slopes=slopes)})


@pytest.mark.parametrize("op", WAYS)
def test_a_derivative_off_by_a_billionth_differs(op: str, cases: list[Case]) -> None:
    """One part in 10^9 is below the tolerance of every gradient checker in use."""
    using = [case for case in cases if any(step.op == op for step in case.program.steps)]
    verdicts = [
        _judge(case, _off(op, 1 + 1e-9), *DOUBLE)
        for case in using
        if is_well_conditioned(_reference(case, Strength.LISTED))
    ]
    assert len(verdicts) > 20
    assert sum(isinstance(verdict, Differs) for verdict in verdicts) > len(verdicts) / 20


def test_sums_are_inside_in_any_order_where_cancellation_is_total() -> None:
    """Contributions 1e16, a hundred 1s and -1e16: widening partial sums one by one fails here."""
    rows: list[tuple[str, int | Const, int | Const]] = [("mul", 0, Const(1e16))]
    rows += [("mul", 0, Const(1.0)) for _ in range(100)]
    rows += [("mul", 0, Const(-1e16))]
    total = 1
    for i in range(1, len(rows)):
        rows.append(("add", total, 1 + i))
        total = len(rows)
    case = Case("cancelling", assemble(1, *rows), (1.0,))
    reference = flint.reference(case)
    for order in (as_is, backwards, shuffled, ascending):
        seen = sweep(case.program, case.point, Style(order=order))
        gradient = seen.gradients[0]
        assert isinstance(gradient, float)
        assert gradient in reference.adjoints[0].hull


# --- Single ops at awkward points -------------------------------------------------


def _coordinate(chance: random.Random) -> float:
    """Return a number: moderate, or near 0, near 1, huge, tiny, or where functions saturate."""
    sign = chance.choice((-1.0, 1.0))
    return chance.choice(
        (
            chance.uniform(-3.0, 3.0),
            chance.gauss(0.0, 30.0),
            sign * 10 ** chance.uniform(-150.0, 150.0),
            1 + sign * 10 ** chance.uniform(-16.0, 0.0),
            -1 + 10 ** chance.uniform(-16.0, 0.0),
            sign * chance.uniform(690.0, 760.0),
            sign * 10 ** chance.uniform(-20.0, 3.0),
        )
    )


def _awkward(op: str, count: int) -> Iterator[Case]:
    chance = random.Random(f"awkward/{op}")
    domains = CATALOGUE[op].domains
    program = assemble(len(domains), (op, *range(len(domains))))
    for i in range(count):
        point: list[float] = []
        while len(point) < len(domains):
            x = _coordinate(chance)
            point += [x] * (x in domains[len(point)])
        yield Case(f"{op}/{i}", program, tuple(point))


@pytest.mark.parametrize("op", WAYS)
def test_every_listed_way_is_inside_near_kinks_and_edges_and_where_it_saturates(op: str) -> None:
    ways = WAYS[op]
    for case in _awkward(op, 150):
        reference = flint.reference(case)
        if reference.overflows:
            continue  # a form may raise or give infinity
        x, y = float(case.point[0]), float(case.point[-1])
        outs = [way(MATH, x, y) for way in ways.values]
        assert [out for out in outs if out not in reference.values[-1].hull] == []
        for i, group in enumerate(ways.slopes):
            slopes = [way(MATH, x, y, out) for way in group for out in outs]
            assert [slope for slope in slopes if slope not in reference.adjoints[i].hull] == []
