"""Sabotage on the way in and out: what crosses the wire, what becomes of findings in a report."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

import msgspec
import pytest

from tests.sabotage.gates import Always, Sabotage
from verification import grade, marks, wire
from verification.finding import Finding
from verification.model import Reading, Unread
from verification.policy import Policy
from verification.report import CheckResult, Outcome, Status
from verification.suite import Check

Decoded = TypeVar("Decoded")

SHARE: Final = marks.share_marks
READING: Final = wire._reading  # pyright: ignore[reportPrivateUsage] # to be broken
READINGS: Final = wire._readings  # pyright: ignore[reportPrivateUsage] # to be broken
RESULTS: Final = grade._results  # pyright: ignore[reportPrivateUsage] # to be broken


def three_digits(text: str) -> Reading:
    reading = READING(text)
    return reading if isinstance(reading, Unread) else float(f"{reading:.3g}")


def none_is_zero(text: str) -> Reading:
    reading = READING(text)
    return 0.0 if reading is Unread.NONE else reading


def of_any_length(texts: list[str], size: int) -> tuple[Reading, ...]:
    """Cut or fill up an answer to the length that was expected."""
    return tuple(map(READING, (texts + ["None"] * size)[:size]))


def whatever_the_nonce(decoder: msgspec.json.Decoder[Decoded], body: bytes, _: str) -> Decoded:
    """Take an answer to one question for one to another."""
    return decoder.decode(body)


def marks_for_what_passed(
    checks: Iterable[Check], findings: Mapping[str, Finding], policy: Policy
) -> dict[str, float]:
    """Share out the marks among the checks that passed."""
    passed = [check for check in checks if findings[check.id].status is Status.PASSED]
    return dict.fromkeys(findings, 0.0) | SHARE(passed, findings, policy)


def failed_is_undecided(patch: pytest.MonkeyPatch) -> None:
    """Lose, in the report, that a check failed."""

    def results(*arguments: object) -> tuple[CheckResult, ...]:
        rows: tuple[CheckResult, ...] = RESULTS(*arguments)  # type: ignore[arg-type] # passed on
        return tuple(
            replace(row, status=Status.UNDECIDED) if row.status is Status.FAILED else row
            for row in rows
        )

    patch.setattr(grade, "_results", results)


SABOTAGE: Final = (
    Sabotage(
        "three digits over the wire",
        89,
        "answers over the wire",
        lambda patch: patch.setattr(wire, "_reading", three_digits),
    ),
    Sabotage(
        "None is 0 over the wire",
        87,
        "answers over the wire",
        lambda patch: patch.setattr(wire, "_reading", none_is_zero),
    ),
    Sabotage(
        "answers of any length",
        83,
        "answers over the wire",
        lambda patch: patch.setattr(wire, "_readings", of_any_length),
    ),
    Sabotage(
        "answers to another question",
        92,
        "answers over the wire",
        lambda patch: patch.setattr(wire, "_decode", whatever_the_nonce),
    ),
    Sabotage(
        "three digits, graded",
        0,
        "a right engine graded",
        lambda patch: patch.setattr(wire, "_reading", three_digits),
    ),
    Sabotage(
        "always correct",
        84,
        "a wrong engine graded",
        lambda patch: patch.setattr(grade, "conclude", Always((Outcome.CORRECT, ""))),
    ),
    Sabotage(
        "marks for what passed alone",
        88,
        "a wrong engine graded",
        lambda patch: patch.setattr(grade, "share_marks", marks_for_what_passed),
    ),
    Sabotage("a failure lost in the report", 88, "a wrong engine graded", failed_is_undecided),
)
