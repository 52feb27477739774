"""What a Value is and what is none, and a pass that is interrupted."""

import math
from collections.abc import Callable
from decimal import Decimal

import pytest

from refgrad import Value

Unary = Callable[[Value], Value]
Binary = Callable[[Value, Value], Value]

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
