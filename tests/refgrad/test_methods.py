"""Every op is a method of Value that says what the op says, and is known by its name."""

import math

import pytest

from refgrad import Value, ops
from tests.refgrad.op_table import BINARY, UNARY, same

OPERATORS = {
    "add": "__add__",
    "sub": "__sub__",
    "mul": "__mul__",
    "div": "__truediv__",
    "pow": "__pow__",
    "neg": "__neg__",
    "abs": "__abs__",
}


@pytest.mark.parametrize("name", UNARY)
def test_a_method_of_one_operand_is_its_op(name: str) -> None:
    data = 1.75 if name == "acosh" else 0.75
    x = Value(data)
    out: object = getattr(x, OPERATORS.get(name, name))()
    assert isinstance(out, Value)
    out.backward()
    assert (out.op, out.parents) == (name, (x,))
    assert same((out.data, x.grad), UNARY[name](data))


@pytest.mark.parametrize("name", BINARY)
def test_a_method_of_two_operands_is_its_op(name: str) -> None:
    x, y = Value(0.75), Value(-1.5)
    out: object = getattr(x, OPERATORS.get(name, name))(y)
    assert isinstance(out, Value)
    out.backward()
    assert (out.op, out.parents) == (name, (x, y))
    assert same((out.data, x.grad, y.grad), BINARY[name](0.75, -1.5))


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("number", [3, 3.0])
def test_the_second_operand_may_be_a_number(name: str, number: float) -> None:
    x = Value(2.0)
    out: object = getattr(x, OPERATORS.get(name, name))(number)
    assert isinstance(out, Value)
    assert same((out.data,), BINARY[name](2.0, 3.0)[:1])


@pytest.mark.parametrize("name", BINARY)
def test_any_other_second_operand_is_refused_by_the_op_s_name(name: str) -> None:
    method: object = getattr(Value(2.0), OPERATORS.get(name, name))
    assert callable(method)
    with pytest.raises(TypeError, match=f"{name} expects an int or a float, got '3'"):
        method("3")


@pytest.mark.parametrize("name", [*UNARY, *BINARY])
def test_help_says_what_the_op_says(name: str) -> None:
    method: object = getattr(Value, OPERATORS.get(name, name))
    op: object = getattr(ops, name)
    first = (op.__doc__ or "").partition("\n")[0]
    assert method.__doc__ == f"{first} See `ops.{name}`."


def test_atan2_takes_the_ordinate_first() -> None:
    assert Value(1.0).atan2(-1.0).data == math.atan2(1.0, -1.0)
