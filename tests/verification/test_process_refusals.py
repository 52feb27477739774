"""What cannot be graded says why, and what is ours is not blamed on it."""

from pathlib import Path
from time import monotonic

import pytest

from tests.verification.subject import (
    ANSWER,
    GOOD,
    cause,
    engine,
    observe,
)
from verification.adapter import Adapter, Attribute
from verification.catalogue import Method, Operator
from verification.subjects.fitting import discover
from verification.subjects.intake import read_submission
from verification.subjects.launch import HarnessFault, Limits, sandbox_info
from verification.subjects.process import ProcessSubject
from verification.subjects.submission import Ungradable

pytestmark = pytest.mark.usefixtures("started")

# --- What cannot be graded ---------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "\nx = np.array(5)\n",
            'NameError at line 2, "np" is not defined. Is `import numpy as np` missing?',
        ),
        (
            "y = math.pi",
            'NameError at line 1, "math" is not defined. Is `import math` missing?',
        ),
        ("y = helper(5)", 'NameError at line 1, "helper" is not defined.'),
        ("\n\nimport torch as np", "it imports torch at line 3, which is not there. Submissions"),
        ("from torch.nn import x", "it imports torch at line 1, which is not there."),
        ("from .utils import x", "ImportError at line 1, attempted relative import"),
        ("def f(:\n  pass", "engine.py does not load: SyntaxError at line 1, invalid syntax."),
        ("def f():\npass", "IndentationError at line 2, expected an indented block"),
        (
            b"x = 1\ny = '\xe9'\n",
            "engine.py does not load: it is not UTF-8 text. Save it as UTF-8.",
        ),
        ("1 / 0", "engine.py does not load: ZeroDivisionError at line 1, division by zero."),
        ("import sys; sys.exit()", "SystemExit at line 1. A file to be graded must not"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt at line 1."),
        ("assert False", "AssertionError at line 1."),
        ("import os; os._exit(0)", "does not load: its process ended, with exit status 0."),
        ("while True: pass", "engine.py does not load: it did not finish within 1 s."),
        ("while True: print('x' * 9999)", "does not load: it printed more than 16 MiB."),
        ("x = [0] * 2**40", "engine.py does not load: MemoryError at line 1."),
        ("x = 1", "engine.py defines no class. Expected a class made from one number"),
        ("", "engine.py defines no class."),
        (
            "class Layer:\n    def __init__(self, a, b): pass",
            "engine.py has no engine: Layer cannot be made from one number (TypeError: ",
        ),
    ],
)
def test_what_cannot_be_graded_says_why(source: str | bytes, expected: str) -> None:
    assert expected in cause(source)


def test_a_gigabyte_is_stopped_at_once() -> None:
    began = monotonic()
    assert "printed more than 16 MiB" in cause("while True: print('x' * 2**20)", Limits())
    assert monotonic() - began < 5


def test_what_hangs_while_it_is_tried_is_named() -> None:
    source = "class Value:\n    def __init__(self, x):\n        while True: pass"
    assert "Value does not survive being made from one number" in cause(source)


def test_a_file_named_like_a_library_module_does_not_take_its_place() -> None:
    before = "import random, copy\nrandom.random(), copy.copy(1)\n"
    for name in ("random.py", "copy.py", "verification.py", "odd name.py", "π.py", "<stdin>"):
        assert observe(engine(name=name, before=before), GOOD) == [ANSWER]


def test_an_adapter_that_does_not_fit_is_refused() -> None:
    grad, backward = Attribute("grad"), Method("backward")
    adapter = Adapter("Scalar", Attribute("data"), grad, backward, (), ())
    with (
        ProcessSubject(engine(), adapter) as subject,
        pytest.raises(Ungradable, match="nothing of the name 'Scalar'"),
    ):
        subject.observe([GOOD])


# --- What is ours ------------------------------------------------------------


def test_a_child_that_does_not_start_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verification.subjects.launch.BOOT", "raise SystemExit('no bundle')")
    with pytest.raises(HarnessFault, match="exit status 1: no bundle"):
        discover(engine())
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(HarnessFault, match="cannot start a process"):
        discover(engine())


def test_the_tier_says_what_is_not_isolated() -> None:
    info = sandbox_info()
    assert info.tier == "weak"
    assert "files, network and other processes are within its reach" in info.probe[0]


@pytest.mark.mutants
def test_published_engines_answer(real_engines: Path) -> None:
    for path in ("micrograd/engine.py", "composerml/models/value.py", "fauxgrad/value.py"):
        submission = read_submission(real_engines / path.partition("/")[0] / path)
        adapter = discover(submission)
        assert adapter.spelling("mul", "vv") == Operator("*")
        with ProcessSubject(submission, adapter) as subject:
            assert subject.observe([GOOD]) == [ANSWER]
