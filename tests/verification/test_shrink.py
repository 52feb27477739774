"""What fails shrinks to something that fails in the same way and is never larger."""

from collections.abc import Callable
from hashlib import sha256
from math import inf

import pytest

from verification.generate import RandomDraw, random_program
from verification.model import Case, Point
from verification.program import Const, Program, Slot, assemble
from verification.shapes import TWO_OUTPUTS, Tools, chained
from verification.shrink import shrink
from verification.wording import ADD, MUL, WORDINGS

PLENTY = 10**6
DEEP = Case(
    "deep",
    assemble(
        3,
        ("mul", 0, 1), ("tanh", 3), ("add", 4, 2), ("mul", 5, 4), ("exp", 6), ("sub", 7, Const(2)),
        ("relu", 8), ("div", 9, 5),
    ),
    (0.7381, -1.25, 2.0),
)  # fmt: skip


def ask(
    case: Case, fails: Callable[[Case], bool], most_questions: int = PLENTY
) -> tuple[Case, list[Case]]:
    """Return the reduced case, and every case that was asked on the way to it."""
    asked: list[Case] = []

    def count(candidate: Case) -> bool:
        asked.append(candidate)
        return fails(candidate)

    return shrink(case, count, most_questions), asked


def size(case: Case) -> tuple[int, int, int]:
    """A program's measures: nodes, inputs, roots."""
    return case.program.size, case.program.inputs, len(case.program.roots)


def ops(case: Case) -> list[str]:
    return [step.op for step in case.program.steps]


def drawn(seed: int) -> Case:
    program, point = random_program(RandomDraw(seed, "shrink"), WORDINGS, 12)
    return Case(f"drawn/{seed}", program, point)


def by_chance(seed: int, case: Case) -> bool:
    """A fault that nobody could guess: one question in three fails."""
    return sha256(f"{seed}{case.program}{case.point}".encode()).digest()[0] % 3 == 0


# --- What always holds -------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_the_result_fails_is_no_larger_and_ends(seed: int) -> None:
    case = drawn(seed)

    def fails(candidate: Case) -> bool:
        return by_chance(seed, candidate)

    small, asked = ask(case, fails)
    assert small == case or fails(small)
    assert all(one <= other for one, other in zip(size(small), size(case), strict=True))
    assert len(small.point) == small.program.inputs
    assert small.id == case.id
    for candidate in asked:
        assert len(candidate.point) == candidate.program.inputs
        assert size(candidate) <= size(case)
        assert candidate.program.steps


def test_what_never_fails_stays_as_it_is() -> None:
    small, asked = ask(DEEP, lambda case: False)
    assert small == DEEP
    assert DEEP not in asked


def test_what_always_fails_ends_at_one_step_of_one_plain_number() -> None:
    for seed in range(10):
        small, _ = ask(drawn(seed), lambda case: True)
        assert len(small.program.steps) == 1
        assert small.point == (1.0,)


@pytest.mark.parametrize("most", [0, 1, 7])
def test_questions_are_bounded(most: int) -> None:
    small, asked = ask(DEEP, lambda case: False, most)
    assert small == DEEP
    assert len(asked) == most
    best, asked = ask(DEEP, lambda case: True, most)
    assert best == (asked[-1] if asked else DEEP)
    assert len(asked) <= most


def test_by_default_questions_are_two_hundred_at_most() -> None:
    large = Case("large", chain_of(300), (0.123, 4.567))
    asked: list[Case] = []

    def fails(case: Case) -> bool:
        asked.append(case)
        return False

    shrink(large, fails)
    assert len(asked) == 200


def chain_of(length: int) -> Program:
    return assemble(2, *(("mul", i, i + 1) for i in range(length)))


# --- What it shrinks to ------------------------------------------------------


@pytest.mark.parametrize("op", ["tanh", "exp", "relu"])
def test_a_fault_of_one_op_shrinks_to_that_op(op: str) -> None:
    small, _ = ask(DEEP, lambda case: op in ops(case))
    assert small == Case("deep", assemble(1, (op, 0)), (1.0,))


