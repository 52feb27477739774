"""Notes say what is so, to the number, and never of an engine that it is not so of."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from math import inf, nan
from textwrap import dedent, indent

import pytest

from verification.adapter import Adapter
from verification.conduct import Conduct
from verification.examine import Examiner
from verification.finding import Finding
from verification.model import Case, Evaluated, Raised
from verification.notes import notes
from verification.report import Status
from verification.shapes import chain
from verification.subjects.fitting import discover
from verification.subjects.process import ProcessSubject
from verification.subjects.submission import Submission
from verification.suite import SECOND, Suite

# How an engine finds the order of its nodes.
RECURSIVE = """
    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
"""
ITERATIVE = """
    stack = [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
"""
# What it does to the gradients that an earlier pass left behind.
KEEP = ""
RESET_ALL = "for node in order:\n    node.grad = 0.0\n"
RESET_INTERIOR = "for node in order:\n    if node.parents:\n        node.grad = 0.0\n"
SUITE = Suite(0)


def engine(
    order: str = ITERATIVE,
    reset: str = KEEP,
    tanh: str = "math.tanh(x)",
    slope: str = "1 - t * t",
    before: str = "",
) -> Submission:
    source = f"""
import math
{before}

class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self.parents, self.slopes = data, 0.0, parents, slopes

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def tanh(self):
        x = self.data
        t = {tanh}
        return Value(t, (self,), ({slope},))

    def backward(self):
        root, order, seen = self, [], set()
{indent(dedent(order) + reset, " " * 8)}
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += node.grad * slope
"""
    return Submission("engine.py", "engine.py", source.encode())


@contextmanager
def examined(submission: Submission) -> Generator[tuple[Examiner, Adapter]]:
    adapter = discover(submission)
    with ProcessSubject(submission, adapter) as subject:
        yield Examiner(SUITE, subject, adapter), adapter


def noted(submission: Submission, findings: Mapping[str, Finding] | None = None) -> dict[str, str]:
    with examined(submission) as (examiner, adapter):
        found = notes(examiner, adapter, findings or {}, Conduct(examiner, adapter))
    assert len({note.id for note in found}) == len(found)
    return {note.id: note.text for note in found}


# --- A second backward -------------------------------------------------------


# 3x as micrograd: what the first pass left inside is sent down once more.
@pytest.mark.parametrize(("reset", "times"), [(KEEP, "3x"), (RESET_ALL, "1x")])
def test_what_a_second_backward_does(reset: str, times: str) -> None:
    expected = f"backward() twice gives {times}; PyTorch gives 2x"
    assert noted(engine(reset=reset))["second-backward"] == expected


def test_a_second_backward_as_in_pytorch_is_not_worth_a_note() -> None:
    assert "second-backward" not in noted(engine(reset=RESET_INTERIOR))


# --- Depth -------------------------------------------------------------------


def test_the_recursion_limit_is_exact() -> None:
    """In the process that was measured: the longest chain that works, and the next one."""
    with examined(engine(RECURSIVE)) as (examiner, adapter):
        conduct = Conduct(examiner, adapter)
        found = {note.id: note.text for note in notes(examiner, adapter, {}, conduct)}
        told = re.search(r"a chain of (\d+) additions", found["recursion-limit"])
        assert told is not None
        fails = int(told[1])
        assert 500 < fails < 1000
        lengths = (fails - 1, fails)
        last, first = examiner.ask([Case(f"{n}", chain(n), (1.0,)) for n in lengths])
        assert isinstance(last, Evaluated)
        assert last.values[-1] == last.gradients[0] == fails
        assert isinstance(first, Raised)
        assert first.kind == "RecursionError"


def test_a_limit_that_the_engine_sets_itself_is_found() -> None:
    submission = engine(RECURSIVE, before="import sys\nsys.setrecursionlimit(90)")
    told = re.search(r"a chain of (\d+) additions", noted(submission)["recursion-limit"])
    assert told is not None
    assert 50 < int(told[1]) < 90


def test_an_iterative_engine_has_no_limit() -> None:
    assert "recursion-limit" not in noted(engine(ITERATIVE))


def test_what_stops_a_chain_and_is_no_recursion_is_not_called_one() -> None:
    refusal = "\nif len(order) > 700:\n    raise ValueError('too large')\n"
    found = noted(engine(ITERATIVE + indent(refusal, "    ")))
    assert "Python's recursion limit" not in found.get("recursion-limit", "")


# --- Overflow of a known form ------------------------------------------------


@pytest.mark.parametrize(
    ("tanh", "expected"),
    [
        ("math.tanh(x)", None),
        ("(math.exp(2*x) - 1) / (math.exp(2*x) + 1)", "tanh(400) raises OverflowError"),
        ("(1 - math.exp(-2*x)) / (1 + math.exp(-2*x))", "tanh(-400) raises OverflowError"),
        ("math.nan if x > 300 else math.tanh(x)", "tanh(400) is nan"),
    ],
)
def test_an_overflow_is_told_with_its_point(tanh: str, expected: str | None) -> None:
    found = noted(engine(tanh=tanh)).get("overflow.tanh")
    assert found == (None if expected is None else f"{expected}; the exact answer is finite")


def test_a_fault_of_another_kind_is_no_overflow() -> None:
    assert "overflow.tanh" not in noted(engine(slope="None"))


# --- Single precision and conventions ----------------------------------------


@pytest.mark.parametrize(
    ("seen", "is_single"),
    [
        (Evaluated((0.5, inf), (nan, -0.0)), True),
        (Evaluated((0.5, 1 / 3), (1.0, 1.0)), False),
    ],
)
def test_single_precision_is_told_of_numbers_that_have_no_more(
    seen: Evaluated, is_single: bool
) -> None:
    submission = engine()
    adapter = discover(submission)
    with ProcessSubject(submission, adapter) as subject:
        examiner = Examiner(SUITE, subject, adapter)
        examiner.calibrate([seen])
        conduct = Conduct(examiner, adapter)
        ids = [note.id for note in notes(examiner, adapter, {}, conduct)]
    assert ("single-precision" in ids) == is_single


def test_conventions_are_told_under_the_check_that_met_them() -> None:
    met = Finding(Status.PASSED, 2, "", profiles=("this way", "that way"))
    plain = Finding(Status.PASSED, 2, "")
    found = noted(engine(), {"edge.relu": met, SECOND: met, "edge.abs": plain})
    assert found["edge.relu"] == "this way; that way"
    assert SECOND not in found
    assert "edge.abs" not in found


def test_without_a_product_nothing_is_asked_that_needs_one() -> None:
    source = engine(RECURSIVE).source.replace(b"__mul__", b"times_")
    submission = Submission("engine.py", "engine.py", source)
    found = noted(submission)
    assert set(found) == {"refused.add_number"}


# --- Ops that refuse ---------------------------------------------------------


def refusals(*members: str, after: str = "") -> dict[str, str]:
    """Return the notes on what an engine with these members refuses, lines counted from them."""
    source = engine().source.decode()
    body = "".join(f"{indent(dedent(member).strip(), ' ' * 4)}\n" for member in members)
    above = source.count("\n")
    found = noted(Submission("engine.py", "engine.py", f"{source}{body}{after}".encode()))
    return {
        name.removeprefix("refused."): re.sub(
            r"line (\d+)", lambda told: f"line +{int(told[1]) - above}", text
        )
        for name, text in found.items()
        if name.startswith("refused.")
    }


def test_a_slip_is_told_with_what_it_raises_and_where() -> None:
    found = refusals(
        "def sqrt(self): return Value(math.sqrt(self))",
        "def exp(self): raise NotImplementedError",
        "def sin(self): raise TypeError(f'no sine of {self}')",
        """
        def __pow__(self, other):
            assert isinstance(other, int), "only int powers."
            return Value(self.data**other, (self,), (other * self.data ** (other - 1),))
        """,
    )
    slip = "sqrt is there, and raises TypeError at line +1: must be real number, not Value"
    power = "Value ** Value is there, and raises AssertionError at line +5: only int powers"
    assert found["sqrt"] == f"{slip}; it counts as missing"
    assert found["pow_value"] == f"{power}; it counts as missing"
    assert "no sine of <engine.Value object>; it counts" in found["sin"]
    assert found["exp"] == (
        "exp is there, and raises NotImplementedError at line +2; it counts as missing"
    )
    assert "pow" not in found


def test_what_raises_alike_is_told_once() -> None:
    found = refusals("__radd__ = __add__", "def __sub__(self, other): return self + -other")
    alike = "Value + number, number + Value, Value - number are there, and raise AttributeError at"
    assert set(found) == {"add_number", "mul_number", "sub"}
    assert found["add_number"].startswith(alike)
    assert found["add_number"].endswith("no attribute 'data'; they count as missing")


def test_a_function_that_cannot_take_a_value_is_told() -> None:
    found = refusals(
        after="def log(x): return math.log(x)\ndef sin(x): return x.sine\ndef cos(x): print(x)\n"
    )
    assert "must be real number, not Value" in found["log"]
    assert "'Value' object has no attribute 'sine'" in found["sin"]
    assert "cos" not in found


@pytest.mark.parametrize(
    "member",
    [
        "def __truediv__(self, other): return NotImplemented",
        "__truediv__ = 5",
        "def div(self): return self",
        "def __rtruediv__(self, other): raise ZeroDivisionError",
    ],
)
def test_what_the_file_itself_does_not_refuse_is_not_worth_a_note(member: str) -> None:
    assert set(refusals(member)) == {"add_number", "mul_number"}


@pytest.mark.parametrize("now", ["return self", "return 5", "import os; os._exit(1)"])
def test_what_is_not_raised_again_is_not_told(now: str) -> None:
    """As by an op that refuses while it is tried out, which it can tell by its first call."""
    fickle = f"""
        def exp(self):
            if self.data == 1.25 and not Value.calls:
                {now}
            Value.calls += 1
            raise TypeError
        calls = 0
    """
    assert set(refusals(fickle)) == {"add_number", "mul_number"}
