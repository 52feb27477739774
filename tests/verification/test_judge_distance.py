"""How far an answer is off, and whether it could be in single precision: at the very bounds."""

import math

import pytest

from tests.verification.judging import DOUBLE, RADII, answer, around, reference
from verification.distance import is_single, worst_ulp
from verification.judge import is_far, settle
from verification.model import (
    Component,
    Differs,
    Part,
    Reading,
    Reference,
    Strength,
    Undecided,
    Unread,
    Unresolved,
)
from verification.program import Slot

# --- Single precision --------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        (0.0, True),
        (-0.0, True),
        (math.inf, True),
        (-math.inf, True),
        (math.nan, True),
        (1.0, True),
        (-2.5, True),
        (0.1, False),
        (1 + 2.0**-23, True),
        (1 + 2.0**-24, False),
        (2.0**-126, True),
        (2.0**127 * (2 - 2.0**-23), True),  # the largest
        (2.0**128, False),
        (1e308, False),
    ],
)
def test_which_numbers_could_be_in_single_precision(number: float, is_one: bool) -> None:
    assert is_single(number) is is_one


# --- How far is far ----------------------------------------------------------


def far(got: Reading, component: Component, strength: Strength = Strength.LISTED) -> bool:
    # The largest value is 6 and the largest adjoint 1, unless the component is.
    gradient = Differs(Part.GRADIENT, Slot(0), got, component)
    return is_far(reference(component, strength=strength), gradient)


@pytest.mark.parametrize(("strength", "radius"), RADII)
def test_far_is_beyond_what_a_hull_could_decide(strength: Strength, radius: float) -> None:
    for middle in (2.0, -2.0):
        for sign in (1, -1):
            assert not far(middle + sign * 2 * radius, around(middle), strength)
            assert far(middle + sign * (2 * radius + 2.0**-50), around(middle), strength)


def test_beside_a_large_number_a_small_one_is_not_far_off() -> None:
    bound = 2.0**-30  # the largest adjoint is 1
    assert not far(bound, around(0.0))
    assert far(math.nextafter(bound, 1.0), around(0.0))
    zero = around(0.0)
    values = Reference(Strength.LISTED, (zero, around(6.0)), (zero, around(1.0)), False, True)
    assert not is_far(values, Differs(Part.VALUE, Slot(0), 6 * bound, zero))
    assert is_far(values, Differs(Part.VALUE, Slot(0), 6.1 * bound, zero))


def test_no_number_is_far_and_nothing_is_far_from_an_unknown_one() -> None:
    unknown = Component(Unresolved(), 2.0, 2.0)
    assert all(far(reading, around(2.0)) for reading in Unread)
    assert all(far(reading, unknown) for reading in Unread)
    assert not far(9.0, unknown)
    assert far(math.nan, around(2.0))


# --- Whole programs ----------------------------------------------------------


def test_the_worst_of_numbers_that_are_not_known_is_0() -> None:
    unknown = Component(Unresolved(), -math.inf, math.inf)
    nothing = Reference(Strength.LISTED, (unknown,) * 2, (unknown,) * 2, False, True)
    assert worst_ulp(DOUBLE, nothing, answer(5.0)) == 0.0


def test_a_weaker_form_too_wide_for_one_number_does_not_excuse_another() -> None:
    hulls = {
        Strength.LISTED: reference(around(2.0), around(6.0)),
        Strength.WEAKER: reference(around(2.0), around(6.0, 3.0), Strength.WEAKER),
    }
    both = (Strength.LISTED, Strength.WEAKER)
    verdict = settle(DOUBLE, hulls.__getitem__, answer(9.0, out=7.0), both)
    assert isinstance(verdict, Differs)
    assert (verdict.part, verdict.slot) == (Part.GRADIENT, 0)
    assert isinstance(settle(DOUBLE, hulls.__getitem__, answer(2.0, out=7.0), both), Undecided)
