"""The fixed shapes say what they are there for: each is a formula, with its results shared."""

from collections.abc import Callable
from typing import Final

import pytest

from tests.verification.spelling import uses
from verification.evaluate import evaluate
from verification.program import Number, Program
from verification.shapes import (
    DISJOINT,
    PUBLISHED,
    SHARED,
    TWO_OUTPUTS,
    WORKED,
    ZERO,
    chain,
    ladder,
)
from verification.wording import used

PRIMES: Final = (3, 7, 11, -5)

Formula = Callable[[int, int, int, int], int]
"""What a shape gives for four numbers, of which it may leave out the last."""


def computed(op: str, operands: tuple[Number, ...]) -> Number:
    x, y = operands[0], operands[-1]
    match op:
        case "add":
            return x + y
        case "sub":
            return x - y
        case "mul":
            return x * y
        case "div":
            return x / y
        case "pow":
            return float(x) ** y
        case "neg":
            return -x
        case _:
            assert op == "relu"
            return max(x, 0)


def computed_nodes(program: Program, point: tuple[Number, ...]) -> list[Number]:
    inputs: list[Number] = [*point[: program.inputs]]
    return evaluate(program, inputs, computed)


def outputs(program: Program, point: tuple[Number, ...]) -> tuple[Number, ...]:
    nodes = computed_nodes(program, point)
    return tuple(nodes[root] for root in program.roots)


# What each shape computes of its inputs, worked out by hand.
FORMULAS: Final[dict[str, tuple[Formula, ...]]] = {
    "sharing": (
        lambda x, y, z, w: x * y * x + x * y * y,
        lambda x, y, z, w: x * y * (x * y + x),
        lambda x, y, z, w: (x * y * x * y + x * y) * x * y * x * y,
        lambda x, y, z, w: 2 * x * y * y,
    ),
    "unequal": (
        lambda x, y, z, w: (x * y * y + x) * x * y,
        lambda x, y, z, w: (x * y * y + x) * x * y,
        lambda x, y, z, w: (x * y * x * y + x * y) * x * y * x,
        lambda x, y, z, w: (x * y * x * y + x * y) * x * y * x,
    ),
    "doubling": (lambda x, y, z, w: 64 * x * y,),
    "equal": (lambda x, y, z, w: x * y * y * x + x * y, lambda x, y, z, w: (x + y) * (y + x) * z),
    "dead": (lambda x, y, z, w: x * y + y,),
    "fan_out": (lambda x, y, z, w: x * y * (4 * x + 3 * y),),
}


@pytest.mark.parametrize("name", SHARED)
def test_a_shape_is_its_formula(name: str) -> None:
    _, programs = SHARED[name]
    for program, formula in zip(programs, FORMULAS[name], strict=True):
        for point in (PRIMES, PRIMES[::-1]):
            assert outputs(program, point) == (formula(*point),)


def test_what_is_shared_is_the_first_product() -> None:
    """Of two shapes with one formula, one uses it near the output first and one far."""
    for name in ("sharing", "unequal", "dead"):
        for program in SHARED[name][1]:
            assert program.steps[0].refs == (0, 1)
            assert uses(program, 2) >= 2
    near, far = (SHARED["unequal"][1][i] for i in (0, 1))
    assert near.steps[-1].refs == far.steps[-1].refs[::-1]
    near, far = (SHARED["unequal"][1][i] for i in (2, 3))
    assert [step.refs for step in near.steps[-2:]] == [step.refs[::-1] for step in far.steps[-2:]]


def test_every_doubling_is_of_the_one_before() -> None:
    (doubling,) = SHARED["doubling"][1]
    assert [step.refs for step in doubling.steps[1:]] == [(i, i) for i in range(2, 8)]


def test_equal_numbers_are_held_by_different_nodes() -> None:
    for program in SHARED["equal"][1]:
        nodes = computed_nodes(program, PRIMES)
        first = program.inputs
        assert nodes[first] == nodes[first + 1]
        assert uses(program, first) >= 1 <= uses(program, first + 1)


def test_what_is_dead_was_computed_of_what_is_alive() -> None:
    (dead,) = SHARED["dead"][1]
    assert dead.live() == (True, True, True, False, False, True)
    assert uses(dead, 2) == 4


def test_a_fan_out_is_used_by_seven() -> None:
    (fan,) = SHARED["fan_out"][1]
    assert uses(fan, 2) == 7
    assert all(fan.live())
    assert all(uses(fan, slot) == 1 for slot in range(3, fan.size - 1))


def test_a_gradient_of_0_comes_into_a_product() -> None:
    program, (x, y, zero) = ZERO
    assert outputs(program, PRIMES) == (PRIMES[0] * PRIMES[1] * PRIMES[2] + PRIMES[0],)
    assert zero == 0.0
    assert x * y != 0.0
    assert uses(program, 3) == 1


def test_outputs_that_share_nothing_and_outputs_over_the_same_leaves() -> None:
    a, b, c, d = PRIMES
    assert outputs(WORKED, PRIMES) == ((a * b + c) * d,)
    assert outputs(DISJOINT, PRIMES) == (a * b, c * d)
    first, second = TWO_OUTPUTS
    assert outputs(first, PRIMES) == (a * b, a + b)
    assert outputs(second, PRIMES) == (a * b + c, b * c * a)


@pytest.mark.parametrize(("name", "inputs"), [("test_sanity_check", 1), ("test_more_ops", 2)])
def test_the_published_expressions_are_written_as_published(name: str, inputs: int) -> None:
    """As in micrograd's test/test_engine.py, ops on numbers and all, run as plain Python."""
    program, _ = PUBLISHED[name]
    for point in ((-4.0, 2.0), (3.0, -7.0), (0.5, 11.0)):
        expected = _sanity_check(*point[:1]) if inputs == 1 else _more_ops(*point)
        (found,) = outputs(program, point)
        assert found == pytest.approx(expected, rel=1e-14)
    wordings = {wording.name for wording in used(program)}
    assert "relu.v" in wordings
    assert wordings & {"mul.nv", "add.vn"}


def _sanity_check(x: float) -> float:
    z = 2 * x + 2 + x
    q = max(z, 0) + z * x
    h = max(z * z, 0)
    return h + q + q * x


def _more_ops(a: float, b: float) -> float:
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + max(b + a, 0)
    d += 3 * d + max(b - a, 0)
    e = c - d
    f = e**2
    g = f / 2.0
    return g + 10.0 / f


def test_a_ladder_doubles_and_a_chain_adds() -> None:
    assert outputs(ladder(5), (3,)) == (96,)
    assert outputs(chain(5), (3,)) == (18,)
    assert [step.refs for step in ladder(3).steps] == [(0, 0), (1, 1), (2, 2)]
    assert [step.refs for step in chain(3).steps] == [(0, 0), (1, 0), (2, 0)]
