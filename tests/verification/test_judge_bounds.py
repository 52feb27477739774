"""The constants of judgement, each tried on its very bound and just beyond it."""

import math

import pytest

from tests.verification.judging import DOUBLE, RADII, answer, around, reference
from verification.judge import is_decided, is_well_conditioned, judge
from verification.model import (
    Accuracy,
    Agrees,
    Component,
    Differs,
    Evaluated,
    Exact,
    Failed,
    Part,
    Phase,
    Raised,
    Reading,
    Reference,
    Strength,
    Undecided,
    Unresolved,
    Verdict,
)
from verification.program import Const, Program, assemble
from verification.shapes import chain


def slope_of(slope: Reading, component: Component) -> Verdict:
    return judge(DOUBLE, reference(component), answer(slope))


WIDE = around(2.0, 1.0)


# --- How close is tight ------------------------------------------------------


@pytest.mark.parametrize("sign", [1, -1])
def test_four_ulps_are_tight_and_five_are_lossy(sign: int) -> None:
    component = around(2.5, 1e-12)  # its neighbours are one ulp off on both sides
    four, five = (2.5 + sign * count * math.ulp(2.5) for count in (4, 5))
    assert slope_of(four, component) == Agrees(Accuracy.TIGHT, 4.0, 0)
    assert slope_of(five, component) == Agrees(Accuracy.LOSSY, 5.0, 0)


def test_the_only_number_of_a_hull_is_0_ulp_off() -> None:
    assert slope_of(2.0, around(2.0)) == Agrees(Accuracy.TIGHT, 0.0, 0)


def test_the_ends_of_a_hull_are_as_far_off_as_they_are() -> None:
    component = around(2.5, 3 * math.ulp(2.5))
    for end in (component.lower, component.upper):
        assert slope_of(end, component) == Agrees(Accuracy.TIGHT, 3.0, 0)


# --- How narrow is decided ---------------------------------------------------


@pytest.mark.parametrize(("strength", "radius"), RADII)
def test_a_hull_decides_up_to_its_radius(strength: Strength, radius: float) -> None:
    just = reference(around(2.0, 2 * radius), strength=strength)
    assert isinstance(judge(DOUBLE, just, answer(9.0)), Differs)
    assert is_decided(DOUBLE, just)
    beyond = reference(around(2.0, 2 * radius + 2.0**-50), strength=strength)
    verdict = judge(DOUBLE, beyond, answer(9.0))
    assert isinstance(verdict, Agrees)
    assert verdict.undecided == 1
    assert not is_decided(DOUBLE, beyond)


def test_beside_the_largest_a_number_decides_up_to_a_share_of_it() -> None:
    """2^-20 of 2^-10 of the largest, whichever of the family that is."""
    program = assemble(2, ("add", 0, 1))
    for largest in (8.0, 2.0**-30):
        for radius, is_known in ((2.0**-30, True), (2.0**-30 * (1 + 2.0**-52), False)):
            adjoints = (around(largest), around(0.0, radius * largest), around(0.0))
            known = Reference(Strength.LISTED, (around(1.0),) * 3, adjoints, False, True)
            assert is_decided(program, known) is is_known, (largest, radius)


def test_a_middle_is_halfway_between_ends_that_are_far_apart() -> None:
    """The largest here is 3/4, of a hull from 1/2 to 1: no less, and no more."""
    program = assemble(2, ("add", 0, 1))
    wide = Component(Exact(0.75, 0.0), 0.5, 1.0)
    for radius, undecided in ((0.75 * 2.0**-30, 1), (0.75 * 2.0**-30 * (1 + 2.0**-52), 2)):
        adjoints = (wide, around(0.0, radius), around(1.0))
        seen = Evaluated((1.0, 1.0, 1.0), (0.75, 0.0, 0.5))
        # Without the root's own adjoint, which is larger.
        known = Reference(Strength.LISTED, (around(1.0),) * 3, adjoints[:2], False, True)
        verdict = judge(program, known, seen)
        assert isinstance(verdict, Agrees)
        assert verdict.undecided == undecided, radius


