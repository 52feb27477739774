"""Where a step is well behaved, on the very bound and just beyond it; and what is drawn when."""

from collections.abc import Sequence
from typing import Final

import pytest

from tests.verification.scripted import Scripted
from tests.verification.spelling import spelled
from verification.generate import (
    BASES,
    EXPONENTS,
    NUMBERS,
    RandomDraw,
    is_well_behaved,
    random_point,
    random_program,
    value_of,
)
from verification.program import Const, Number, Ref, Slot, Step, assemble
from verification.wording import ADD, POWER, WORDINGS, Wording

JUST: Final = 1e-9  # relatively, how far a point is moved over a bound


def of_nodes(op: str, *operands: float) -> float | None:
    """Return the value of an op of nodes that hold these numbers."""
    step = Step(op, tuple(Ref(Slot(i)) for i in range(len(operands))))
    return value_of(step, operands)


# --- Bounds ------------------------------------------------------------------

# Operands on the bound of good behaviour, and the same just beyond it.
BOUNDS: Final[list[tuple[str, tuple[float, ...], tuple[float, ...]]]] = [
    ("mul", (100.0, 100.0), (100.0, 100.0 * (1 + JUST))),  # 1e4 is the largest
    ("mul", (-100.0, 100.0), (-100.0, 100.0 * (1 + JUST))),
    # What cancels is at least a hundredth of the larger operand, or of 1.
    ("sub", (100.0, 99.0), (100.0, 99.0 * (1 + JUST))),
    ("sub", (99.0, 100.0), (99.0 * (1 + JUST), 100.0)),
    ("sub", (-100.0, -99.0), (-100.0, -99.0 * (1 + JUST))),
    ("add", (100.0, -99.0), (100.0, -99.0 * (1 + JUST))),
    ("add", (-99.0, 100.0), (-99.0 * (1 + JUST), 100.0)),
    ("maximum", (100.0, 99.0), (100.0, 99.0 * (1 + JUST))),
    ("minimum", (100.0, 99.0), (100.0, 99.0 * (1 + JUST))),
    ("sub", (0.51, 0.49999), (0.51, 0.50001)),
    ("sub", (0.01, 0.0), (0.00999, 0.0)),
    # Off the poles.
    ("div", (1.0, 0.01), (1.0, 0.01 * (1 - JUST))),
    ("div", (1.0, -0.01), (1.0, -0.01 * (1 - JUST))),
    ("hypot", (0.01, 0.0), (0.01 * (1 - JUST), 0.0)),
    ("hypot", (0.0, -0.01), (0.0, -0.01 * (1 - JUST))),
    ("atan2", (0.01, -5.0), (0.01 * (1 - JUST), -5.0)),
    ("atan2", (-0.01, -5.0), (-0.01 * (1 - JUST), -5.0)),
    ("atan2", (0.0, 0.01), (0.0, 0.01 * (1 - JUST))),
    # A power of moderate numbers.
    ("pow", (0.05, 0.5), (0.05 * (1 - JUST), 0.5)),
    ("pow", (20.0, 0.5), (20.0 * (1 + JUST), 0.5)),
    ("pow", (2.0, 6.0), (2.0, 6.0 * (1 + JUST))),
    ("pow", (2.0, -6.0), (2.0, -6.0 * (1 + JUST))),
    # Calm, and off the kink.
    ("tanh", (6.0,), (6.0 * (1 + JUST),)),
    ("tanh", (-6.0,), (-6.0 * (1 + JUST),)),
    ("tanh", (0.01,), (0.01 * (1 - JUST),)),
    ("relu", (-0.01,), (-0.01 * (1 - JUST),)),
    ("asin", (0.95,), (0.95 * (1 + JUST),)),
    ("log1p", (-0.99,), (-0.99 * (1 + JUST),)),
]


@pytest.mark.parametrize(("op", "on", "beyond"), BOUNDS)
def test_a_step_is_well_behaved_up_to_its_bound(
    op: str, on: tuple[float, ...], beyond: tuple[float, ...]
) -> None:
    assert of_nodes(op, *on) is not None
    assert of_nodes(op, *beyond) is None
    program = assemble(len(on), (op, *range(len(on))))
    assert is_well_behaved(program, on)
    assert not is_well_behaved(program, beyond)


