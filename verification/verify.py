"""The reference engine verified: refgrad, differences, enclosures and PyTorch on the same cases."""

import math
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from typing import Final, final

from verification.canaries import fly
from verification.distance import worst_ulp
from verification.generate import RandomDraw, random_program
from verification.judge import judge
from verification.lattice import rules
from verification.model import (
    Accuracy,
    Agrees,
    Ball,
    Case,
    Differs,
    Evaluated,
    Failed,
    Observation,
    Unresolved,
    Verdict,
)
from verification.oracles import flint
from verification.oracles import mpmath as difference
from verification.render.evidence import PROGRAMS, Canaries, Evidence, Row
from verification.subjects.protocol import Subject
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject
from verification.suite import number_cases
from verification.wording import WORDINGS, Wording

Progress = Callable[[str, int, int], None]
"""Told what is being verified, how many rows are done, and of how many."""

_MOST_STEPS: Final = 10
_MOST_COMPLAINTS: Final = 5


def verify(seed: int, examples: int, progress: Progress) -> Evidence:
    """Return how refgrad fares on ``examples`` cases of each op and as many random programs.

    The same seed and number give the same evidence on the same machine and libraries.

    Raises:
        CanaryError: the harness is wrong about an engine whose verdict is known.
    """
    progress("engines whose verdict is known", 0, 1)
    canaries = rehearse()
    rows: list[Row] = []
    ours: list[str] = []
    oracles: list[str] = []
    batches = list(_batches(seed, examples))
    for done, (name, cases) in enumerate(batches):
        progress(name, done, len(batches))
        answers = zip(RefgradSubject().observe(cases), TorchSubject().observe(cases), strict=True)
        measured = [_measure(case, *pair) for case, pair in zip(cases, answers, strict=True)]
        rows.append(_row(name, measured))
        against_ours, against_oracles = _complaints(measured)
        ours += against_ours
        oracles += against_oracles
    return Evidence(
        seed,
        examples,
        _libraries(),
        tuple(rows),
        tuple(ours[:_MOST_COMPLAINTS]),
        tuple(oracles[:_MOST_COMPLAINTS]),
        canaries,
    )


def _libraries() -> tuple[str, ...]:
    return (
        " ".join(platform.libc_ver()) or platform.platform(),
        platform.machine(),
        f"Python {platform.python_version()}",
        f"PyTorch {version('torch')}",
        *(f"{name} {version(name)}" for name in ("mpmath", "python-flint")),
    )


def rehearse() -> Canaries:
    """Judge engines whose verdict is known, as submissions are judged and as refgrad is here.

    Raises:
        CanaryError: the verdict is another, and the harness not to be believed.
    """
    return fly(_accuses)


def _accuses(subject: Subject, cases: Sequence[Case]) -> bool:
    seen = subject.observe(cases)
    against, _ = _complaints(list(map(_measure, cases, seen, seen)))
    return any(against)


def _batches(seed: int, examples: int) -> Iterator[tuple[str, Sequence[Case]]]:
    for op in dict.fromkeys(wording.op for wording in WORDINGS):
        wordings = [wording for wording in WORDINGS if wording.op == op]
        each = -(-examples // len(wordings))
        cases = [case for wording in wordings for case in _op_cases(seed, wording, each)]
        yield op, cases[:examples]
    draw = RandomDraw(seed, "verify", "programs")
    programs = [random_program(draw, WORDINGS, _MOST_STEPS) for _ in range(examples)]
    yield PROGRAMS, number_cases("verify.programs", programs)


def _op_cases(seed: int, wording: Wording, least: int) -> tuple[Case, ...]:
    """Return the op's lattice, drawn again until there are enough different points."""
    found = dict.fromkeys(rules(RandomDraw(seed, "verify", wording.name, 0), wording))
    for again in count(1):
        if len(found) >= least:
            break
        found |= dict.fromkeys(rules(RandomDraw(seed, "verify", wording.name, again), wording))
    return number_cases(f"verify.{wording.name}", list(found)[:least])


@final
@dataclass(frozen=True, slots=True)
class _Measured:
    """One case, asked of everybody."""

    case: Case
    verdict: Verdict
    refgrad_ulp: float
    torch_ulp: float | None
    is_torch_outside: bool
    overlaps: tuple[bool, ...]
    holds: tuple[bool, ...]
    unresolved: int


def _measure(case: Case, ours: Observation, witness: Observation) -> _Measured:
    program, point = case.program, case.point
    reference = flint.reference(case)
    values, adjoints = flint.enclosures(case)
    overlaps = _compare(difference.values(program, point), values)
    holds = _compare(difference.differences(program, point), adjoints)
    return _Measured(
        case,
        judge(program, reference, ours),
        worst_ulp(program, reference, ours) if isinstance(ours, Evaluated) else math.inf,
        worst_ulp(program, reference, witness) if isinstance(witness, Evaluated) else None,
        isinstance(judge(program, reference, witness), Differs | Failed),
        overlaps,
        holds,
        program.size + program.inputs - len(overlaps) - len(holds),
    )


def _compare(
    estimates: Sequence[Ball | Unresolved], enclosures: Sequence[Ball | Unresolved]
) -> tuple[bool, ...]:
    """Return whether each estimate reaches its enclosure, of those that both resolve."""
    return tuple(
        abs(mine.middle - theirs.middle) <= mine.radius + theirs.radius
        for mine, theirs in zip(estimates, enclosures, strict=False)  # inputs alone are estimated
        if isinstance(mine, Ball) and isinstance(theirs, Ball)
    )


def _row(name: str, measured: Sequence[_Measured]) -> Row:
    holds = [hold for each in measured for hold in each.holds]
    overlaps = [overlap for each in measured for overlap in each.overlaps]
    return Row(
        name=name,
        cases=len(measured),
        refgrad_ulp=max(each.refgrad_ulp for each in measured),
        torch_ulp=max(
            (each.torch_ulp for each in measured if each.torch_ulp is not None), default=None
        ),
        differences=len(holds),
        held=sum(holds),
        enclosures=len(overlaps),
        overlapping=sum(overlaps),
        unresolved=sum(each.unresolved for each in measured),
        tight=sum(
            isinstance(each.verdict, Agrees) and each.verdict.accuracy is Accuracy.TIGHT
            for each in measured
        ),
        torch_outside=sum(each.is_torch_outside for each in measured),
    )


def _complaints(measured: Sequence[_Measured]) -> tuple[Iterator[str], Iterator[str]]:
    """Return in words what speaks against refgrad, and what against an oracle."""
    ours = (
        f"refgrad on {each.case}: {each.verdict}"
        for each in measured
        if not isinstance(each.verdict, Agrees)
    )
    oracles = (
        f"mpmath and Arb on {each.case}"
        for each in measured
        if not all((*each.overlaps, *each.holds))
    )
    return ours, oracles
