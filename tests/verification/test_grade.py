"""A right engine gets all marks, a fault in one place loses its own, and a seed repeats both."""

from dataclasses import replace

import pytest

from tests.verification.grading import (
    BREADTH_FIRST,
    ENGINE,
    EXP,
    SEED,
    SQUARE,
    Change,
    assert_only,
    engine,
    failures,
    graded,
    result,
    right,
    statuses,
    suite,
)
from verification.grade import grade
from verification.model import Part
from verification.report import (
    Outcome,
    Status,
)
from verification.subjects.submission import Submission
from verification.suite import RANDOM, Suite

# --- A right engine ----------------------------------------------------------


def test_a_right_engine_is_correct() -> None:
    report = right()
    assert report.outcome is Outcome.CORRECT
    assert report.cause == ""
    assert set(statuses(report).values()) == {Status.PASSED, Status.MISSING}
    assert not any(check.counterexample or check.hint for check in report.checks)
    assert report.score == report.max_score == 100
    assert report.cases == sum(check.cases for check in report.checks) > 1000
    assert report.seed == SEED
    assert report.sandbox.tier == "weak"
    assert report.subject.adapter is not None


def test_what_is_missing_costs_nothing_and_says_what_it_is() -> None:
    report = right()
    missing = [check for check in report.checks if check.status is Status.MISSING]
    assert {check.id for check in missing} >= {"rules.sqrt", "rules.pow_value", "operators.rpow"}
    for check in missing:
        assert check.message.startswith("the engine ")
        assert (check.score, check.max_score, check.cases) == (0, 0, 0)
    assert result(report, "operators.rpow").message.endswith("number ** Value")


@pytest.mark.parametrize("changes", [(), ((SQUARE, "1 - t"),), (("__radd__", "add_to"),)])
def test_marks_sum_to_a_hundred(changes: tuple[Change, ...]) -> None:
    report = graded(*changes)
    assert sum(check.max_score for check in report.checks) == pytest.approx(100)
    assert sum(check.score for check in report.checks) == pytest.approx(report.score)
    for check in report.checks:
        counts = check.status in {Status.PASSED, Status.FAILED} and check.group != "build"
        assert (check.max_score > 0) == counts, check.id
        assert check.score == (check.max_score if check.status is Status.PASSED else 0), check.id


def test_an_engine_of_one_operation_is_asked_all_that_can_be_built_of_it() -> None:
    body, _, rest = ENGINE.partition("    def __mul__")
    source = body + rest[rest.index("    def backward") :]
    report = grade(Submission("engine.py", "engine.py", source.encode()), suite())
    assert report.outcome is Outcome.CORRECT
    passed = {check.id for check in report.checks if check.status is Status.PASSED}
    assert passed >= {"rules.add", "chain.add", "composition.sharing", "state.two_outputs"}
    assert report.score == 100


def test_an_engine_of_one_operation_that_overwrites_is_found() -> None:
    body, _, rest = ENGINE.partition("    def __mul__")
    source = (body + rest[rest.index("    def backward") :]).replace("grad += ", "grad = ")
    report = grade(Submission("engine.py", "engine.py", source.encode()), suite())
    assert report.outcome is Outcome.DEFECTIVE
    assert "chain.add" in failures(report)


def test_an_engine_without_an_operation_on_two_values_is_incomplete() -> None:
    body, _, rest = ENGINE.partition("    def __add__")
    source = body + rest[rest.index("    def tanh") :]
    report = grade(Submission("engine.py", "engine.py", source.encode()), suite())
    assert report.outcome is Outcome.INCOMPLETE
    assert "single operations" in report.cause


def test_a_backward_pass_that_does_nothing_is_one_finding() -> None:
    report = graded(("self.grad = 1.0", "self.grad = 0.0"))
    assert failures(report) == {"build.backward": "backward() leaves every gradient at 0."}
    assert report.score == 0


def test_what_is_wrong_with_every_operation_is_told_once() -> None:
    report = graded(("parent.grad += ", "parent.grad = "))
    failed = failures(report)
    assert len(failed) > 4
    assert len({message for check, message in failed.items() if check.startswith("chain.")}) == 1


# --- Seeds -------------------------------------------------------------------


@pytest.mark.parametrize("changes", [(), ((SQUARE, "1 - t"),)])
def test_the_same_seed_gives_the_same_report(changes: tuple[Change, ...]) -> None:
    first, again = graded(*changes), grade(engine(*changes), Suite(SEED))
    assert replace(first, run=again.run) == again


def test_another_seed_gives_other_cases_and_the_same_word() -> None:
    report = graded((SQUARE, "1 - t"), seed=8)
    assert report.seed == 8
    assert suite(8).checks != suite().checks
    assert report.outcome is Outcome.DEFECTIVE
    assert set(failures(report)) == {"rules.tanh"}


# --- A fault in one place ----------------------------------------------------


def test_a_wrong_derivative_leaves_all_else_as_it_was() -> None:
    report = graded((SQUARE, "1 - t"))
    assert_only(report, "rules.tanh", "chain.tanh")
    failed = result(report, "rules.tanh")
    assert failed.message == "tanh has a wrong derivative."
    assert failed.hint
    example = failed.counterexample
    assert example is not None
    assert example.part is Part.GRADIENT
    assert example.source.splitlines() == [
        "x = Value(1.0)",
        "y = x.tanh()",
        "y.backward()",
        "x.grad",
    ]
    assert (example.expected, example.got) == ("0.4199743416140261", "0.23840584404423515")
    assert [row.departs for row in example.table] == [False, True]


def test_a_fault_that_shows_only_inside_others_is_one_of_the_chain() -> None:
    """An assignment where something should be added."""
    overwrite = "grad = node.grad * slope + (0 if node.slopes is None else parent.grad)"
    report = graded(
        ("return Value(t, (self,), (1 - t * t,))", "return Tanh(t, (self,), (1 - t * t,))"),
        (
            "grad += node.grad * slope",
            overwrite.replace("node.slopes is None", "type(node) is Tanh"),
        ),
        ("def lift(x)", "class Tanh(Value):\n    pass\n\n\ndef lift(x)"),
    )
    assert_only(report, "chain.tanh")
    assert failures(report)["chain.tanh"] == (
        "tanh is right alone and has a wrong gradient inside other operations."
    )


def test_a_faulty_op_is_kept_out_of_the_random_programs() -> None:
    """They are drawn from what is right, and fail when the traversal does."""
    assert result(graded((SQUARE, "1 - t")), RANDOM).status is Status.PASSED
    report = graded(("visit(self)\n", BREADTH_FIRST))
    assert result(report, "chain.mul").status is Status.PASSED
    assert set(failures(report)) >= {RANDOM, "composition.unequal"}
    assert {check.group for check in report.checks if check.id in failures(report)} == {
        "composition"
    }


def test_two_faults_are_two_findings() -> None:
    report = graded((SQUARE, "1 - t"), (EXP, "e = math.exp(x) + 1e-6"))
    assert set(failures(report)) == {"rules.tanh", "rules.exp"}
    assert failures(report)["rules.exp"] == "exp has a wrong value."


def test_a_wrong_operator_is_told_in_its_own_spelling() -> None:
    report = graded(("return lift(other) - self", "return self - lift(other)"))
    assert set(failures(report)) == {"operators.rsub"}
    example = result(report, "operators.rsub").counterexample
    assert example is not None
    assert "- x" in example.source