@pytest.mark.parametrize("exponent", [2, 3, -1, 2.0, 4, -2])
def test_a_whole_exponent_takes_a_negative_base(exponent: Number) -> None:
    def power(base: float) -> float | None:
        return value_of(Step("pow", (Ref(Slot(0)), Const(exponent))), [base])

    greatest = 20.0 if exponent < 4 else 10.0  # whose fourth power is 1e4
    for sign in (1, -1):
        assert power(sign * 0.05) is not None
        assert power(sign * 0.05 * (1 - JUST)) is None
        assert power(sign * greatest) == pytest.approx((sign * greatest) ** exponent)
        assert power(sign * greatest * (1 + JUST)) is None


def test_any_other_exponent_does_not() -> None:
    for exponent in (0.5, 1.5):
        step = Step("pow", (Ref(Slot(0)), Const(exponent)))
        assert value_of(step, [2.0]) == pytest.approx(2.0**exponent)
        assert value_of(step, [-2.0]) is None
    assert of_nodes("pow", -2.0, 2.0) is None  # a node that happens to be whole
    assert value_of(Step("pow", (Const(-2), Ref(Slot(0)))), [2.0]) is None


def test_what_is_exact_is_well_behaved() -> None:
    """A difference of a node and itself, and a sign, have nothing to cancel."""
    x, y = Ref(Slot(0)), Ref(Slot(1))
    assert value_of(Step("sub", (x, x)), [3.0]) == 0.0
    assert value_of(Step("sub", (x, y)), [3.0, 3.0]) is None
    assert value_of(Step("neg", (x,)), [0.0]) == 0.0
    assert value_of(Step("relu", (x,)), [0.0]) is None


# --- What is drawn -----------------------------------------------------------


def drawn(draw: Scripted, wordings: Sequence[Wording], most: int) -> str:
    program, point = random_program(draw, wordings, most)
    return f"{spelled(program)} at {point}"


def test_a_program_is_drawn_in_this_order() -> None:
    """Inputs, their numbers, how many steps; of each step a wording and its operands."""
    draw = Scripted(2, 1, 1.5, 0, 3, 2, *(0, 0, 0, 1, 1), *(1, 0, 2, 1))
    assert drawn(draw, (ADD, POWER), 9) == "pow(add(a, b), 3) at (1.5, 3)"
    assert draw.asked == [
        ("integer", 1, 4),
        ("integer", 0, 4),
        ("real", -3.0, 3.0),
        ("integer", 0, 4),
        NUMBERS,
        ("integer", 1, 9),
        (ADD, POWER),
        (True, False),
        ("integer", 0, 1),
        (True, False),
        ("integer", 0, 1),
        (ADD, POWER),
        (True, False),
        ("integer", 0, 2),
        EXPONENTS,
    ]


def test_recent_nodes_are_drawn_more_often() -> None:
    """Half of the time an operand is one of the last four nodes."""
    draw = Scripted(1, 1, 1.0, 6, 0)
    random_program(draw, (ADD,), 9)
    recent = [bounds for bounds in draw.asked if bounds[0] == "integer"][3:]
    assert recent[-2:] == [("integer", 2, 5)] * 2
    draw = Scripted(1, 1, 1.0, 6, *(0, 1, 0, 1, 0) * 6)
    random_program(draw, (ADD,), 9)
    anywhere = [bounds for bounds in draw.asked if bounds[0] == "integer"][3:]
    assert anywhere[-2:] == [("integer", 0, 5)] * 2


