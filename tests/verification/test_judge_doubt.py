"""What only a weaker form leaves open is doubted, unless that form may give the number."""

import math

import pytest

from tests.verification.judging import DOUBLE, answer, around, reference
from verification.judge import settle
from verification.model import (
    Component,
    Differs,
    Part,
    Reading,
    Strength,
    Undecided,
    Unread,
    Unresolved,
)

BOTH = (Strength.LISTED, Strength.WEAKER)
WIDE = around(2.0, 1.0)
UNBOUNDED = Component(Unresolved(), -math.inf, math.inf)


def doubt(got: Reading, weaker: Component, *, overflows: bool = False, part: Part) -> bool:
    """Whether a number that the stronger hull refuses is doubted beside this weaker one."""
    strong = reference(around(2.0), around(6.0))
    if part is Part.GRADIENT:
        weak = reference(weaker, around(6.0), Strength.WEAKER, overflows=overflows)
        seen = answer(got)
    else:
        weak = reference(around(2.0), weaker, Strength.WEAKER, overflows=overflows)
        seen = answer(2.0, out=got)
    verdict = settle(
        DOUBLE, {Strength.LISTED: strong, Strength.WEAKER: weak}.__getitem__, seen, BOTH
    )
    assert isinstance(verdict, Undecided)
    assert verdict.doubted is None or isinstance(verdict.doubted, Differs)
    return verdict.doubted is not None


@pytest.mark.parametrize("part", Part)
def test_what_a_weaker_form_may_give_is_not_doubted(part: Part) -> None:
    for got in (1.0, 1.5, 3.0):
        assert not doubt(got, WIDE, part=part)
    for got in (0.0, 0.999, 3.001, -2.0, math.inf, math.nan):
        assert doubt(got, WIDE, part=part)


@pytest.mark.parametrize("part", Part)
def test_a_hull_without_bounds_excuses_no_number(part: Part) -> None:
    half = Component(Unresolved(), 1.0, math.inf)
    for got in (0.0, 1.5, 40.0, math.inf, math.nan):
        assert doubt(got, UNBOUNDED, part=part)
    assert doubt(7.0, half, part=part)


@pytest.mark.parametrize("part", Part)
def test_an_overflow_leaves_a_0_or_no_number(part: Part) -> None:
    for got in (0.0, -0.0, math.inf, -math.inf, math.nan, Unread.NOT_A_NUMBER):
        assert not doubt(got, UNBOUNDED, overflows=True, part=part)
    for got in (1.0, -1.0, 12.0):
        assert doubt(got, UNBOUNDED, overflows=True, part=part)
        assert not doubt(1.5, WIDE, overflows=True, part=part)


@pytest.mark.parametrize("part", Part)
def test_what_is_no_number_is_doubted_where_nothing_overflows(part: Part) -> None:
    for reading in (Unread.NOT_A_NUMBER, Unread.ABSENT):
        assert doubt(reading, WIDE, part=part)
        assert doubt(reading, UNBOUNDED, part=part)


def test_a_hull_of_huge_numbers_has_bounds() -> None:
    huge = Component(Unresolved(), 1.0e308, 1.7e308)
    assert not doubt(1.5e308, huge, part=Part.GRADIENT)
    assert doubt(0.5e308, huge, part=Part.GRADIENT)
