"""Requirements: the checks that a policy adds, one for each convention that it restricts.

None of them says that a number is wrong; what each says is that a course asks for another way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, final

from verification.alternatives import ACCUMULATES
from verification.conduct import Conduct
from verification.conventions import CONVENTIONS, slope_at_zero
from verification.examine import Examiner
from verification.finding import Failing, Finding
from verification.model import Agrees, Differs, Evaluated, Exact, Part, Unread
from verification.policy import GROUP, Answers, Exponents, Outputs, Policy
from verification.program import Slot
from verification.report import Status
from verification.suite import Check
from verification.wording import Wording

_HINT: Final = "No number is wrong here: read in the course's rules what they ask for."
_EXPONENTS: Final = (Wording("pow", "vv"), Wording("pow", "nv"))
_TWO_OUTPUTS: Final = "state.two_outputs"


@final
@dataclass(frozen=True, slots=True)
class Requirement:
    """A check of a policy and what it came to, for the report beside those of the suite."""

    check: Check
    finding: Finding


@final
class Requirements:
    """What a policy asks of an engine, put to it once the suite's own questions are answered.

    Only what the policy restricts is asked, so the default one asks nothing.
    """

    def __init__(
        self,
        policy: Policy,
        conduct: Conduct,
        findings: Mapping[str, Finding],
    ) -> None:
        self._policy = policy
        self._asked = policy.conventions
        self._conduct = conduct
        self._findings = findings

    def check(self) -> tuple[Requirement, ...]:
        """Return a check for every convention that the policy restricts."""
        asked = self._asked
        found: list[Requirement] = []
        found += self._second_backward()
        found += self._inner_gradients()
        found += self._output_seed()
        found += self._several_outputs()
        found += self._slope_at_zero("relu", asked.relu_at_zero)
        found += self._slope_at_zero("abs", asked.abs_at_zero)
        found += self._ints()
        found += self._depth()
        return tuple(found)

    # --- one convention each ---

    def _second_backward(self) -> Iterable[Requirement]:
        accepted = self._asked.second_backward
        if accepted != "any":
            seen = self._conduct.backwards
            yield self._row(
                "second_backward",
                "backward() a second time on one output",
                f"a second backward() to give {_either(f'{each:g}x' for each in accepted)}",
                None if seen is None else f"here it gives {seen.times:g}x",
                is_accepted=seen is not None and seen.times in accepted,
            )

    def _inner_gradients(self) -> Iterable[Requirement]:
        accepted = self._asked.inner_gradients
        if accepted != "any":
            seen = self._conduct.inner_gradients
            told = None if seen is None else seen.value
            yield self._row(
                "inner_gradients",
                "gradients of results between the inputs and the output",
                f"gradients between inputs and output to be {_either(accepted)}",
                None if told is None else f"here they are {told}",
                is_accepted=told in accepted,
            )

    def _output_seed(self) -> Iterable[Requirement]:
        accepted = self._asked.output_seed
        if accepted != "any":
            seen = self._conduct.output_seed.value
            yield self._row(
                "output_seed",
                "the output's own gradient, which is 1",
                f"the output's gradient to be set by the {_either(accepted)}",
                f"here it is set by the {seen}",
                is_accepted=seen in accepted,
            )

    def _several_outputs(self) -> Iterable[Requirement]:
        accepted = self._asked.several_outputs
        if accepted != "any":
            found = self._findings.get(_TWO_OUTPUTS)
            ways = () if found is None else found.profiles
            told = [(Outputs.ADD if way == ACCUMULATES else Outputs.FRESH).value for way in ways]
            yield self._row(
                "several_outputs",
                "backward() from a second output over the same leaves",
                f"gradients of several outputs to {_either(map(_outputs, accepted))}",
                f"here they {' and '.join(map(_outputs, told))}" if told else None,
                is_accepted={*told} <= {*accepted},
            )

    def _slope_at_zero(self, op: str, accepted: Answers) -> Iterable[Requirement]:
        if accepted == "any":
            return
        found = self._findings.get(f"edge.{op}")
        slopes = [
            slope_at_zero(op, convention)
            for convention in CONVENTIONS[op]
            if found is not None and str(convention) in found.profiles
        ]
        yield self._row(
            f"{op}_at_zero",
            f"{op}'(0)",
            f"{op}'(0) to be {_either(f'{each:g}' for each in accepted)}",
            f"here it is {' and '.join(f'{each:g}' for each in slopes)}" if slopes else None,
            is_accepted={*slopes} <= {*accepted},
        )

    def _ints(self) -> Iterable[Requirement]:
        accepted = self._asked.ints
        if accepted != "any":
            seen = self._conduct.ints
            yield self._row(
                "ints",
                "what becomes of an int",
                f"ints to be {_either(accepted)}",
                None if seen is None else f"here they are {seen.value}",
                is_accepted=seen is not None and seen.value in accepted,
            )

    def _depth(self) -> Iterable[Requirement]:
        depth = self._asked.depth
        if depth:
            can_add = self._conduct.backwards is not None
            fails = self._conduct.stops_at
            seen = f"here Python's recursion limit stops one of {fails}"
            if fails is None:
                seen = "here none is stopped"
            yield self._row(
                "depth",
                f"a chain of {depth} additions",
                f"a chain of {depth} additions to work",
                seen if can_add else None,
                is_accepted=fails is None or fails > depth,
            )

    # --- what they share ---

    def _row(
        self, key: str, title: str, asked: str, seen: str | None, *, is_accepted: bool
    ) -> Requirement:
        check = Check(f"{GROUP}.{key}", title, (), (), (), ())
        if seen is None:
            return Requirement(check, Finding(Status.SKIPPED, 0, "this engine cannot be asked"))
        if is_accepted:
            return Requirement(check, Finding(Status.PASSED, 0, ""))
        message = f"The policy of this course, {self._policy.name}, asks for {asked}; {seen}."
        return Requirement(check, Finding(Status.FAILED, 0, message, _HINT))


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)


def _outputs(word: str) -> str:
    return {"add": "add up", "fresh": "start afresh"}[word]


# --- what a policy lets pass --------------------------------------------------


def excuse(
    policy: Policy, examiner: Examiner, findings: Mapping[str, Finding]
) -> dict[str, Finding]:
    """Return the findings without those that fail for an exponent's gradient alone.

    That is where the policy has it optional; what is asked of the operation ends there.
    """
    excused = dict(findings)
    if policy.conventions.exponent_gradient is Exponents.REQUIRED:
        return excused
    for word in _EXPONENTS:
        found = findings.get(word.check)
        if found and found.status is Status.FAILED and _lacks_exponents(examiner, found.failing):
            told = (
                f"{word.title} gives its exponent no gradient, "
                f"which the policy of this course, {policy.name}, lets pass"
            )
            excused[word.check] = replace(
                found, status=Status.INFO, message=told, hint="", failing=()
            )
    return excused


def _lacks_exponents(examiner: Examiner, failing: Sequence[Failing]) -> bool:
    """Whether all that is wrong where the power is alone is that its exponent got nothing.

    What is built around it goes wrong in consequence.
    """
    alone = [each for each in failing if len(each.case.program.steps) == 1]
    return bool(alone) and all(_lacks_exponent(examiner, each) for each in alone)


def _lacks_exponent(examiner: Examiner, failing: Failing) -> bool:
    case, seen, verdict = failing.case, failing.observation, failing.verdict
    exponent = Slot(case.program.inputs - 1)
    match seen, verdict:
        case (
            Evaluated(),
            Differs(
                part=Part.GRADIENT,
                slot=slot,
                got=0.0 | Unread.NONE | Unread.ABSENT,
                component=component,
            ),
        ) if slot == exponent and isinstance(component.exact, Exact):
            gradients = list(seen.gradients)
            gradients[exponent] = component.exact.nearest
            mended = replace(seen, gradients=tuple(gradients))
            return isinstance(examiner.judge(case, mended), Agrees)
        case _:
            return False
