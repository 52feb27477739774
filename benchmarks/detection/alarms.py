"""False alarms: right ops at single numbers of every size, put to the peers and to the judge."""

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from functools import cache
from itertools import repeat
from typing import Final

from benchmarks.detection.engine import load, observe
from benchmarks.detection.faults import Budget, Progress
from benchmarks.detection.peers import library_of, peers
from verification.catalogue import CATALOGUE
from verification.faults.engines import Style, write
from verification.judge import judge
from verification.ledger import ledger
from verification.model import Case, Differs, Exact, Failed, Observation, Part, Reference
from verification.oracles import flint
from verification.program import assemble
from verification.render.detection import Alarms, Deviation
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject

OPS: Final = (
    *("neg", "abs", "relu", "tanh", "exp", "log", "sqrt", "sin", "cos", "sigmoid"),
    *("square", "reciprocal"),
)
"""The ops of one operand that learners' engines have and every peer's library has."""

_SMALLEST: Final = 1e-12
_LARGEST: Final = 1e12
_EXP: Final = 80.0  # beyond it, exp is infinite in single precision
JUDGE: Final = "refgrad's judge"


def numbers_of(op: str, inputs: int, seed: int) -> list[float]:
    """Return numbers of either sign, if the op has a slope there, their logarithms spread evenly.

    >>> all(1e-12 <= x <= 1e12 for x in numbers_of("log", 9, 0))
    True
    """
    rng = random.Random(f"{seed}/alarms/{op}")
    largest = _EXP if op == "exp" else _LARGEST
    drawn: list[float] = []
    while len(drawn) < inputs:
        x = math.exp(rng.uniform(math.log(_SMALLEST), math.log(largest))) * rng.choice((1, -1))
        if x in CATALOGUE[op].domains[0]:
            drawn.append(x)
    return drawn


def try_right_ops(pool: Executor, budget: Budget, progress: Progress) -> Iterator[Alarms]:
    """Yield how often each peer objects to its own library's ops."""
    names = tuple(peers())
    answers = pool.map(_alarms, names, repeat(budget.inputs), repeat(budget.seed))
    for done, alarms in enumerate(answers, 1):
        progress("right ops", done, len(names))
        yield alarms


def _alarms(peer: str, inputs: int, seed: int) -> Alarms:
    checker = peers()[peer]
    counts = tuple(
        sum(not checker.accepts_own(op, x) for x in numbers_of(op, inputs, seed)) for op in OPS
    )
    return Alarms(peer, library_of(peer), counts)


def own_alarms(inputs: int, seed: int) -> tuple[Alarms, ...]:
    """Return how often the judge objects to a single answer of refgrad and of right engines."""
    cases = cases_of(inputs, seed)
    references = _references(inputs, seed)
    answers = {"refgrad": RefgradSubject().observe(cases)}
    for style in Style:
        ops = ("add", "mul", *OPS)
        engine = load(write(style, None, ops), ops)
        answers[f"a right engine: {style.value}"] = observe(engine, cases)
    return tuple(
        Alarms(JUDGE, subject, _objections(cases, references, observations))
        for subject, observations in answers.items()
    )


def deviations(inputs: int, seed: int) -> tuple[Deviation, ...]:
    """Return what the judge finds wrong with PyTorch at the same numbers, by ledger entry."""
    cases = cases_of(inputs, seed)
    seen = TorchSubject().observe(cases)
    found = Counter(
        _entry(case, verdict) for case, verdict in _against(cases, _references(inputs, seed), seen)
    )
    return tuple(Deviation(*pair) for pair in sorted(found.items()))


def cases_of(inputs: int, seed: int) -> list[Case]:
    """Return the same numbers as cases, to be judged."""
    return [
        Case(f"{op}/{number}", assemble(1, (op, 0)), (x,))
        for op in OPS
        for number, x in enumerate(numbers_of(op, inputs, seed))
    ]


@cache
def _references(inputs: int, seed: int) -> list[Reference]:
    return [flint.reference(case) for case in cases_of(inputs, seed)]


def _against(
    cases: Sequence[Case], references: Sequence[Reference], observations: Sequence[Observation]
) -> Iterator[tuple[Case, Differs | Failed]]:
    """Yield each case whose answer the judge objects to, with the verdict."""
    for case, reference, seen in zip(cases, references, observations, strict=True):
        verdict = judge(case.program, reference, seen)
        if isinstance(verdict, Differs | Failed):
            yield case, verdict


def _objections(
    cases: Sequence[Case], references: Sequence[Reference], observations: Sequence[Observation]
) -> tuple[int, ...]:
    against = _against(cases, references, observations)
    found = Counter(case.program.steps[0].op for case, _ in against)
    return tuple(found[op] for op in OPS)


def _entry(case: Case, verdict: Differs | Failed) -> str:
    """Return the ledger's entry about the number that is wrong, or nothing."""
    if not isinstance(verdict, Differs) or not isinstance(verdict.component.exact, Exact):
        return ""
    op = case.program.steps[0].op
    part = "value" if verdict.part is Part.VALUE else "dx"
    point = tuple(map(float, case.point))
    exact = verdict.component.exact.nearest
    entries = (entry for entry in ledger() if entry.framework == "torch")
    return next((entry.id for entry in entries if entry.is_about(op, part, point, exact)), "")
