"""The harness tried on engines whose verdict is known, before it is believed about another.

Everything that judges a submission has a part in it, but the process that runs one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, assert_never, final

from verification.adapter import Adapter, Attribute, Usage
from verification.catalogue import CATALOGUE, Method
from verification.examine import Examiner
from verification.finding import Finding
from verification.flock import FAULTY, SOUND, Canary, Faulty, Sound
from verification.inquiry import Inquiry
from verification.model import Accuracy, Case, Observation
from verification.render.evidence import Canaries
from verification.report import Status
from verification.subjects.protocol import Subject
from verification.suite import Check, Suite

Accuses = Callable[[Subject, Sequence[Case]], bool]
"""Whether a way of judging speaks against a subject for what it answers to these cases."""

_KINDS: Final = {
    "add": ("vv",),
    "mul": ("vv", "nv"),
    "exp": ("v",),
    "relu": ("v",),
    "softplus": ("v",),
    "tanh": ("v",),
}
_ADAPTER: Final = Adapter(
    class_name="Value",
    value=Attribute("data"),
    gradient=Attribute("grad"),
    backward=Method("backward"),
    usages=tuple(
        Usage(op, kind, CATALOGUE[op].spellings[0])
        for op, kinds in _KINDS.items()
        for kind in kinds
    ),
    refused=(),
)
_SEED: Final = 0  # always the same, so that no luck is needed
_SECONDS: Final = 60.0
_MOST_TOLD: Final = 3
_ACCUSING: Final = frozenset({Status.FAILED, Status.UNDECIDED})
_FEW: Final = 2
_MOST_STEPS: Final = 3
_KINK: Final = "edge.relu"
_EVERYDAY: Final = "rules.exp"  # where every sound canary answers by a listed form


class CanaryError(Exception):
    """The harness cannot be believed; the message names canaries that it is wrong about."""


def fly(accuses: Accuses) -> Canaries:
    """Return how many faulty engines were rejected and how many sound ones accepted.

    Each is examined as a submission is, and then by ``accuses``, too.

    Raises:
        CanaryError: a faulty one was accepted, or a sound one rejected.
    """
    suite = Suite(_SEED)
    # Sound ones first: what is wrong about them explains what is about the others.
    flights = (complaints(canary, suite, accuses) for canary in (*SOUND, *FAULTY))
    told = tuple(islice((wrong[0] for wrong in flights if wrong), _MOST_TOLD))
    if told:
        raise CanaryError("; ".join(told))
    return Canaries(len(FAULTY), len(SOUND))


def complaints(canary: Canary, suite: Suite, accuses: Accuses) -> tuple[str, ...]:
    """Return what the harness gets wrong about a canary, in words; nothing if all is well."""
    nest = _Nest(canary.hatch)
    examiner = Examiner(suite, nest, _ADAPTER)
    inquiry = Inquiry(suite, examiner, _ADAPTER, nest.start_afresh, _SECONDS)
    findings = inquiry.pursue(lambda doing, done, total: None)
    checks = {check.id: check for check in inquiry.checks}
    match canary:
        case Faulty():
            kind, told = "faulty", _escapes(canary, examiner, checks, findings, accuses)
        case Sound():
            kind, told = "sound", _accusations(canary, checks.values(), findings, accuses)
        case _:
            assert_never(canary)
    return tuple(f"the {kind} engine '{canary.title}': {each}" for each in told)


@final
class _Nest:
    """A subject that can be replaced by a new one, as a process can."""

    def __init__(self, hatch: Callable[[], Subject]) -> None:
        self._hatch = hatch
        self._bird = hatch()

    def start_afresh(self) -> None:
        self._bird = self._hatch()

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        return self._bird.observe(cases)


def _escapes(
    canary: Faulty,
    examiner: Examiner,
    checks: Mapping[str, Check],
    findings: Mapping[str, Finding],
    accuses: Accuses,
) -> Iterator[str]:
    """Yield what is wrong with how a faulty engine was rejected."""
    if canary.check not in checks:
        yield f"{canary.check} is not asked"
        return
    check, found = checks[canary.check], findings[canary.check]
    if found.status is not Status.FAILED:
        yield f"accepted by {check.id} ({found.status.value} {found.message})"
        return
    told = examiner.counterexample(check, found.failing)
    if examiner.is_right(told.case) or told.expected == told.got:
        yield f"its counterexample to {check.id} is none: {told.case}"
    if len(told.case.program.steps) > _MOST_STEPS and check.group != "scale":
        yield f"its counterexample to {check.id} is not small: {told.case}"
    cases = [*check.cases[:_FEW], found.failing[0].case]
    if check.group == "rules" and not accuses(canary.hatch(), cases):
        yield f"not accused for any of {cases}"


def _accusations(
    canary: Sound,
    checks: Iterable[Check],
    findings: Mapping[str, Finding],
    accuses: Accuses,
) -> Iterator[str]:
    """Yield what is wrong with how a sound engine was accepted."""
    granted: list[Accuracy] = []
    for check in checks:
        found = findings[check.id]
        can_be_asked = all(
            word.kind in _KINDS.get(word.op, ()) and word.kind not in canary.lacks
            for word in check.wordings
        )
        if can_be_asked != (found.status is Status.PASSED) or found.status in _ACCUSING:
            yield f"{found.status.value} by {check.id}: {found.message}"
        granted += [] if found.accuracy is None else [found.accuracy]
        cases = check.cases[:_FEW] if check.id == _EVERYDAY else ()
        if cases and canary.accuracy is not Accuracy.INACCURATE and accuses(canary.hatch(), cases):
            yield f"accused for one of {cases}"
        if check.id == _KINK and found.profiles != (str(canary.convention),):
            yield f"expected to be told {canary.convention}, got {found.profiles}"
    worst = max(granted, key=list(Accuracy).index, default=None)
    if worst is not canary.accuracy:
        yield f"expected to be called {canary.accuracy}, got {worst}"
