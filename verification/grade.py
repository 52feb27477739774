"""One subject graded: what to ask in which order, what counts, and the report."""

import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from time import perf_counter
from typing import TYPE_CHECKING, Final

from verification.adapter_toml import parse
from verification.conduct import Conduct
from verification.examine import Examiner
from verification.feedback import beside
from verification.finding import Finding
from verification.inquiry import Inquiry, Progress
from verification.marks import add_up, conclude, deduct, share_marks, tell
from verification.notes import loading, notes
from verification.policies.default import DEFAULT, allowance, limits_of
from verification.policy import GROUP, Policy
from verification.report import (
    CheckResult,
    Counterexample,
    Deduction,
    Note,
    Outcome,
    Report,
    Run,
    Status,
    SubjectInfo,
)
from verification.requirements import Requirements, excuse
from verification.subjects.fitting import fit
from verification.subjects.launch import HarnessFault, Limits, sandbox_info
from verification.subjects.process import ProcessSubject
from verification.subjects.submission import Submission, Ungradable, screen
from verification.suite import MARKS, NAME, VERSION, Check, Suite

if TYPE_CHECKING:
    from verification.adapter import Adapter

_GROUPS: Final = (*MARKS, GROUP)
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
    limits: Limits | None = None,
    progress: Progress = lambda doing, done, total: None,
    policy: Policy = DEFAULT,
    adapter_file: str = "",
) -> Report:
    """Return the report on a submission; only a fault of the harness itself raises.

    What the TOML of ``adapter_file`` says of the engine is not found out by trying. A
    suite may be used again for the next submission: its references are kept. The limits
    are those of the policy, unless others are given.

    Raises:
        AdapterError: that TOML means nothing.
    """
    wanted = parse(adapter_file)
    if limits is None:
        limits = limits_of(policy)
    else:
        policy = replace(policy, limits=allowance(limits))
    started, clock = datetime.now(UTC), perf_counter()
    results: tuple[CheckResult, ...] = ()
    noted: tuple[Note, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    adapter: Adapter | None = None
    cause = ""
    try:
        screen(submission)
        progress("finding out how the engine is written", 0, suite.size)
        fitted = fit(submission, limits, wanted)
        adapter = fitted.adapter
        with ProcessSubject(fitted.submission, adapter, limits, suite.prepare) as subject:
            examiner = Examiner(suite, subject, adapter)
            inquiry = Inquiry(suite, examiner, adapter, subject.start_afresh, limits.total_seconds)
            found = excuse(policy, examiner, inquiry.pursue(progress))
            findings = _told_together(inquiry.checks, found)
            progress("reducing what failed to its smallest case", *[len(inquiry.checks)] * 2)
            examples = {
                check.id: examiner.counterexample(check, findings[check.id].failing)
                for check in sorted(inquiry.checks, key=lambda check: _GROUPS.index(check.group))
                if findings[check.id].status is Status.FAILED
            }
            conduct = Conduct(examiner, adapter)
            noted = tuple(
                replace(note, text=_in_words_of(adapter.class_name, note.text))
                for note in (*loading(fitted), *notes(examiner, adapter, findings, conduct))
            )
            # Last, so that it changes nothing of what the suite itself finds.
            asked = Requirements(policy, conduct, findings).check()
            findings |= {each.check.id: each.finding for each in asked}
            checks = (*inquiry.checks, *(each.check for each in asked))
            results = _results(checks, findings, examples, policy, adapter.class_name)
            deductions = deduct(results, noted, policy)
        outcome, cause = conclude(results, policy)
        cause = _in_words_of(adapter.class_name, cause)
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
        score=add_up(results, deductions, policy),
        max_score=policy.score.max,
        checks=results,
        notes=noted,
        deductions=deductions,
        policy=policy,
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
    checks: Sequence[Check],
    findings: Mapping[str, Finding],
    examples: Mapping[str, Counterexample],
    policy: Policy,
    class_name: str,
) -> tuple[CheckResult, ...]:
    """Return the rows of the report, with the marks shared out."""
    marks = share_marks(checks, findings, policy)
    rows = [_BUILT]
    for check in sorted(checks, key=lambda check: _GROUPS.index(check.group)):
        finding = findings[check.id]
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
                message=_in_words_of(class_name, tell(check, finding, policy)),
                hint=beside(finding.hint, check, examples.get(check.id)),
                counterexample=examples.get(check.id),
            )
        )
    return tuple(replace(row, is_hidden=policy.hides(row.id)) for row in rows)


def _in_words_of(class_name: str, text: str) -> str:
    """Return a text about `Value` as one about the engine's own class."""
    return re.sub(r"\bValue\b", lambda _: class_name, text)
