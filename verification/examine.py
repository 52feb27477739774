"""One check put to one subject: its verdicts, the confirmation of a fault, the counterexample."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never, final

from verification.adapter import Adapter
from verification.generate import RandomDraw, random_point
from verification.judge import departures, is_single, is_well_conditioned, settle
from verification.model import (
    Accuracy,
    Agrees,
    AgreesByConvention,
    Broke,
    Case,
    Component,
    Counterexample,
    Differs,
    Evaluated,
    Exact,
    Failed,
    Missing,
    NodeRow,
    Observation,
    Part,
    Raised,
    Reading,
    Reference,
    Status,
    Strength,
    TimedOut,
    Undecided,
    Unread,
    Verdict,
)
from verification.oracles import flint
from verification.program import Slot
from verification.render.snippet import write_snippet
from verification.shrink import shrink
from verification.subjects.protocol import Subject
from verification.suite import Alternative, Check, Suite, alternatives

Oracle = Callable[[Case, Strength, float | None], Reference]

_DOUBLE: Final = (Strength.LISTED, Strength.WEAKER)
_CONFIRMATIONS: Final = 8


@final
@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: how it ended, in what words, and the evidence."""

    status: Status
    cases: int
    message: str
    accuracy: Accuracy | None
    worst_ulp: float | None
    profiles: tuple[str, ...]
    overflows: int
    undecided: int
    failing: tuple[Case, ...]


@final
class Examiner:
    """Puts cases to one subject and holds its answers against the suite's references.

    The accuracy granted depends on the engine: call ``calibrate`` with what it answered
    before judging, so that an engine in single precision is judged as one.
    """

    def __init__(self, suite: Suite, subject: Subject, adapter: Adapter) -> None:
        self._suite = suite
        self._subject = subject
        self._adapter = adapter
        self._strengths: tuple[Strength, ...] = _DOUBLE

    def ask(self, cases: Sequence[Case]) -> list[Observation]:
        """Return the subject's answers, in order."""
        return self._subject.observe(cases)

    def calibrate(self, observations: Sequence[Observation]) -> None:
        """Judge in single precision too if every number of these answers has no more."""
        readings = [
            number
            for observation in observations
            if isinstance(observation, Evaluated)
            for number in (*observation.values, *observation.gradients)
            if not isinstance(number, Unread)
        ]
        if readings and all(map(is_single, readings)):
            self._strengths = (*_DOUBLE, Strength.SINGLE)

    @property
    def is_single(self) -> bool:
        """Whether the engine was found to compute in single precision."""
        return Strength.SINGLE in self._strengths

    def examine(
        self, check: Check, cases: Sequence[Case], observations: Sequence[Observation]
    ) -> Finding:
        """Return what the answers to a check's cases amount to."""
        oracle = self._suite.reference
        verdicts = [
            self._settle(case, observation, alternatives(case), oracle)
            for case, observation in zip(cases, observations, strict=True)
        ]
        missing = [verdict for verdict in verdicts if isinstance(verdict, Missing)]
        agreed = [verdict for verdict in verdicts if isinstance(verdict, Agrees)]
        profiles = [v.profile for v in verdicts if isinstance(v, AgreesByConvention)]
        undecided = [verdict for verdict in verdicts if isinstance(verdict, Undecided)]
        failing = [
            (case, verdict)
            for case, verdict in zip(cases, verdicts, strict=True)
            if isinstance(verdict, Differs | Failed)
            or (isinstance(verdict, Missing) and len(missing) < len(verdicts))
        ]
        status, message = self._status(check, verdicts, failing)
        return Finding(
            status,
            len(cases),
            message,
            max((v.accuracy for v in agreed), key=list(Accuracy).index, default=None),
            max((v.worst_ulp for v in agreed), default=None),
            tuple(dict.fromkeys(profiles)),
            sum(verdict.reason.startswith("overflow") for verdict in undecided),
            len(undecided),
            tuple(case for case, _ in failing) if status is Status.FAILED else (),
        )

    def _status(
        self, check: Check, verdicts: Sequence[Verdict], failing: Sequence[tuple[Case, Verdict]]
    ) -> tuple[Status, str]:
        if verdicts and all(isinstance(verdict, Missing) for verdict in verdicts):
            first = verdicts[0]
            return Status.MISSING, first.reason if isinstance(first, Missing) else ""
        if not failing:
            told = [v for v in verdicts if not isinstance(v, Undecided)]
            return (Status.PASSED if told else Status.UNDECIDED), ""
        if not self._is_confirmed(check, [case for case, _ in failing]):
            return Status.UNDECIDED, "one answer lies outside the hull and none like it does"
        return Status.FAILED, _sentence(failing[0][1])

    def _is_confirmed(self, check: Check, failing: Sequence[Case]) -> bool:
        """Whether the failure repeats, and on a case whose answer any sound form would meet.

        Conventions are settled against every accepted answer and need no more.
        """
        if check.group == "edge":
            return True
        sound = [case for case in failing if self._is_sound(case)]
        if len(failing) > 1 and sound:
            return True
        draw = RandomDraw(self._suite.seed, "confirm", check.id)
        program = failing[0].program
        points = (random_point(draw, program) for _ in range(_CONFIRMATIONS))
        again = [replace(failing[0], point=point) for point in points if point is not None]
        return any(self._fails(case) and self._is_sound(case) for case in again)

    def _is_sound(self, case: Case) -> bool:
        return is_well_conditioned(flint.reference(case))

    def _fails(self, case: Case) -> bool:
        (observation,) = self.ask([case])
        verdict = self._settle(case, observation, alternatives(case), flint.reference)
        return isinstance(verdict, Differs | Failed)

    def _settle(
        self,
        case: Case,
        observation: Observation,
        accepted: tuple[Alternative, ...],
        oracle: Oracle,
    ) -> Verdict:
        if not accepted:
            return self._settle_one(case, observation, None, oracle)
        verdicts = [
            self._settle_one(alternative.case, observation, alternative.step_at_zero, oracle)
            for alternative in accepted
        ]
        for alternative, verdict in zip(accepted, verdicts, strict=True):
            if isinstance(verdict, Agrees):
                return AgreesByConvention(alternative.profile)
        return verdicts[0]

    def _settle_one(
        self, case: Case, observation: Observation, step_at_zero: float | None, oracle: Oracle
    ) -> Verdict:
        return settle(
            case.program,
            lambda strength: oracle(case, strength, step_at_zero),
            observation,
            self._strengths,
        )

    def counterexample(self, check: Check, failing: Sequence[Case]) -> Counterexample:
        """Return the smallest case found that fails as the given ones do."""
        smallest = min(failing, key=lambda case: (len(case.program.steps), case.program.inputs))
        if len(smallest.program.roots) == 1 and check.group not in {"edge", "scale"}:
            smallest = shrink(smallest, lambda c: self._fails(c) and self._is_sound(c))
        (observation,) = self.ask([smallest])
        accepted = alternatives(smallest)
        truth = accepted[0] if accepted else Alternative("", smallest, None)
        reference = flint.reference(truth.case, Strength.LISTED, truth.step_at_zero)
        verdict = self._settle(smallest, observation, accepted, flint.reference)
        return _counterexample(smallest, self._adapter, observation, verdict, reference)


