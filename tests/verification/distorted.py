"""refgrad, but for what is done to its answers: a framework whose deviations are known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import final

from verification.model import Absent, Case, Evaluated, Observation
from verification.subjects.refgrad import RefgradSubject

Change = Callable[[Case, Evaluated], Observation]


@final
@dataclass(frozen=True, slots=True)
class Distorted:
    """A framework of which it is known what it does wrong, and which ops it has not got."""

    change: Change = lambda _, answer: answer
    absent: frozenset[str] = frozenset()

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        return [self._observe(case) for case in cases]

    def version(self) -> str:
        return "0.0"

    def _observe(self, case: Case) -> Observation:
        for step in case.program.steps:
            if step.op in self.absent:
                return Absent(step.op, step.kind)
        (answer,) = RefgradSubject().observe([case])
        return self.change(case, answer) if isinstance(answer, Evaluated) else answer


def with_slope(answer: Evaluated, slope: float) -> Evaluated:
    """Return the answer with another first gradient."""
    return replace(answer, gradients=(slope, *answer.gradients[1:]))


def gone_flat(case: Case, answer: Evaluated) -> Evaluated:
    """Have tanh no slope at all below -3: outside every hull there, and nowhere else."""
    is_meant = case.program.steps[0].op == "tanh" and case.point[0] < -3.0
    return with_slope(answer, 0.0) if is_meant else answer
