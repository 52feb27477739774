"""What is drawn for an op's lattice beside the points that are fixed, and how it is written."""

import pytest

from tests.verification.scripted import Scripted
from verification.catalogue import CATALOGUE
from verification.generate import RandomDraw
from verification.lattice import rules
from verification.program import Const
from verification.wording import POWER, WORDINGS, Wording


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.name)
def test_a_program_has_the_operands_of_its_wording_and_a_number_for_each_node(
    wording: Wording,
) -> None:
    for program, point in rules(RandomDraw(0, "draws"), wording):
        (step,) = program.steps
        assert (step.op, step.kind) == (wording.op, wording.kind)
        assert program.inputs == len(point) == len(step.refs)
        assert step.refs == tuple(range(program.inputs))
        numbers = [x.number if isinstance(x, Const) else point[x.slot] for x in step.operands]
        domains = CATALOGUE[wording.op].domains
        in_domain = [x in domain for x, domain in zip(numbers, domains, strict=True)]
        # A negative base is there for whole exponents alone.
        assert all(in_domain) or (wording == POWER and numbers[1] == int(numbers[1]))


def test_near_points_are_drawn_twice_as_often_as_far_ones() -> None:
    draw = Scripted(0.125)
    rules(draw, Wording("sin", "v"))
    assert draw.asked == [("real", -3.0, 3.0)] * 8 + [("real", -20.0, 20.0)] * 4
    for op, least, greatest in (("asin", -1.0, 1.0), ("log", 0.0, 3.0), ("acosh", 1.0, 3.0)):
        draw = Scripted(0.125)
        rules(draw, Wording(op, "v"))
        assert draw.asked[:8] == [("real", least, greatest)] * 8
        assert draw.asked[8][1:] == (max(least, -20.0), 1.0 if op == "asin" else 20.0)


@pytest.mark.parametrize(("op", "reach"), [("mul", 3.0), ("pow", 4.0)])
def test_pairs_are_drawn_sixteen_times(op: str, reach: float) -> None:
    draw = Scripted(0.125)
    rules(draw, Wording(op, "vv"))
    assert draw.asked == [("real", -reach, reach), ("real", -3.0, 3.0)] * 16


def test_a_number_that_a_draw_puts_on_the_end_of_a_domain_is_left_out() -> None:
    draw = Scripted(0.0)
    points = [point for _, point in rules(draw, Wording("log", "v"))]
    assert (0.0,) not in points


def test_exponents_are_drawn_beyond_those_that_all_are_asked() -> None:
    """A large whole one, a negative one, a fraction and anything: each with two bases."""
    draw = Scripted(7, -4, 0.5, 2.25, *[1.5] * 8, 0.75)
    pointed = rules(draw, POWER)
    assert draw.asked[:4] == [
        ("integer", 5, 9), ("integer", -5, -3), ("real", 0.1, 0.9), ("real", -3.0, 3.0),
    ]  # fmt: skip
    assert draw.asked[4:12] == [("real", 0.3, 3.0)] * 8
    assert set(draw.asked[12:]) == {("real", 0.1, 5.0)}
    exponents = [step.operands[1] for program, _ in pointed for step in program.steps]
    assert exponents[:4] == [Const(7), Const(-4), Const(0.5), Const(2.25)]