@pytest.mark.parametrize(
    ("wording", "numbers"),
    [
        (Wording("pow", "vn"), EXPONENTS),
        (Wording("pow", "nv"), BASES),
        (Wording("mul", "vn"), NUMBERS),
        (Wording("sub", "nv"), NUMBERS),
    ],
)
def test_a_plain_number_is_drawn_from_its_table(
    wording: Wording, numbers: tuple[Number, ...]
) -> None:
    programs = [random_program(RandomDraw(0, i), (ADD, wording), 12)[0] for i in range(80)]
    steps = [step for program in programs for step in program.steps]
    found = {repr(x.number) for step in steps for x in step.operands if isinstance(x, Const)}
    assert found == set(map(repr, numbers))
    assert len(found) == len(numbers)


def test_the_tables_hold_what_people_write() -> None:
    """Ints and floats, fractions, and both signs but for bases: no 0, and no 1, which hide much."""
    for table in (EXPONENTS, BASES, NUMBERS):
        assert {type(number) for number in table} == {int, float}
        assert not {0, 1} & set(table)
        assert any(number != int(number) for number in table)
    assert all(any(number < 0 for number in table) for table in (EXPONENTS, NUMBERS))
    assert all(number > 0 for number in BASES)
    assert {2, 3, -1, 0.5} <= set(EXPONENTS)  # squares, cubes, quotients, roots
    assert {10, 2} <= set(BASES)


@pytest.mark.parametrize("op", ["div", "atan2"])
def test_no_step_has_slopes_that_cancel(op: str) -> None:
    wordings = (ADD, Wording(op, "vv"))
    steps = [
        step
        for i in range(60)
        for step in random_program(RandomDraw(1, i), wordings, 12)[0].steps
        if step.op == op
    ]
    assert len(steps) > 50
    assert all(step.operands[0] != step.operands[1] for step in steps)


def test_a_step_is_tried_twelve_times_and_then_left_out() -> None:
    """No logarithm of -1 is well behaved, and a program needs one step."""
    log = Wording("log", "v")
    draw = Scripted(1, 1, -1.0, 2, *(0, 0, 0) * 24, 1, 1, 2.0, 1, 0, 0, 0)
    assert drawn(draw, (log,), 5) == "log(a) at (2.0,)"
    assert draw.asked.count((log,)) == 24 + 1
    draw = Scripted(1, 1, -1.0, 2, *(0, 0, 0) * 12, 1, 0, 0, 0)
    # After twelve logarithms a sum, which is the second step's first try.
    assert drawn(draw, (log, ADD), 5) == "add(a, a) at (-1.0,)"


def test_sizes_are_drawn_from_end_to_end() -> None:
    programs = [random_program(RandomDraw(2, i), (ADD,), 5)[0] for i in range(200)]
    assert {program.inputs for program in programs} == {1, 2, 3, 4}
    assert {len(program.steps) for program in programs} == {1, 2, 3, 4, 5}


def test_a_point_is_sought_ninety_six_times() -> None:
    log = assemble(1, ("log", 0))
    draw = Scripted(*(1, -1.0) * 95, 1, 2.0)
    assert random_point(draw, log) == (2.0,)
    draw = Scripted(*(1, -1.0) * 96, 1, 2.0)
    assert random_point(draw, log) is None
    assert len(draw.asked) == 2 * 96


def test_a_fifth_of_the_inputs_are_round_numbers() -> None:
    draw = RandomDraw(3)
    programs = [random_program(draw, WORDINGS, 1) for _ in range(400)]
    inputs = [number for _, point in programs for number in point]
    share = sum(number in NUMBERS for number in inputs) / len(inputs)
    assert 0.1 < share < 0.3
    assert all(-3 <= number <= 3 or number in NUMBERS for number in inputs)


def test_seeds_are_told_apart_part_by_part() -> None:
    def first(*seed: int | str) -> float:
        return RandomDraw(*seed).real(0.0, 1.0)

    assert len({first(1), first(1, "a"), first(1, "b"), first("a", 1), first(11), first(1, 1)}) == 6


def test_ends_are_included_and_options_are_drawn_alike() -> None:
    draw = RandomDraw(4)
    assert {draw.integer(-1, 2) for _ in range(200)} == {-1, 0, 1, 2}
    counts = [[draw.choice("abc") for _ in range(3000)].count(letter) for letter in "abc"]
    assert all(900 < count < 1100 for count in counts)
