"""How an engine's operations are written is found out by trying them."""

import sys
from pathlib import Path

import pytest

from tests.real.table import Engine
from tests.verification.discovery import (
    MUTANTS,
    NOTHING_SAID,
    PLAIN,
    PUBLISHED,
    VERDICTS,
    WORDS,
    find,
    load,
)
from verification.adapter import Adapter
from verification.catalogue import COMMON, Function, Method, Operator
from verification.subjects.discover import discover
from verification.subjects.namespace import Namespace


@pytest.mark.parametrize("engine", VERDICTS, ids=lambda engine: str(engine["file"]))
def test_every_engine_of_ours_is_found_with_the_ops_to_be_blamed(
    engine: dict[str, str | list[str]],
) -> None:
    found = find((MUTANTS / str(engine["file"])).read_text(encoding="utf-8"))
    kinds = {(usage.op, usage.kind) for usage in found.usages}
    assert {("add", "vv"), ("mul", "vv")} <= kinds
    assert {WORDS[word] for word in engine["failed"] if word in WORDS} <= kinds
    assert not {WORDS[word] for word in engine["missing"] if word in WORDS} & kinds


@pytest.mark.parametrize("file", sorted((MUTANTS / "right").glob("*.py")), ids=lambda f: f.stem)
def test_what_is_refused_is_nothing_that_is_used(file: Path) -> None:
    found = find(file.read_text(encoding="utf-8"))
    used, refused = (
        {(usage.op, usage.kind) for usage in usages} for usages in (found.usages, found.refused)
    )
    assert len(refused) == len(found.refused)
    assert not used & refused


@pytest.mark.mutants
@pytest.mark.parametrize("engine", PUBLISHED, ids=lambda engine: engine.package)
def test_published_engines_lack_exactly_what_their_readers_say(
    engine: Engine, real_engines: Path
) -> None:
    found = find(engine.path(real_engines).read_text(encoding="utf-8"))
    kinds = {(usage.op, usage.kind) for usage in found.usages}
    common = {(op, kind) for op, kind in WORDS.values() if op in COMMON}
    assert common - kinds == {WORDS[word] for word in engine.missing}


def test_methods_come_before_functions_imported_from_math() -> None:
    found = find(PLAIN + "\n        def exp(self): return self.of(math.exp(self.data))\n")
    assert found.spelling("exp", "v") == Method("exp")
    assert found.spelling("log", "v") is None


def test_a_function_of_the_file_counts_only_if_it_makes_values() -> None:
    found = find(
        PLAIN
        + """
    def tanh(x): return Value(math.tanh(x.data))
    def relu(x): return max(0, x)
    def log(message): print(message)
    def sin(x): return undefined(x)
    def cos(x): return x.cosine()
    """
    )
    assert found.spelling("tanh", "v") == Function("tanh")
    assert found.spelling("relu", "v") is None
    assert found.spelling("log", "v") is None
    assert found.spelling("sin", "v") == Function("sin")
    assert found.spelling("cos", "v") is None
    # What takes a value and makes none is something else; what cannot take one may be meant to.
    refused = {usage.op: usage.spelling for usage in found.refused if usage.kind == "v"}
    assert refused == {"relu": Function("relu"), "cos": Function("cos")}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("def __mul__(self, other): return None", "vv"),
        ("def __mul__(self, other): return self.data * other.data", "vv"),
        ("def __mul__(self, other): return undefined", "vv"),
        ("def __mul__(self, other): return self.daat", "vv"),
        ("def __rmul__(self, other): return other * self", "nv"),
        ("def __mul__(self, other): raise SystemExit", "vv"),
        ("def mul(self, other): return 1 / 0", "vv"),
    ],
)
def test_what_is_there_and_fails_is_kept_to_be_seen_failing(body: str, kind: str) -> None:
    assert find(f"{PLAIN}\n        {body}\n").spelling("mul", kind) is not None


@pytest.mark.parametrize(
    ("body", "spelling"),
    [
        ("def __mul__(self, other): return NotImplemented", Operator("*")),
        ("def __mul__(self, other): raise NotImplementedError", Operator("*")),
        ("def __mul__(self, other): assert isinstance(other, str)", Operator("*")),
        ("def __mul__(self, other): return self + 'text'", Operator("*")),
        ("def __mul__(self, other): return (2).data", Operator("*")),
        ("def times(self, other): raise TypeError", Method("times")),
        ("def mul(self): return self", Method("mul")),
        ("mul = property(lambda self: 1 / 0)", None),
        ("mul = 5", None),
    ],
)
def test_what_refuses_its_operands_is_missing_and_kept_apart(
    body: str, spelling: Operator | Method | None
) -> None:
    found = find(f"{PLAIN}\n        {body}\n")
    assert found.spelling("mul", "vv") is None
    kept = {usage.spelling for usage in found.refused if (usage.op, usage.kind) == ("mul", "vv")}
    assert kept == {spelling} - {None}


