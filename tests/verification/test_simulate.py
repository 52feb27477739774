"""The simulator predicts what the engines of the catalogue answer, in every style."""

import math
from collections.abc import Sequence
from typing import Final

import pytest

from verification.adapter import Adapter
from verification.catalogue import CATALOGUE
from verification.faults import FAULTS
from verification.faults.engines import Style, write, write_fault
from verification.faults.fault import Fault, Keeping, Seed, Typing
from verification.faults.simulate import simulate
from verification.generate import RandomDraw, random_program
from verification.model import Case, Evaluated, Observation, Raised, Unread
from verification.program import assemble
from verification.subjects.fitting import discover
from verification.subjects.process import ProcessSubject
from verification.subjects.submission import Submission
from verification.suite import Suite
from verification.wording import WORDINGS, Wording

pytestmark = pytest.mark.mutants

PROGRAMS: Final = 12
STEPS: Final = 8
SUITE: Final = Suite(3)
# An engine's own rules round differently; single precision is what it says.
DIGITS: Final = {Typing.SINGLE: 1e-5}
USUAL: Final = 1e-7
# Followed path by path, a random program can take for ever: the ladder of the suite does.
TIMELESS: Final = [f for f in FAULTS.values() if f.id != "scale.every_path"]


def submission(fault: Fault, style: Style) -> Submission:
    return Submission("engine.py", "engine.py", write_fault(style, fault).encode())


def can_write(adapter: Adapter, wording: Wording) -> bool:
    return adapter.spelling(wording.op, wording.kind) is not None


def questions(fault: Fault, adapter: Adapter) -> list[Case]:
    """Return random programs, and those of the check that must find the fault."""
    wordings = tuple(w for w in WORDINGS if can_write(adapter, w))
    draw = RandomDraw(5, fault.id)
    cases = [Case(str(i), *random_program(draw, wordings, STEPS)) for i in range(PROGRAMS)]
    checks = SUITE.fit(lambda wording: can_write(adapter, wording))
    return cases + [case for check in checks if check.id == fault.at for case in check.cases[:24]]


def answers(fault: Fault, style: Style, cases: Sequence[Case]) -> list[Observation]:
    source = submission(fault, style)
    with ProcessSubject(source, discover(source)) as subject:
        if fault.change is not Keeping.ONCE:
            return subject.observe(cases)
        seen: list[Observation] = []
        for case in cases:  # what is predicted is the first pass of a process
            subject.close()
            seen += subject.observe([case])
        return seen


def numbers(seen: Evaluated) -> list[float]:
    return [0.0 if isinstance(x, Unread) else x for x in (*seen.values, *seen.gradients)]


def is_predicted(fault: Fault, seen: Observation, said: Evaluated | Raised) -> bool:
    if isinstance(said, Raised):
        is_alike = isinstance(seen, Raised) and (seen.kind, seen.phase) == (said.kind, said.phase)
        return is_alike and isinstance(seen, Raised) and seen.slot == said.slot
    predicted = numbers(said)
    if not all(map(math.isfinite, predicted)):
        # Where a formula overflows or divides by 0, Python may raise, and C may go on.
        return True
    if not isinstance(seen, Evaluated):
        return False
    tolerance = DIGITS.get(fault.change, USUAL) if isinstance(fault.change, Typing) else USUAL
    least = 1e-3 * max(1.0, *map(abs, predicted))
    return all(
        abs(got - want) <= tolerance * max(abs(want), least)
        for got, want in zip(numbers(seen), predicted, strict=True)
    )


@pytest.mark.parametrize("style", Style, ids=lambda style: style.value)
@pytest.mark.parametrize("fault", TIMELESS, ids=lambda fault: fault.id)
def test_an_engine_answers_as_predicted(fault: Fault, style: Style) -> None:
    source = submission(fault, style)
    cases = questions(fault, discover(source))[: 4 if fault.change is Keeping.ONCE else None]
    for case, seen in zip(cases, answers(fault, style, cases), strict=True):
        said = simulate(fault.change, case)
        assert is_predicted(fault, seen, said), (case, seen, said)


@pytest.mark.parametrize("style", Style, ids=lambda style: style.value)
def test_without_a_fault_an_engine_of_every_op_is_predicted(style: Style) -> None:
    """And a prediction can be wrong: that of another fault is."""
    source = write(style, None, tuple(CATALOGUE))
    right = Submission("right.py", "right.py", source.encode())
    case = Case("square", assemble(1, ("mul", 0, 0)), (3.0,))
    fault = FAULTS["traverse.unseeded"]
    with ProcessSubject(right, discover(right)) as subject:
        (seen,) = subject.observe([case])
    assert not is_predicted(fault, seen, simulate(Seed.TWO, case))
    assert is_predicted(fault, seen, Evaluated((3.0, 9.0), (6.0, 1.0)))
