"""Engines for the tests of the process that runs them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

from verification.model import (
    Case,
    Evaluated,
    Observation,
)
from verification.program import Number, Program, Ref, Slot, Step
from verification.subjects.fitting import discover
from verification.subjects.launch import Limits
from verification.subjects.process import ProcessSubject
from verification.subjects.submission import Submission, Ungradable

RIGHT = sorted((Path(__file__).parents[1] / "mutants" / "right").glob("*.py"))
HASTY = Limits(load_seconds=1.0, answer_seconds=0.5, total_seconds=20.0)

PLAIN = """
    import math, os, signal, sys, threading, time

    class Value:
        def __init__(self, data, children=(), slopes=()):
            self.data, self.grad, self.children, self.slopes = data, 0.0, children, slopes

        def __add__(self, other):
            return Value(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            return Value(self.data * other.data, (self, other), (other.data, self.data))

        def backward(self):
            self.push(1.0)

        def push(self, g):
            self.grad += g
            for child, slope in zip(self.children, self.slopes):
                child.push(g * slope)

        def relu(self):
            if self.data == 77:  # which discovery never tries
                return trap(self)
            return Value(max(0.0, self.data), (self,), (float(self.data > 0),))
"""
ADD = Step("add", (Ref(Slot(0)), Ref(Slot(1))))
MUL = Step("mul", (Ref(Slot(0)), Ref(Slot(1))))
RELU = Step("relu", (Ref(Slot(0)),))


def case(point: tuple[Number, ...], *steps: Step) -> Case:
    return Case("test", Program(len(point), steps), point)


GOOD = case((2.0, 3), MUL, Step("add", (Ref(Slot(2)), Ref(Slot(0)))))
ANSWER = Evaluated((2.0, 3.0, 6.0, 8.0), (4.0, 2.0, 1.0, 1.0))
BAD = case((77,), RELU)


def engine(trap: str = "pass", name: str = "engine.py", before: str = "") -> Submission:
    """An engine that is right, but for what relu does at 77."""
    body = indent(dedent(trap).strip(), "    ")
    source = f"{dedent(before)}{dedent(PLAIN)}\ndef trap(self):\n{body}\n"
    return Submission(name, name, source.encode())


def observe(submission: Submission, *cases: Case, limits: Limits = HASTY) -> list[Observation]:
    with ProcessSubject(submission, discover(submission, limits), limits) as subject:
        return subject.observe(cases)


def cause(source: str | bytes, limits: Limits = HASTY) -> str:
    """Why this file cannot be graded."""
    text = dedent(source).encode() if isinstance(source, str) else source
    with pytest.raises(Ungradable) as caught:
        discover(Submission("engine.py", "engine.py", text), limits)
    return caught.value.cause


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Return the children's process ids; afterwards nothing of their sessions is left."""
    pids: list[int] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)  # type: ignore[call-overload] # passed through
            pids.append(self.pid)

    monkeypatch.setattr("subprocess.Popen", Recorded)
    descriptors = open_descriptors()
    yield pids
    if sys.platform == "linux":
        assert not [pid for pid in alive() if session_of(pid) in pids]
    assert open_descriptors() == descriptors


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


def alive() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def session_of(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:  # it has ended since
        return 0
    return 0 if status[0] in "ZX" else int(status[3])
