"""One check put to one subject: its verdicts, and the confirmation and reduction of a fault."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, final

from verification.adapter import Adapter
from verification.alternatives import alternatives, has_no_slope, other_function
from verification.counterexample import tell
from verification.distance import is_single
from verification.feedback import hint, sentence
from verification.finding import Failing, Finding
from verification.generate import RandomDraw, random_point
from verification.judge import (
    is_about_int_arrays,
    is_far,
    is_unsupported,
    is_well_conditioned,
    settle,
)
from verification.model import (
    Accuracy,
    Agrees,
    AgreesByConvention,
    Case,
    Differs,
    Evaluated,
    Failed,
    Missing,
    Observation,
    Part,
    Raised,
    Reference,
    Strength,
    Undecided,
    Unread,
    Verdict,
)
from verification.oracles import flint
from verification.report import Counterexample, Status
from verification.shrink import shrink
from verification.subjects.protocol import Subject
from verification.suite import Check, Suite
from verification.wording import Wording, used

Oracle = Callable[[Case, Strength, float | None], Reference]

_DOUBLE: Final = (Strength.LISTED, Strength.WEAKER, Strength.ROUGH)
_CONFIRMATIONS: Final = 8
_PLENTY: Final = 12


@final
class Examiner:
    """Puts cases to one subject and holds its answers against the suite's references.

    The accuracy granted depends on the engine: call ``calibrate`` with what it answered
    before judging, so that an engine in single precision is judged as one.
    ``needs_no_excuse`` names ops already known to be computed by a listed form.
    """

    def __init__(
        self,
        suite: Suite,
        subject: Subject,
        adapter: Adapter,
        needs_no_excuse: Iterable[Wording] = (),
    ) -> None:
        self._suite = suite
        self._subject = subject
        self._adapter = adapter
        self._strengths: tuple[Strength, ...] = _DOUBLE
        self.takes_floats_only = False
        # Found to be computed by a listed form: what only a weaker one excuses is not excused.
        self._needs_no_excuse = set(needs_no_excuse)

    def ask(self, cases: Sequence[Case]) -> list[Observation]:
        """Return the subject's answers, in order."""
        if self.takes_floats_only:
            return self._subject.observe([case.in_floats() for case in cases])
        seen = self._subject.observe(cases)
        self.takes_floats_only = any(map(is_about_int_arrays, seen))
        return self.ask(cases) if self.takes_floats_only else seen

    def find_out_about_ints(self, case: Case) -> None:
        """Ask in floats from now on if the subject refuses the ints of this case alone."""
        whole, floats = self.ask([case, case.in_floats()])
        refuses = isinstance(whole, Raised) and is_unsupported(whole)
        self.takes_floats_only |= refuses and isinstance(floats, Evaluated)

    def calibrate(self, observations: Sequence[Observation]) -> None:
        """Judge in single precision too if every number of these answers has no more."""
        readings = [
            number
            for observation in observations
            if isinstance(observation, Evaluated)
            for number in observation.values
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
        judged = self._judge(cases, observations)
        if check.group == "rules" and _is_listed_form([each.verdict for each in judged]):
            self._needs_no_excuse.update(check.about)
            judged = self._judge(cases, observations)
        verdicts = [each.verdict for each in judged]
        if not judged:
            return Finding(Status.SKIPPED, 0, "the engine's operations make no case of this kind")
        if all(isinstance(verdict, Missing) for verdict in verdicts):
            return Finding(Status.MISSING, len(cases), "every attempt raises")
        # What is missing here and not there is not missing: it works for some numbers only.
        failing = tuple(e for e in judged if isinstance(e.verdict, Differs | Failed | Missing))
        agreed = [verdict for verdict in verdicts if isinstance(verdict, Agrees)]
        profiles = [v.profile for v in verdicts if isinstance(v, AgreesByConvention)]
        finding = Finding(
            Status.PASSED,
            len(cases),
            "",
            "",
            max((v.accuracy for v in agreed), key=list(Accuracy).index, default=None),
            max((v.worst_ulp for v in agreed), default=None),
            tuple(dict.fromkeys(profiles)),
        )
        other = None
        if failing and check.group == "rules":
            answered = [(each.case, each.observation) for each in judged]
            other = other_function(check.about[0].op, answered, is_single=self.is_single)
        if other is not None and other.is_whole:
            told = f"it is {other.title}, which is not asked for"
            return Finding(Status.MISSING, len(cases), told, profiles=(told,))
        if failing and self._is_confirmed(check, failing):
            least = min(failing, key=_by_size)
            if other is not None:
                said = f"{check.about[0].title} is {other.title}, and its derivative is not."
                advice = "The case below is held against the operation itself."
            else:
                said, advice = sentence(check, least), hint(check, least)
            return replace(
                finding, status=Status.FAILED, message=said, hint=advice, failing=failing
            )
        if failing:
            doubt = "an answer lies outside the hull, and no similar one does"
            return replace(finding, status=Status.UNDECIDED, message=doubt)
        if not agreed and not profiles:
            doubts = [v.reason for v in verdicts if isinstance(v, Undecided)]
            return replace(finding, status=Status.UNDECIDED, message=doubts[0])
        return finding

    def _judge(self, cases: Sequence[Case], observations: Sequence[Observation]) -> list[Failing]:
        return [
            Failing(case, observation, self.judge(case, observation))
            for case, observation in zip(cases, observations, strict=True)
        ]

    def judge(self, case: Case, observation: Observation) -> Verdict:
        """Return what an answer to a case is worth, whoever gave it."""
        return self._settle(case, observation, self._suite.reference)

    def is_right(self, case: Case) -> bool:
        """Ask one case and say whether the answer is accepted."""
        return isinstance(self._verdict(case), Agrees | AgreesByConvention)

    def counterexample(self, check: Check, failing: Sequence[Failing]) -> Counterexample:
        """Return the smallest case found that fails as the given ones do."""
        smallest = min(failing, key=_by_size)
        if not _is_settled_at_once(check, smallest.case):
            kind = _kind(smallest.verdict)
            case = shrink(
                smallest.case,
                lambda case: (
                    # A case without the op that the check is about would tell of another fault.
                    {*check.about} <= {*used(case.program)}
                    and _kind(self._verdict(case)) == kind
                    and _is_sound(case)
                ),
            )
            if case != smallest.case:
                (observation,) = self.ask([case])
                verdict = self._settle(case, observation, flint.reference)
                smallest = Failing(case, observation, verdict)
        accepted = alternatives(smallest.case)
        truth, step_at_zero = smallest.case, None
        if accepted:
            truth, step_at_zero = accepted[0].case, accepted[0].step_at_zero
        reference = flint.reference(truth, Strength.LISTED, step_at_zero)
        return tell(smallest.case, self._adapter, smallest.observation, smallest.verdict, reference)

    def _is_confirmed(self, check: Check, failing: Sequence[Failing]) -> bool:
        """Whether the failure repeats, and on a case whose answer any sound form would meet."""
        if _is_settled_at_once(check, failing[0].case):
            return True
        # What was raised is no matter of digits: it need only be raised again.
        raised = [each for each in failing if not isinstance(each.verdict, Differs)]
        if any(self._is(type(e.verdict), e.case) and _is_sound(e.case) for e in raised):
            return True
        differing = [each for each in failing if isinstance(each.verdict, Differs)]
        if any(self._is_out_of_question(each) for each in differing):
            return True
        if len(differing) > 1 and any(_is_sound(each.case) for each in differing):
            return True
        draw = RandomDraw(self._suite.seed, "confirm", check.id)
        case = failing[0].case
        points = (random_point(draw, case.program) for _ in range(_CONFIRMATIONS))
        again = [replace(case, point=point) for point in points if point is not None]
        return any(self._is(Differs, case) and _is_sound(case) for case in again)

    def _is_out_of_question(self, failing: Failing) -> bool:
        """Whether an answer is wrong by more than digits, and is given again."""
        case, verdict = failing.case, failing.verdict
        reference = flint.reference(case)
        return (
            isinstance(verdict, Differs)
            and is_well_conditioned(reference)
            and is_far(reference, verdict)
            and self._is(Differs, case)
        )

    def _is(self, kind: type[Verdict], case: Case) -> bool:
        """Ask a case and say whether the verdict is of this kind."""
        return isinstance(self._verdict(case), kind)

    def _verdict(self, case: Case) -> Verdict:
        """Ask a case and judge the answer."""
        (observation,) = self.ask([case])
        return self._settle(case, observation, flint.reference)

    def _settle(self, case: Case, observation: Observation, oracle: Oracle) -> Verdict:
        """Judge by the truth, or by each accepted answer if the case asks for a convention."""
        accepted = alternatives(case)
        if not accepted:
            return self._settle_as(case, None, observation, oracle)
        verdicts = [
            self._settle_as(alternative.case, alternative.step_at_zero, observation, oracle)
            for alternative in accepted
        ]
        if all(isinstance(verdict, Agrees) for verdict in verdicts):
            return verdicts[0]  # whatever the convention, as the larger of a node and itself
        for alternative, verdict in zip(accepted, verdicts, strict=True):
            if isinstance(verdict, Agrees):
                return AgreesByConvention(alternative.profile)
        if accepted[0].step_at_zero is not None and has_no_slope(observation):
            return Undecided("it has no slope at its kink, which is nobody's fault")
        return verdicts[0]

    def _settle_as(
        self, truth: Case, step_at_zero: float | None, observation: Observation, oracle: Oracle
    ) -> Verdict:
        verdict = settle(
            truth.program,
            lambda strength: oracle(truth, strength, step_at_zero),
            observation,
            self._strengths,
        )
        doubted = verdict.doubted if isinstance(verdict, Undecided) else None
        if doubted is None or not {*used(truth.program)} <= self._needs_no_excuse:
            return verdict
        # No weaker form is in use here, and no loss of digits explains a number so far off.
        is_excused = not is_far(oracle(truth, self._strengths[0], step_at_zero), doubted)
        return verdict if is_excused else doubted


def _is_listed_form(verdicts: Sequence[Verdict]) -> bool:
    """Whether answers in plenty agree with a listed form, and none needs a weaker one."""
    agreed = [verdict for verdict in verdicts if isinstance(verdict, Agrees)]
    return len(agreed) >= _PLENTY and all(v.accuracy is not Accuracy.INACCURATE for v in agreed)


def _is_settled_at_once(check: Check, case: Case) -> bool:
    """Whether one failure is enough, and may not be reduced.

    Conventions have been held against every accepted answer; a ladder that hangs would
    hang again.
    """
    return bool(alternatives(case)) or check.group in {"scale", "build"}


def _is_sound(case: Case) -> bool:
    return is_well_conditioned(flint.reference(case))


def _by_size(failing: Failing) -> tuple[int, int]:
    return len(failing.case.program.steps), failing.case.program.inputs


def _kind(verdict: Verdict) -> tuple[type[Verdict], Part | None]:
    """Return what a smaller case has to share with the one that it stands for."""
    return type(verdict), verdict.part if isinstance(verdict, Differs) else None
