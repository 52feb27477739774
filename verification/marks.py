"""Marks: how a policy shares them out among checks, what it takes off, the word on the whole."""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from verification.finding import Finding
from verification.model import Accuracy
from verification.policy import GROUP, INACCURATE, Policy, Rounding
from verification.report import CheckResult, Deduction, Note, Outcome, Status
from verification.subjects.submission import Ungradable
from verification.suite import Check
from verification.wording import WORDINGS

_COUNTED: Final = frozenset({Status.PASSED, Status.FAILED})
_DIGITS: Final = 6  # of a score that no policy rounds
_MODES: Final = {
    Rounding.NEAREST: ROUND_HALF_UP,
    Rounding.UP: ROUND_CEILING,
    Rounding.DOWN: ROUND_FLOOR,
}
_FIRST_TRIALS: Final = {wording.check: wording for wording in WORDINGS}


def lacks(check: str, status: Status, policy: Policy) -> bool:
    """Whether a check is the first trial of something required that is missing.

    >>> from verification.policies.default import DEFAULT
    >>> lacks("rules.tanh", Status.MISSING, DEFAULT)
    False
    """
    wording = _FIRST_TRIALS.get(check)
    return status is Status.MISSING and wording is not None and wording.word in policy.required


def tell(check: Check, finding: Finding, policy: Policy) -> str:
    """Return what a check's row says: the finding's words, and why they matter to a policy."""
    if not lacks(check.id, finding.status, policy):
        return finding.message
    title = _FIRST_TRIALS[check.id].title
    return f"The policy of this course, {policy.name}, requires {title}: {finding.message}."


def share_marks(
    checks: Iterable[Check], findings: Mapping[str, Finding], policy: Policy
) -> dict[str, float]:
    """Return what each check is worth: the groups by their weights, over what was decided.

    What is missing, skipped or undecided is worth nothing, and its group's marks go to the
    others, so that the sum is always the full marks (0 if nothing was decided). Where something
    required is missing, the check that tries it first counts like one that failed: one fault,
    its own marks.
    """
    counted: dict[str, list[Check]] = {}
    for check in checks:
        status = findings[check.id].status
        is_counted = status in _COUNTED or lacks(check.id, status, policy)
        if is_counted and policy.group_weight(check.group) and policy.check_weight(check.id):
            counted.setdefault(check.group, []).append(check)
    total = sum(map(policy.group_weight, counted))
    worth = dict.fromkeys(findings, 0.0)
    for group, members in counted.items():
        marks = policy.score.max * policy.group_weight(group) / total
        weights = {check.id: policy.check_weight(check.id) for check in members}
        whole = sum(weights.values())
        worth |= {id_: marks * weight / whole for id_, weight in weights.items()}
    return worth


def deduct(
    rows: Sequence[CheckResult], notes: Sequence[Note], policy: Policy
) -> tuple[Deduction, ...]:
    """Return what is taken off: for checks that failed, for notes, for few digits.

    A note that only tells of a check, as which convention it met, costs nothing.
    """
    ids = {row.id for row in rows}
    grounds = [
        (row.id, row.message)
        for row in rows
        if row.status is Status.FAILED or lacks(row.id, row.status, policy)
    ]
    grounds += [(note.id, note.text) for note in notes if note.id not in ids]
    weak = sum(row.accuracy is Accuracy.INACCURATE for row in rows)
    if weak:
        told = "a check is" if weak == 1 else f"{weak} checks are"
        grounds.append((INACCURATE, f"{told} right to few digits only"))
    return tuple(
        Deduction(id_, marks, text) for id_, text in grounds if (marks := policy.deduction(id_)) > 0
    )


def add_up(rows: Sequence[CheckResult], deductions: Sequence[Deduction], policy: Policy) -> float:
    """Return the score: what the checks got, less what is taken off, rounded, never below 0."""
    score = math.fsum(row.score for row in rows)
    if deductions:
        score = max(0.0, score - math.fsum(each.marks for each in deductions))
    score = round(score, _DIGITS)
    if not policy.score.step:
        return score
    # In decimal, as a teacher would: 0.1 has no double.
    step = Decimal(repr(policy.score.step))
    steps = (Decimal(repr(score)) / step).to_integral_value(_MODES[policy.score.rounding])
    return min(float(steps * step), policy.score.max)


def conclude(rows: Sequence[CheckResult], policy: Policy) -> tuple[Outcome, str]:
    """Return the verdict on the whole, and its cause if it is no verdict on right and wrong.

    A convention that the policy does not accept is no defect: the outcome is ``incomplete``,
    as where something required is missing.

    Raises:
        Ungradable: no operation could be asked.
    """
    asked = {row.group for row in rows if row.status in _COUNTED}
    failed = [row for row in rows if row.status is Status.FAILED]
    if any(row.group != GROUP for row in failed):
        return Outcome.DEFECTIVE, ""
    if not asked & {"rules", "operators"}:
        raise Ungradable("no operation of the suite could be asked of this engine")
    causes: list[str] = []
    if "chain" not in asked:
        causes.append(
            "Nothing beyond single operations could be asked: that takes one of two values, "
            "such as + or *."
        )
    missing = [_FIRST_TRIALS[row.id].title for row in rows if lacks(row.id, row.status, policy)]
    if missing:
        causes.append(
            f"The policy of this course, {policy.name}, requires {', '.join(missing)}: missing."
        )
    if failed:
        number = "one thing" if len(failed) == 1 else f"{len(failed)} things"
        causes.append(
            f"No number is wrong; the policy of this course, {policy.name}, asks for "
            f"{number} that this engine does otherwise."
        )
    return (Outcome.INCOMPLETE, " ".join(causes)) if causes else (Outcome.CORRECT, "")
