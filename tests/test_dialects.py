"""The same mathematics gets the same score, in whatever style it is written."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, final

import msgspec
import pytest

from verification.grade import grade
from verification.report import Outcome, Report, Status
from verification.subjects.allowance import SourceFile
from verification.subjects.fitting import discover
from verification.subjects.intake import read_submission
from verification.subjects.submission import Submission
from verification.suite import Suite

pytestmark = pytest.mark.mutants

HERE: Final = Path(__file__).with_name("dialects")
SEED: Final = 7
TANH: Final = ("1 - t * t", "1 - t")


@final
class Dialect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One engine's table in dialects.toml."""

    path: str
    make: str
    value: str
    gradient: str
    backward: tuple[str, ...]
    log: tuple[str, str]
    overwrite: tuple[str, str]


def table() -> tuple[Dialect, ...]:
    text = (HERE / "dialects.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["dialect"], tuple[Dialect, ...])


def name(dialect: Dialect) -> str:
    return dialect.path.removesuffix(".py").removesuffix("_style")


def submitted(dialect: Dialect, fault: tuple[str, str] | None = None) -> Submission:
    """Return the engine as handed in, with a text replaced wherever it stands."""
    submission = read_submission(HERE / dialect.path)
    if fault is None:
        return submission
    old, new = (text.encode() for text in fault)
    assert any(old in source for source in submission.sources.values()), f"no {old!r} in it"
    files = tuple(SourceFile(file.path, file.source.replace(old, new)) for file in submission.files)
    return replace(submission, source=submission.source.replace(old, new), files=files)


@cache
def suite() -> Suite:
    """One suite for all engines, since it keeps its references."""
    return Suite(SEED)


def outcome(report: Report) -> tuple[Outcome, float, list[str]]:
    failed = [check.id for check in report.checks if check.status is Status.FAILED]
    return report.outcome, report.score, failed


def test_there_is_a_table_for_every_style_and_a_style_for_every_table() -> None:
    there = {path.name for path in HERE.glob("*_style*")}
    assert {dialect.path for dialect in table()} == there
    assert len(there) >= 10


@pytest.mark.parametrize("dialect", table(), ids=name)
def test_a_style_is_driven_as_its_author_would(dialect: Dialect) -> None:
    adapter = discover(submitted(dialect))
    assert adapter.write_input("x") == dialect.make
    assert adapter.value.write("x") == dialect.value
    assert adapter.gradient.write("x") == dialect.gradient
    assert adapter.write_backward("y") == dialect.backward


@pytest.mark.parametrize("dialect", table(), ids=name)
def test_the_same_mathematics_gets_full_marks(dialect: Dialect) -> None:
    report = grade(submitted(dialect), suite())
    assert report.cause == ""
    assert outcome(report) == (Outcome.CORRECT, 100.0, [])


@pytest.mark.parametrize("dialect", table(), ids=name)
def test_the_same_fault_costs_the_same(dialect: Dialect) -> None:
    # Ten operations share the 30 marks of the rules.
    for fault, check in ((TANH, "rules.tanh"), (dialect.log, "rules.log")):
        report = grade(submitted(dialect, fault), suite())
        assert outcome(report) == (Outcome.DEFECTIVE, 97.0, [check])


@pytest.mark.parametrize("dialect", table(), ids=name)
def test_sums_that_are_overwritten_cost_the_same(dialect: Dialect) -> None:
    report = grade(submitted(dialect, dialect.overwrite), suite())
    ops = ("add", "mul", "sub", "div", "pow", "relu", "tanh", "exp", "log")
    chains = [f"chain.{op}" for op in ops]
    # The 20 marks of the chains are lost; what needs them, 15 marks' worth, is not asked.
    assert outcome(report) == (Outcome.DEFECTIVE, round(100 * 65 / 85, 6), chains)
