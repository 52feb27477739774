"""Gates: what must notice that the harness was sabotaged, and sabotage itself.

A gate is a question whose answer is known; it complains in words, or returns nothing.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, final

import msgspec
import pytest

from tests.verification.grading import SQUARE, graded
from verification import judge
from verification.canaries import complaints
from verification.flock import FAULTY, SOUND
from verification.model import (
    Agrees,
    Case,
    Evaluated,
    Reading,
    Strength,
    Undecided,
    Unread,
)
from verification.oracles import flint
from verification.program import Const, assemble
from verification.report import Outcome, Status
from verification.subjects.protocol import Subject
from verification.subjects.tape import Tape
from verification.suite import Suite
from verification.wire import ProtocolError, decode_observation

Answer = TypeVar("Answer")

Gate = Callable[[], Sequence[str]]
Break = Callable[[pytest.MonkeyPatch], None]

CANARIES: Final = {canary.title: canary for canary in (*FAULTY, *SOUND)}


@final
@dataclass(frozen=True, slots=True)
class Sabotage:
    """One thing broken in one place, and the gate that must complain.

    ``line`` is the harness bug of the taxonomy that this re-enacts, 0 for one of our own;
    ``breaks`` is what it does to the harness, and ``gate`` names a canary or another gate.
    """

    name: str
    line: int
    gate: str
    breaks: Break


@final
@dataclass(frozen=True, slots=True)
class Always(Generic[Answer]):
    """A function that gives the same whatever it is asked."""

    answer: Answer

    def __call__(self, *_: object, **__: object) -> Answer:
        return self.answer


def canary(title: str) -> Sequence[str]:
    """Return what is said of a canary, by a suite that nobody has used."""
    return complaints(CANARIES[title], Suite(0), accuses)


def overflow() -> Sequence[str]:
    """Ask for tanh where exp(2x) is too large: no digit of the answer is wrong."""
    case = Case("overflow", assemble(1, ("tanh", 0)), (400.0,))
    (seen,) = CANARIES["tanh by exponentials"].hatch().observe([case])
    verdict = judge.settle(
        case.program, lambda strength: flint.reference(case, strength), seen, tuple(Strength)
    )
    return () if isinstance(verdict, Undecided) else (f"{verdict}",)


def absorption() -> Sequence[str]:
    """Ask for 1 and twice half an ulp, which together are not lost."""
    half = Const(2.0**-53)
    program = assemble(
        1, ("add", 0, Const(0.0)), ("mul", 0, half), ("mul", 0, half), ("add", 2, 3), ("add", 4, 1)
    )
    case = Case("absorption", program, (1.0,))
    tapes = [Tape(collect=order) for order in (sum, _largest_first, math.fsum)]
    verdicts = [
        judge.judge(case.program, flint.reference(case), tape.observe([case])[0]) for tape in tapes
    ]
    return [f"{verdict}" for verdict in verdicts if not isinstance(verdict, Agrees)]


def _largest_first(terms: Sequence[float]) -> float:
    return sum(sorted(terms, reverse=True))


def crossing() -> Sequence[str]:
    """Have numbers, and answers that are none, come over the wire."""
    found: list[str] = []
    for values, size, nonce, expected in CROSSINGS:
        body = msgspec.json.encode(
            {"is": "evaluated", "nonce": "7", "values": values, "gradients": values}
        )
        try:
            seen: object = decode_observation(body, nonce, size)
        except ProtocolError:
            seen = ProtocolError
        if seen != (ProtocolError if expected is None else Evaluated(expected, expected)):
            found.append(f"{values} came as {seen}")
    return found


CROSSINGS: Final[Sequence[tuple[list[str], int, str, tuple[Reading, ...] | None]]] = (
    (["0x1.5555555555555p-2"], 1, "7", (1 / 3,)),
    (["-0x0.0000000000001p-1022"], 1, "7", (-5e-324,)),
    (["None"], 1, "7", (Unread.NONE,)),
    (["0x1p+0", "0x1p+1"], 2, "7", (1.0, 2.0)),
    (["0x1p+0"], 2, "7", None),
    (["0x1p+0", "0x1p+1"], 1, "7", None),
    (["0x1p+0"], 1, "8", None),
)
"""What a child sends, for how many nodes, to which question; and what arrives, if it may."""


def wrong_graded() -> Sequence[str]:
    """Grade an engine whose tanh is wrong."""
    report = graded((SQUARE, "1 - t"))
    found: list[str] = []
    if report.outcome is not Outcome.DEFECTIVE:
        found.append(f"{report.outcome}")
    if not report.score < report.max_score:
        found.append(f"{report.score} marks")
    failed = [check for check in report.checks if check.status is Status.FAILED]
    if not failed or any(check.counterexample is None or not check.max_score for check in failed):
        found.append("not told")
    return found


def right_graded() -> Sequence[str]:
    """Grade an engine that is right."""
    report = graded()
    is_right = report.outcome is Outcome.CORRECT and report.score == report.max_score
    return () if is_right else (f"{report.outcome}, {report.score}",)


def accuses(subject: Subject, cases: Sequence[Case]) -> bool:
    """Whether the judge alone speaks against a subject."""
    seen = zip(cases, subject.observe(cases), strict=True)
    verdicts = [judge.judge(case.program, flint.reference(case), each) for case, each in seen]
    return not all(isinstance(verdict, Agrees) for verdict in verdicts)


def ask(gate: str) -> Sequence[str]:
    """Return the gate's complaints: a canary's, or those of another gate of this name."""
    return OTHERS[gate]() if gate in OTHERS else canary(gate)


OTHERS: Final[Mapping[str, Gate]] = {
    "tanh by exponentials at 400": overflow,
    "a sum that absorbs": absorption,
    "answers over the wire": crossing,
    "a wrong engine graded": wrong_graded,
    "a right engine graded": right_graded,
}
