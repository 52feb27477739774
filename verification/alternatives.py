"""What is accepted beside the truth: conventions at kinks, other functions of an op's name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import final

from verification.conventions import CONVENTIONS
from verification.model import Case, Evaluated, Observation, Point
from verification.oracles.variants import variant


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
            Alternative("gradients of several outputs add up, like torch", case, None),
            Alternative("each backward() starts from fresh gradients", last, None),
        )
    if first.op in CONVENTIONS and len(case.program.steps) == 1 and _is_at_kink(case.point):
        return tuple(
            Alternative(str(convention), case, convention.step_at_zero)
            for convention in CONVENTIONS[first.op]
        )
    return ()


def other_function(op: str, answered: Iterable[tuple[Case, Observation]]) -> str | None:
    """Return in words which other function that goes by the op's name this is, if it is known.

    ``answered`` are cases of the op alone.
    """
    answers: dict[float, tuple[float, float]] = {}
    for case, observation in answered:
        match case.point, observation:
            case (x,), Evaluated((_, float(out)), (float(slope), _)):
                answers[float(x)] = (out, slope)
            case _:
                pass
    return variant(op, answers)


def _is_at_kink(point: Point) -> bool:
    return point == (0,) or (len(point) == 2 and point[0] == point[1])
