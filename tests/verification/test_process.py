"""An engine in a process of its own answers, and what it raises is told."""

from dataclasses import replace
from math import inf, isnan
from pathlib import Path
from textwrap import dedent

import pytest

from tests.verification.subject import (
    ADD,
    ANSWER,
    BAD,
    GOOD,
    MUL,
    RIGHT,
    case,
    engine,
    observe,
)
from verification.model import (
    Absent,
    Case,
    Evaluated,
    Phase,
    Raised,
    Unread,
)
from verification.program import Const, Program, Ref, Slot, Step
from verification.subjects.fitting import discover
from verification.subjects.intake import read_submission
from verification.subjects.launch import Limits, sandbox_info
from verification.subjects.process import ProcessSubject
from verification.subjects.submission import Submission

pytestmark = pytest.mark.usefixtures("started")

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
    cases = [case((float(number), 3.0), MUL) for number in range(2_100)]
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
