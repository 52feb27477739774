"""Real children: they answer, fail, hang, shout and die, and nothing of them is left."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from math import inf, isnan
from pathlib import Path
from textwrap import dedent, indent
from time import monotonic

import pytest

from verification.adapter import Adapter, Attribute
from verification.catalogue import Method, Operator
from verification.frames import pack
from verification.model import (
    Absent,
    Broke,
    Case,
    Evaluated,
    Observation,
    Phase,
    Raised,
    TimedOut,
    Unread,
)
from verification.program import Const, Number, Program, Ref, Slot, Step
from verification.subjects.launch import HarnessFault, Limits, sandbox_info
from verification.subjects.process import ProcessSubject, discover
from verification.subjects.submission import Submission, Ungradable, read_submission

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


@pytest.fixture(autouse=True)
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


# --- Right engines -----------------------------------------------------------


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_every_right_engine_is_found_and_evaluated(path: Path) -> None:
    """By hand: x*y + x at (2, 3); and z*y + z with z = x*x at (3, -2)."""
    nested = case(
        (3.0, -2.0),
        Step("mul", (Ref(Slot(0)), Ref(Slot(0)))),
        Step("mul", (Ref(Slot(2)), Ref(Slot(1)))),
        Step("add", (Ref(Slot(3)), Ref(Slot(2)))),
    )
    flat = replace(GOOD, point=(2.0, 3.0))  # one of the engines refuses ints
    submission = read_submission(path)
    with ProcessSubject(submission, discover(submission)) as subject:
        for seen, values, gradients in zip(
            subject.observe((flat, nested)),
            (ANSWER.values, (3.0, -2.0, 9.0, -18.0, -9.0)),
            (ANSWER.gradients, (-6.0, 9.0, -1.0, 1.0, 1.0)),
            strict=True,
        ):
            assert isinstance(seen, Evaluated)
            assert seen.values == values
            pairs = zip(seen.gradients, gradients, strict=True)
            # Inner nodes may keep no gradient.
            assert all(got in (want, Unread.NONE) for got, want in pairs)
            assert seen.gradients[:2] == gradients[:2]


def test_children_are_recycled_and_no_case_is_lost(started: list[int]) -> None:
    cases = [case((float(number), 3.0), MUL) for number in range(1_100)]
    seen = observe(engine(), *cases)
    assert seen == [
        Evaluated((c.point[0], 3.0, c.point[0] * 3.0), (3.0, c.point[0], 1.0)) for c in cases
    ]
    assert len(started) == 4  # one to discover in, three to ask


def test_a_long_program_crosses_in_one_piece() -> None:
    steps = [ADD, *(Step("add", (Ref(Slot(n)), Ref(Slot(0)))) for n in range(2, 20_000))]
    long = case((1.0, 1.0), *steps)
    (iterative,) = (path for path in RIGHT if path.stem == "iterative")
    (seen,) = observe(read_submission(iterative), long, limits=Limits())
    assert isinstance(seen, Evaluated)
    assert seen.values[-1] == 20_000.0
    assert seen.gradients[0] == 19_999.0


def test_each_root_is_swept_in_turn() -> None:
    program = Program(2, (ADD, MUL), (Slot(2), Slot(3)))
    (seen,) = observe(engine(), Case("roots", program, (2.0, 5.0)))
    assert seen == Evaluated((2.0, 5.0, 7.0, 10.0), (6.0, 3.0, 1.0, 1.0))


def test_what_has_no_spelling_is_absent() -> None:
    seen = observe(engine(), case((2.0,), Step("pow", (Const(2), Ref(Slot(0))))), GOOD)
    assert seen == [Absent("pow", "nv"), ANSWER]


def test_an_engine_that_talks_is_right_all_the_same() -> None:
    seen = observe(engine("print('x' * 100_000, file=sys.stderr); return self"), *[BAD] * 20, GOOD)
    assert seen[-1] == ANSWER


@pytest.mark.skipif(
    "fixed addresses" not in sandbox_info().mechanisms, reason="addresses cannot be fixed here"
)
def test_objects_lie_at_the_same_place_in_every_run() -> None:
    submission = engine("return Value(id(self) % 2**30)")
    assert observe(submission, BAD) == observe(submission, BAD)


# --- What an engine may do in an op ------------------------------------------


@pytest.mark.parametrize(
    ("trap", "kind", "message", "phase"),
    [
        ("return None", "NotAValue", "x.relu() returned None", Phase.FORWARD),
        ("return 2.5", "NotAValue", "x.relu() returned the number 2.5", Phase.FORWARD),
        ("return []", "NotAValue", "x.relu() returned a list", Phase.FORWARD),
        ("return np", "NameError", "name 'np' is not defined", Phase.FORWARD),
        ("sys.exit(3)", "SystemExit", "3", Phase.FORWARD),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", "", Phase.FORWARD),
        ("raise GeneratorExit", "GeneratorExit", "", Phase.FORWARD),
        ("return self.relu()", "RecursionError", None, Phase.FORWARD),
        ("return bytearray(2**33)", "MemoryError", "", Phase.FORWARD),
        ("open('/dev/shm/refgrad', 'wb', 0).write(b'x')", "OSError", None, Phase.FORWARD),
        ("raise ValueError('\\x1b[2J\\n\\u202e' + 'x' * 999)", "ValueError", None, Phase.FORWARD),
        ("v = Value(1); v.push = sys.exit; return v", "SystemExit", "1.0", Phase.BACKWARD),
        ("v = Value(1); del v.push; return v", "AttributeError", None, Phase.FORWARD),
    ],
)  # fmt: skip
def test_what_an_op_raises_is_told(trap: str, kind: str, message: str | None, phase: Phase) -> None:
    raised, after = observe(engine(trap), BAD, GOOD)
    assert isinstance(raised, Raised)
    assert (raised.kind, raised.phase, raised.slot) == (kind, phase, Slot(1))
    assert message is None or raised.message == message
    assert raised.message.isprintable()
    assert len(raised.message) <= 300
    assert after == ANSWER


def test_the_line_is_the_last_one_of_the_submission() -> None:
    (raised,) = observe(engine("return math.log(-1.0)"), BAD)
    assert isinstance(raised, Raised)
    source = engine("return math.log(-1.0)").source.decode().splitlines()
    assert raised.line is not None
    assert "math.log" in source[raised.line - 1]


@pytest.mark.parametrize(
    ("trap", "on_number"), [("return (5).data", True), ("return self.daat", False)]
)
def test_an_attribute_that_a_number_lacks_is_told_apart(trap: str, on_number: bool) -> None:
    (raised,) = observe(engine(trap), BAD)
    assert isinstance(raised, Raised)
    assert (raised.kind, raised.on_number) == ("AttributeError", on_number)


def test_an_error_that_cannot_be_printed_is_told_all_the_same() -> None:
    trap = """
            class Text(str):
                def __getitem__(self, key): os._exit(1)
                def encode(self, *args): os._exit(1)
            class Odd(Exception):
                def __str__(self): return Text("odd \\ud800")
            raise Odd
    """
    (raised,) = observe(engine(trap), BAD)
    assert isinstance(raised, Raised)
    assert (raised.kind, raised.message) == ("Odd", "odd ?")


@pytest.mark.parametrize(
    ("number", "reading"),
    [
        ("10**400", inf),
        ("-10**400", -inf),
        ("float('inf')", inf),
        ("7", 7.0),
        ("-0.0", -0.0),
        ("None", Unread.NONE),
        ("True", Unread.NOT_A_NUMBER),
        ("'2.0'", Unread.NOT_A_NUMBER),
        ("1j", Unread.NOT_A_NUMBER),
        ("type('F', (float,), {})(2.0)", Unread.NOT_A_NUMBER),
        ("type('F', (), {'__float__': lambda self: 2.0})()", Unread.NOT_A_NUMBER),
    ],
)
def test_numbers_are_read_by_their_exact_type(number: str, reading: float | Unread) -> None:
    (seen,) = observe(engine(f"v = Value(1.0); v.grad = v.data = {number}; return v"), BAD)
    if isinstance(seen, Evaluated):
        assert repr(seen.values[1]) == repr(reading)
    else:  # its own backward could not add to it
        assert isinstance(seen, Raised)
        assert seen.phase is Phase.BACKWARD


def test_nan_and_a_lost_attribute_are_read() -> None:
    trap = "v = Value(float('nan')); v.backward = lambda: v.__dict__.pop('grad'); return v"
    (seen,) = observe(engine(trap), BAD)
    assert isinstance(seen, Evaluated)
    assert isinstance(seen.values[1], float)
    assert isnan(seen.values[1])
    assert seen.gradients[1] is Unread.ABSENT


def test_a_submission_that_replaces_builtins_replaces_its_own() -> None:
    after = """
        import builtins, json
        builtins.isinstance = builtins.type = builtins.getattr = lambda *a: os._exit(9)
        builtins.str = builtins.len = builtins.tuple = builtins.__build_class__ = None
        json.dumps = json.loads = os.write = os.read = None
    """
    late = Submission("engine.py", "engine.py", engine().source + dedent(after).encode())
    assert observe(late, GOOD) == [ANSWER]


# --- What kills, hangs or shouts ---------------------------------------------


@pytest.mark.parametrize(
    ("trap", "words"),
    [
        ("os._exit(0)", "ended, with exit status 0"),
        ("os._exit(3)", "ended, with exit status 3"),
        ("os.kill(os.getpid(), 9)", "killed by SIGKILL"),
        ("os.kill(os.getpid(), 11)", "segmentation fault"),
        ("os.closerange(0, 64); time.sleep(60)", "closed its connection"),
        ("while True: print('x' * 9999)", "printed more than 16 MiB"),
        ("while True: os.write(1, b'x' * 9999)", "printed more than 16 MiB"),
        ("os.fork() and os._exit(0); time.sleep(60)", "ended, with exit status 0"),
    ],
)
def test_the_case_that_kills_is_the_one_to_blame(trap: str, words: str) -> None:
    before, broke, after = observe(engine(trap), GOOD, BAD, GOOD, limits=Limits())
    assert isinstance(broke, Broke)
    assert words in broke.cause
    assert before == after == ANSWER


@pytest.mark.parametrize(
    "trap",
    [
        "while True: pass",
        "time.sleep(60)",
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "threading.Lock().acquire(); l = threading.Lock(); l.acquire(); l.acquire()",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); sys.stdin.read(); time.sleep(60)",
        "os.fork(); time.sleep(60)",
    ],
)
def test_the_case_that_hangs_is_the_one_to_blame(trap: str) -> None:
    before, late, after = observe(engine(trap), GOOD, BAD, GOOD)
    assert late == TimedOut(0.5)
    assert before == after == ANSWER


def test_processor_time_is_limited_for_each_child() -> None:
    limits = Limits(answer_seconds=10.0, cpu_seconds=1)
    trap = "while True: pass"
    broke, after = observe(engine(trap), BAD, GOOD, limits=limits)
    assert broke == Broke("it used up its processor time")
    assert after == ANSWER


def test_a_case_that_only_dies_of_what_came_before_is_not_blamed() -> None:
    trap = (
        "Value.count = getattr(Value, 'count', 0) + 1; Value.count > 5 and os._exit(0); return self"
    )
    seen = observe(engine(trap), *[BAD] * 20)
    assert seen == [Evaluated((77.0,) * 2, (1.0,) * 2)] * 20


def test_after_three_deaths_the_rest_is_not_asked(started: list[int]) -> None:
    seen = observe(engine("os._exit(4)"), GOOD, *[BAD] * 50)
    assert seen[0] == ANSWER
    assert all(isinstance(one, Broke) for one in seen[1:])
    assert len(started) <= 6


def test_the_time_for_all_cases_is_limited() -> None:
    limits = Limits(answer_seconds=1.0, total_seconds=1.0)
    began = monotonic()
    seen = observe(engine("time.sleep(0.2); return self"), *[BAD] * 100, limits=limits)
    assert seen[-1] == TimedOut(1.0)
    assert isinstance(seen[0], Evaluated)
    assert monotonic() - began < 5


def test_an_op_that_kills_is_found_out_about_and_then_graded() -> None:
    source = engine("os._exit(0)").source.replace(b"== 77", b"!= 77")
    submission = Submission("engine.py", "engine.py", source)
    adapter = discover(submission, HASTY)
    assert adapter.spelling("relu", "v") == Method("relu")
    seen = observe(submission, GOOD, case((1.0,), RELU))
    assert seen == [ANSWER, Broke("its process ended, with exit status 0")]


FORGED = pack({"nonce": "0", "is": "evaluated", "values": ["0x1p+1"], "gradients": ["0x1p+0"]})


@pytest.mark.parametrize(
    "flood", [FORGED, FORGED * 99_999, b"\xff" * 64, b"\0" * 99_999, b"\0\0\0\x02{}", b"\0\0\0\x01"]
)
def test_forged_answers_on_every_descriptor_are_no_answers(flood: bytes) -> None:
    trap = f"""
            import zlib
            flood = zlib.decompress(bytes.fromhex('{__import__("zlib").compress(flood).hex()}'))
            for descriptor in range(3, 64):
                try: os.write(descriptor, flood)
                except OSError: pass
            return self
    """
    before, forged, after = observe(engine(trap), GOOD, BAD, GOOD)
    assert isinstance(forged, Broke)
    assert "protocol" in forged.cause
    assert before == after == ANSWER


def test_an_interrupted_judge_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    submission = engine()
    adapter = discover(submission)
    monkeypatch.setattr("verification.subjects.session.decode_observation", interrupt)
    subject = ProcessSubject(submission, adapter)
    with pytest.raises(KeyboardInterrupt):
        subject.observe([GOOD])


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
        ("\n\nimport numpy as np", "it imports numpy at line 3, which is not there. Submissions"),
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
        pytest.raises(Ungradable, match=r"does not fit its adapter: .* no attribute 'Scalar'"),
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
        submission = read_submission(real_engines / path)
        adapter = discover(submission)
        assert adapter.spelling("mul", "vv") == Operator("*")
        with ProcessSubject(submission, adapter) as subject:
            assert subject.observe([GOOD]) == [ANSWER]
