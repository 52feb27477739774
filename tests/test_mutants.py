"""Every engine of ours gets its verdict: wrong ones for their fault, right ones for nothing."""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, NotRequired, TypedDict

import msgspec
import pytest

from verification.catalogue import COMMON
from verification.grade import grade
from verification.report import (
    Outcome,
    Report,
    Status,
)
from verification.subjects.intake import read_submission
from verification.suite import Suite
from verification.wording import WORDINGS

pytestmark = pytest.mark.mutants

MUTANTS: Final = Path(__file__).parent / "mutants"
SEEDS: Final = range(int(os.environ.get("REFGRAD_SEEDS", "2")))
FAMILIES: Final = {"accumulate", "traverse", "rule", "kink", "float", "api", "state", "scale"}
# The table says after Python what the suite says after the catalogue.
DIVISIONS: Final = {"div": "truediv", "div_number": "truediv_number", "rdiv": "rtruediv"}

Verdict = TypedDict(
    "Verdict",
    {
        "file": str,
        "class": NotRequired[str],
        "outcome": str,
        "failed": list[str],
        "also": NotRequired[list[str]],
        "missing": list[str],
        "rare": NotRequired[list[str]],
        "why": str,
    },
)


def table() -> list[Verdict]:
    text = (MUTANTS / "verdicts.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["engine"], list[Verdict])


VERDICTS: Final = table()
WRONG: Final = [verdict for verdict in VERDICTS if verdict["file"].startswith("wrong/")]
RIGHT: Final = [verdict for verdict in VERDICTS if verdict["file"].startswith("right/")]


def name(verdict: Verdict) -> str:
    return verdict["file"].removesuffix(".py")


@cache
def suite(seed: int) -> Suite:
    """One suite for all engines, since it keeps its references."""
    return Suite(seed)


def graded(verdict: Verdict, seed: int) -> Report:
    return grade(read_submission(MUTANTS / verdict["file"]), suite(seed))


def word(check: str) -> str:
    """Return a check's id in the words of the table."""
    group, _, rest = check.partition(".")
    if group in {"build", "composition", "state", "scale"}:
        return group
    return check if group == "edge" else DIVISIONS.get(rest, rest)


def words(report: Report, status: Status, groups: set[str]) -> set[str]:
    return {word(c.id) for c in report.checks if c.status is status and c.group in groups}


def failed(report: Report) -> set[str]:
    return words(report, Status.FAILED, {check.group for check in report.checks})


def missing(report: Report) -> set[str]:
    return words(report, Status.MISSING, {"rules", "operators"})


def expected_missing(verdict: Verdict) -> set[str]:
    """Return what the engine lacks: of the common ops as stated, of the rare ones all but a few."""
    rare = {word(w.check) for w in WORDINGS if w.op not in COMMON}
    return {*verdict["missing"], *(rare - set(verdict.get("rare", [])))}


def test_the_table_and_the_files_correspond() -> None:
    files = sorted(path.relative_to(MUTANTS).as_posix() for path in MUTANTS.glob("*/*.py"))
    assert [verdict["file"] for verdict in VERDICTS] == files


@pytest.mark.parametrize("verdict", VERDICTS, ids=name)
def test_a_verdict_is_consistent(verdict: Verdict) -> None:
    if verdict in RIGHT:
        assert verdict["outcome"] == "correct"
        assert not verdict["failed"]
        assert not {"class", "also"} & verdict.keys()
    else:
        assert verdict["outcome"] == "defective"
        assert verdict["failed"]
        assert verdict.get("class", "").partition(".")[0] in FAMILIES
    said = [*verdict["failed"], *verdict.get("also", []), *verdict["missing"]]
    assert len(set(said)) == len(said)
    assert verdict["why"].strip().endswith(".")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("verdict", WRONG, ids=name)
def test_a_wrong_engine_is_found_for_its_fault_and_nothing_else(
    verdict: Verdict, seed: int
) -> None:
    report = graded(verdict, seed)
    assert report.outcome is Outcome.DEFECTIVE, report.cause
    assert failed(report) >= set(verdict["failed"])
    assert failed(report) <= {*verdict["failed"], *verdict.get("also", [])}
    assert missing(report) == expected_missing(verdict)
    assert report.score < report.max_score
    for check in report.checks:
        if check.status is Status.FAILED:
            assert check.message, check.id
            assert check.counterexample is not None, check.id
            assert check.counterexample.source.strip(), check.id


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("verdict", RIGHT, ids=name)
def test_a_right_engine_is_accused_of_nothing(verdict: Verdict, seed: int) -> None:
    report = graded(verdict, seed)
    assert failed(report) == set()
    assert report.outcome is Outcome.CORRECT, report.cause
    assert missing(report) == expected_missing(verdict)
    assert report.score == report.max_score == 100.0
