"""Whole engines graded in real children: the word, the marks, and what is said of each fault."""

from dataclasses import replace
from functools import cache
from time import monotonic

import pytest

from verification.grade import FULL_MARKS, grade
from verification.model import Accuracy, Part
from verification.report import (
    CheckResult,
    Outcome,
    Report,
    Status,
)
from verification.subjects.launch import HarnessFault, Limits
from verification.subjects.submission import Submission
from verification.suite import RANDOM, Suite

SEED = 7
# For engines that hang; the others are given the time that a busy machine may need.
HASTY = Limits(load_seconds=5.0, answer_seconds=0.25, total_seconds=30.0)

# Right, and spells: + - * / and their reflected forms, ** number, neg, abs, and these names.
ENGINE = """
import math


class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.parents, self.slopes = parents, slopes

    def __add__(self, other):
        other = lift(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = lift(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        assert isinstance(n, (int, float))
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __abs__(self):
        return Value(abs(self.data), (self,), (1.0 if self.data > 0 else -1.0,))

    def relu(self):
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),))

    def tanh(self):
        x = self.data
        t = math.tanh(x)
        return Value(t, (self,), (1 - t * t,))

    def exp(self):
        x = self.data
        e = math.exp(x)
        return Value(e, (self,), (e,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def maximum(self, other):
        is_first = float(self.data > other.data)
        is_second = 1 - is_first
        return Value(max(self.data, other.data), (self, other), (is_first, is_second))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -lift(other)

    def __truediv__(self, other):
        return self * lift(other) ** -1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return lift(other) - self

    def __rtruediv__(self, other):
        return lift(other) / self

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += node.grad * slope


def lift(x):
    return x if isinstance(x, Value) else Value(x)
"""
SINGLE_IMPORT = """import math
from struct import pack, unpack


def single(x):
    return unpack("f", pack("f", x))[0]
"""
SINGLE = (
    ("import math\n", SINGLE_IMPORT),
    ("grad = data, 0.0", "grad = single(data), 0.0"),
    ("slopes = parents, slopes", "slopes = parents, [single(slope) for slope in slopes]"),
    ("grad += node.grad * slope", "grad = single(parent.grad + single(node.grad * slope))"),
)
BREADTH_FIRST = """queue = [self]
        for node in queue:
            if node not in seen:
                seen.add(node)
                order.insert(0, node)
                queue.extend(node.parents)
"""
TANH = "t = math.tanh(x)"
EXP = "e = math.exp(x)"
LOG = "return Value(math.log"
SQUARE = "1 - t * t"

Change = tuple[str, str]


def engine(*changes: Change) -> Submission:
    source = ENGINE
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return Submission("engine.py", "engine.py", source.encode())


@cache
def suite(seed: int = SEED) -> Suite:
    return Suite(seed)


def graded(*changes: Change, limits: Limits | None = None, seed: int = SEED) -> Report:
    submission = engine(*changes)
    return (
        grade(submission, suite(seed)) if limits is None else grade(submission, suite(seed), limits)
    )


@cache
def right() -> Report:
    return graded()


def result(report: Report, name: str) -> CheckResult:
    (found,) = (check for check in report.checks if check.id == name)
    return found


def statuses(report: Report) -> dict[str, Status]:
    return {check.id: check.status for check in report.checks}


def failures(report: Report) -> dict[str, str]:
    return {c.id: c.message for c in report.checks if c.status is Status.FAILED}


def notes(report: Report) -> dict[str, str]:
    return {note.id: note.text for note in report.notes}


def assert_only(report: Report, failed: str, *skipped: str) -> None:
    """One check failed, these were skipped because of it, and all else is as it was."""
    assert report.outcome is Outcome.DEFECTIVE
    expected = {
        **statuses(right()),
        failed: Status.FAILED,
        **dict.fromkeys(skipped, Status.SKIPPED),
    }
    assert statuses(report) == expected
    for each in skipped:
        assert result(report, each).message == f"needs {failed}"


# --- A right engine ----------------------------------------------------------


def test_a_right_engine_is_correct() -> None:
    report = right()
    assert report.outcome is Outcome.CORRECT
    assert report.cause == ""
    assert set(statuses(report).values()) == {Status.PASSED, Status.MISSING}
    assert not any(check.counterexample or check.hint for check in report.checks)
    assert report.score == report.max_score == FULL_MARKS == 100
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
    assert report.score == FULL_MARKS


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


