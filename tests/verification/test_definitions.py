"""What of a module is loaded by its definitions only, and what is left out and said to be."""

import pytest

from verification.subjects.definitions import Kind, definitions, run, units

VALUE = """
class Value:
    def __init__(self, data): self.data = data
    def __add__(self, other): return Value(self.data + other.data)
    def backward(self): pass
"""


def split(code: str) -> tuple[list[str], list[str]]:
    found = definitions(code.encode(), "engine.py")
    return [unit.what for unit in found.units], [left.what for left in found.left_out]


def loaded(code: str) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "engine"}
    run(definitions(code.encode(), "engine.py"), namespace)
    return namespace


DEFINING = """
import math, random
from typing import Union, TypeVar
from collections import defaultdict, namedtuple
from dataclasses import dataclass
import sys
'''A text.'''
T = TypeVar("T", bound="Value")
Number = Union[int, float]
Either = int | float
EPS = 2.0 ** -52
INF = float("inf")
ROOT = math.sqrt(2)
A, (B, *C) = 1, (2, 3)
counter: "Nowhere" = 0
table = {"add": lambda x: train(x), **{}}
ids = defaultdict(list)
squares = [x * x for x in range(3)]
Pair = namedtuple("Pair", "x y")
table["neg"] = math.exp
@dataclass(frozen=True)
class Node: data: float
Node.__radd__ = Node.__eq__
Node.relu = make(Node)
sys.setrecursionlimit(10_000)
random.seed(0)
setattr(Node, "exp", make(Node))
for name in ("sin", "cos"): setattr(Node, name, make(name))
if sys.version_info >= (3, 8): from typing import Literal
try: import numpy
except ImportError: numpy = None
with open("x"): import cmath
enable_autograd()
"""
TRAINING = """
a = Value(2.0)
loss = train(model)
history = [step(x) for x in data]
print(EPS)
model.fit(3)
for epoch in range(100): step(epoch)
for p in params: p.data = p.data - p.grad()
while True: pass
assert a.data == 2
raise SystemExit
if loss > 1: print(loss)
input("?")
plt.style = plot()
with open("x") as file: file.write("x")
"""


def test_what_defines_something_is_kept() -> None:
    _, left = split(DEFINING)
    assert left == []


def test_what_does_something_is_left_out() -> None:
    kept, left = split(TRAINING)
    assert kept == []
    assert len(left) == TRAINING.strip().count("\n") + 1


def test_each_unit_has_its_kind_and_its_line() -> None:
    code = b"import math, cmath\n\nE = 1\ndef f(): ...\nif E: x = 2\nf.seed(0)\n"
    assert [(unit.kind, unit.line, unit.what) for unit in units(code, "e.py")] == [
        (Kind.IMPORT, 1, "import math"),
        (Kind.IMPORT, 1, "import cmath"),
        (Kind.ASSIGNMENT, 3, "E = 1"),
        (Kind.DEFINITION, 4, "def f"),
        (Kind.BLOCK, 5, "if E:"),
        (Kind.SETTING, 6, "f.seed(0)"),
    ]


def test_the_main_block_is_left_out_and_its_else_is_not() -> None:
    code = "if __name__ == '__main__':\n    x = 1\nelse:\n    y = 2\n"
    code += "if '__main__' == __name__: z = 3\n"
    namespace = loaded(code)
    assert namespace["y"] == 2
    assert not {"x", "z"} & namespace.keys()


def test_blocks_are_kept_without_what_does_something() -> None:
    code = """
import sys
if True:
    print('x', file=boom)
    x = 1
try:
    boom()
    y = 2
except ValueError:
    sys.exit()
try:
    import nowhere
except ImportError:
    nowhere = 3
"""
    found = definitions(code.encode(), "engine.py")
    assert {"x": 1, "y": 2, "nowhere": 3}.items() <= loaded(code).items()
    assert [left.what for left in found.left_out] == [
        "print('x', file=boom)", "boom()", "sys.exit()",
    ]  # fmt: skip


def test_what_fails_is_left_out_and_said_to_be() -> None:
    code = f"import nowhere, math\nfrom math import nothing, pi\nx = nowhere.y\n{VALUE}"
    code += "class Other(nowhere.Base): pass\n@nowhere.f\ndef g(): ...\n"
    namespace: dict[str, object] = {"__name__": "engine"}
    left = run(definitions(code.encode(), "engine.py"), namespace)
    assert {"math", "pi", "Value"} <= namespace.keys()
    assert [(one.line, one.what, one.why) for one in left] == [
        (1, "import nowhere", "raised ModuleNotFoundError"),
        (2, "from math import nothing", "raised ImportError"),
        (3, "x = nowhere.y", "raised NameError"),
        (9, "class Other", "raised NameError"),
        (11, "def g", "raised NameError"),
    ]


