"""What drives the functional libraries, with one made of rows: nothing is lost or mixed up."""

import math
from collections.abc import Callable, Sequence
from typing import Final

import pytest

from verification.model import Absent, Case, Evaluated, Observation, Raised, Unread
from verification.program import Const, Number, Program, assemble
from verification.subjects.functional import FEWEST, Columns, lacking, observe, rerun

Row = tuple[float, ...]


_APPLIED: Final[dict[str, Callable[[Row], float]]] = {
    "add": lambda row: row[0] + row[1],
    "mul": math.prod,
    "log": lambda row: math.log(row[0]),
}


class Rows:
    """A library of rows of numbers that knows add, mul and log, and no derivative but 7."""

    started = 0

    def __init__(self) -> None:
        Rows.started += 1

    def construct(self, numbers: Sequence[Number]) -> Row:
        return tuple(map(float, numbers))

    def apply(self, op: str, operands: tuple[Row | Number, ...]) -> Row:
        size = max(len(x) for x in operands if isinstance(x, tuple))
        rows = [x if isinstance(x, tuple) else (float(x),) * size for x in operands]
        return tuple(_APPLIED[op](column) for column in zip(*rows, strict=True))

    def differentiate(
        self, program: Program, nodes: Sequence[Row], root: int
    ) -> Sequence[Row | None]:
        del program
        return [
            None if slot > root else (7.0 * (root + 1),) * len(nodes[0])
            for slot in range(len(nodes))
        ]

    def read(self, node: Row) -> list[float]:
        return list(node)


SQUARE = assemble(1, ("mul", 0, 0))
LOG = assemble(1, ("log", 0))


def cases(program: Program, count: int) -> list[Case]:
    return [Case(f"{x}", program, (float(x),) * program.inputs) for x in range(1, count + 1)]


def ask(questions: Sequence[Case], apart: str = "") -> list[Observation]:
    Rows.started = 0
    return observe(Rows, questions, frozenset({"tanh"}), frozenset(apart.split()))


@pytest.mark.parametrize("count", [1, FEWEST - 1, FEWEST, 3 * FEWEST])
def test_each_case_gets_its_own_numbers(count: int) -> None:
    expected = [Evaluated((x, x * x), (14.0, 14.0)) for x in map(float, range(1, count + 1))]
    assert ask(cases(SQUARE, count)) == expected
    assert Rows.started == (1 if count >= FEWEST else count)


def test_programs_take_turns() -> None:
    run = [*cases(SQUARE, FEWEST), *cases(LOG, 2), *cases(SQUARE, 1)]
    answers = ask(run)
    assert [a.values[0] for a in answers if isinstance(a, Evaluated)] == [c.point[0] for c in run]
    assert Rows.started == 4


def test_what_is_to_be_asked_apart_is() -> None:
    assert ask(cases(SQUARE, FEWEST), "mul") == ask(cases(SQUARE, FEWEST))
    ask(cases(SQUARE, FEWEST), "mul")
    assert Rows.started == FEWEST


def test_an_absent_op_is_not_put_to_the_library() -> None:
    answers = ask(cases(assemble(1, ("mul", 0, 0), ("tanh", 1)), FEWEST))
    assert answers == [Absent("tanh", "v")] * FEWEST
    assert Rows.started == 0


def test_if_one_raises_each_is_asked_by_itself() -> None:
    questions = [*cases(LOG, FEWEST), Case("bad", LOG, (-1.0,))]
    answers = ask(questions)
    assert all(isinstance(answer, Evaluated) for answer in answers[:-1])
    assert isinstance(answers[-1], Raised)


def test_roots_add_up_and_what_comes_after_them_has_no_gradient() -> None:
    program = assemble(1, ("mul", 0, 0), ("mul", 1, 1), ("mul", 2, 2), roots=(1, 2))
    for count in (1, FEWEST):
        for answer in ask(cases(program, count)):
            assert isinstance(answer, Evaluated)
            assert answer.gradients == (35.0, 35.0, 21.0, Unread.NONE)


def test_another_way_to_ask_together() -> None:
    def together(program: Program, points: Sequence[tuple[Number, ...]]) -> Columns:
        assert program == SQUARE
        return [float(x) for (x,) in points], [0.5] * len(points), None, [2.0] * len(points)

    answers = observe(Rows, cases(SQUARE, FEWEST), frozenset(), together=together)
    assert answers[1] == Evaluated((2.0, 0.5), (Unread.NONE, 2.0))


def test_a_rerun_is_the_program_with_taps_and_without_later_steps() -> None:
    program = assemble(1, ("mul", 0, Const(2)), ("add", 1, 0), ("log", 2))
    function = rerun(Rows(), program, 2)
    assert function([(3.0,), (-0.0,)]) == (9.0,)
    assert function([(3.0,), (1.0,)]) == (10.0,)  # the tap of the first step
    zero = rerun(Rows(), assemble(1, ("mul", 0, Const(1.0)), ("mul", 1, Const(1.0))), 2)
    (number,) = zero([(-0.0,), (-0.0,)])
    assert math.copysign(1.0, number) == -1.0


def test_a_rerun_to_an_input_is_that_input() -> None:
    assert rerun(Rows(), SQUARE, 0)([(3.0,)]) == (3.0,)


def test_what_is_lacking() -> None:
    missing = lacking({"tanh", "exp"})
    assert "tanh" not in missing
    assert {"relu", "log"} <= missing
    assert "add" not in missing  # an operator
