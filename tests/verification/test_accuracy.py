"""The accuracy survey: it finds errors that are there, counts them rightly, and invents none."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest

pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

from verification import accuracy
from verification.accuracy import PARTS, error_of, grid, survey
from verification.catalogue import CATALOGUE
from verification.model import Absent, Case, Evaluated, Exact, Observation
from verification.oracles.quarters import near_quarters
from verification.render.accuracy import Accuracy, Other, Row, Worst, render
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject

pytestmark = pytest.mark.oracles

Change = Callable[[Case, Evaluated], Observation]


class Distorted:
    """refgrad, but for what is done to its answers."""

    def __init__(self, change: Change) -> None:
        self._change = change

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        answers = zip(cases, RefgradSubject().observe(cases), strict=True)
        return [
            self._change(case, answer) if isinstance(answer, Evaluated) else answer
            for case, answer in answers
        ]


def rows(op: str, change: Change = lambda _, answer: answer) -> tuple[Row, ...]:
    return survey(CATALOGUE[op], Distorted(change), TorchSubject(), 1, 1)


def with_value(answer: Evaluated, number: float) -> Evaluated:
    return replace(answer, values=(*answer.values[:-1], number))


def scaled(_: Case, answer: Evaluated) -> Evaluated:
    """Have the value 2^-50 of itself too large: at least 4 ulp."""
    number = answer.values[-1]
    assert isinstance(number, float)
    return with_value(answer, number * (1.0 + 2.0**-50))


def test_a_relative_error_is_found() -> None:
    value, dx = rows("square", scaled)
    assert 7.0 < value.normal.ulp < 9.0
    assert dx.normal.ulp == 0.0


def test_the_climb_finds_the_worst_of_a_binade() -> None:
    """2^-50 rounds to 8 ulp in the last sixteenth before a power of 2, and there alone."""
    value, _ = rows("neg", scaled)
    (point,) = value.normal.point
    assert value.normal.ulp == 8.0
    assert math.frexp(abs(float.fromhex(point)))[0] > 0.93


def test_an_infinite_answer_is_reported_with_its_point() -> None:
    def overflow(case: Case, answer: Evaluated) -> Evaluated:
        return with_value(answer, math.nan) if case.point[0] > 300.0 else answer

    value, dx = rows("tanh", overflow)
    assert value.normal.ulp == math.inf
    assert 1 <= len(value.not_finite) <= 5
    assert all(float.fromhex(point[0]) > 300.0 for point in value.not_finite)
    assert dx.not_finite == ()


def test_subnormal_numbers_are_counted_apart() -> None:
    def flush(_: Case, answer: Evaluated) -> Evaluated:
        number = answer.values[-1]
        assert isinstance(number, float)
        return with_value(answer, 0.0) if abs(number) < 2.0**-1022 else answer

    value, _ = rows("exp", flush)
    assert value.normal.ulp < 1.0
    assert value.below.ulp > 1e13


def test_the_floats_next_to_multiples_of_a_right_angle_are_among_them() -> None:
    """C's own,, is 1e5 ulp off there, and on no point of a grid."""

    def as_c(case: Case, answer: Evaluated) -> Evaluated:
        return with_value(answer, math.cos(case.point[0]))

    value, dx = rows("cos", as_c)
    assert value.normal.ulp > 1e5
    assert dx.normal.ulp < 1.0
    assert isinstance(rows("cos")[0].other, Other)
    assert rows("cos")[0].normal.ulp < 1.0


def test_every_exponent_has_a_float_next_to_a_multiple_of_a_right_angle() -> None:
    found = list(near_quarters())
    assert {math.frexp(x)[1] for x in found} == set(range(1, 1025))
    assert len(found) == len(set(found))
    assert min(abs(math.cos(x)) for x in found if x < 2.0**26) < 1e-17


def test_an_op_that_the_other_has_not_got_is_no_comparison() -> None:
    value, dx = rows("cbrt")
    assert isinstance(value.other, Absent)
    assert isinstance(dx.other, Absent)
    assert "WORSE" not in shown(value)


def test_the_other_is_asked_the_same_points() -> None:
    """That a square of tanh cancels is PyTorch's, and for this search to find."""
    value, dx = rows("tanh")
    assert isinstance(value.other, Other)
    assert isinstance(dx.other, Other)
    assert value.other.normal.ulp < 1.0
    assert dx.other.normal.ulp > 1e15
    assert dx.normal.ulp < 4.0


