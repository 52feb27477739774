"""Adapters as TOML: what is printed is read back, and what means nothing is refused."""

import re

import pytest

from tests.verification.discovery import PLAIN, find, lacks
from verification.adapter import (
    Adapter,
    Attribute,
    Constructor,
    Entry,
    Getter,
    Seed,
    Usage,
    Wanted,
    Wrap,
)
from verification.adapter_json import decode_adapter, decode_wanted, encode_adapter, encode_wanted
from verification.adapter_toml import AdapterError, parse, render
from verification.catalogue import CATALOGUE, Function, Functor, Method, Operator
from verification.frames import pack, unpack

GRAD, BACKWARD = Attribute("grad"), Method("backward")
ADAPTERS = [
    Adapter("Value", Attribute("data"), GRAD, BACKWARD, (), ()),
    Adapter("V", Getter("val"), Attribute("d.value"), Function("backward"), (), ()),
    Adapter("V", Getter("val"), Getter("grad.item"), Function("tape.run"), (), ()),
    *(
        Adapter("V", GRAD, GRAD, backward, (), (), seed=seed)
        for seed in Seed
        for backward in (BACKWARD, Function("backward"))
    ),
    *(
        Adapter("V", GRAD, Getter("grad"), BACKWARD, (), (), seed=Seed.GRADIENT, seeded=place)
        for place in ("slope", "d.value")
    ),
    *(Adapter("V", GRAD, entry, Function("sweep"), (), ()) for entry in Entry),
    *(
        Adapter("V", GRAD, GRAD, BACKWARD, (), (), Constructor(wrap, flags), setup=("begin",))
        for wrap in Wrap
        for flags in ((), ("requires_grad",), ("a", "b"))
    ),
    Adapter(
        "V",
        GRAD,
        GRAD,
        BACKWARD,
        tuple(
            Usage(spec.name, kind, spelling)
            for spec in CATALOGUE.values()
            for kind in (("v",) if spec.arity == 1 else ("vv", "vn", "nv"))
            for spelling in (spec.spellings if kind == "nv" else spec.spellings[:1])
            if kind != "nv" or spelling == (*spec.operator, Function(spec.names[0]))[0]
        ),
        (),
    ),
    Adapter(
        "V",
        GRAD,
        GRAD,
        BACKWARD,
        (
            Usage("abs", "v", Function("absolute")),
            Usage("exp", "v", Functor("Exp")),
            Usage("mul", "vv", Method("times")),
            Usage("mul", "vn", Function("Mul.apply")),
            Usage("sub", "nv", Operator("-")),
        ),
        (),
    ),
]


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.write_backward("y")[-1])
def test_what_is_printed_is_read_back(adapter: Adapter) -> None:
    wanted = parse(render(adapter))
    written = {(use.op, use.kind): use.spelling for use in adapter.usages}
    assert wanted.class_name == adapter.class_name
    assert wanted.constructor == adapter.constructor
    assert (wanted.value, wanted.gradient) == (adapter.value, adapter.gradient)
    assert (wanted.backward, wanted.seed) == (adapter.backward, adapter.seed)
    assert wanted.seeded == adapter.seeded
    assert decode_adapter(unpack(pack(encode_adapter(adapter))[4:])) == adapter
    assert wanted.setup == adapter.setup
    said = {(op, kind): spelling for op, kind, spelling in wanted.ops if spelling is not None}
    assert said == written
    assert decode_wanted(unpack(pack(encode_wanted(wanted))[4:])) == wanted


def test_nothing_said_is_nothing_wanted() -> None:
    assert parse("") == Wanted()


