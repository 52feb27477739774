"""What the key accepts for a case: the ball oracle's word, once for each convention."""

from dataclasses import replace

from verification.alternatives import Alternative, alternatives
from verification.judge import is_decided
from verification.key.answer_key import UNJUDGED, Answer, Omission
from verification.model import Case, Reference
from verification.oracles import flint
from verification.program import Program


def accepted(case: Case) -> tuple[Alternative, ...]:
    """Return the conventions a case may be answered by; one without a name if it asks none."""
    return alternatives(case) or (Alternative("", case, None),)


def refer(case: Case) -> tuple[Answer, ...] | Omission:
    """Return every answer that is accepted, or why there is none to judge by.

    Conventions that make no difference, as for the larger of a node and itself, are one
    answer without a name.

    >>> from verification.program import assemble
    >>> answers = refer(Case("kink", assemble(1, ("relu", 0)), (0.0,)))
    >>> [answer.profile for answer in answers]
    ["relu'(0) = 0, like torch, jax and tensorflow", "relu'(0) = 1/2, like autograd", \
"relu'(0) = 1, a right derivative"]
    """
    answers: list[Answer] = []
    for alternative in accepted(case):
        reference = flint.reference(alternative.case, step_at_zero=alternative.step_at_zero)
        answer = _answer(alternative.profile, case.program, reference)
        if reference.overflows or not is_decided(case.program, answer.reference(case.program)):
            return Omission.UNDECIDED
        answers.append(answer)
    first = answers[0]
    if all(each.gradients == first.gradients for each in answers):
        return (replace(first, profile=""),)
    return tuple(answers)


def _answer(profile: str, program: Program, reference: Reference) -> Answer:
    values = (
        component if is_live else UNJUDGED
        for component, is_live in zip(reference.values, program.live(), strict=True)
    )
    return Answer(profile, tuple(values), reference.adjoints[: program.inputs])
