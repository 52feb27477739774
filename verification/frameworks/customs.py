"""What each framework does at kinks and singular points, beside the table of conventions."""

import math
from collections.abc import Iterator, Mapping
from typing import Final

from verification.catalogue import CATALOGUE
from verification.comparison import Answered, Custom, Silent
from verification.conventions import CONVENTIONS, LIBRARIES, SINGULAR, Convention, Singular
from verification.model import (
    Absent,
    Broke,
    Case,
    Evaluated,
    Exact,
    Observation,
    Point,
    Raised,
    TimedOut,
)
from verification.oracles import flint
from verification.program import Const, Program, assemble
from verification.subjects.protocol import Subject
from verification.survey import program_of

# A library without a relu has one all the same: this is what people write.
_INSTEAD: Final = {"relu": assemble(1, ("maximum", 0, Const(0.0)))}
# TensorFlow keeps the slope of a leaky relu in single precision.
_SAME: Final = 2.0**-20
_KINKS: Final[dict[str, Point]] = {
    op: (0.0,) if CATALOGUE[op].arity == 1 else (1.5, 1.5) for op in CONVENTIONS
}


def customs(subjects: Mapping[str, Subject]) -> Iterator[Custom]:
    """Yield what each subject answers, kinks first."""
    for op, point in _KINKS.items():
        answers = {name: ask(subject, op, point) for name, subject in subjects.items()}
        departing = tuple(
            name
            for name in subjects
            if name in LIBRARIES and not _chooses(op, point, answers[name], _stated(op, name))
        )
        operands = tuple(map(float, point))
        yield Custom(
            op, operands, is_kink=True, answers=tuple(answers.values()), departing=departing
        )
    for singular in SINGULAR:
        op, point = singular.op, singular.point
        answers = {name: ask(subject, op, point) for name, subject in subjects.items()}
        departing = tuple(
            name
            for name in subjects
            if name in LIBRARIES and not _is_stated(singular, name, answers[name])
        )
        operands = tuple(map(float, point))
        yield Custom(
            op, operands, is_kink=False, answers=tuple(answers.values()), departing=departing
        )


def _stated(op: str, library: str) -> Convention | None:
    return next((each for each in CONVENTIONS[op] if library in each.libraries), None)


def ask(subject: Subject, op: str, point: Point) -> Answered | Silent:
    """Return the value and the slopes of one op at one point.

    A library that has no relu is asked ``maximum(x, 0)``.
    """
    programs = [program_of(CATALOGUE[op]), *([_INSTEAD[op]] if op in _INSTEAD else [])]
    answer: Answered | Silent = Silent("absent")
    for program in programs:
        (seen,) = subject.observe([Case(f"customs/{op}", program, point)])
        answer = _answer(program, seen)
        if not isinstance(seen, Absent):
            break
    return answer


def _answer(program: Program, seen: Observation) -> Answered | Silent:
    match seen:
        case Evaluated(values=values, gradients=gradients):
            readings = (values[-1], *gradients[: program.inputs])
            return Answered(tuple(x if isinstance(x, float) else math.nan for x in readings))
        case Raised(kind=kind):
            return Silent(f"raises {kind}")
        case Absent():
            return Silent("absent")
        case TimedOut() | Broke():
            return Silent("no answer")


def _chooses(
    op: str, point: Point, answer: Answered | Silent, convention: Convention | None
) -> bool:
    """Whether the slopes at a kink are those of the convention; no answer goes with none."""
    if convention is None or isinstance(answer, Silent):
        return convention is None and isinstance(answer, Silent)
    _, adjoints = flint.exact(Case(op, program_of(CATALOGUE[op]), point), convention.step_at_zero)
    slopes = zip(answer.numbers[1:], adjoints, strict=False)
    return all(
        isinstance(exact, Exact) and math.fabs(got - exact.nearest) <= _SAME
        for got, exact in slopes
    )


def _is_stated(singular: Singular, name: str, answer: Answered | Silent) -> bool:
    """Whether the table has these numbers, or none where there is no answer."""
    stated = next((numbers for names, numbers in singular.answers if name in names), None)
    if stated is None or isinstance(answer, Silent):
        return stated is None and isinstance(answer, Silent)
    return len(stated) == len(answer.numbers) and all(
        got == number or (math.isnan(got) and math.isnan(number))
        for got, number in zip(answer.numbers, stated, strict=True)
    )
