"""The engine: how values are made, how gradients flow, and what goes wrong clearly.

Expected numbers are exact: points are chosen so that floats represent every result, or gradients
are computed a second time, forward, in integers.
"""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refgrad import Value

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
