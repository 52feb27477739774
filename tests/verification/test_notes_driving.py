"""What is told of how an engine is driven: the seed, the order of sums, numbers overwritten."""

from pathlib import Path

import pytest

from tests.verification.command import RIGHT
from verification.grade import grade
from verification.report import Report, Status
from verification.subjects.submission import Submission
from verification.suite import Suite

SUITE = Suite(7)
DIALECTS = Path(__file__).parents[1] / "dialects"
SEEDED = DIALECTS / "seeded_style.py"


def graded(source: str) -> Report:
    return grade(Submission("engine.py", "engine.py", source.encode()), SUITE)


def notes(report: Report) -> dict[str, str]:
    return {note.id: note.text for note in report.notes}


def test_an_engine_whose_caller_sets_the_seed_is_driven_so_and_told() -> None:
    source = SEEDED.read_text()
    told = notes(graded(source))["seeded-by-caller"]
    assert told.endswith("its caller has to, y.grad = 1.0; y.backward()")
    seeds = source.replace("visit(self)\n", "visit(self)\n        self.grad = 1\n")
    assert seeds != source
    assert "seeded-by-caller" not in notes(graded(seeds))


def test_a_failing_case_sets_the_seed_as_the_engine_wants_it() -> None:
    report = graded(SEEDED.read_text().replace("1 - t * t", "1 - t"))
    (found,) = (check for check in report.checks if check.status is Status.FAILED)
    assert found.counterexample is not None
    assert "\ny.grad = 1.0\ny.backward()\nx.grad" in found.counterexample.source


def test_a_backward_pass_that_no_seed_helps_is_wrong() -> None:
    source = SEEDED.read_text().replace("visit(self)\n", "visit(self)\n        self.grad = 0\n")
    report = graded(source)
    assert "seeded-by-caller" not in notes(report)
    assert [c.id for c in report.checks if c.status is Status.FAILED] == ["build.backward"]


@pytest.mark.parametrize("is_set", [True, False])
def test_sums_whose_order_is_that_of_a_set_are_told(is_set: bool) -> None:
    source = RIGHT.read_text()
    assert "set(_children)" in source
    ordered = source.replace("set(_children)", "list(dict.fromkeys(_children))")
    told = notes(graded(source if is_set else ordered))
    assert ("order-dependent" in told) is is_set


@pytest.mark.parametrize("place", ["operation", "backward pass"])
def test_a_number_that_is_overwritten_is_told_as_such(place: str) -> None:
    lines = {
        "operation": ("        t = math.tanh(self.data)\n", "        self.data = t\n"),
        "backward pass": (
            "            self.grad += slope * out.grad\n",
            "            self.data = 2\n",
        ),
    }
    line, more = lines[place]
    report = graded((DIALECTS / "micrograd_style.py").read_text().replace(line, line + more))
    found = next(check for check in report.checks if check.id == "rules.tanh")
    assert found.status is Status.FAILED
    assert found.message == "tanh changes a number that it was given."
    assert found.hint.startswith("An operand holds another number afterwards")
    assert found.counterexample is not None
    assert "backward()\nx.data" in found.counterexample.source
