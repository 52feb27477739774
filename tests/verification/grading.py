"""Engines written for the tests of grading, and how to grade them."""

from functools import cache

from verification.grade import grade
from verification.report import (
    CheckResult,
    Outcome,
    Report,
    Status,
)
from verification.subjects.launch import Limits
from verification.subjects.submission import Submission
from verification.suite import Suite

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
