"""One subject graded: what to ask in which order, what counts, and the report."""

import math
import platform
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from time import perf_counter
from typing import Final

from verification.adapter import Adapter
from verification.examine import Examiner, Finding, is_out_of_time
from verification.feedback import hint
from verification.model import (
    Case,
    CheckResult,
    Counterexample,
    Note,
    Observation,
    Outcome,
    Report,
    Run,
    Status,
    SubjectInfo,
)
from verification.notes import notes
from verification.subjects.launch import HarnessFault, Limits, sandbox_info
from verification.subjects.process import DEFAULT_LIMITS, ProcessSubject, discover
from verification.subjects.submission import Submission, Ungradable, screen
from verification.suite import MARKS, NAME, RANDOM, SECOND, VERSION, Check, Suite
from verification.wording import WORDINGS, Wording

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many checks are done, and of how many."""

_STAGES: Final = (
    ("rules",),
    ("chain",),
    ("operators",),
    ("composition", "state", "edge"),
    ("scale",),
)
FULL_MARKS: Final = 100.0
_COUNTED: Final = frozenset({Status.PASSED, Status.FAILED})
_BLOCKING: Final = frozenset({Status.FAILED, Status.MISSING, Status.SKIPPED})
# An engine whose parts cannot be found is not graded at all.
_BUILT: Final = CheckResult(
    id="build.engine",
    title="constructor, value, gradient, backward",
    group="build",
    status=Status.PASSED,
    score=0.0,
    max_score=0.0,
    requires=(),
    cases=0,
    accuracy=None,
    worst_ulp=None,
    message="",
    hint="",
    counterexample=None,
)
_NOT_ASKED: Final = Finding(Status.INFO, 0, "")


def grade(
    submission: Submission,
    suite: Suite,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda doing, done, total: None,
) -> Report:
    """Return the report on a submission; only a fault of the harness itself raises.

    A suite may be used again for the next submission: its references are kept.
    """
    started, clock = datetime.now(UTC), perf_counter()
    results: tuple[CheckResult, ...] = ()
    noted: tuple[Note, ...] = ()
    adapter: Adapter | None = None
    cause = ""
    try:
        screen(submission)
        progress("finding out how the engine is written", 0, len(suite.checks))
        adapter = discover(submission, limits)
        with ProcessSubject(submission, adapter, limits) as subject:
            examiner = Examiner(suite, subject, adapter)
            second = _second_output(suite, examiner, adapter, subject.close)
            findings = _findings(suite, examiner, adapter, limits, {SECOND: second}, progress)
            progress("reducing what failed to its smallest case", *[len(suite.checks)] * 2)
            results = _results(suite, examiner, findings)
            noted = notes(examiner, adapter, findings)
        outcome = _outcome(results)
    except Ungradable as error:
        outcome, cause = Outcome.UNGRADABLE, str(error)
    except HarnessFault as error:
        outcome, cause = Outcome.UNSCORED, str(error)
    return Report(
        subject=SubjectInfo(submission.name, submission.path, submission.sha256, adapter),
        suite=NAME,
        suite_version=VERSION,
        cases=sum(result.cases for result in results),
        seed=suite.seed,
        sandbox=sandbox_info(),
        outcome=outcome,
        cause=cause,
        score=round(math.fsum(result.score for result in results), 6),
        max_score=FULL_MARKS,
        checks=results,
        notes=noted,
        run=Run(
            started.isoformat(timespec="seconds"),
            perf_counter() - clock,
            platform.platform(),
            (
                ("refgrad", version("refgrad")),
                ("python", platform.python_version()),
                ("python-flint", version("python-flint")),
            ),
        ),
    )


def _second_output(
    suite: Suite, examiner: Examiner, adapter: Adapter, start_afresh: Callable[[], None]
) -> Finding:
    """Ask for two outputs in a fresh process; a fault only if the second alone is right.

    Every other check is asked in a process that has already answered something.
    """
    check = suite.checks[0]
    if _hindrance(check, adapter, {}) is not None:
        return _NOT_ASKED
    both = check.cases[0]
    product = replace(both.program, inputs=2, steps=both.program.steps[:1], roots=())
    first, second = (
        replace(both, program=product, point=p) for p in (both.point[:2], both.point[2:])
    )
    start_afresh()
    examiner.ask([first])
    if examiner.is_right(second):
        return Finding(Status.PASSED, len(check.cases), "")
    start_afresh()
    if not examiner.is_right(second):
        return _NOT_ASKED
    start_afresh()
    return examiner.examine(check, [both], examiner.ask([both]))


def _findings(
    suite: Suite,
    examiner: Examiner,
    adapter: Adapter,
    limits: Limits,
    findings: dict[str, Finding],
    progress: Progress,
) -> dict[str, Finding]:
    """Put every check whose prerequisites hold, a stage at a time."""
    for stage in _STAGES:
        answered: list[tuple[Check, Sequence[Case], Sequence[Observation]]] = []
        ready: list[Check] = []
        for check in suite.checks:
            if check.group in stage and check.id not in findings:
                hindrance = _hindrance(check, adapter, findings)
                if hindrance is None:
                    ready.append(check)
                else:
                    findings[check.id] = hindrance
        for check in ready:
            progress(check.title, len(findings) + len(answered), len(suite.checks))
            cases = _cases(suite, check, findings)
            answered.append((check, cases, examiner.ask(cases)))
        if stage == _STAGES[0]:
            examiner.calibrate([seen for _, _, group in answered for seen in group])
        for check, cases, observations in answered:
            if is_out_of_time(observations, limits.total_seconds):
                out = f"the {limits.total_seconds:g} s for one submission were used up before"
                findings[check.id] = _unasked(Status.SKIPPED, out)
            else:
                findings[check.id] = examiner.examine(check, cases, observations)
    return findings


def _cases(suite: Suite, check: Check, findings: dict[str, Finding]) -> Sequence[Case]:
    if check.id != RANDOM:
        return check.cases
    return suite.random_cases(tuple(word for word in WORDINGS if _is_reliable(word, findings)))


def _is_reliable(wording: Wording, findings: dict[str, Finding]) -> bool:
    return all(
        trial in findings and findings[trial].status is Status.PASSED for trial in wording.trials
    )


def _hindrance(check: Check, adapter: Adapter, findings: dict[str, Finding]) -> Finding | None:
    """Return why a check cannot be asked, or None if it can."""
    absent = [w for w in check.wordings if adapter.spelling(w.op, w.kind) is None]
    about = [wording.title for wording in absent if wording in check.about]
    if about:
        return _unasked(Status.MISSING, f"the engine has no way to write {', '.join(about)}")
    if absent:
        lacking = ", ".join(wording.title for wording in absent)
        return _unasked(Status.SKIPPED, f"needs {lacking}, which the engine has no way to write")
    broken = [need for need in check.requires if findings[need].status in _BLOCKING]
    if broken:
        return _unasked(Status.SKIPPED, f"needs {', '.join(broken)}")
    return None


def _unasked(status: Status, message: str) -> Finding:
    return Finding(status, 0, message)


def _results(
    suite: Suite, examiner: Examiner, findings: dict[str, Finding]
) -> tuple[CheckResult, ...]:
    """Return the rows of the report: marks shared out, failures shrunk."""
    marks = _marks(suite.checks, findings)
    rows = [_BUILT]
    for check in sorted(suite.checks, key=lambda check: list(MARKS).index(check.group)):
        finding = findings[check.id]
        counterexample: Counterexample | None = None
        if finding.status is Status.FAILED:
            counterexample = examiner.counterexample(check, finding.failing)
        worth = marks[check.id]
        rows.append(
            CheckResult(
                id=check.id,
                title=check.title,
                group=check.group,
                status=finding.status,
                score=worth if finding.status is Status.PASSED else 0.0,
                max_score=worth,
                requires=check.requires,
                cases=finding.cases,
                accuracy=finding.accuracy,
                worst_ulp=finding.worst_ulp,
                message=finding.message,
                hint=hint(check) if finding.status is Status.FAILED else "",
                counterexample=counterexample,
            )
        )
    return tuple(rows)


def _marks(checks: Iterable[Check], findings: dict[str, Finding]) -> dict[str, float]:
    """Return what each check is worth: groups by MARKS, over the checks that were decided.

    What is missing, skipped or undecided is worth nothing, and its group's marks go to
    the others, so that the sum is always the full marks (0 if nothing was decided).
    """
    counted = [c for c in checks if findings[c.id].status in _COUNTED]
    sizes = Counter(check.group for check in counted)
    total = sum(MARKS[group] for group in sizes)
    return {
        check.id: FULL_MARKS * MARKS[check.group] / total / sizes[check.group]
        if check in counted
        else 0.0
        for check in checks
    }


def _outcome(results: Sequence[CheckResult]) -> Outcome:
    statuses = {result.status for result in results if result.group != _BUILT.group}
    if Status.FAILED in statuses:
        return Outcome.DEFECTIVE
    if Status.PASSED not in statuses:
        raise Ungradable("no operation of the suite could be asked of this engine")
    return Outcome.CORRECT
