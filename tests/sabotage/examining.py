"""Sabotage of what is made of a failure: confirmed, counted, reduced, told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import pytest

from tests.sabotage.gates import Always, Sabotage
from verification import examine, judge
from verification.examine import Examiner
from verification.finding import Failing, Finding
from verification.model import Case, Observation
from verification.program import assemble
from verification.report import Counterexample, Status
from verification.suite import Check

EXAMINE: Final = Examiner.examine


def always_right(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Examiner, "is_right", Always(True))


def nothing_is_confirmed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(examine, "is_well_conditioned", Always(False))


def failed_is_passed(patch: pytest.MonkeyPatch) -> None:
    """Find the fault, and go on."""

    def examined(
        self: Examiner, check: Check, cases: Sequence[Case], seen: Sequence[Observation]
    ) -> Finding:
        found = EXAMINE(self, check, cases, seen)
        return replace(found, status=Status.PASSED) if found.status is Status.FAILED else found

    patch.setattr(Examiner, "examine", examined)


def few_digits_excuse_all(patch: pytest.MonkeyPatch) -> None:
    """Take any number for one whose digits were lost, whatever form it was computed by."""
    patch.setattr(examine, "is_far", Always(False))


def no_form_is_known(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(examine, "_is_listed_form", Always(False))


def no_form_excuses(patch: pytest.MonkeyPatch) -> None:
    """Hold lost digits against whoever lost them."""
    patch.setattr(examine, "_is_listed_form", Always(True))
    patch.setattr(judge, "_may_give", Always(False))


def last_case_counts(patch: pytest.MonkeyPatch) -> None:
    """Overwrite the verdict in a loop: only that of the last case is left."""

    def examined(
        self: Examiner, check: Check, cases: Sequence[Case], seen: Sequence[Observation]
    ) -> Finding:
        return EXAMINE(self, check, cases[-1:], seen[-1:])

    patch.setattr(Examiner, "examine", examined)


def crash_is_passed(patch: pytest.MonkeyPatch) -> None:
    """Crash while a failure is told, and take the crash for the end of the failure."""

    def sentence(*_: object) -> str:
        raise KeyError("message")

    def examined(
        self: Examiner, check: Check, cases: Sequence[Case], seen: Sequence[Observation]
    ) -> Finding:
        try:
            return EXAMINE(self, check, cases, seen)
        except KeyError:
            return Finding(Status.PASSED, len(cases), "")

    patch.setattr(examine, "sentence", sentence)
    patch.setattr(Examiner, "examine", examined)


def shrunk_to_anything(case: Case, _: Callable[[Case], bool]) -> Case:
    """Reduce without asking whether it still fails."""
    program = assemble(1, ("add", 0, 0))
    return Case(case.id, program, (1.0,))


def never_shrunk(case: Case, _: Callable[[Case], bool]) -> Case:
    return case


def told_without_numbers(patch: pytest.MonkeyPatch) -> None:
    """Tell what was expected in place of what came."""
    honest = Examiner.counterexample

    def told(self: Examiner, check: Check, failing: Sequence[Failing]) -> Counterexample:
        found = honest(self, check, failing)
        return replace(found, got=found.expected)

    patch.setattr(Examiner, "counterexample", told)


SABOTAGE: Final = (
    Sabotage("always right", 84, "a second backward pass does nothing", always_right),
    Sabotage("nothing is confirmed", 88, "exp' is off by 1e-9 of itself", nothing_is_confirmed),
    Sabotage("few digits excuse all", 89, "softplus is 0 beyond 20", few_digits_excuse_all),
    Sabotage("no form is known", 89, "softplus is 0 beyond 20", no_form_is_known),
    Sabotage("no form excuses", 88, "softplus by a sigmoid that is 1", no_form_excuses),
    Sabotage("failed is passed", 88, "mul's slopes are swapped", failed_is_passed),
    Sabotage("the last case counts", 88, "exp is cut off at 100", last_case_counts),
    Sabotage("a crash is passed", 94, "tanh raises on the way back", crash_is_passed),
    Sabotage(
        "reduced to anything",
        94,
        "a third use is lost anywhere",
        lambda patch: patch.setattr(examine, "shrink", shrunk_to_anything),
    ),
    Sabotage(
        "never reduced",
        94,
        "a third use is lost",
        lambda patch: patch.setattr(examine, "shrink", never_shrunk),
    ),
    Sabotage("told without numbers", 94, "mul's slopes are swapped", told_without_numbers),
)
