"""What is accepted beside the truth: conventions at kinks, other functions of an op's name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, final

from verification.conventions import CONVENTIONS
from verification.model import Case, Evaluated, Observation, Point, Raised
from verification.oracles.variants import Variant, variant
from verification.program import Ref, Step

ACCUMULATES: Final = "gradients of several outputs add up, like torch"
STARTS_AFRESH: Final = "each backward() starts from fresh gradients"


@final
@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several accepted answers to a case: the truth of ``case`` under a convention."""

    profile: str
    case: Case
    step_at_zero: float | None


def alternatives(case: Case) -> tuple[Alternative, ...]:
    """Return the accepted answers to a case that asks for a convention, else none.

    Such a case has several roots, or is an op with a kink alone, at its kink.
    """
    first = case.program.steps[0]
    if len(case.program.roots) > 1:
        last = replace(case, program=replace(case.program, roots=case.program.roots[-1:]))
        return (
            Alternative(ACCUMULATES, case, None),
            Alternative(STARTS_AFRESH, last, None),
        )
    if first.op in CONVENTIONS and len(case.program.steps) == 1 and _is_at_kink(first, case.point):
        return tuple(
            Alternative(str(convention), case, convention.step_at_zero)
            for convention in CONVENTIONS[first.op]
        )
    return ()


def has_no_slope(observation: Observation) -> bool:
    """Whether an op raises or gives nan at its kink, where it need not have a derivative."""
    match observation:
        case Raised():
            return True
        case Evaluated(gradients=gradients):
            return any(gradient != gradient for gradient in gradients)
        case _:
            return False


def other_function(
    op: str, answered: Iterable[tuple[Case, Observation]], *, is_single: bool
) -> Variant | None:
    """Return which other function that goes by the op's name this is, if it is known.

    ``answered`` are cases of the op alone; one that is not answered, for another reason than an
    overflow, is none that a function would have.
    """
    answers: dict[float, tuple[float, float]] = {}
    for case, observation in answered:
        match case.point, observation:
            case (x,), Evaluated((_, float(out)), (float(slope), _)):
                answers[float(x)] = (out, slope)
            case _, Raised(kind="OverflowError"):
                pass
            case _:
                return None
    return variant(op, answers, is_single=is_single)


def _is_at_kink(step: Step, point: Point) -> bool:
    numbers = [point[x.slot] if isinstance(x, Ref) else x.number for x in step.operands]
    return numbers == [0] if len(numbers) == 1 else numbers[0] == numbers[1]
