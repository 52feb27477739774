"""Discovery finds how an engine is written, whatever its author called things."""

import tomllib
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from verification.adapter import Adapter, Attribute, Getter
from verification.catalogue import CATALOGUE, COMMON, Function, Method, Operator
from verification.subjects.discover import NotFound, discover

MUTANTS = Path(__file__).parents[1] / "mutants"
VERDICTS = tomllib.loads((MUTANTS / "verdicts.toml").read_text(encoding="utf-8"))["engine"]
REAL = Path(__file__).parents[1] / "real"
PUBLISHED = tomllib.loads((REAL / "verdicts.toml").read_text(encoding="utf-8"))["engine"]

# The words of tests/real/README.md for an op and the kind of its operands.
WORDS = (
    {op: (op, "v" * spec.arity) for op, spec in CATALOGUE.items()}
    | {f"{op}_number": (op, "vn") for op in ("add", "sub", "mul", "maximum", "minimum")}
    | {f"r{op}": (op, "nv") for op in ("add", "sub", "mul", "div", "pow")}
    | {"truediv": ("div", "vv"), "truediv_number": ("div", "vn"), "rtruediv": ("div", "nv")}
    | {"pow": ("pow", "vn"), "pow_value": ("pow", "vv")}
)

PLAIN = """
    import math
    from math import exp, log

    class Value:
        def __init__(self, data, children=()):
            self.data, self.grad, self.children, self.slopes = data, 0.0, children, ()

        def of(self, data, *pairs):
            out = type(self)(data)
            out.children, out.slopes = [n for n, _ in pairs], [s for _, s in pairs]
            return out

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return self.of(self.data + other.data, (self, 1.0), (other, 1.0))

        def backward(self):
            self.push(1.0)

        def push(self, g):
            self.grad += g
            for child, slope in zip(self.children, self.slopes):
                child.push(g * slope)
"""


def load(source: str, name: str = "engine") -> ModuleType:
    """Run a file of ours as the guest would, in this process."""
    module = ModuleType(name)
    exec(compile(dedent(source), f"{name}.py", "exec"), vars(module))  # noqa: S102 - our own text
    return module


def explore(source: str, fatal: tuple[str, ...] = ()) -> Adapter | NotFound:
    return discover(load(source), lambda what: what not in fatal)


def find(source: str, fatal: tuple[str, ...] = ()) -> Adapter:
    found = explore(source, fatal)
    assert isinstance(found, Adapter), found
    return found


def lacks(source: str) -> dict[str, str]:
    found = explore(source)
    assert isinstance(found, NotFound), found
    return dict(found.classes)


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
@pytest.mark.parametrize("engine", PUBLISHED, ids=lambda engine: str(engine["package"]))
def test_published_engines_lack_exactly_what_their_readers_say(
    engine: dict[str, str | list[str]], real_engines: Path
) -> None:
    found = find((real_engines / str(engine["file"])).read_text(encoding="utf-8"))
    kinds = {(usage.op, usage.kind) for usage in found.usages}
    common = {(op, kind) for op, kind in WORDS.values() if op in COMMON}
    assert common - kinds == {WORDS[word] for word in engine["missing"]}


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


def test_a_backward_that_is_one_node_s_own_step_is_passed_over() -> None:
    source = PLAIN.replace("def backward(self):", "def backpropagate(self):")
    step = "\n        def backward(self): [c.push(0.0) for c in self.children]\n"
    assert find(source + step).backward == Method("backpropagate")


def test_a_backward_that_never_starts_is_taken_if_there_is_no_other() -> None:
    found = find(PLAIN.replace("self.push(1.0)", "self.push(0.0)"))
    assert (found.backward, found.gradient) == (Method("backward"), Attribute("grad"))


def test_a_backward_with_a_name_of_its_own_is_found() -> None:
    found = find(PLAIN.replace("def backward(self):", "def flow_back(self):"))
    assert found.backward == Method("flow_back")


@pytest.mark.parametrize(
    ("old", "new", "gradient"),
    [
        ("grad", "gradient", Attribute("gradient")),
        ("grad", "sensitivity", Attribute("sensitivity")),
        ("grad", "_g", Attribute("_g")),
    ],
)
def test_the_gradient_is_what_backward_changes(old: str, new: str, gradient: Attribute) -> None:
    assert find(PLAIN.replace(old, new)).gradient == gradient