def test_an_unbounded_hull_makes_no_other_look_narrow() -> None:
    program = assemble(2, ("add", 0, 1))
    everything = Component(Unresolved(), -math.inf, math.inf)
    half = Component(Unresolved(), 1e308, math.inf)
    for unbounded in (everything, half):
        adjoints = (unbounded, around(2.0, 1.0), around(1.0))
        known = Reference(Strength.LISTED, (around(1.0),) * 3, adjoints, False, True)
        seen = Evaluated((1.0, 1.0, 1.0), (1.5e308, 9.0, 1.0))
        assert isinstance(judge(program, known, seen), Agrees)


@pytest.mark.parametrize(("lower", "upper"), [(1.0, math.inf), (-math.inf, 1.0), (1.0, 1.7e308)])
def test_a_hull_with_one_bound_decides_nothing(lower: float, upper: float) -> None:
    """Half of all numbers are in it, so that one of them is in it says nothing."""
    known = reference(Component(Exact(2.0, 0.0), lower, upper))
    assert not is_decided(DOUBLE, known)
    for got in (-9.0, 0.5, 9.0):
        verdict = judge(DOUBLE, known, answer(got))
        assert isinstance(verdict, Agrees)
        assert verdict.undecided == 1


def test_a_hull_too_wide_does_not_end_the_judgement() -> None:
    wrong = judge(DOUBLE, reference(around(2.0), x=around(3.0, 1.0)), answer(2.0, out=7.0))
    assert isinstance(wrong, Differs)
    assert (wrong.part, wrong.slot) == (Part.VALUE, 1)


def test_an_input_that_holds_its_number_decides_nothing() -> None:
    wide = reference(WIDE, around(6.0, 3.0))
    assert isinstance(judge(DOUBLE, wide, answer(2.0)), Undecided)
    for known in (reference(around(2.0), around(6.0, 3.0)), reference(WIDE)):
        verdict = judge(DOUBLE, known, answer(2.0))
        assert isinstance(verdict, Agrees)
        assert verdict.undecided == 1


# --- What else a reference says of itself ------------------------------------


def test_a_case_is_decided_if_every_number_to_be_judged_is() -> None:
    known = around(2.0)
    assert is_decided(DOUBLE, reference(known))
    assert not is_decided(DOUBLE, reference(known, overflows=True))
    assert not is_decided(DOUBLE, reference(WIDE))
    assert not is_decided(DOUBLE, reference(known, around(6.0, 1.0)))
    assert not is_decided(DOUBLE, reference(known, x=around(3.0, 1.0)))
    assert not is_decided(DOUBLE, reference(Component(Unresolved(), 2.0, 2.0)))
    assert not is_decided(DOUBLE, reference(known, Component(Unresolved(), 6.0, 6.0)))


def test_what_is_not_judged_need_not_be_decided() -> None:
    program = assemble(1, ("exp", 0), ("mul", 0, Const(2)))
    wide = around(20.0, 9.0)
    values = (around(3.0), wide, around(6.0))
    known = Reference(Strength.LISTED, values, (around(2.0), wide, wide), False, True)
    assert is_decided(program, known)


def test_a_well_conditioned_case_is_temperate_and_narrow_throughout() -> None:
    radius = 2.0**-36
    assert is_well_conditioned(reference(around(1.0, radius)))
    assert not is_well_conditioned(reference(around(1.0, radius), temperate=False))
    beyond = around(1.0, radius + 2.0**-52)
    assert not is_well_conditioned(reference(beyond))
    assert not is_well_conditioned(reference(around(2.0), around(8.0, 8 * radius + 2.0**-48)))


# --- Depth -------------------------------------------------------------------


def raised(kind: str) -> Raised:
    return Raised(kind, "why", Phase.BACKWARD, None, False, None)


def deep(size: int) -> tuple[Program, Reference]:
    known = (around(1.0),) * size
    return chain(size - 1), Reference(Strength.LISTED, known, known, False, True)


def test_a_hundred_nodes_are_no_reason_to_run_out_of_stack_and_more_are() -> None:
    assert isinstance(judge(*deep(100), raised("RecursionError")), Failed)
    assert isinstance(judge(*deep(101), raised("RecursionError")), Undecided)
    assert isinstance(judge(*deep(101), raised("NameError")), Failed)
