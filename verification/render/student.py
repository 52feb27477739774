"""A report as a student may see it: what is hidden is told in one generic sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from verification.report import CheckResult, Deduction, Note, Report, Status

_GROUP: Final = "hidden"
_FAILED: Final = "A hidden check failed. What it asks is not shown."
_NEEDS: Final = "needs a hidden check"
_CAUSE: Final = "The policy of this course asks for something that this engine lacks."


def for_student(report: Report) -> Report:
    """Return the report without what hidden checks ask, and what they found.

    Whether each passed and what it is worth stays; so do the outcome and the score. A report
    with nothing hidden comes back as it is.
    """
    hidden = [check for check in report.checks if check.is_hidden]
    if not hidden:
        return report
    names = {check.id: f"{_GROUP}.{number}" for number, check in enumerate(hidden, 1)}
    checks = (
        *(_without(names, check) for check in report.checks if not check.is_hidden),
        *(_anonymous(names[check.id], check) for check in hidden),
    )
    is_lacking = any(
        check.status is Status.MISSING and check.max_score > check.score for check in hidden
    )
    return replace(
        report,
        checks=checks,
        cause=_CAUSE if report.cause and is_lacking else report.cause,
        notes=_visible(report.notes, report),
        deductions=tuple(_told(names, each) for each in report.deductions),
        policy=replace(
            report.policy,
            hidden=(),
            weights=_unnamed(names, report.policy.weights),
            deductions=_unnamed(names, report.policy.deductions),
        ),
    )


def _anonymous(name: str, check: CheckResult) -> CheckResult:
    is_failed = check.status is Status.FAILED
    return replace(
        check,
        id=name,
        title="a hidden check",
        group=_GROUP,
        requires=(),
        cases=0,
        accuracy=None,
        worst_ulp=None,
        message=_FAILED if is_failed or check.max_score > check.score else "",
        hint="",
        counterexample=None,
    )


def _without(names: Mapping[str, str], check: CheckResult) -> CheckResult:
    """Return a visible check that names no hidden one."""
    if names.keys().isdisjoint(check.requires):
        return check
    requires = tuple(need for need in check.requires if need not in names)
    is_skipped = check.status is Status.SKIPPED
    return replace(check, requires=requires, message=_NEEDS if is_skipped else check.message)


def _visible(notes: Sequence[Note], report: Report) -> tuple[Note, ...]:
    """Return the notes that tell of no hidden check."""
    return tuple(note for note in notes if not report.policy.hides(note.id))


def _unnamed(
    names: Mapping[str, str], table: tuple[tuple[str, float], ...]
) -> tuple[tuple[str, float], ...]:
    return tuple((key, number) for key, number in table if key not in names)


def _told(names: Mapping[str, str], deduction: Deduction) -> Deduction:
    if deduction.id not in names:
        return deduction
    return replace(deduction, id=names[deduction.id], text=_FAILED)