def test_a_gradient_behind_a_method_or_a_property_is_found() -> None:
    hidden = PLAIN.replace("grad", "hidden")
    assert find(hidden + "\n        def grad(self): return self.hidden\n").gradient == Getter(
        "grad"
    )
    found = find(hidden + "\n        grad = property(lambda self: self.hidden)\n")
    assert found.gradient == Attribute("grad")


def test_a_value_behind_a_method_or_another_name_is_found() -> None:
    assert find(PLAIN.replace("data", "payload")).value == Attribute("payload")
    hidden = PLAIN.replace("data", "_payload").replace(
        "def __init__(self, _payload", "def __init__(self, p"
    )
    hidden = hidden.replace(
        "self._payload, self.grad, self.children, self.slopes = _payload",
        "self._cell, self.grad, self.children, self.slopes = [p]",
    )
    getter = "\n        def value(self): return self._cell[0]\n        _payload = property(value)\n"
    assert find(hidden + getter).value in (Attribute("_payload"), Getter("value"))


def test_the_class_with_the_operations_wins() -> None:
    others = """
    class Scalar:
        def __init__(self, data): self.data = data

    class SGD:
        def __init__(self, rate): self.rate = rate
        def backward(self): pass

    class Oops(Exception):
        pass
    """
    assert find(PLAIN + others).class_name == "Value"


def test_a_class_defined_twice_is_its_last_definition() -> None:
    assert find("class Value: pass\n" + dedent(PLAIN)).class_name == "Value"


def test_results_may_be_of_a_sister_class() -> None:
    found = find(
        """
    class Node:
        def __init__(self, value, parents=()):
            self.value, self.grad, self.parents = value, 0.0, parents
        def __add__(self, other): return Sum(self, other)
        def backward(self, g=1.0):
            self.grad += g
            for parent in self.parents:
                parent.backward(g)

    class Variable(Node):
        def __init__(self, value): super().__init__(value)

    class Sum(Node):
        def __init__(self, x, y): super().__init__(x.value + y.value, (x, y))
    """
    )
    assert found.class_name == "Variable"
    assert found.spelling("add", "vv") == Operator("+")


def test_what_no_earlier_child_survived_is_not_run_again() -> None:
    deadly = PLAIN + "\n        def tanh(self): raise RuntimeError('would have killed')\n"
    tried: list[str] = []
    module = load(deadly)

    def announce(what: str) -> bool:
        tried.append(what)
        return what not in ("x.tanh() of Value", "y.backward() of Value")

    found = discover(module, announce)
    assert isinstance(found, Adapter)
    assert found.spelling("tanh", "v") == Method("tanh")
    assert found.backward == Method("backward")
    assert "x.tanh() of Value" in tried


def test_each_class_says_what_it_lacks() -> None:
    assert lacks("x = 1") == {}
    assert lacks("class A:\n    def __init__(self): pass") == {
        "A": "cannot be made from one number "
        "(TypeError: A.__init__() takes 1 positional argument but 2 were given)"
    }
    assert "keeps its number" in lacks("class A:\n    def __init__(self, x): pass")["A"]
    assert "none of the operations" in lacks("class A:\n    def __init__(self, x): self.x = x")["A"]
    assert "backward()" in lacks(PLAIN.replace("def backward", "def sweep"))["Value"]
    constant = PLAIN.replace("grad", "_hidden").replace("+= g", "+= 0 * g")
    assert "like grad" in lacks(constant)["Value"]
    assert "survive" in dict(_nothing(discover(load(PLAIN), lambda what: False)))["Value"]


def _nothing(found: Adapter | NotFound) -> tuple[tuple[str, str], ...]:
    assert isinstance(found, NotFound)
    return found.classes


@pytest.mark.parametrize(
    "member",
    [
        "relu = property(lambda self: 1 / 0)",
        "def __getattr__(self, name): raise RuntimeError(name)",
        "def __getattr__(self, name): return lambda *a: None",
        "grad_value = property(lambda self: exit())",
        """class Error(AttributeError):
            obj = property(lambda self: 1 / 0)
        def relu(self): raise self.Error""",
    ],
)
def test_hostile_members_do_not_stop_it(member: str) -> None:
    assert find(f"{PLAIN}\n        {member}\n").class_name == "Value"
