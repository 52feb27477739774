"""The engine: how values are made, how gradients flow, and what goes wrong clearly.

Expected numbers are exact: points are chosen so that floats represent every result, or gradients
are computed a second time, forward, in integers.
"""

import math
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refgrad import Value

ROOT = Path(__file__).parents[2]

Unary = Callable[[Value], Value]
Binary = Callable[[Value, Value], Value]

# --------------------------------------------------------------------------- operators

BINARY: list[tuple[str, Binary, float, float, float]] = [
    ("add", lambda x, y: x + y, 2.25, 1.0, 1.0),
    ("sub", lambda x, y: x - y, 1.75, 1.0, -1.0),
    ("mul", lambda x, y: x * y, 0.5, 0.25, 2.0),
    ("div", lambda x, y: x / y, 8.0, 4.0, -32.0),
    ("maximum", lambda x, y: x.maximum(y), 2.0, 1.0, 0.0),
    ("minimum", lambda x, y: x.minimum(y), 0.25, 0.0, 1.0),
    # 2**0.25, a quarter of 2**-0.75, and 2**0.25 * log(2), by mpmath
    (
        "pow",
        lambda x, y: x**y,
        1.1892071150027210667,
        0.14865088937534013334,
        0.82429555886596274569,
    ),
]


@pytest.mark.parametrize(("op", "function", "data", "dx", "dy"), BINARY)
def test_a_binary_op_of_two_values(
    op: str, function: Binary, data: float, dx: float, dy: float
) -> None:
    x, y = Value(2.0), Value(0.25)
    out = function(x, y)
    out.backward()
    assert out.op == op
    assert out.parents == (x, y)
    for got, expected in [(out.data, data), (x.grad, dx), (y.grad, dy), (out.grad, 1.0)]:
        assert abs(got - expected) <= 4.0 * math.ulp(expected)


MIXED: list[tuple[str, Unary, float, float]] = [
    ("add", lambda x: x + 8, 10.0, 1.0),
    ("add", lambda x: 8 + x, 10.0, 1.0),
    ("sub", lambda x: x - 8, -6.0, 1.0),
    ("sub", lambda x: 8 - x, 6.0, -1.0),
    ("mul", lambda x: x * 8, 16.0, 8.0),
    ("mul", lambda x: 8 * x, 16.0, 8.0),
    ("div", lambda x: x / 8, 0.25, 0.125),
    ("div", lambda x: 8 / x, 4.0, -2.0),
    ("pow", lambda x: x**3, 8.0, 12.0),
    ("pow", lambda x: 1**x, 1.0, 0.0),
    ("maximum", lambda x: x.maximum(8), 8.0, 0.0),
    ("minimum", lambda x: x.minimum(8), 2.0, 1.0),
]


@pytest.mark.parametrize(("op", "function", "data", "grad"), MIXED)
@pytest.mark.parametrize("number", [int, float])
def test_a_number_stands_on_either_side(
    op: str, function: Unary, data: float, grad: float, number: type[float]
) -> None:
    x = Value(number(2))
    out = function(x)
    out.backward()
    assert (out.op, out.data, x.grad) == (op, data, grad)


def test_reflected_operators_keep_the_order_of_the_operands() -> None:
    x = Value(2.0)
    for out in (8 + x, 8 - x, 8 * x, 8 / x, 8**x):
        constant, parent = out.parents
        assert (constant.data, constant.op) == (8.0, "leaf")
        assert parent is x


UNARY: list[tuple[str, Unary, float, float, float]] = [
    ("neg", lambda x: -x, 2.0, -2.0, -1.0),
    ("abs", abs, -2.0, 2.0, -1.0),
    ("relu", lambda x: x.relu(), 2.0, 2.0, 1.0),
    ("sqrt", lambda x: x.sqrt(), 4.0, 2.0, 0.25),
    # to 20 digits by mpmath
    ("exp", lambda x: x.exp(), 0.75, 2.1170000166126746685, 2.1170000166126746685),
    ("log", lambda x: x.log(), 0.75, -0.28768207245178092744, 1.3333333333333333333),
    ("sin", lambda x: x.sin(), 0.75, 0.68163876002333416673, 0.73168886887382088631),
    ("cos", lambda x: x.cos(), 0.75, 0.73168886887382088631, -0.68163876002333416673),
    ("tanh", lambda x: x.tanh(), 0.75, 0.63514895238728731921, 0.59658580828133142601),
    ("sigmoid", lambda x: x.sigmoid(), 0.75, 0.67917869917539297316, 0.21789499376181402948),
]


