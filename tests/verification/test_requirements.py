"""What a policy asks of a whole engine: what is refused costs what it says, and nothing else."""

from dataclasses import dataclass
from typing import Final, final

import pytest

from tests.verification.grading import (
    SQUARE,
    Change,
    engine,
    result,
    right,
    statuses,
    suite,
)
from verification.grade import grade
from verification.policies.reading import read_policy
from verification.report import Outcome, Report, Status

# A group of its own for the policy's checks: 10 of 110, whatever their number.
WEIGHED: Final = "[weights]\npolicy = 10\n"
SMALL_CLASS: Final = """
class Value:
    def __init__(self, data):
        self.data, self.grad = data, 0.0

    def tanh(self):
        return self

    def __neg__(self):
        out = Value(-self.data)
        out.parent = self
        return out

    def backward(self):
        self.grad = 1.0
        self.parent.grad -= 1.0
"""


def asked(text: str, *changes: Change) -> Report:
    return grade(engine(*changes), suite(), policy=read_policy(text, "homework"))


# --- Conventions -------------------------------------------------------------

FRESH: Final = (
    ("self.grad = 1.0\n", "for node in order: node.grad = 0.0\n        self.grad = 1.0\n"),
)
LEAVES: Final = (
    (
        "parent.grad += node.grad * slope\n",
        "parent.grad += node.grad * slope\n            if node.parents: node.grad = None\n",
    ),
)
CAST: Final = (("self.data, self.grad = data, 0.0", "self.data, self.grad = float(data), 0.0"),)
STACK: Final = """stack = [(self, False)]
        while stack:
            node, is_done = stack.pop()
            if is_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
"""
ITERATIVE: Final = (("visit(self)\n", STACK),)


@final
@dataclass(frozen=True, slots=True)
class Asked:
    """A convention as a policy restricts it, and what it says of the engine as it is.

    ``fits`` changes the engine to one that does as asked.
    """

    key: str
    value: str
    told: str
    fits: tuple[Change, ...]


CONVENTIONS: Final = (
    Asked("second_backward", "[1, 2]", "to give 1x or 2x; here it gives 3x.", FRESH),
    Asked("several_outputs", '["fresh"]', "to start afresh; here they add up.", FRESH),
    Asked(
        "relu_at_zero",
        "[0.5, 1]",
        "relu'(0) to be 0.5 or 1; here it is 0.",
        (("float(self.data > 0)", "float(self.data >= 0)"),),
    ),
    Asked(
        "abs_at_zero",
        "[0, 1]",
        "abs'(0) to be 0 or 1; here it is -1.",
        (("1.0 if self.data > 0 else -1.0", "1.0 if self.data >= 0 else -1.0"),),
    ),
    Asked("inner_gradients", '["leaves-only"]', "to be leaves-only; here they are kept.", LEAVES),
    Asked(
        "output_seed",
        '["caller"]',
        "to be set by the caller; here it is set by the engine.",
        (("        self.grad = 1.0\n", ""),),
    ),
    Asked("ints", '["converted", "refused"]', "converted or refused; here they are kept.", CAST),
    Asked("depth", "2000", "a chain of 2000 additions to work; here Python's", ITERATIVE),
)


@pytest.mark.parametrize("case", CONVENTIONS, ids=lambda case: case.key)
def test_a_convention_that_is_refused_costs_its_marks_and_nothing_else(case: Asked) -> None:
    report = asked(f"{WEIGHED}[conventions]\n{case.key} = {case.value}")
    name = f"policy.{case.key}"
    assert statuses(report) == {**statuses(right()), name: Status.FAILED}
    found = result(report, name)
    assert found.message.startswith("The policy of this course, homework, asks for ")
    assert case.told in found.message
    assert found.counterexample is None
    assert "No number is wrong" in found.hint
    assert (report.outcome, report.deductions) == (Outcome.INCOMPLETE, ())
    assert "No number is wrong" in report.cause
    assert report.score == pytest.approx(100 * 100 / 110, abs=1e-6)
    for check in right().checks:
        assert result(report, check.id).max_score == pytest.approx(check.max_score * 100 / 110)


@pytest.mark.parametrize("case", CONVENTIONS, ids=lambda case: case.key)
def test_an_engine_that_does_as_asked_gets_all_marks(case: Asked) -> None:
    report = asked(f"{WEIGHED}[conventions]\n{case.key} = {case.value}", *case.fits)
    assert result(report, f"policy.{case.key}").status is Status.PASSED
    assert (report.outcome, report.score, report.cause) == (Outcome.CORRECT, 100, "")


def test_without_a_weight_it_is_a_word_and_with_a_deduction_a_number_of_marks() -> None:
    text = "[conventions]\nsecond_backward = [2]\nrelu_at_zero = [1]\n"
    free = asked(text)
    assert (free.outcome, free.score) == (Outcome.INCOMPLETE, 100)
    priced = asked(f'{text}[deductions]\n"policy.second_backward" = 7')
    assert (priced.outcome, priced.score) == (Outcome.INCOMPLETE, 93)
    assert [(each.id, each.marks) for each in priced.deductions] == [("policy.second_backward", 7)]


def test_what_is_accepted_is_what_the_engine_does() -> None:
    text = (
        "[conventions]\nsecond_backward = [2, 3]\nseveral_outputs = ['add']\nrelu_at_zero = [0]\n"
        "abs_at_zero = [-1]\ninner_gradients = ['kept']\nints = ['kept']\ndepth = 300\n"
        "output_seed = ['engine']\n"
    )
    report = asked(WEIGHED + text)
    own = {check.id for check in report.checks if check.group == "policy"}
    assert own == {f"policy.{case.key}" for case in CONVENTIONS}
    assert {result(report, name).status for name in own} == {Status.PASSED}
    assert (report.outcome, report.score) == (Outcome.CORRECT, 100)


def test_the_depth_is_the_one_of_the_note() -> None:
    noted = next(note.text for note in right().notes if note.id == "recursion-limit")
    report = asked("[conventions]\ndepth = 5000")
    told = result(report, "policy.depth").message
    assert next(note.text for note in report.notes if note.id == "recursion-limit") == noted
    assert noted.split()[5] in told


def test_what_cannot_be_asked_is_skipped_and_costs_nothing() -> None:
    asked_of = [each for each in CONVENTIONS if each.key != "output_seed"]  # always known
    text = "[conventions]\n" + "".join(f"{each.key} = {each.value}\n" for each in asked_of)
    submission = engine()
    source = SMALL_CLASS.encode()
    report = grade(
        type(submission)("engine.py", "engine.py", source),
        suite(),
        policy=read_policy(WEIGHED + text, "homework"),
    )
    own = [check for check in report.checks if check.group == "policy"]
    assert {check.status for check in own} == {Status.SKIPPED}
    assert sum(check.max_score for check in own) == 0
    assert "asks for" not in report.cause


def test_a_wrong_gradient_stays_the_defect_that_it_is() -> None:
    report = asked("[conventions]\nsecond_backward = [2]", (SQUARE, "1 - t"))
    assert report.outcome is Outcome.DEFECTIVE
    failed = {check.id for check in report.checks if check.status is Status.FAILED}
    assert failed == {"rules.tanh", "policy.second_backward"}
