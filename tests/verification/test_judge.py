"""Every rule of the judge: an observation that trips it, and one that does not."""

import math

import pytest

from verification.distance import ulps, worst_ulp
from verification.judge import departures, judge, settle
from verification.model import (
    UNREACHED,
    Absent,
    Accuracy,
    Agrees,
    Broke,
    Case,
    Component,
    Differs,
    Evaluated,
    Exact,
    Failed,
    Missing,
    Observation,
    Part,
    Phase,
    Raised,
    Reading,
    Reference,
    Strength,
    TimedOut,
    Undecided,
    Unread,
    Unresolved,
    Verdict,
)
from verification.program import Const, Slot, assemble

# y = x * 2 at x = 3: values 3 and 6, gradients 2 and 1.
DOUBLE = assemble(1, ("mul", 0, Const(2)))


def _known(middle: float, radius: float = 0.0) -> Component:
    return Component(Exact(middle, 0.0), middle - radius, middle + radius)


def _reference(
    slope: Component | None = None,
    strength: Strength = Strength.LISTED,
    *,
    overflows: bool = False,
) -> Reference:
    slope = _known(2.0, 1e-15) if slope is None else slope
    return Reference(
        strength, (_known(3.0), _known(6.0, 1e-14)), (slope, _known(1.0)), overflows, True
    )


def _answer(slope: Reading, out: Reading = 6.0, x: Reading = 3.0) -> Evaluated:
    return Evaluated((x, out), (slope, 1.0))


def _judge(observation: Observation, reference: Reference | None = None) -> Verdict:
    return judge(DOUBLE, reference or _reference(), observation)


def test_the_exact_answer_is_tight() -> None:
    assert _judge(_answer(2.0)) == Agrees(Accuracy.TIGHT, 0.0, 0)


def test_an_answer_in_the_hull_and_far_from_exact_is_lossy() -> None:
    verdict = _judge(_answer(2.0 + 8 * math.ulp(2.0)), _reference(_known(2.0, 1e-10)))
    assert isinstance(verdict, Agrees)
    assert verdict.accuracy is Accuracy.LOSSY
    assert verdict.worst_ulp == 8.0


def test_the_ends_of_the_hull_are_inside_and_their_neighbours_are_not() -> None:
    component = Component(Exact(2.0, 0.0), 1.999999, 2.000001)
    reference = _reference(component)
    assert isinstance(_judge(_answer(2.000001), reference), Agrees)
    assert isinstance(_judge(_answer(math.nextafter(2.000001, 3)), reference), Differs)
    assert isinstance(_judge(_answer(1.999999), reference), Agrees)
    assert isinstance(_judge(_answer(math.nextafter(1.999999, 1)), reference), Differs)


@pytest.mark.parametrize("slope", [2.1, -2.0, 0.0, math.inf, -math.inf, math.nan])
def test_a_wrong_gradient_differs(slope: float) -> None:
    verdict = _judge(_answer(slope))
    assert isinstance(verdict, Differs)
    assert (verdict.part, verdict.slot) == (Part.GRADIENT, 0)


@pytest.mark.parametrize("reading", list(Unread))
def test_a_gradient_that_is_no_number_differs(reading: Unread) -> None:
    assert isinstance(_judge(_answer(reading)), Differs)


def test_a_gradient_of_none_is_zero_where_zero_is_exact() -> None:
    dead = _reference(_known(0.0))
    for reading in UNREACHED:
        assert isinstance(_judge(_answer(reading), dead), Agrees)
    assert isinstance(_judge(_answer(-0.0), dead), Agrees)
    assert isinstance(_judge(_answer(Unread.NOT_A_NUMBER), dead), Differs)


def test_a_gradient_of_none_is_zero_where_other_forms_only_come_close() -> None:
    """As of the smaller operand of maximum, which an engine may well not reach."""
    for reading in UNREACHED:
        agreed = _judge(_answer(reading), _reference(Component(Exact(0.0, 0.0), -1e-150, 1e-150)))
        assert isinstance(agreed, Agrees)
        assert agreed.worst_ulp == 0.0
        tiny = _reference(Component(Exact(1e-160, 0.0), -1e-150, 1e-150))
        assert isinstance(_judge(_answer(reading), tiny), Differs)


