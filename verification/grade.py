"""One subject graded: what to ask in which order, what counts, and the report."""

import math
import platform
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from time import perf_counter
from typing import TYPE_CHECKING, Final

from verification.adapter_toml import parse
from verification.examine import Examiner
from verification.finding import Finding
from verification.inquiry import Inquiry, Progress
from verification.notes import loading, notes
from verification.report import (
    CheckResult,
    Counterexample,
    Note,
    Outcome,
    Report,
    Run,
    Status,
    SubjectInfo,
)
from verification.subjects.fitting import fit
from verification.subjects.launch import HarnessFault, Limits, sandbox_info
from verification.subjects.process import DEFAULT_LIMITS, ProcessSubject
from verification.subjects.submission import Submission, Ungradable, screen
from verification.suite import MARKS, NAME, VERSION, Check, Suite

if TYPE_CHECKING:
    from verification.adapter import Adapter

FULL_MARKS: Final = 100.0
_COUNTED: Final = frozenset({Status.PASSED, Status.FAILED})
_MANY: Final = 4
_SHARED: Final = {
    "rules": "All {} operations fail by themselves: look at what they share, before any of them.",
    "chain": "All {} operations are right alone and wrong inside others: look at what they share, "
    "backward() first.",
}
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


def grade(
    submission: Submission,
    suite: Suite,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda doing, done, total: None,
    adapter_file: str = "",
) -> Report:
    """Return the report on a submission; only a fault of the harness itself raises.

    What the TOML of ``adapter_file`` says of the engine is not found out by trying. A
    suite may be used again for the next submission: its references are kept.

    Raises:
        AdapterError: that TOML means nothing.
    """
    wanted = parse(adapter_file)
    started, clock = datetime.now(UTC), perf_counter()
    results: tuple[CheckResult, ...] = ()
    noted: tuple[Note, ...] = ()
    adapter: Adapter | None = None
    cause = ""
    try:
        screen(submission)
        progress("finding out how the engine is written", 0, suite.size)
        fitted = fit(submission, limits, wanted)
        adapter = fitted.adapter
        with ProcessSubject(fitted.submission, adapter, limits) as subject:
            examiner = Examiner(suite, subject, adapter)
            inquiry = Inquiry(suite, examiner, adapter, subject.close, limits.total_seconds)
            findings = _told_together(inquiry.checks, inquiry.pursue(progress))
            progress("reducing what failed to its smallest case", *[len(inquiry.checks)] * 2)
            results = _results(inquiry.checks, examiner, findings, adapter.class_name)
            noted = tuple(
                replace(note, text=_in_words_of(adapter.class_name, note.text))
                for note in (*loading(fitted), *notes(examiner, adapter, findings))
            )
        outcome, cause = _outcome(results)
    except Ungradable as error:
        outcome, cause = Outcome.UNGRADABLE, str(error)
    except HarnessFault as error:
        outcome, cause = Outcome.UNSCORED, str(error)
    return Report(
        subject=SubjectInfo(
            submission.name, submission.path, submission.sha256, adapter, adapter_file
        ),
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


def _told_together(checks: Sequence[Check], findings: dict[str, Finding]) -> dict[str, Finding]:
    """Return the findings with one message for what has gone wrong with every operation."""
    told = dict(findings)
    for group, message in _SHARED.items():
        decided = [c.id for c in checks if c.group == group and findings[c.id].status in _COUNTED]
        failed = [name for name in decided if findings[name].status is Status.FAILED]
        if len(failed) == len(decided) >= _MANY:
            for name in failed:
                told[name] = replace(findings[name], message=message.format(len(failed)))
    return told


def _results(
    checks: Sequence[Check], examiner: Examiner, findings: dict[str, Finding], class_name: str
) -> tuple[CheckResult, ...]:
    """Return the rows of the report: marks shared out, failures shrunk."""
    marks = _marks(checks, findings)
    rows = [_BUILT]
    for check in sorted(checks, key=lambda check: list(MARKS).index(check.group)):
        finding = findings[check.id]
        counterexample: Counterexample | None = None
        if finding.status is Status.FAILED:
            counterexample = examiner.counterexample(check, finding.failing)
        worth = marks[check.id]
        rows.append(
            CheckResult(
                id=check.id,
                title=_in_words_of(class_name, check.title),
                group=check.group,
                status=finding.status,
                score=worth if finding.status is Status.PASSED else 0.0,
                max_score=worth,
                requires=check.requires,
                cases=finding.cases,
                accuracy=finding.accuracy,
                worst_ulp=finding.worst_ulp,
                message=_in_words_of(class_name, finding.message),
                hint=finding.hint,
                counterexample=counterexample,
            )
        )
    return tuple(rows)


def _in_words_of(class_name: str, text: str) -> str:
    """Return a text about `Value` as one about the engine's own class."""
    return re.sub(r"\bValue\b", lambda _: class_name, text)


def _marks(checks: Iterable[Check], findings: dict[str, Finding]) -> dict[str, float]:
    """Return what each check is worth: groups by MARKS, over the checks that were decided.

    What is missing, skipped or undecided is worth nothing, and its group's marks go to
    the others, so that the sum is always the full marks (0 if nothing was decided).
    """
    counted = [c for c in checks if findings[c.id].status in _COUNTED and MARKS[c.group]]
    sizes = Counter(check.group for check in counted)
    total = sum(MARKS[group] for group in sizes)
    worth = {group: FULL_MARKS * MARKS[group] / total / size for group, size in sizes.items()}
    return {check.id: worth[check.group] if check in counted else 0.0 for check in checks}


def _outcome(results: Sequence[CheckResult]) -> tuple[Outcome, str]:
    """Return the verdict on the whole, and its cause if it is no verdict on right and wrong."""
    asked = {result.group for result in results if result.status in _COUNTED}
    if any(result.status is Status.FAILED for result in results):
        return Outcome.DEFECTIVE, ""
    if not asked & {"rules", "operators"}:
        raise Ungradable("no operation of the suite could be asked of this engine")
    if "chain" not in asked:
        return Outcome.INCOMPLETE, (
            "Nothing beyond single operations could be asked: that takes one of two values, "
            "such as + or *."
        )
    return Outcome.CORRECT, ""