def _counterexample(
    case: Case,
    adapter: Adapter,
    observation: Observation,
    verdict: Verdict,
    reference: Reference,
) -> Counterexample:
    part, slot, got = _accused(case, observation, verdict)
    snippet = write_snippet(case, adapter, slot, part)
    family = reference.values if part is Part.VALUE else reference.adjoints
    return Counterexample(
        case,
        snippet.source,
        snippet.names[slot],
        part,
        _exact(family[slot]),
        got,
        _table(case, snippet.names, snippet.expressions, observation, reference),
    )


def _accused(case: Case, observation: Observation, verdict: Verdict) -> tuple[Part, Slot, str]:
    """Return which number is held against the subject, and what came in its place."""
    last = case.program.roots[-1]
    match verdict:
        case Differs(part=part, slot=slot, got=got):
            return part, slot, _reading(got)
        case Failed(observation=failure):
            slot = Slot(0)
            forward = isinstance(failure, Raised) and failure.phase.value == "forward"
            return (Part.VALUE, last, _happened(failure)) if forward else (
                Part.GRADIENT,
                slot,
                _happened(failure),
            )  # fmt: skip
        case _:
            return Part.GRADIENT, Slot(0), type(observation).__name__


def _table(
    case: Case,
    names: Sequence[str],
    expressions: Sequence[str],
    observation: Observation,
    reference: Reference,
) -> tuple[NodeRow, ...]:
    """Return one row per node from the output back to the inputs, or none if it raised."""
    if not isinstance(observation, Evaluated):
        return ()
    departed = departures(reference, observation)
    first = departed[0][1] if departed else None
    return tuple(
        NodeRow(
            names[slot],
            expressions[slot],
            _reading(observation.values[slot]),
            _reading(observation.gradients[slot]),
            _exact(reference.values[slot]),
            _exact(reference.adjoints[slot]),
            slot == first,
        )
        for slot in reversed(range(case.program.size))
    )


def _sentence(verdict: Verdict) -> str:
    match verdict:
        case Differs(part=Part.VALUE):
            return "The value is wrong."
        case Differs(part=Part.GRADIENT):
            return "The gradient is wrong."
        case Failed(observation=failure):
            return f"It {_happened(failure)}."
        case Missing(reason=reason):
            return f"It works for some numbers and not for others: {reason}."
        case Agrees() | AgreesByConvention() | Undecided():
            return ""
        case _:
            assert_never(verdict)


def _happened(failure: Raised | TimedOut | Broke) -> str:
    match failure:
        case Raised(kind=kind, message=message, line=line):
            where = "" if line is None else f" at line {line}"
            return f"raises {kind}{where}: {message}" if message else f"raises {kind}{where}"
        case TimedOut(seconds=seconds):
            return f"does not answer within {seconds:g} s"
        case Broke(cause=cause):
            return f"ends the process: {cause}"
        case _:
            assert_never(failure)


def _reading(reading: Reading) -> str:
    return reading.value if isinstance(reading, Unread) else repr(reading)


def _exact(component: Component) -> str:
    match component.exact:
        case Exact(nearest=nearest):
            return repr(nearest)
        case _:
            return "not known"
