"""One subject asked: every check whose prerequisites hold, a stage at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, final

from verification.adapter import Adapter
from verification.examine import Examiner
from verification.finding import Finding
from verification.model import (
    Case,
    Evaluated,
    Observation,
    Phase,
    Raised,
    Reading,
    TimedOut,
    Unread,
)
from verification.report import Status
from verification.shapes import choose_tools
from verification.subjects.submission import Ungradable
from verification.suite import BACKWARD, RANDOM, SECOND, Check, Suite
from verification.wording import WORDINGS, Wording, used

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many checks are done, and of how many."""

_STAGES: Final = (
    ("rules",),
    ("tools",),
    ("chain",),
    ("operators",),
    ("composition", "state", "edge"),
    ("scale",),
)
_BLOCKING: Final = frozenset({Status.FAILED, Status.MISSING, Status.SKIPPED})
_NOT_ASKED: Final = Finding(Status.INFO, 0, "")
_FEWEST_OPS: Final = 2  # to tell a backward pass that does nothing from an op without one


@final
class Inquiry:
    """The questions put to one subject, and what was found so far.

    ``start_afresh`` has the subject's process replaced by a new one; ``total_seconds``
    is how long the subject may take for everything.
    """

    def __init__(
        self,
        suite: Suite,
        examiner: Examiner,
        adapter: Adapter,
        start_afresh: Callable[[], None],
        total_seconds: float,
    ) -> None:
        self._suite = suite
        self._examiner = examiner
        self._adapter = adapter
        self._start_afresh = start_afresh
        self._total_seconds = total_seconds
        self._findings: dict[str, Finding] = {}
        self.checks = suite.fit(self._can_write)
        tools = choose_tools(self._can_write)
        self._scale = tools.scale
        self._tools = {tools.scale.trials[-1], tools.join.trials[-1]}

    def pursue(self, progress: Progress) -> dict[str, Finding]:
        """Return what was found, by the id of the check."""
        by_id = {check.id: check for check in self.checks}
        self._findings[BACKWARD] = self._backward(by_id[BACKWARD])
        self._findings[SECOND] = self._second_output(by_id[SECOND])
        for stage in _STAGES:
            ready: list[Check] = []
            for check in self.checks:
                group = "tools" if check.id in self._tools else check.group
                if group in stage and check.id not in self._findings:
                    hindrance = self._hindrance(check)
                    if hindrance is None:
                        ready.append(check)
                    else:
                        self._findings[check.id] = hindrance
            answered: list[tuple[Check, Sequence[Case], Sequence[Observation]]] = []
            for check in ready:
                progress(check.title, len(self._findings) + len(answered), len(self.checks))
                cases = self._cases(check)
                answered.append((check, cases, self._examiner.ask(cases)))
            if stage == _STAGES[0]:
                self._examiner.calibrate([seen for *_, group in answered for seen in group])
            for check, cases, observations in answered:
                self._findings[check.id] = self._finding(check, cases, observations)
        return self._findings

    def _finding(
        self, check: Check, cases: Sequence[Case], observations: Sequence[Observation]
    ) -> Finding:
        for seen in observations:
            if isinstance(seen, TimedOut) and seen.seconds >= self._total_seconds:
                spent = f"the {self._total_seconds:g} s for one submission were used up before"
                return Finding(Status.SKIPPED, 0, spent)
        return self._examiner.examine(check, cases, observations)

    def _cases(self, check: Check) -> Sequence[Case]:
        if check.id == RANDOM:
            return self._suite.random_cases(tuple(filter(self._is_reliable, WORDINGS)))
        is_other = check.group in {"chain", "operators"} and check.id not in self._tools
        if is_other and self._is_broken(self._scale):
            # What else it is built with must not look like a fault of the op.
            return [c for c in check.cases if self._scale not in used(c.program)]
        return check.cases

    def _is_broken(self, wording: Wording) -> bool:
        found = self._findings.get(wording.trials[-1])
        return found is not None and found.status is Status.FAILED

    def _is_reliable(self, wording: Wording) -> bool:
        found = self._findings
        return all(t in found and found[t].status is Status.PASSED for t in wording.trials)

    def _can_write(self, wording: Wording) -> bool:
        return self._adapter.spelling(wording.op, wording.kind) is not None

    def _refuses(self, wording: Wording) -> bool:
        refused = {(usage.op, usage.kind) for usage in self._adapter.refused}
        return (wording.op, wording.kind) in refused

    def _hindrance(self, check: Check) -> Finding | None:
        """Return why a check cannot be asked, or None if it can."""
        absent = [wording for wording in check.wordings if not self._can_write(wording)]
        about = [wording for wording in absent if wording in check.about]
        if about:
            titles = ", ".join(wording.title for wording in about)
            lacks = "refuses every operand of" if self._refuses(about[0]) else "has no way to write"
            return Finding(Status.MISSING, 0, f"the engine {lacks} {titles}")
        if absent:
            needs = ", ".join(wording.title for wording in absent)
            lacks = f"needs {needs}, which the engine has no way to write"
            return Finding(Status.SKIPPED, 0, lacks)
        broken = [need for need in check.requires if self._findings[need].status in _BLOCKING]
        if broken:
            return Finding(Status.SKIPPED, 0, f"needs {', '.join(broken)}")
        return None

    def _backward(self, check: Check) -> Finding:
        """Find whether a backward pass changes any gradient, whatever the op."""
        cases = [
            case for case in check.cases if self._can_write(Wording(case.program.steps[0].op, "vv"))
        ]
        answers: list[Observation] = []
        for case in cases:
            self._start_afresh()  # what the first one left behind is another check's business
            answers += self._examiner.ask([case])
            seen = answers[-1]
            if isinstance(seen, Evaluated) and any(map(_is_changed, seen.gradients[:2])):
                break
        else:
            if cases and all(map(_lacks_argument, answers)):
                raise Ungradable(
                    "backward() takes an argument, and would have to work without one."
                )
            found = self._examiner.examine(check, cases, answers)
            if (
                len(cases) >= _FEWEST_OPS
                and found.status is Status.FAILED
                and _are_all_silent(answers)
            ):
                return found
        for case in cases[:1]:
            self._examiner.find_out_about_ints(replace(case, point=(2, 3)))
        return Finding(Status.PASSED, len(answers), "")

    def _second_output(self, check: Check) -> Finding:
        """Ask for two outputs in a fresh process; a fault only if the second alone is right.

        Every other check is asked in a process that has already answered something.
        """
        if not all(map(self._can_write, check.wordings)):
            return _NOT_ASKED  # whoever needs the op will miss it there
        hindrance = self._hindrance(check)
        if hindrance is not None:
            return hindrance
        both = check.cases[0]
        one = replace(both.program, inputs=2, steps=both.program.steps[:1], roots=())
        first, second = (
            replace(both, program=one, point=point) for point in (both.point[:2], both.point[2:])
        )
        self._start_afresh()
        self._examiner.ask([first])
        if self._examiner.is_right(second):
            return Finding(Status.PASSED, len(check.cases), "")
        self._start_afresh()
        if not self._examiner.is_right(second):
            return _NOT_ASKED
        self._start_afresh()
        return self._examiner.examine(check, [both], self._examiner.ask([both]))


def _are_all_silent(answers: Sequence[Observation]) -> bool:
    """Whether every backward pass ran and changed nothing."""
    return all(
        isinstance(seen, Evaluated) and not any(map(_is_changed, seen.gradients[:2]))
        for seen in answers
    )


def _lacks_argument(seen: Observation) -> bool:
    """Whether Python refused to call backward() as it was called."""
    return (
        isinstance(seen, Raised)
        and seen.phase is Phase.BACKWARD
        and seen.kind == "TypeError"
        and "missing" in seen.message
        and "argument" in seen.message
    )


def _is_changed(gradient: Reading) -> bool:
    return gradient not in (0.0, Unread.NONE, Unread.ABSENT)
