"""Sound tapes whose answers are spoiled on the way out, or that stop working after a while."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import final

from verification.model import Case, Evaluated, Observation, Phase, Raised, Reading, Unread
from verification.program import Slot
from verification.subjects.tape import Tape

Spoil = Callable[[Case, Evaluated], Observation]
"""What becomes of the right answer to a case."""


@final
@dataclass(frozen=True, slots=True)
class Spoiled:
    """A sound tape whose answers are spoiled."""

    spoil: Spoil

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        return [
            self.spoil(case, answer) if isinstance(answer, Evaluated) else answer
            for case, answer in zip(cases, Tape().observe(cases), strict=True)
        ]


@final
class Stuck:
    """A tape that always gives its first answer to a program of this size."""

    def __init__(self) -> None:
        self._first: dict[int, Observation] = {}

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        answers = zip(cases, Tape().observe(cases), strict=True)
        return [self._first.setdefault(case.program.size, answer) for case, answer in answers]


@final
class Spent:
    """A tape whose first backward pass is its only one."""

    def __init__(self) -> None:
        self._is_spent = False

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        answers: list[Observation] = []
        for case in cases:
            (answer,) = Tape().observe([_first_output(case)])
            if self._is_spent and isinstance(answer, Evaluated):
                answer = gradients(0.0)(case, answer)
            self._is_spent = True
            answers.append(answer)
        return answers


def gradients(reading: Reading) -> Spoil:
    """Return how to give this for every gradient."""
    return lambda case, seen: replace(seen, gradients=(reading,) * case.program.size)


def second_unread(case: Case, seen: Evaluated) -> Observation:
    """Lose the gradient of the second input."""
    if case.program.inputs == 1:
        return seen
    first, _, *rest = seen.gradients
    return replace(seen, gradients=(first, Unread.NONE, *rest))


def relu_in_place(case: Case, seen: Evaluated) -> Observation:
    """Give an operand of relu the number of the result."""
    values = list(seen.values)
    for slot, step in case.program.numbered():
        if step.op == "relu":
            for ref in step.refs:
                values[ref] = values[slot]
    return replace(seen, values=tuple(values))


def deaf_on_the_left(case: Case, seen: Evaluated) -> Observation:
    """Lose every gradient of a program with a number on the left of a Value."""
    is_deaf = any(step.kind == "nv" for step in case.program.steps)
    return gradients(0.0)(case, seen) if is_deaf else seen


def elsewhere(case: Case, _seen: Evaluated) -> Observation:
    """Answer as if the inputs had come in another order."""
    (answer,) = Tape().observe([replace(case, point=(*case.point[1:], case.point[0]))])
    return answer


def only_first_output(case: Case, _seen: Evaluated) -> Observation:
    """Run backward from the first output alone."""
    (answer,) = Tape().observe([_first_output(case)])
    return answer


def on_leaves_only(case: Case, seen: Evaluated) -> Observation:
    """Keep no gradient but those of the inputs, as is anybody's right."""
    interior = (Unread.NONE,) * len(case.program.steps)
    return replace(seen, gradients=(*seen.gradients[: case.program.inputs], *interior))


def no_numbers(case: Case, seen: Evaluated) -> Observation:
    """Refuse plain numbers as operands, as an engine does that was written without them."""
    for slot, step in case.program.numbered():
        if "n" in step.kind:
            return Raised(
                "TypeError", "not a Value", Phase.FORWARD, Slot(slot), on_number=False, line=None
            )
    return seen


def _first_output(case: Case) -> Case:
    return replace(case, program=replace(case.program, roots=case.program.roots[:1]))
