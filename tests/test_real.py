"""The engines that others published get the verdict that reading their code gives."""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, TypedDict

import msgspec
import pytest

from verification.grade import grade
from verification.report import Report, Status
from verification.subjects.intake import read_submission
from verification.suite import Suite

pytestmark = pytest.mark.mutants

REAL: Final = Path(__file__).parent / "real"
SEEDS: Final = range(int(os.environ.get("REFGRAD_SEEDS", "2")))
# The table says after Python what the suite says after the catalogue.
DIVISIONS: Final = {"div": "truediv", "div_number": "truediv_number", "rdiv": "rtruediv"}


class Verdict(TypedDict):
    """One engine's table in verdicts.toml."""

    package: str
    version: str
    file: str
    outcome: str
    failed: list[str]
    missing: list[str]
    why: str


def table() -> list[Verdict]:
    text = (REAL / "verdicts.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["engine"], list[Verdict])


def name(verdict: Verdict) -> str:
    return verdict["package"]


@cache
def suite(seed: int) -> Suite:
    """One suite for all engines, since it keeps its references."""
    return Suite(seed)


def word(check: str) -> str:
    """Return a check's id in the words of the table."""
    group, _, rest = check.partition(".")
    if group in {"composition", "state", "scale"}:
        return group
    return check if group == "edge" else DIVISIONS.get(rest, rest)


def words(report: Report, status: Status) -> set[str]:
    return {word(check.id) for check in report.checks if check.status is status}


def hidden(report: Report) -> set[str]:
    """Return what was not asked since something that it needs had failed."""
    broken = {check.id for check in report.checks if check.status is Status.FAILED}
    return {
        word(check.id)
        for check in report.checks
        if check.status is Status.SKIPPED and broken.intersection(check.requires)
    }


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("verdict", table(), ids=name)
def test_a_published_engine_gets_its_verdict(
    verdict: Verdict, seed: int, real_engines: Path
) -> None:
    report = grade(read_submission(real_engines / verdict["file"]), suite(seed))
    wrong = set(verdict["failed"])
    found = words(report, Status.FAILED)
    # A form with a number is not listed where the form with two objects is wrong.
    assert found <= wrong | {f"{op}_number" for op in wrong}
    assert wrong <= found | hidden(report)
    assert report.outcome.value == verdict["outcome"], report.cause
    assert words(report, Status.MISSING) >= set(verdict["missing"])
    if verdict["outcome"] == "correct":
        assert report.score == report.max_score == 100.0