@pytest.mark.parametrize(("op", "function", "x", "data", "grad"), UNARY)
def test_a_unary_op_passes_on_what_it_receives(
    op: str, function: Unary, x: float, data: float, grad: float
) -> None:
    """The factors before and after it, exact in floats, must reach the gradient."""
    leaf = Value(x / 4.0)
    middle = function(leaf * 4.0)
    (middle * -8.0).backward()
    assert middle.op == op
    assert [parent.data for parent in middle.parents] == [x]
    assert abs(middle.data - data) <= 4.0 * math.ulp(data)
    assert abs(leaf.grad / -32.0 - grad) <= 4.0 * math.ulp(grad)


def test_unary_plus_changes_nothing() -> None:
    x = Value(2.0)
    assert +x is x


def test_sum_works() -> None:
    values = [Value(1.0), Value(2.0), Value(3.0)]
    total = sum(values)
    assert isinstance(total, Value)
    total.backward()
    assert [value.grad for value in values] == [1.0, 1.0, 1.0]


# --------------------------------------------------------------------------- gradients

REUSED: list[tuple[Unary, float, float]] = [
    (lambda x: x + x, 6.0, 2.0),
    (lambda x: x - x, 0.0, 0.0),
    (lambda x: x * x, 9.0, 6.0),
    (lambda x: x / x, 1.0, 0.0),
    (lambda x: x.maximum(x), 3.0, 1.0),
    (lambda x: x.minimum(x), 3.0, 1.0),
    (lambda x: x * x * x, 27.0, 27.0),
    (lambda x: (x + 1.0) * (x - 1.0), 8.0, 6.0),
    (lambda x: (x * x) * (x * x + x), 108.0, 135.0),
]


@pytest.mark.parametrize(("function", "data", "grad"), REUSED)
def test_every_use_of_a_value_counts(function: Unary, data: float, grad: float) -> None:
    x = Value(3.0)
    out = function(x)
    out.backward()
    assert (out.data, x.grad) == (data, grad)


def test_a_node_passes_on_its_adjoint_only_when_that_is_complete() -> None:
    """`b` is reached early, through `d`, and once more, much later, through the chain from `c`."""
    a = Value(2.0)
    b = a * a
    c = b * 3.0
    for _ in range(5):
        c = c + 1.0
    d = b * 5.0
    (c * d).backward()  # (3a² + 5) 5a²: 60a³ + 50a
    assert a.grad == 580.0


def test_a_leaf_s_own_derivative_is_one() -> None:
    x = Value(3.0)
    x.backward()
    assert x.grad == 1.0


def test_backward_accumulates_as_pytorch_does() -> None:
    """24, where micrograd says 36: it feeds the middle value's first gradient through again."""
    x = Value(3.0)
    middle = x * x
    out = middle * 2.0
    out.backward()
    out.backward()
    assert (out.grad, middle.grad, x.grad) == (2.0, 4.0, 24.0)


def test_two_results_accumulate_in_what_they_share() -> None:
    x = Value(3.0)
    shared = x * x
    (shared * 2.0).backward()
    (shared + x).backward()
    assert (shared.grad, x.grad) == (3.0, 19.0)


def test_a_pass_from_the_middle_leaves_alone_what_came_later() -> None:
    x = Value(3.0)
    middle = x * x
    out = middle * 2.0
    middle.backward()
    assert (out.grad, middle.grad, x.grad) == (0.0, 1.0, 6.0)


def test_what_is_not_used_gets_no_gradient() -> None:
    x, y = Value(3.0), Value(5.0)
    dead = x * y
    (x * 2.0).backward()
    assert (dead.grad, x.grad, y.grad) == (0.0, 2.0, 0.0)


def test_a_gradient_that_was_there_is_added_to() -> None:
    x = Value(3.0)
    x.grad = 100.0
    (x * x).backward()
    assert x.grad == 106.0


def test_zero_grad_reaches_all_that_was_used_and_nothing_else() -> None:
    x = Value(3.0)
    middle = x * x
    out = middle * 2.0
    out.backward()
    middle.zero_grad()
    assert (out.grad, middle.grad, x.grad) == (1.0, 0.0, 0.0)


def test_data_may_change_after_the_fact() -> None:
    """The partials are those of the moment the op ran."""
    x, y = Value(3.0), Value(5.0)
    out = x * y
    x.data, y.data = 100.0, 200.0
    out.backward()
    assert (out.data, x.grad, y.grad) == (15.0, 5.0, 3.0)
    assert (x * y).data == 20000.0


