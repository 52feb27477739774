"""`refgrad faults`: the source of an engine, and names that there are not."""

from pathlib import Path

from tests.verification.command import run
from verification.faults import FAULTS
from verification.faults.engines import Style, write_fault
from verification.grade import grade
from verification.report import Outcome
from verification.subjects.intake import read_submission
from verification.suite import Suite

FAULT = "accumulate.tanh.overwrites"


def test_the_source_of_an_engine_is_printed_and_has_the_fault(tmp_path: Path) -> None:
    done = run("faults", "--source", FAULT, "--style", "tape")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == write_fault(Style.TAPE, FAULTS[FAULT])
    file = tmp_path / "engine.py"
    file.write_text(done.stdout, encoding="utf-8")
    report = grade(read_submission(file), Suite(0))
    assert report.outcome is Outcome.DEFECTIVE
    assert "chain.tanh" in {c.id for c in report.checks if c.status.value == "failed"}


def test_a_fault_that_there_is_not_has_near_ones() -> None:
    done = run("faults", "--source", "accumulate.tanh.overwrite")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no fault of the catalogue" in done.stderr
    assert FAULT in done.stderr


def test_a_style_that_there_is_not() -> None:
    done = run("faults", "--source", FAULT, "--style", "classes")
    assert done.returncode == 2
    assert "closures, tape, op_classes" in done.stderr