# --- Engines that do not answer ----------------------------------------------


def test_an_op_that_hangs_far_out_fails_alone_and_in_bounded_time() -> None:
    start = monotonic()
    report = graded((EXP, f"while abs(x) > 20: pass\n        {EXP}"), limits=HASTY)
    assert monotonic() - start < 15
    assert_only(report, "rules.exp", "chain.exp")
    assert failures(report)["rules.exp"] == "exp does not answer within 0.25 s."


def test_an_op_that_always_hangs_fails_alone_and_in_bounded_time() -> None:
    start = monotonic()
    report = graded((EXP, f"while True: pass\n        {EXP}"), limits=HASTY)
    assert monotonic() - start < 25
    assert_only(report, "rules.exp", "chain.exp")


def test_an_op_that_ends_the_process_fails_alone() -> None:
    report = graded((EXP, "__import__('os')._exit(3)"))
    assert_only(report, "rules.exp", "chain.exp")
    assert failures(report)["rules.exp"] == (
        "exp ends the process: its process ended, with exit status 3."
    )


def test_when_the_time_is_up_the_rest_is_skipped_and_says_so() -> None:
    slow = Limits(load_seconds=5.0, answer_seconds=0.2, total_seconds=0.5)
    sleepy = (
        "def __mul__(self, other):",
        "def __mul__(self, other):\n        import time; time.sleep(.02)",
    )
    start = monotonic()
    report = graded(sleepy, limits=slow)
    assert monotonic() - start < 10
    skipped = [check for check in report.checks if check.status is Status.SKIPPED]
    assert any(check.message.startswith("the 0.5 s for one submission") for check in skipped)
    assert report.outcome is not Outcome.UNSCORED


# --- Engines that are not graded ---------------------------------------------


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("while True: pass", "engine.py does not load: it did not finish within 0.5 s."),
        ("class Value:", "engine.py does not load: "),
        ("raise KeyError('no')", "engine.py does not load: KeyError at line 1"),
        ("x = 1", "engine.py defines no class."),
        ("x = '\0'", "engine.py is not a Python file: it has NUL bytes."),
        ("#" * 2**21, "engine.py is larger than 1 MiB"),
        (
            "class Value:\n    def __init__(self, data):\n        self.data = data",
            "engine.py has no engine: Value ",
        ),
    ],
    ids=["hangs", "syntax", "raises", "empty", "binary", "large", "unfinished"],
)
def test_what_cannot_be_graded_says_why(source: str, cause: str) -> None:
    limits = Limits(load_seconds=0.5)
    report = grade(Submission("engine.py", "engine.py", source.encode()), suite(), limits)
    assert report.outcome is Outcome.UNGRADABLE
    assert report.cause.startswith(cause)
    assert (report.checks, report.notes, report.cases, report.score) == ((), (), 0, 0)


def test_an_engine_all_of_whose_ops_are_missing_is_ungradable() -> None:
    source = (
        "class Value:\n    def __init__(self, data):\n        self.data, self.grad = data, 0.0\n"
    )
    source += "    def backward(self):\n        self.grad = 1.0\n"
    report = grade(Submission("engine.py", "engine.py", source.encode()), suite())
    assert report.outcome is Outcome.UNGRADABLE
    assert report.cause


def test_a_fault_of_ours_is_unscored(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(submission: Submission, limits: Limits) -> None:
        raise HarnessFault(f"no process for {submission.name} within {limits.load_seconds}")

    monkeypatch.setattr("verification.grade.discover", fail)
    report = graded()
    assert report.outcome is Outcome.UNSCORED
    assert report.cause == "no process for engine.py within 10.0"
    assert report.checks == ()


def test_progress_counts_up_to_all_checks() -> None:
    seen: list[tuple[str, int, int]] = []
    grade(engine(), suite(), progress=lambda what, done, total: seen.append((what, done, total)))
    totals = {total for _, _, total in seen}
    assert totals == {len(suite().checks)}
    counts = [done for _, done, _ in seen]
    assert counts == sorted(counts)
    assert counts[-1] == len(suite().checks)
