"""The adapter of our own engine: the same Program, nothing lost on the way, errors with a place.

Whether the engine is right is not tested here; what it is asked, and what is read, is.
"""

import math
from collections.abc import Callable
from typing import NoReturn

import pytest

from verification.evaluate import Apply
from verification.model import Case, Evaluated, Phase, Raised
from verification.program import Const, Number, Program, Slot, assemble
from verification.subjects.in_process import Library, answer
from verification.subjects.refgrad import RefgradSubject


def _evaluated(program: Program, *point: Number) -> Evaluated:
    (observation,) = RefgradSubject().observe([Case("test", program, point)])
    assert isinstance(observation, Evaluated), observation
    return observation


def test_worked_example() -> None:
    loss = assemble(4, ("mul", 0, 1), ("add", 4, 2), ("mul", 5, 3))
    assert _evaluated(loss, 2, -3, 10.0, -2) == Evaluated(
        values=(2.0, -3.0, 10.0, -2.0, -6.0, 4.0, -8.0),
        gradients=(6.0, -4.0, -2.0, 4.0, -2.0, -2.0, 1.0),
    )


def test_backward_runs_on_each_root_in_turn() -> None:
    """With y = x * x, roots y + y and y * x. dy: 2 + x = 5; dx: 2 * 2x + 3x^2 = 12 + 27."""
    shared = assemble(1, ("mul", 0, 0), ("add", 1, 1), ("mul", 1, 0), roots=(2, 3))
    assert _evaluated(shared, 3.0) == Evaluated((3.0, 9.0, 18.0, 27.0), (39.0, 5.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("step", "x", "value", "gradient"),
    [
        (("add", Const(0.5), 0), 1, 1.5, 1.0),
        (("sub", Const(2), 0), 5, -3.0, -1.0),
        (("sub", 0, Const(2)), 5, 3.0, 1.0),
        (("mul", Const(-2), 0), 1, -2.0, -2.0),
        (("div", Const(2), 0), 4, 0.5, -0.125),
        (("div", 0, Const(4)), 2, 0.5, 0.25),
        (("pow", 0, Const(2)), -3, 9.0, -6.0),
        (("pow", Const(2), 0), 3, 8.0, 8 * math.log(2)),
        (("maximum", Const(2), 0), 3, 3.0, 1.0),
        (("maximum", 0, Const(2)), 1, 2.0, 0.0),
        (("minimum", Const(2), 0), 3, 2.0, 0.0),
        (("minimum", 0, Const(2)), 1, 1.0, 1.0),
        (("neg", 0), 2, -2.0, -1.0),
        (("abs", 0), -2, 2.0, -1.0),
        (("relu", 0), -2, 0.0, 0.0),
        (("tanh", 0), 0, 0.0, 1.0),
        (("exp", 0), 0, 1.0, 1.0),
        (("log", 0), 1, 0.0, 1.0),
        (("sqrt", 0), 4, 2.0, 0.25),
        (("sin", 0), 0, 0.0, 1.0),
        (("cos", 0), 0, 1.0, 0.0),
        (("sigmoid", 0), 0, 0.5, 0.25),
    ],
)
def test_each_op_and_plain_numbers_on_either_side(
    step: tuple[str, *tuple[int | Const, ...]], x: Number, value: float, gradient: float
) -> None:
    assert _evaluated(assemble(1, step), x) == Evaluated((float(x), value), (gradient, 1.0))


def test_what_it_raises_says_where_and_the_next_case_is_answered() -> None:
    raised, answered = RefgradSubject().observe(
        [
            Case("raises", assemble(2, ("add", 0, 1)), (1, 10**400)),
            Case("next", assemble(1, ("neg", 0)), (1.0,)),
        ]
    )
    assert isinstance(raised, Raised)
    assert (raised.kind, raised.phase, raised.slot) == ("OverflowError", Phase.FORWARD, Slot(1))
    assert answered == Evaluated((1.0, -1.0), (-1.0, 1.0))


def _fail(*_: object) -> NoReturn:
    raise ZeroDivisionError("on purpose")


def _lack(*_: object) -> NoReturn:
    raise AttributeError("'int' object has no attribute 'data'", obj=2)


def _library(
    construct: Callable[[Number], float] = float,
    apply: Apply[float] = lambda _op, _operands: 2.0,
    backward: Callable[[float], None] = lambda _root: None,
    gradient: Callable[[float], float] = float,
) -> Library[float]:
    return Library(construct, apply, backward, float, gradient)


_CASE = Case("test", assemble(1, ("exp", 0), ("exp", 1), roots=(2, 1)), (0.5,))


def test_a_library_that_works() -> None:
    assert answer(_library(), _CASE) == Evaluated((0.5, 2.0, 2.0), (0.5, 2.0, 2.0))


@pytest.mark.parametrize(
    ("library", "phase", "slot"),
    [
        (_library(construct=_fail), Phase.FORWARD, 0),
        (_library(apply=_fail), Phase.FORWARD, 1),
        (_library(backward=_fail), Phase.BACKWARD, 2),
        (_library(gradient=_fail), Phase.READING, 0),
    ],
)
def test_the_phase_and_node_at_which_a_library_raises(
    library: Library[float], phase: Phase, slot: int
) -> None:
    assert answer(library, _CASE) == Raised(
        "ZeroDivisionError", "on purpose", phase, Slot(slot), on_number=False, line=None
    )


def test_an_attribute_that_a_plain_number_lacks_is_marked() -> None:
    raised = answer(_library(apply=_lack), _CASE)
    assert isinstance(raised, Raised)
    assert raised.on_number
