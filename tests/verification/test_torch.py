"""PyTorch as a subject: the same Program, its own accumulation, its own operators; nothing lost.

What is expected is hand arithmetic, and PyTorch's documented behaviour.
"""

import importlib.metadata
import math

import pytest

pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

import torch

from verification.catalogue import CATALOGUE
from verification.model import Absent, Case, Evaluated, Phase, Point, Raised, Unread
from verification.program import Const, Number, Program, Ref, Slot, Step, assemble
from verification.subjects.torch import TorchSubject

pytestmark = pytest.mark.oracles


def _evaluated(program: Program, *point: Number) -> Evaluated:
    (observation,) = TorchSubject().observe([Case("test", program, point)])
    assert isinstance(observation, Evaluated), observation
    return observation


def test_worked_example() -> None:
    loss = assemble(4, ("mul", 0, 1), ("add", 4, 2), ("mul", 5, 3))
    assert _evaluated(loss, 2.0, -3.0, 10.0, -2.0) == Evaluated(
        values=(2.0, -3.0, 10.0, -2.0, -6.0, 4.0, -8.0),
        gradients=(6.0, -4.0, -2.0, 4.0, -2.0, -2.0, 1.0),
    )


def test_one_node_in_both_operands() -> None:
    assert _evaluated(assemble(1, ("mul", 0, 0)), 3) == Evaluated((3.0, 9.0), (6.0, 1.0))


def test_two_roots_add_up_in_leaves_and_in_what_they_share() -> None:
    """With y = x * x, roots y + y and y * x. dy: 2 + x = 5; dx: 2 * 2x + 3x^2 = 12 + 27."""
    shared = assemble(1, ("mul", 0, 0), ("add", 1, 1), ("mul", 1, 0), roots=(2, 3))
    assert _evaluated(shared, 3.0) == Evaluated((3.0, 9.0, 18.0, 27.0), (39.0, 5.0, 1.0, 1.0))


def test_the_same_root_twice_accumulates() -> None:
    twice = assemble(1, ("mul", 0, 0), roots=(1, 1))
    assert _evaluated(twice, 3.0).gradients == (12.0, 2.0)


def test_a_root_inside_the_program_and_a_root_that_is_an_input() -> None:
    inside = assemble(1, ("mul", 0, 0), ("exp", 1), roots=(1, 0))
    assert _evaluated(inside, 3.0).gradients == (6.0 + 1.0, 1.0, Unread.NONE)


def test_dead_nodes_have_no_gradient() -> None:
    dead = assemble(2, ("exp", 1), ("mul", 0, 0))
    assert _evaluated(dead, 3.0, 0.0) == Evaluated(
        (3.0, 0.0, 1.0, 9.0), (6.0, Unread.NONE, Unread.NONE, 1.0)
    )


@pytest.mark.parametrize(
    ("step", "x", "value", "gradient"),
    [
        (("sub", Const(2), 0), 5, -3.0, -1.0),
        (("sub", 0, Const(2)), 5, 3.0, 1.0),
        (("div", Const(2), 0), 4, 0.5, -0.125),
        (("div", 0, Const(4)), 2, 0.5, 0.25),
        (("pow", 0, Const(2)), -3, 9.0, -6.0),
        (("pow", Const(2), 0), 3, 8.0, 8 * math.log(2)),
        (("add", Const(0.5), 0), 1, 1.5, 1.0),
        (("mul", Const(-2), 0), 1, -2.0, -2.0),
        (("maximum", Const(2), 0), 3, 3.0, 1.0),
        (("maximum", Const(2), 0), 1, 2.0, 0.0),
        (("minimum", 0, Const(2)), 3, 2.0, 0.0),
    ],
)
def test_plain_numbers_on_either_side(
    step: tuple[str, int | Const, int | Const], x: Number, value: float, gradient: float
) -> None:
    assert _evaluated(assemble(1, step), x) == Evaluated((float(x), value), (gradient, 1.0))


@pytest.mark.parametrize(
    ("op", "value", "gradient"),
    [
        ("neg", -0.75, -1.0),
        ("abs", 0.75, 1.0),
        ("relu", 0.75, 1.0),
        ("tanh", math.tanh(0.75), 1 / math.cosh(0.75) ** 2),
        ("exp", math.exp(0.75), math.exp(0.75)),
        ("log", math.log(0.75), 4 / 3),
        ("sqrt", math.sqrt(3) / 2, 1 / math.sqrt(3)),
        ("sin", math.sin(0.75), math.cos(0.75)),
        ("cos", math.cos(0.75), -math.sin(0.75)),
        ("sigmoid", 1 / (1 + math.exp(-0.75)), 0.25 / math.cosh(0.375) ** 2),
    ],
)
def test_each_unary_op(op: str, value: float, gradient: float) -> None:
    """The formulas are others than PyTorch's, so a few ulp may lie between: 1e-14 is not ours."""
    observation = _evaluated(assemble(1, (op, 0)), 0.75)
    assert observation.values[1] == pytest.approx(value, rel=1e-14, abs=0)
    assert observation.gradients[0] == pytest.approx(gradient, rel=1e-14, abs=0)


def test_what_it_has_not_got_is_absent() -> None:
    case = Case("root", assemble(1, ("square", 0), ("cbrt", 1)), (2.0,))
    assert TorchSubject().observe([case]) == [Absent("cbrt", "v")]


@pytest.mark.parametrize("op", CATALOGUE)
def test_every_op_is_asked_in_double_precision(op: str) -> None:
    """A leaf of 1/3 or 4/3 keeps all 53 bits, and nothing raises."""
    spec = CATALOGUE[op]
    operands = tuple(Ref(Slot(i)) for i in range(spec.arity))
    point: Point = (1 / 3 if 1 / 3 in spec.domains[0] else 4 / 3, 2 / 3)[: len(operands)]
    program = Program(len(operands), (Step(op, operands),))
    if TorchSubject().observe([Case("test", program, point)]) == [Absent(op, "v")]:
        assert not hasattr(torch.nn.functional, op)
        return
    observation = _evaluated(program, *point)
    assert observation.values[: len(operands)] == point


def test_kinks_and_singular_points_are_answered_as_pytorch_answers_them() -> None:
    assert _evaluated(assemble(1, ("relu", 0)), 0.0).gradients[0] == 0.0
    assert _evaluated(assemble(2, ("maximum", 0, 1)), 1.0, 1.0).gradients == (0.5, 0.5, 1.0)
    log = _evaluated(assemble(1, ("log", 0)), 0.0)
    assert log == Evaluated((0.0, -math.inf), (math.inf, 1.0))


def test_what_it_raises_says_where() -> None:
    program = assemble(1, ("exp", 0), ("mul", 1, Const(10**400)))
    raised, answered = TorchSubject().observe(
        [Case("raises", program, (1.0,)), Case("next", assemble(1, ("neg", 0)), (1.0,))]
    )
    assert isinstance(raised, Raised)
    assert (raised.phase, raised.slot) == (Phase.FORWARD, Slot(2))
    assert answered == Evaluated((1.0, -1.0), (-1.0, 1.0))


def test_an_input_too_large_for_a_double() -> None:
    (raised,) = TorchSubject().observe([Case("large", assemble(2, ("add", 0, 1)), (1, 10**400))])
    assert isinstance(raised, Raised)
    assert (raised.kind, raised.phase, raised.slot) == ("OverflowError", Phase.FORWARD, Slot(1))


def test_version_and_one_thread() -> None:
    subject = TorchSubject()
    assert subject.version().split("+")[0] == importlib.metadata.version("torch").split("+")[0]
    assert torch.get_num_threads() == 1
