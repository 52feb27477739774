"""Where a weaker form has no digits left, only an engine that may be using it is excused."""

from dataclasses import replace

import pytest

from tests.verification.grading import suite
from verification.examine import Examiner
from verification.faults.engines import Style, write
from verification.faults.fault import Rule
from verification.faults.formula import EVERYWHERE, Formula, Where, above
from verification.grade import grade
from verification.judge import settle
from verification.model import (
    Component,
    Differs,
    Evaluated,
    Exact,
    Reference,
    Strength,
    Undecided,
)
from verification.program import assemble
from verification.report import Status
from verification.subjects.fitting import discover
from verification.subjects.process import ProcessSubject
from verification.subjects.submission import Submission
from verification.suite import Check
from verification.wording import Wording

BOTH = (Strength.LISTED, Strength.WEAKER)
PROGRAM = assemble(1, ("softplus", 0))
ONE = Component(Exact(1.0, 0.0), 1.0, 1.0)
KNOWN = Component(Exact(30.0, 0.0), 30.0 - 1e-13, 30.0 + 1e-13)


def hulls(weaker: Component, *, overflows: bool = False) -> dict[Strength, Reference]:
    """Return a narrow hull about 30 and, for a weaker form, another."""
    listed = Reference(Strength.LISTED, (ONE, KNOWN), (ONE, ONE), False, True)
    values = (ONE, weaker)
    return {
        Strength.LISTED: listed,
        Strength.WEAKER: replace(
            listed, strength=Strength.WEAKER, values=values, overflows=overflows
        ),
    }


def doubted(got: float, weaker: Component, *, overflows: bool = False) -> bool:
    seen = Evaluated((1.0, got), (1.0, 1.0))
    reference = hulls(weaker, overflows=overflows).__getitem__
    verdict = settle(PROGRAM, reference, seen, BOTH)
    assert isinstance(verdict, Undecided), verdict
    return isinstance(verdict.doubted, Differs)


def test_a_wide_hull_doubts_what_lies_outside_it_only() -> None:
    wide = replace(KNOWN, lower=29.0, upper=31.0)
    assert doubted(0.0, wide)
    assert doubted(40.0, wide)
    assert not doubted(30.5, wide)


def test_a_hull_without_bounds_doubts_every_number() -> None:
    unbounded = replace(KNOWN, lower=-float("inf"), upper=float("inf"))
    assert doubted(0.0, unbounded)
    assert doubted(30.5, unbounded)


@pytest.mark.parametrize("got", [0.0, float("inf"), float("nan")])
def test_what_an_overflow_leaves_is_not_doubted(got: float) -> None:
    unbounded = replace(KNOWN, lower=-float("inf"), upper=float("inf"))
    assert not doubted(got, unbounded, overflows=True)
    assert doubted(12.0, unbounded, overflows=True)


def softplus(value: str, where: Where = EVERYWHERE, slope: str = "") -> Status:
    """Return how rules.softplus ends for an engine with these formulas."""
    partials = (Formula(slope) if slope else None, None)
    change = Rule("softplus", Formula(value), partials, where)
    source = write(Style.CLOSURES, change, ("add", "mul", "softplus"))
    report = grade(Submission("engine.py", "engine.py", source.encode()), suite())
    return next(check.status for check in report.checks if check.id == "rules.softplus")


def test_an_op_that_is_well_computed_is_not_excused_where_it_is_grossly_wrong() -> None:
    assert softplus("0", above(20.0)) is Status.FAILED
    assert softplus("2*x", above(20.0)) is Status.FAILED


def test_an_op_computed_by_a_weaker_form_is() -> None:
    """It is infinite, or raises, from 37 on: the sigmoid is 1 there, and the logarithm of 0."""
    assert softplus("-log(1 - 1/(1 + exp(-x)))") is Status.PASSED


def at(*points: float) -> Check:
    """Return a check of softplus alone at these points."""
    softplus = Wording("softplus", "v")
    programs = tuple((PROGRAM, (x,)) for x in points)
    return Check("rules.softplus", "softplus", (), (softplus,), (softplus,), programs)


def test_where_its_last_digits_go_a_weaker_form_is_not_accused() -> None:
    """At 36.5 the sigmoid is 1 less one or two units: the logarithm is 2 % off, and no fault.

    What keeps it from being accused is that its other answers show the form.
    """
    source = write(
        Style.TAPE, Rule("softplus", Formula("-log(1 - 1/(1 + exp(-x)))")), ("mul", "softplus")
    )
    submission = Submission("engine.py", "engine.py", source.encode())
    adapter = discover(submission)
    everyday = [0.5 * n for n in range(1, 25)]
    with ProcessSubject(submission, adapter) as subject:
        for check, status in ((at(*everyday, 36.5), Status.PASSED), (at(36.5), Status.UNDECIDED)):
            examiner = Examiner(suite(), subject, adapter)
            found = examiner.examine(check, check.cases, examiner.ask(check.cases))
            assert found.status is status
        check = at(36.5)  # as if its other answers had shown a listed form
        examiner = Examiner(suite(), subject, adapter, needs_no_excuse=check.about)
        found = examiner.examine(check, check.cases, examiner.ask(check.cases))
        assert found.status is Status.FAILED


def test_and_so_is_one_whose_digits_are_few_there() -> None:
    """PyTorch's own cut: 3e-9 off, which a loss of digits would explain."""
    assert softplus("x", above(20.0), "1") is Status.PASSED