NONSENSE = [
    ("class = ", "expected TOML: Invalid value (at end of document)"),
    ("clas = 'V'", "clas is no key here; did you mean class?"),
    ("zzz = 'V'", "zzz is no key here; known are class, make, value,"),
    ("class = 5", "class: expected text in quotes, got 5"),
    ("class = 'V()'", 'class: expected a name such as "Value"'),
    ("class = 'V'\nmake = 'W(x)'", 'make: expected a V, as class says, got "W(...)"'),
    ("make = 'V(y)'", 'make: expected an expression such as "Value(x)"'),
    ("make = 'V(x, requires_grad=1)'", 'make: expected an expression such as "Value(x)"'),
    ("make = '__import__(\"os\").system(x)'", "make: expected an expression such as"),
    ("value = 'data'", 'value: expected an expression such as "x.grad"'),
    ("gradient = 'x.grad[0]'", 'gradient: expected an expression such as "x.grad"'),
    ("gradient = ['x.grad']", "gradient: expected text in quotes, got ['x.grad']"),
    ("backward = 'x.backward()'", 'backward: expected one of the kind "y.backward()"'),
    ("backward = 'y.backward(2.0)'", 'backward: expected one of the kind "y.backward()"'),
    ("backward = []", 'backward: expected one of the kind "y.backward()"'),
    ("backward = 5", "backward: expected text in quotes, or a list of it, got 5"),
    ("backward = ['y.grad = 2.0', 'y.backward()']", "backward: expected one of the kind"),
    ("backward = ['y.grad = 1.0', 'y.backward(1.0)']", "backward: expected one of the kind"),
    ("setup = ['begin()']", 'setup: expected names such as "enable_autograd", got'),
    ("[ops]\nsub = 'y - x'", 'ops.sub: expected an expression such as "x.exp()"'),
    ("[ops]\nsub = 'x - x'", 'ops.sub: expected an expression such as "x.exp()"'),
    ("[ops]\nsub = 'sub(y, x)'", 'ops.sub: expected an expression such as "x.exp()"'),
    (
        "gradient = 'x.d'\nbackward = ['y.grad = 1', 'y.backward()']",
        "backward: expected y.d = 1.0, as gradient says",
    ),
    ("setup = 'begin'", "setup: expected text in quotes, or a list of it, got 'begin'"),
    ("ops = 5", "ops: expected a table, got 5"),
    ("[ops]\nsigmiod = 'x.s()'", "ops.sigmiod is no operation here; did you mean sigmoid?"),
    ("[ops]\ntanh = true", "ops.tanh: expected text in quotes, or a list of it, got True"),
    ("[ops]\ntanh = 'x.tanh(y)'", "ops.tanh: expected 1 operand(s), got 'x.tanh(y)'"),
    ("[ops]\nadd = 'x.add()'", "ops.add: expected 2 operand(s), got 'x.add()'"),
    ("[ops]\nadd = '2 + 2'", 'ops.add: expected an expression such as "x.exp()"'),
    ("[ops]\nadd = 'x - y'", 'ops.add: expected an expression such as "x.exp()"'),
    ("[ops]\nexp = 'lambda x: x'", 'ops.exp: expected an expression such as "x.exp()"'),
]


@pytest.mark.parametrize(("text", "message"), NONSENSE)
def test_what_means_nothing_is_refused_and_told(text: str, message: str) -> None:
    with pytest.raises(AdapterError, match=re.escape(message)):
        parse(text)


# --- What is said is not found out -------------------------------------------


def test_what_is_said_of_an_engine_is_taken_as_said() -> None:
    odd = PLAIN.replace("backward", "zzz").replace("self.grad", "self.q").replace("push", "hand")
    assert "backward()" in lacks(odd)["Value"]
    said = parse('backward = "y.zzz()"\ngradient = "x.q"\n[ops]\nadd = "x + y"\ntanh = "x.th()"')
    found = find(odd, wanted=said)
    assert (found.backward, found.gradient) == (Method("zzz"), Attribute("q"))
    assert found.spelling("tanh", "v") is None  # for nothing of the name is there
    assert found.spelling("add", "vn") is None
    assert found.value == Attribute("data")  # was not said, and is found


def test_an_op_said_to_be_absent_is_not_looked_for() -> None:
    assert find(PLAIN).spelling("add", "vv") is not None
    assert find(PLAIN + "\n        def exp(self): return self\n").spelling("exp", "v") is not None
    source = PLAIN + "\n        def exp(self): return self\n"
    assert find(source, wanted=parse("[ops]\nexp = false")).spelling("exp", "v") is None


def test_of_several_classes_the_one_that_is_said_is_taken() -> None:
    other = PLAIN.replace("class Value", "class Other")
    both = f"{PLAIN}\n{other}"
    assert find(both).class_name == "Value"
    assert find(both, wanted=parse('class = "Other"')).class_name == "Other"
    assert find(both, wanted=parse('make = "Other(x)"')).class_name == "Other"