def test_near_their_zero_slopes_count_beside_their_terms() -> None:
    zero = -1.2784645427610738  # of silu'
    truth = Exact(1e-17, 0.0)
    assert error_of("silu", "dx", (zero,), 1e-17 + 2.0**-54, truth) < 2.0
    assert error_of("silu", "value", (zero,), 1e-17 + 2.0**-54, truth) > 1e10
    assert error_of("tanh", "dx", (zero,), 1e-17 + 2.0**-54, truth) > 1e10
    for op in ("silu", "gelu"):
        assert [row.is_relative_to_terms for row in rows(op)] == [False, True]


def test_a_slope_of_zero_everywhere_is_no_accuracy_near_its_zero() -> None:
    def no_slope(_: Case, answer: Evaluated) -> Evaluated:
        return replace(answer, gradients=(0.0, *answer.gradients[1:]))

    _, dx = rows("silu", no_slope)
    assert dx.normal.ulp > 1e15


@pytest.mark.parametrize("op", CATALOGUE)
def test_the_grid_reaches_every_corner(op: str) -> None:
    points = list(grid(CATALOGUE[op], Random(1), 1))
    for i in range(CATALOGUE[op].arity):
        sizes = [math.frexp(point[i])[1] for point in points if point[i]]
        assert min(sizes) < -1060
        assert max(sizes) == 1024
        assert any(point[i] < 0.0 for point in points) or op == "pow"
    if CATALOGUE[op].arity == 1:
        assert {math.frexp(x)[1] for (x,) in points if x} >= set(range(-1060, 1025))


def test_the_same_seed_gives_the_same_rows() -> None:
    assert rows("sigmoid") == rows("sigmoid")


def test_every_op_and_part_has_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    ops = ("tan", "atan2")
    monkeypatch.setattr(accuracy, "CATALOGUE", {op: CATALOGUE[op] for op in ops})
    told: list[tuple[str, int, int]] = []

    def tell(op: str, done: int, total: int) -> None:
        told.append((op, done, total))

    measured = accuracy.measure(1, 1, tell)
    assert told == [("tan", 0, 2), ("atan2", 1, 2)]
    assert [(row.op, row.part) for row in measured.rows] == [
        (op, part) for op in ops for part in PARTS[: CATALOGUE[op].arity + 1]
    ]
    assert all(row.not_finite == () for row in measured.rows)
    assert "NOT FINITE" not in render(measured).plain


def shown(*table: Row) -> str:
    return render(Accuracy(1, 1, "PyTorch 2", ("glibc 2.36",), table)).plain


def test_the_table_says_who_is_worse_and_what_is_not_finite() -> None:
    other = Other(Worst(0.5, ("0x1p+0",)), Worst(0.0, ()), 0)
    nothing = Worst(0.0, ())
    good = Row("tan", "value", 7, Worst(0.4, ("0x1p+1",)), nothing, (), other, False)
    bad = replace(good, normal=Worst(3e15, ("0x1p+2",)), not_finite=(("0x1p+3",),))
    assert "WORSE" not in shown(good)
    assert "NOT FINITE" not in shown(good)
    text = shown(good, bad)
    assert "WORSE than PyTorch 2: tan, value: 3e15 and 0.500 ulp" in text
    assert "NOT FINITE: tan, value at 0x1p+3" in text
    assert "glibc 2.36" in text


def test_what_is_further_off_is_told_without_alarm_within_four_ulp() -> None:
    nothing = Worst(0.0, ())
    other = Other(Worst(0.5, ()), nothing, 0)
    row = Row("tanh", "value", 7, Worst(1.9, ("0x1p+1",)), nothing, (), other, False)
    text = shown(row, replace(row, op="sin", normal=Worst(0.502, ("0x1p+2",))))
    assert "WORSE" not in text
    assert (
        "Further off than PyTorch 2 at its worst point, within 4 ulp all the same: tanh, value: "
        "1.900 and 0.500 ulp"
    ) in text
    assert "Within 0.1 ulp of PyTorch 2's: sin value." in text
    assert "Within" not in shown(row)


def test_no_line_is_wider_than_110_columns() -> None:
    worst = Worst(1.234, ("-0x1.123456789abcdp-1022", "-0x1.123456789abcdp-1022"))
    other = Other(replace(worst, ulp=2e15), worst, 1234)
    row = Row("leaky_relu", "dx", 123_456, worst, worst, (worst.point,) * 5, other, True)
    tied = replace(row, op="sin", other=replace(other, normal=replace(worst, ulp=1.2)))
    further = replace(row, other=replace(other, normal=replace(worst, ulp=1.0)))
    table = (row, further, *[tied] * 50)
    text = render(Accuracy(1, 1, "PyTorch 2.13.0+cpu", ("glibc 2.36",), table)).plain
    assert max(map(len, text.splitlines())) <= 110