# --- What the engine needs ----------------------------------------------------

TABLE = "class Table:\n  def __init__(self): self.x = 0\n  def put(self, x): self.x = x\n"
INNER = "def inner(): return zero\n"
USING = VALUE.replace("self.data + other.data", "self.data + other.data + {}")


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("def make(): return 0.5\nSHIFT = make()\n", "SHIFT"),
        ("def make(): return 0.5\nA = make()\nSHIFT = A * 1\n", "SHIFT"),
        ("def make(): return 0.5\nA = make()\ndef shift(): return A\n", "shift()"),
        (f"{TABLE}TABLE = Table()\nTABLE.put(0.5)\n", "TABLE.x"),
        ("class Table: pass\nTABLE = Table()\nTABLE.x = max(*[0.5, 0])\n", "TABLE.x"),
    ],
)  # fmt: skip
def test_what_the_engine_needs_is_run_whatever_it_is(code: str, needed: str) -> None:
    namespace = loaded(f"{code}{USING.format(needed)}x = Value(1)\n")
    cls = namespace["Value"]
    assert isinstance(cls, type)
    added = getattr(cls(1.0), "__add__")(cls(2.0))  # noqa: B009
    assert getattr(added, "data") == 3.5  # noqa: B009
    assert "x" not in namespace


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import nowhere\n" + USING.format("nowhere.zero()"), ImportError),
        ("from nowhere import zero\n" + USING.format("zero()"), ImportError),
        (f"from nowhere import zero\n{INNER}{USING.format('inner()')}", ImportError),
        ("ZERO = nowhere()\n" + USING.format("ZERO"), NameError),
        ("@nowhere\ndef zero(): return 0\n" + USING.format("zero()"), NameError),
        ("import nowhere\nclass Base(nowhere.X): pass\n" + VALUE.replace("Value:", "Value(Base):"),
         NameError),
        (VALUE + VALUE.replace("Value:", "Value(nowhere):"), NameError),
    ],
)  # fmt: skip
def test_an_engine_is_not_loaded_without_what_it_needs(code: str, error: type[Exception]) -> None:
    """Else its ops would raise for our omission, and be called defective for it."""
    with pytest.raises(error):
        loaded(code)


@pytest.mark.parametrize(
    "method", ["draw_dot", "to_torch", "__repr__", "show_graph", "check_with_torch"]
)
def test_what_only_a_method_aside_uses_may_be_absent(method: str) -> None:
    code = f"import nowhere\n{VALUE}    def {method}(self): return nowhere.f(self)\n"
    assert "Value" in loaded(code)


def test_a_second_way_to_what_is_needed_will_do() -> None:
    code = "try: import nowhere\nexcept ImportError: nowhere = None\n" + USING.format(
        "(nowhere or 0)"
    )
    assert "Value" in loaded(code)
    assert "Value" in loaded("from nowhere import zero\nzero = 0\n" + USING.format("zero"))


# --- Syntax -------------------------------------------------------------------


def test_annotations_are_not_evaluated() -> None:
    code = VALUE.replace("other)", "other: 'Value' | Nowhere) -> nowhere.X")
    assert "Value" in loaded(code)
    assert "Value" in loaded("from __future__ import annotations\n" + code)


@pytest.mark.parametrize("code", ["def f(:", "return 3", "x = '", "\tx\n  y"])
def test_what_is_not_python_does_not_load(code: str) -> None:
    with pytest.raises(SyntaxError):
        loaded(code)


def test_a_cell_that_is_not_python_is_left_out_alone() -> None:
    cells = ["x = 1", "this is no code", "y = 2\nz = 1 / 0"]
    source = "\n".join(cells).encode()
    found = definitions(source, "hw.ipynb", (1, 2, 3))
    assert [(unit.what, unit.line) for unit in found.units] == [
        ("x = 1", 1),
        ("y = 2", 3),
        ("z = 1 / 0", 4),
    ]
    assert [(left.line, left.why) for left in found.left_out] == [(2, "does not parse")]
    with pytest.raises(SyntaxError):
        definitions(source, "hw.ipynb")
    with pytest.raises(SyntaxError):
        definitions(b"no code\nnone here", "hw.ipynb", (1, 2))


def test_errors_have_the_lines_of_the_file() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        loaded(f"\n\n{VALUE}    x = 1 / 0\n")
    assert caught.traceback[-1].lineno == 7  # pytest counts from 0