def test_a_wrong_value_is_found_before_a_wrong_gradient() -> None:
    verdict = _judge(_answer(7.0, out=5.0))
    assert isinstance(verdict, Differs)
    assert (verdict.part, verdict.slot, verdict.got) == (Part.VALUE, 1, 5.0)


def test_an_input_that_was_changed_differs() -> None:
    verdict = _judge(_answer(2.0, x=2.0))
    assert isinstance(verdict, Differs)
    assert (verdict.part, verdict.slot) == (Part.VALUE, 0)


def test_gradients_of_inner_nodes_are_not_judged() -> None:
    """Many right engines keep gradients at the leaves only."""
    program = assemble(1, ("mul", 0, Const(2)), ("mul", 1, Const(2)))
    reference = Reference(
        Strength.LISTED,
        (_known(3.0), _known(6.0), _known(12.0)),
        (_known(4.0), _known(2.0), _known(1.0)),
        False,
        True,
    )
    seen = Evaluated((3.0, 6.0, 12.0), (4.0, Unread.NONE, 0.0))
    assert isinstance(judge(program, reference, seen), Agrees)


def test_values_of_dead_nodes_are_not_judged() -> None:
    program = assemble(1, ("exp", 0), ("mul", 0, Const(2)))
    reference = Reference(
        Strength.LISTED,
        (_known(3.0), _known(math.exp(3.0)), _known(6.0)),
        (_known(2.0), _known(0.0), _known(1.0)),
        False,
        True,
    )
    assert isinstance(judge(program, reference, Evaluated((3.0, 0.0, 6.0), (2.0, 0, 1.0))), Agrees)


def test_a_hull_too_wide_to_tell_is_undecided() -> None:
    wide = Component(Exact(2.0, 0.0), 1.9, 2.1)
    verdict = _judge(_answer(5.0), _reference(wide))
    assert isinstance(verdict, Agrees)  # of the other components
    assert verdict.undecided == 1


def test_unbounded_hulls_everywhere_leave_nothing_to_say() -> None:
    everything = Component(Unresolved(), -math.inf, math.inf)
    reference = Reference(Strength.LISTED, (everything,) * 2, (everything,) * 2, False, True)
    assert isinstance(_judge(_answer(5.0), reference), Undecided)


def test_a_component_negligible_beside_the_largest_need_not_be_known_well() -> None:
    """2^-20 of 2^-10 of the largest, which is 1 here: a billionth is decided, more is not."""
    small = Component(Exact(0.0, 0.0), -9e-10, 9e-10)
    assert isinstance(_judge(_answer(1e-3), _reference(small)), Differs)
    large = Component(Exact(0.0, 0.0), -1e-8, 1e-8)
    assert not isinstance(_judge(_answer(1e-3), _reference(large)), Differs)


def _raised(kind: str, phase: Phase = Phase.FORWARD, *, on_number: bool = False) -> Raised:
    return Raised(kind, "why", phase, Slot(1), on_number, 7)


@pytest.mark.parametrize("kind", ["TypeError", "AssertionError", "NotImplementedError"])
def test_not_written_for_such_operands_is_missing(kind: str) -> None:
    assert isinstance(_judge(_raised(kind)), Missing)
    assert isinstance(_judge(_raised(kind, Phase.BACKWARD)), Failed)


def test_an_attribute_error_is_missing_only_if_it_is_about_a_number() -> None:
    assert isinstance(_judge(_raised("AttributeError", on_number=True)), Missing)
    assert isinstance(_judge(_raised("AttributeError")), Failed)


@pytest.mark.parametrize(
    "seen",
    [
        _raised("NameError"),
        _raised("RecursionError"),
        _raised("OverflowError"),
        TimedOut(5.0),
        Broke("exit"),
    ],
)
def test_an_exception_a_hang_and_an_end_have_failed(seen: Observation) -> None:
    assert isinstance(_judge(seen), Failed)