def test_a_fault_of_two_ops_together_shrinks_to_these_two() -> None:
    small, _ = ask(DEEP, lambda case: {"tanh", "exp"} <= set(ops(case)))
    assert small == Case("deep", assemble(1, ("tanh", 0), ("exp", 1)), (1.0,))


def test_a_fault_of_sharing_keeps_what_is_shared() -> None:
    def shares(case: Case) -> bool:
        uses = [ref for step in case.program.steps for ref in step.refs]
        return any(uses.count(Slot(slot)) > 1 for slot in range(case.program.size))

    small, _ = ask(DEEP, shares)
    assert len(small.program.steps) == 1
    assert small.program.inputs == 1
    assert shares(small)


def test_plain_numbers_beside_nodes_are_kept() -> None:
    small, _ = ask(DEEP, lambda case: any(step.kind == "vn" for step in case.program.steps))
    assert small.program == assemble(1, ("sub", 0, Const(2)))


def test_the_last_root_is_not_the_only_one() -> None:
    """A fault half-way up shows at an earlier root, which drops all that comes after."""
    two = Case("two", TWO_OUTPUTS[0], (2.5, -0.5))
    small, _ = ask(two, lambda case: "mul" in ops(case))
    assert small == Case("two", assemble(1, ("mul", 0, 0)), (1.0,))


def test_dead_inputs_and_steps_are_dropped() -> None:
    """Although nothing that lives may change."""
    program = assemble(4, ("mul", 0, 1), ("exp", 3), ("add", 0, 2))

    def fails(case: Case) -> bool:
        last = case.program.steps[-1]
        return last.op == "add" and len(set(last.refs)) == 2

    small, _ = ask(Case("dead", program, (0.5, 0.25, 7.0, 9.0)), fails)
    assert small.program == assemble(2, ("add", 0, 1))


def test_inputs_are_merged_where_one_will_do() -> None:
    wide = Case("wide", chained(MUL, Tools(MUL, ADD))[0], (2.0, -1.5, 0.3, 1.1))
    small, _ = ask(wide, lambda case: "mul" in ops(case))
    assert small.program.inputs == 1
    assert len(small.program.steps) == 1


# --- The point ---------------------------------------------------------------

ONE = assemble(1, ("exp", 0))


@pytest.mark.parametrize(
    ("start", "above", "below", "end"),
    [
        (0.73, -inf, inf, 1.0),
        (12.5, 1, inf, 2.0),
        (12.5, 2, inf, 3.0),
        (-0.37, -inf, 0, -1.0),
        (-7.77, -inf, -1, -2.0),
        (0.3712, 0, 1, 0.5),
        (0.3712, 0, 0.4, 0.1),
        (7.3456, 6, inf, 7.0),
        (7.3456, 7.01, 7.5, 7.3),
        (7.3456, 7.31, 7.5, 7.35),
        (7.3456, 7.3455, 7.3457, 7.3456),
        (1e300, 100, inf, 1e300),
    ],
)
def test_numbers_become_as_plain_as_the_fault_allows(
    start: float, above: float, below: float, end: float
) -> None:
    small, _ = ask(Case("point", ONE, (start,)), lambda case: above < case.point[0] < below)
    assert small.point == (end,)


def test_each_number_is_made_plain_by_itself() -> None:
    case = Case("pair", assemble(2, ("sub", 0, 1)), (0.713, -11.37))

    def fails(candidate: Case) -> bool:
        return len(candidate.point) == 2 and candidate.point[0] > candidate.point[1]

    small, _ = ask(case, fails)
    assert small.point == (1.0, -1.0)


@pytest.mark.parametrize("number", [1, 3, -4, 9])
def test_an_int_that_only_an_int_shows_stays_one(number: int) -> None:
    def is_int(point: Point) -> bool:
        return type(point[0]) is int

    small, _ = ask(Case("int", ONE, (number,)), lambda case: is_int(case.point))
    assert is_int(small.point)