def test_an_int_assigned_to_data_counts_as_a_float() -> None:
    x = Value(3.0)
    x.data = 4
    out = x * x
    out.backward()
    assert (type(out.data), out.data, x.grad) == (float, 16.0, 8.0)


def test_zero_times_infinity_is_nan() -> None:
    x = Value(0.0)
    (0.0 * x.sqrt()).backward()
    assert math.isnan(x.grad)


Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "sub", "mul"]), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=7,
)


@given(st.lists(st.integers(-3, 3), min_size=3, max_size=3), STEPS)
def test_gradients_of_random_graphs_are_exact(inputs: list[int], steps: list[Step]) -> None:
    """Forward mode in integers knows nothing of graphs, order or accumulation."""
    leaves = [Value(x) for x in inputs]
    values = list(leaves)
    # Of each number its value, then its derivative with respect to each input.
    duals = [[x, *(int(i == j) for j in range(3))] for i, x in enumerate(inputs)]
    for op, i, j in steps:
        x, y = values[i % len(values)], values[j % len(values)]
        p, q = duals[i % len(duals)], duals[j % len(duals)]
        # Seven steps from factors this small stay below 2**53, where floats are exact.
        if op == "mul" and max(abs(p[0]), abs(q[0])) <= 60:
            values.append(x * y)
            slopes = zip(p[1:], q[1:], strict=True)
            duals.append([p[0] * q[0], *(p[0] * b + q[0] * a for a, b in slopes)])
        elif op == "sub":
            values.append(x - y)
            duals.append([a - b for a, b in zip(p, q, strict=True)])
        else:
            values.append(x + y)
            duals.append([a + b for a, b in zip(p, q, strict=True)])
    values[-1].backward()
    assert [values[-1].data, *(leaf.grad for leaf in leaves)] == duals[-1]


# --------------------------------------------------------------------------- scale


def test_a_ladder_visits_each_rung_once() -> None:
    """There are 2**60 ways down."""
    x = Value(1.0)
    rung = x
    for _ in range(60):
        rung = rung + rung
    assert len(rung.nodes()) == 61
    rung.backward()
    assert x.grad == 2.0**60


def test_nodes_are_found_once_each_the_root_first() -> None:
    x, y = Value(2.0), Value(3.0)
    product = x * y
    out = product + x
    found = out.nodes()
    assert found[0] is out
    assert len(found) == 4
    assert set(found) == {out, product, x, y}
    assert x.nodes() == [x]


def run_python(script: str, hash_seed: str) -> str:
    """Return what a fresh interpreter prints: a crash there is a failure here."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("out = -out", id="one parent"),
        pytest.param("out = out + x", id="first parent"),
        pytest.param("out = x + out", id="second parent"),
    ],
)
def test_a_million_nodes_in_a_row_are_no_trouble(step: str) -> None:
    """Forward, backward, zeroed and freed, all without recursion, on the default stack."""
    script = f"""
from refgrad import Value
x = Value(1.0)
out = x
for _ in range(1_000_000):
    {step}
out.backward()
print(x.grad)
out.zero_grad()
print(x.grad)
del out
print("freed")
"""
    grad = "1.0" if step == "out = -out" else "1000001.0"
    assert run_python(script, "0").split() == [grad, "0.0", "freed"]


def test_every_run_gives_the_same_bits() -> None:
    """Neither the hash seed nor the addresses of the nodes decide the order of addition."""
    script = """
import random, sys
from refgrad import Value
litter = [bytearray(random.randrange(1, 400)) for _ in range(random.randrange(5000))]
rng = random.Random(7)
x = Value(0.1)
values = [x, Value(0.7), Value(-1.3)]
for _ in range(300):
    a, b = rng.choice(values), rng.choice(values)
    values.append((a * b).tanh() + a * rng.uniform(-1.0, 1.0) if rng.random() < 0.5 else a - b)
