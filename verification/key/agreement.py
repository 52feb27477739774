"""The three oracles on one case: whether all that the key says of it is confirmed, and by whom."""

from collections.abc import Sequence
from typing import Final

from verification.alternatives import Alternative
from verification.judge import judge
from verification.key.answer_key import Answer, Omission, Oracle
from verification.key.references import accepted
from verification.model import Absent, Agrees, Ball, Case, Unresolved
from verification.oracles import flint
from verification.oracles import mpmath as difference
from verification.program import Slot
from verification.subjects.torch import TorchSubject

_TORCH: Final = TorchSubject()


def confirm(case: Case, answers: Sequence[Answer]) -> tuple[Oracle, ...] | Omission:
    """Return who confirms every number that the key accepts for a case, or why it is left out.

    Arb's enclosures and mpmath's balls have to meet at every number that is judged, and
    PyTorch's answer has to be inside an accepted hull. At a kink there are no differences,
    and PyTorch has not every op: then mpmath or PyTorch is not among those who confirm.
    """
    confirming = [Oracle.ARB]
    for alternative in accepted(case):
        for mine, theirs in _pairs(alternative):
            if isinstance(mine, Unresolved) or isinstance(theirs, Unresolved):
                return Omission.UNRESOLVED
            if abs(mine.middle - theirs.middle) > mine.radius + theirs.radius:
                return Omission.CONTRADICTED
    if all(alternative.step_at_zero is None for alternative in accepted(case)):
        confirming.append(Oracle.MPMATH)
    match _witness(case, answers):
        case Omission() as omission:
            return omission
        case is_there:
            return (*confirming, Oracle.TORCH) if is_there else tuple(confirming)


def _pairs(
    alternative: Alternative,
) -> list[tuple[Ball | Unresolved, Ball | Unresolved]]:
    """Return mpmath's ball beside Arb's, for each value that counts and each gradient."""
    case, step_at_zero = alternative.case, alternative.step_at_zero
    program = case.program
    values, adjoints = flint.enclosures(case, step_at_zero)
    estimates = difference.values(program, case.point)
    live = program.live()
    slots = [Slot(slot) for slot in range(program.size) if live[slot]]
    pairs = [(estimates[slot], values[slot]) for slot in slots]
    if step_at_zero is None:
        slopes = difference.differences(program, case.point)
        pairs += zip(slopes, adjoints[: program.inputs], strict=True)
    return pairs


def _witness(case: Case, answers: Sequence[Answer]) -> bool | Omission:
    """Return whether PyTorch confirms an answer, False where it has not got an op."""
    # Roots whose gradients add up do so in PyTorch; a fresh start is asked as such.
    asked = [alternative.case for alternative in accepted(case)]
    observations = _TORCH.observe(list(dict.fromkeys(asked)))
    if any(isinstance(observation, Absent) for observation in observations):
        return False
    for observation in observations:
        verdicts = [
            judge(case.program, answer.reference(case.program), observation) for answer in answers
        ]
        if not any(isinstance(verdict, Agrees) for verdict in verdicts):
            return Omission.OUTSIDE
    return True
