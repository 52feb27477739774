"""What is no fault costs nothing, and what looks like none is found all the same."""

from tests.verification.grading import (
    EXP,
    LOG,
    SINGLE,
    SQUARE,
    TANH,
    assert_only,
    failures,
    graded,
    notes,
    result,
    right,
)
from verification.model import Accuracy
from verification.report import (
    Outcome,
    Status,
)

# --- What is no fault --------------------------------------------------------


def test_an_engine_in_single_precision_is_correct_and_inaccurate() -> None:
    report = graded(*SINGLE)
    assert report.outcome is Outcome.CORRECT, report.cause
    assert "single-precision" in notes(report)
    accuracies = {c.accuracy for c in report.checks if c.group == "rules" and c.accuracy}
    assert accuracies == {Accuracy.INACCURATE}


def test_single_precision_hides_no_wrong_derivative() -> None:
    report = graded(*SINGLE, (SQUARE, "1 - t"))
    assert result(report, "rules.tanh").status is Status.FAILED


def test_double_precision_is_not_taken_for_single() -> None:
    assert "single-precision" not in notes(right())
    assert result(right(), "rules.mul").accuracy is Accuracy.TIGHT


def test_tanh_through_exp_is_correct_with_a_note() -> None:
    report = graded((TANH, "E = math.exp(2 * x)\n        t = (E - 1) / (E + 1)"))
    assert report.outcome is Outcome.CORRECT
    assert notes(report)["overflow.tanh"] == (
        "tanh(400) raises OverflowError; the exact answer is finite"
    )
    assert result(report, "rules.tanh").accuracy is Accuracy.INACCURATE
    assert "overflow.tanh" not in notes(right())


def test_other_conventions_at_the_kinks_are_correct() -> None:
    report = graded(("float(self.data > 0),))", "float(self.data >= 0),))"))
    assert report.outcome is Outcome.CORRECT
    assert notes(report)["edge.relu"] == "relu'(0) = 1, a right derivative"
    assert notes(report)["edge.abs"] == "abs'(0) = -1, a left derivative"
    assert notes(report)["edge.maximum"] == (
        "a tie goes to the second, one of the two subgradients"
    )


# --- What is a fault though it looks like none -------------------------------


def test_a_tie_that_is_counted_twice_is_found() -> None:
    report = graded(
        ("float(self.data > other.data)", "float(self.data >= other.data)"),
        ("is_second = 1 - is_first", "is_second = float(other.data >= self.data)"),
    )
    assert_only(report, "edge.maximum")
    assert failures(report)["edge.maximum"] == (
        "maximum has a slope at its kink that no convention accepts."
    )


def test_a_kink_without_a_slope_is_found() -> None:
    report = graded(("float(self.data > 0),))", "float(self.data > 0) if self.data else 7.0,))"))
    assert_only(report, "edge.relu")


def test_a_slope_of_abs_at_its_kink_that_nobody_has_is_found() -> None:
    report = graded(
        ("1.0 if self.data > 0 else -1.0", "7.0 if self.data == 0 else self.data / abs(self.data)")
    )
    assert_only(report, "edge.abs")


def test_gradients_that_are_no_numbers() -> None:
    report = graded(
        ("grad += node.grad * slope", "grad = str(float(parent.grad) + float(node.grad) * slope)")
    )
    assert report.outcome is Outcome.DEFECTIVE
    assert report.score == 0
    example = result(report, "rules.tanh").counterexample
    assert example is not None
    assert example.got == "not a number"


def test_a_type_error_on_the_way_back_is_failed_and_not_missing() -> None:
    report = graded((SQUARE, "None"))
    assert_only(report, "rules.tanh", "chain.tanh")
    assert failures(report)["rules.tanh"].startswith("tanh raises TypeError at line ")


def test_a_type_error_for_ints_alone_is_failed_and_not_missing() -> None:
    refusal = "if type(self.data) is int: raise TypeError('floats only')\n        "
    report = graded((EXP, f"{refusal}{EXP}"))
    assert_only(report, "rules.exp", "chain.exp")
    assert failures(report)["rules.exp"] == (
        "exp works for some numbers and not for others: TypeError: floats only."
    )


def test_a_type_error_for_the_only_int_of_a_lattice_is_failed_too() -> None:
    refusal = "if type(self.data) is int: raise TypeError('floats only')\n        "
    assert "rules.log" in failures(graded((LOG, f"{refusal}{LOG}")))


def test_a_crash_at_one_number_is_not_passed_over() -> None:
    report = graded((TANH, f"if x == 3.7: raise KeyError(x)\n        {TANH}"))
    assert report.outcome is Outcome.DEFECTIVE