def kinds_of_mul(found: Adapter) -> tuple[set[str], set[str]]:
    """Return the kinds of operands with which mul is used, and those that it refuses."""
    return (
        {usage.kind for usage in found.usages if usage.op == "mul"},
        {usage.kind for usage in found.refused if usage.op == "mul"},
    )


def test_a_spelling_that_fails_hides_one_that_refuses() -> None:
    refusing = "\n        def __mul__(self, other): raise TypeError\n"
    failing = "\n        def mul(self, other): raise ValueError\n"
    assert kinds_of_mul(find(PLAIN + refusing)) == (set(), {"vv", "vn"})
    assert kinds_of_mul(find(PLAIN + refusing + failing)) == ({"vv", "vn"}, set())


def test_what_refuses_some_operands_only_is_used() -> None:
    fussy = """
        def __mul__(self, other):
            assert type(self.data) is int, "only ints"
            return self.of(self.data * other.data, (self, other.data), (other, self.data))
    """
    assert kinds_of_mul(find(PLAIN + fussy)) == ({"vv"}, {"vn"})


def test_an_op_that_takes_only_ints_or_only_numbers_is_found() -> None:
    power = """
        def __pow__(self, k):
            assert type(k) is int, "only ints"
            return self.of(self.data ** k, (self, k * self.data ** (k - 1)))
    """
    found = find(PLAIN + power)
    assert found.spelling("pow", "vn") == Operator("**")
    assert found.spelling("pow", "vv") is None


def test_the_first_spelling_that_works_is_taken() -> None:
    found = find(
        PLAIN
        + """
        def relu(self): raise NameError("relu")
        def ReLU(self): return self.of(max(0.0, self.data))
    """
    )
    assert found.spelling("relu", "v") == Method("ReLU")


# --- Functions that are none of the engine's, and classes that are ----------------


@pytest.mark.parametrize(
    ("helper", "spelling"),
    [
        ("def inv(x: float): return 1.0 / x", None),
        ("def inv(x: 'float') -> 'float': return 1.0 / x", None),
        ("def inv(x): return 1.0 / x", Function("inv")),
        ("def inv(x: float): return x.of(1.0 / x.data, (x, 1.0))", Function("inv")),
    ],
)
def test_a_function_of_numbers_that_says_so_is_no_op(
    helper: str, spelling: Function | None
) -> None:
    dividing = (
        "        def __rtruediv__(self, other): return self.of(other / self.data, (self, -1.0))"
    )
    found = find(f"{PLAIN}\n{dividing}\n\n    {helper}\n")
    assert found.spelling("reciprocal", "v") == spelling


OPERATORS = """
    import math
    def inv(x): return 1.0 / x
    def exp(x): return math.exp(x)
    def tanh(x): return x.squashed()
"""
DIVISION = """
        def __rtruediv__(self, other): return self.of(other / self.data, (self, -1.0))
        def squashed(self): return self.of(math.tanh(self.data), (self, 1.0))
"""


@pytest.mark.parametrize(
    ("knows", "spelling"), [("", None), ("from engine import Value", Function("inv"))]
)
def test_what_is_made_of_numbers_counts_where_the_class_is_known(
    knows: str, spelling: Function | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = load(PLAIN + DIVISION)
    monkeypatch.setitem(sys.modules, "engine", engine)
    operators = load(f"    {knows}{OPERATORS}", "operators")
    found = discover(Namespace(engine, operators), NOTHING_SAID, lambda what: True)
    assert isinstance(found, Adapter)
    assert found.spelling("reciprocal", "v") == spelling
    # This makes no number of a number, so it has to be for values.
    assert found.spelling("tanh", "v") == Function("tanh")


def test_a_function_that_hands_an_operand_back_is_an_op() -> None:
    found = find(f"{PLAIN}\n\n    def maximum(a, b): return a if a.data > b.data else b\n")
    assert found.spelling("maximum", "vv") == Function("maximum")


def test_an_op_may_be_a_class_of_nodes() -> None:
    classes = """
    class Exp(Value):
        def __init__(self, x): super().__init__(math.exp(x.data), (x,))

    class Log:
        def __init__(self, x): self.data = math.log(x.data)
    """
    found = find(PLAIN + classes)
    assert found.class_name == "Value"
    assert found.spelling("exp", "v") == Function("Exp")
    assert found.spelling("log", "v") is None


def test_a_name_of_the_submission_comes_before_an_imported_one() -> None:
    engine = load(PLAIN)
    functions = load("def exp(x): return x.of(2.0, (x, 1.0))", "functions")
    found = discover(Namespace(engine, functions), NOTHING_SAID, lambda what: True)
    assert isinstance(found, Adapter)
    assert found.spelling("exp", "v") == Function("exp")
    assert Namespace(engine, functions).find("exp") is vars(functions)["exp"]