def test_no_spelling_is_missing() -> None:
    assert isinstance(_judge(Absent("tanh", "v")), Missing)


def test_overflow_is_nobodys_fault_where_a_known_form_overflows() -> None:
    overflowing = _reference(overflows=True)
    assert isinstance(_judge(_raised("OverflowError"), overflowing), Undecided)
    assert isinstance(_judge(_raised("ZeroDivisionError"), overflowing), Undecided)
    assert isinstance(_judge(_raised("NameError"), overflowing), Failed)
    assert isinstance(_judge(_answer(math.nan), overflowing), Undecided)
    assert isinstance(_judge(_answer(math.nan)), Differs)


def test_a_weaker_hull_accepts_as_inaccurate() -> None:
    hulls = {
        Strength.LISTED: _reference(_known(2.0, 1e-15)),
        Strength.WEAKER: _reference(_known(2.0, 1e-9), Strength.WEAKER),
    }
    both = (Strength.LISTED, Strength.WEAKER)
    verdict = settle(DOUBLE, hulls.__getitem__, _answer(2.0 + 1e-10), both)
    assert isinstance(verdict, Agrees)
    assert verdict.accuracy is Accuracy.INACCURATE
    assert isinstance(settle(DOUBLE, hulls.__getitem__, _answer(2.1), both), Differs)
    only = (Strength.LISTED,)
    assert isinstance(settle(DOUBLE, hulls.__getitem__, _answer(2.0 + 1e-10), only), Differs)


def test_a_weaker_hull_too_wide_to_tell_leaves_it_undecided() -> None:
    """Else an ill-conditioned weaker form would turn a wrong answer into a right one."""
    hulls = {
        Strength.LISTED: _reference(_known(2.0, 1e-15)),
        Strength.WEAKER: _reference(_known(2.0, 1.0), Strength.WEAKER),
    }
    both = (Strength.LISTED, Strength.WEAKER)
    assert isinstance(settle(DOUBLE, hulls.__getitem__, _answer(2.5), both), Undecided)


def test_ulps_count_from_the_exact_number_and_not_from_the_nearest_double() -> None:
    third = Exact(1 / 3, 1.850371707708594e-17)  # 1/3 itself, to 32 digits
    assert ulps(1 / 3, third) == pytest.approx(1 / 3)
    assert ulps(math.nextafter(1 / 3, 1), third) == pytest.approx(2 / 3)
    assert ulps(math.inf, Exact(math.inf, 0.0)) == 0.0
    assert ulps(1e308, Exact(math.inf, 0.0)) == math.inf


def test_the_worst_ulp_counts_nan_as_infinitely_far() -> None:
    assert worst_ulp(DOUBLE, _reference(), _answer(2.0 + math.ulp(2.0))) == 1.0
    assert worst_ulp(DOUBLE, _reference(), _answer(math.nan)) == math.inf
    assert worst_ulp(DOUBLE, _reference(), _answer(Unread.NOT_A_NUMBER)) == math.inf
    assert worst_ulp(DOUBLE, _reference(_known(0.0)), _answer(Unread.NONE)) == 0.0


def test_departures_go_forward_by_value_then_backward_by_gradient() -> None:
    program = assemble(1, ("mul", 0, Const(2)), ("mul", 1, Const(2)))
    reference = Reference(
        Strength.LISTED,
        (_known(3.0), _known(6.0), _known(12.0)),
        (_known(4.0), _known(2.0), _known(1.0)),
        False,
        True,
    )
    seen = Evaluated((3.0, 5.0, 10.0), (5.0, 2.5, 1.0))
    assert departures(reference, seen) == (
        (Part.VALUE, 1),
        (Part.VALUE, 2),
        (Part.GRADIENT, 1),
        (Part.GRADIENT, 0),
    )
    leaves = Evaluated((3.0, 6.0, 12.0), (4.0, Unread.NONE, Unread.ABSENT))
    assert departures(reference, leaves) == ()
    assert isinstance(judge(program, reference, leaves), Agrees)


def test_a_case_is_one_question() -> None:
    assert Case("a", DOUBLE, (3.0,)) != Case("a", DOUBLE, (3.5,))
