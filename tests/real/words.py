"""What a report says, in the words of the table."""

from dataclasses import dataclass
from typing import Final, final

from verification.catalogue import COMMON
from verification.report import Outcome, Report, Status
from verification.wording import WORDINGS

# The table says after Python what the suite says after the catalogue.
_DIVISIONS: Final = {"div": "truediv", "div_number": "truediv_number", "rdiv": "rtruediv"}
GROUPS: Final = frozenset({"composition", "state", "scale"})
"""Of their checks no single operation is to blame."""


def word(check: str) -> str:
    """Return a check's id in the words of the table."""
    group, _, rest = check.partition(".")
    if group in GROUPS:
        return group
    return check if group == "edge" else _DIVISIONS.get(rest, rest)


OPERATIONS: Final = frozenset(word(each.check) for each in WORDINGS if each.op in COMMON)
"""The words for operations that an engine may be missing; of rarer ones the table is silent."""


@final
@dataclass(frozen=True, slots=True)
class Said:
    """What was said of an engine; ``hidden`` was not asked, since what it needs had failed."""

    outcome: Outcome
    cause: str
    score: float
    cases: int
    failed: frozenset[str]
    hidden: frozenset[str]
    missing: frozenset[str]


def said(report: Report) -> Said:
    """Return a report in the words of the table."""
    broken = {check.id for check in report.checks if check.status is Status.FAILED}
    hidden = {
        word(check.id)
        for check in report.checks
        if check.status is Status.SKIPPED and broken.intersection(check.requires)
    }
    return Said(
        report.outcome,
        report.cause,
        report.score,
        report.cases,
        _words(report, Status.FAILED),
        frozenset(hidden),
        _words(report, Status.MISSING),
    )


def _words(report: Report, status: Status) -> frozenset[str]:
    return frozenset(word(check.id) for check in report.checks if check.status is status)