sum(values).backward()
print(x.grad.hex())
"""
    first, *others = [run_python(script, str(seed)) for seed in range(3)]
    assert others == [first, first]
    assert math.isfinite(float.fromhex(first))


# --------------------------------------------------------------------------- interruption


class Bomb(float):
    """A number that goes off when something is added to it."""

    def __add__(self, _: float) -> float:
        raise KeyboardInterrupt


def test_an_interrupted_pass_leaves_nothing_behind() -> None:
    x, y = Value(3.0), Value(5.0)
    middle = x * y
    out = middle * x  # x² y
    y.grad = Bomb()
    with pytest.raises(KeyboardInterrupt):
        out.backward()
    assert (out.grad, middle.grad, x.grad) == (0.0, 0.0, 0.0)
    y.grad = 0.0
    out.backward()
    assert (out.grad, middle.grad, x.grad, y.grad) == (1.0, 3.0, 30.0, 9.0)


# --------------------------------------------------------------------------- what a Value is


def test_a_value_shows_its_data_and_gradient() -> None:
    x = Value(3)
    (x * 0.5).backward()
    assert repr(x) == "Value(data=3.0, grad=0.5)"


@pytest.mark.parametrize(("given_data", "data"), [(3, 3.0), (True, 1.0), (-0.0, -0.0)])
def test_data_is_a_float(given_data: float, data: float) -> None:
    value = Value(given_data)
    assert type(value.data) is float
    assert repr(value.data) == repr(data)
    assert (value.grad, value.op, value.parents) == (0.0, "leaf", ())


def test_a_subclass_of_float_becomes_a_float() -> None:
    """As numpy.float64 is one; its own arithmetic must not creep in."""
    assert type(Value(Bomb(2.0)).data) is float
    assert (Value(1.0) + Bomb(2.0)).data == 3.0


def test_values_are_compared_by_identity() -> None:
    x, y = Value(3.0), Value(3.0)
    assert x != y
    assert x == x
    assert len({x, y}) == 2


@pytest.mark.parametrize("value", [Value(1.0)])
def test_a_value_does_not_pass_for_a_number(value: float) -> None:
    with pytest.raises(TypeError):
        assert value < 2.0
    with pytest.raises(TypeError):
        math.sin(value)


@pytest.mark.parametrize("name", ["op", "parents"])
def test_the_record_is_read_only(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Value(3.0), name, None)


def test_a_misspelt_attribute_is_an_error() -> None:
    with pytest.raises(AttributeError):
        setattr(Value(3.0), "gard", 0.0)  # noqa: B010


# --------------------------------------------------------------------------- errors

WRONG: list[object] = ["3", None, 3j, [1.0], Decimal(3), b"3"]


@pytest.mark.parametrize("wrong", [*WRONG, Value(3.0)], ids=repr)
def test_only_numbers_become_values(wrong: float) -> None:
    with pytest.raises(TypeError, match=r"^Value expects an int or a float.*float\('3'\)") as error:
        Value(wrong)
    assert f"got {wrong!r} of type {type(wrong).__name__}" in str(error.value)


ARITHMETIC: list[tuple[str, Binary]] = [
    ("add", lambda x, y: x + y),
    ("sub", lambda x, y: x - y),
    ("mul", lambda x, y: x * y),
    ("div", lambda x, y: x / y),
    ("pow", lambda x, y: x**y),
]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize(("op", "function"), ARITHMETIC)
def test_operators_take_only_numbers(op: str, function: Binary, wrong: Value) -> None:
    for operands in [(Value(2.0), wrong), (wrong, Value(2.0))]:
        with pytest.raises(TypeError, match=f"^{op} expects an int or a float") as error:
            function(*operands)
        assert repr(wrong) in str(error.value)


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_methods_take_only_numbers(wrong: float) -> None:
    with pytest.raises(TypeError, match=r"^maximum expects an int or a float"):
        Value(2.0).maximum(wrong)
    with pytest.raises(TypeError, match=r"^minimum expects an int or a float"):
        Value(2.0).minimum(wrong)


def test_an_int_that_fits_no_float_is_an_error() -> None:
    huge = 10**5000  # so long that even repr refuses it
    message = "expects a number that a float can hold, got an int of 16610 bits; scale it down"
    with pytest.raises(OverflowError, match=f"^Value {message}"):
        Value(huge)
    with pytest.raises(OverflowError, match=f"^mul {message}"):
        _ = huge * Value(2.0)


def test_a_fractional_power_of_a_negative_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="pow expects an integer exponent"):
        _ = Value(-8.0) ** (1 / 3)
    with pytest.raises(ValueError, match="pow expects an integer exponent"):
        _ = (-8.0) ** Value(1 / 3)


@pytest.mark.parametrize("wrong", [3, None, "x"])
def test_backward_needs_a_value(wrong: Value) -> None:
    for method in (Value.backward, Value.zero_grad, Value.nodes):
        with pytest.raises(TypeError, match=r"^expected a Value, got .*; call this on") as error:
            method(wrong)
        assert repr(wrong) in str(error.value)
