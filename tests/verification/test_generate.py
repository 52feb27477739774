"""The one builder: what it draws is valid and well behaved, and what fails shrinks."""

import math
from typing import Final

import pytest
from hypothesis import find, given

from refgrad import Value
from verification.evaluate import evaluate
from verification.generate import (
    RandomDraw,
    is_well_behaved,
    random_point,
    random_program,
)
from verification.judge import is_well_conditioned, judge
from verification.model import Agrees, Case, Differs, Evaluated, Point
from verification.oracles import flint
from verification.program import Const, Program, assemble
from verification.strategies import cases
from verification.subjects.in_process import written
from verification.subjects.refgrad import RefgradSubject
from verification.wording import WORDINGS, Wording


@given(cases())
def test_every_program_drawn_keeps_its_numbers_moderate(case: Case) -> None:
    reference = flint.reference(case)
    assert reference.temperate
    assert not reference.overflows
    for component in reference.values:
        assert math.isfinite(component.hull.lower)
        assert abs(component.hull.upper) < 1e5


@given(cases())
def test_refgrad_lies_in_the_hull(case: Case) -> None:
    verdict = judge(case.program, flint.reference(case), _refgrad(case.program, case.point))
    assert isinstance(verdict, Agrees), verdict


_apply: Final = written(Value, Value, {})


def _refgrad(program: Program, point: Point) -> Evaluated:
    (seen,) = RefgradSubject().observe([Case("drawn", program, point)])
    assert isinstance(seen, Evaluated)
    return seen


def test_almost_every_program_is_well_conditioned_and_wholly_decided() -> None:
    draw = RandomDraw(11)
    drawn = [Case("", *random_program(draw, WORDINGS, 12)) for _ in range(400)]
    references = [flint.reference(case) for case in drawn]
    assert sum(map(is_well_conditioned, references)) > 0.85 * len(drawn)


def test_programs_are_graphs_and_not_trees() -> None:
    """Sharing, one node as both operands, dead nodes, plain numbers on either side."""
    draw = RandomDraw(12)
    programs = [random_program(draw, WORDINGS, 12)[0] for _ in range(300)]
    steps = [step for program in programs for step in program.steps]
    assert {(step.op, step.kind) for step in steps} == {(w.op, w.kind) for w in WORDINGS}
    assert any(len(set(step.refs)) < len(step.refs) for step in steps)
    assert any(not all(program.live()) for program in programs)
    shared = [p for p in programs if max(map(_uses(p).count, _uses(p))) > 1]
    assert len(shared) > len(programs) / 2


def _uses(program: Program) -> list[int]:
    return [ref for step in program.steps for ref in step.refs]


def test_the_same_seed_draws_the_same_programs() -> None:
    first, second = RandomDraw(5, "a"), RandomDraw(5, "a")
    other = RandomDraw(6, "a")
    drawn = [random_program(first, WORDINGS, 9) for _ in range(20)]
    assert drawn == [random_program(second, WORDINGS, 9) for _ in range(20)]
    assert drawn != [random_program(other, WORDINGS, 9) for _ in range(20)]


def test_an_engine_with_few_wordings_is_asked_for_no_other() -> None:
    few = (Wording("add", "vv"), Wording("mul", "vn"))
    draw = RandomDraw(13)
    programs = [random_program(draw, few, 9)[0] for _ in range(50)]
    asked = {(step.op, step.kind) for program in programs for step in program.steps}
    assert asked == {("add", "vv"), ("mul", "vn")}


@pytest.mark.parametrize(
    ("program", "point"),
    [
        (assemble(1, ("relu", 0)), (0.0,)),
        (assemble(1, ("log", 0)), (-1.0,)),
        (assemble(1, ("exp", 0)), (700.0,)),
        (assemble(2, ("div", 0, 1)), (1.0, 0.0)),
        (assemble(2, ("maximum", 0, 1)), (2.0, 2.0)),
        (assemble(2, ("sub", 0, 1)), (1.0, 1.0 + 1e-12)),
        (assemble(1, ("pow", 0, Const(0.5))), (-2.0,)),
    ],
)
def test_kinks_poles_and_cancellation_are_not_well_behaved(program: Program, point: Point) -> None:
    assert not is_well_behaved(program, point)
    drawn = random_point(RandomDraw(1), program)
    assert drawn is not None
    assert is_well_behaved(program, drawn)


def test_an_overwritten_gradient_shrinks_to_two_steps_or_fewer() -> None:
    """What ``=`` for ``+=`` in one op looks like once Hypothesis is done with it."""

    def differs(case: Case) -> bool:
        seen = _overwriting(case.program, case.point)
        return isinstance(judge(case.program, flint.reference(case), seen), Differs)

    few = [Wording("add", "vv"), Wording("mul", "vv"), Wording("tanh", "v"), Wording("neg", "v")]
    smallest = find(cases(few), differs)
    assert len(smallest.program.steps) <= 2
    assert any(step.op == "mul" for step in smallest.program.steps)


def _overwriting(program: Program, point: Point) -> Evaluated:
    """Return what an engine answers whose product assigns to its operands' gradients."""
    truth = _refgrad(program, point)
    nodes = evaluate(program, [Value(number) for number in point], _apply)
    gradients = [0.0] * program.size
    gradients[program.roots[0]] = 1.0
    for slot, step in reversed(tuple(program.numbered())):
        parents = iter(nodes[slot].parents)
        for place, operand in enumerate(step.operands):
            parent = next(parents)
            if isinstance(operand, Const):
                continue
            share = gradients[slot] * _partial(nodes[slot], parent, place)
            if step.op == "mul":
                gradients[operand.slot] = share
            else:
                gradients[operand.slot] += share
    return Evaluated(truth.values, tuple(gradients))


def _partial(out: Value, parent: Value, place: int) -> float:
    """Return one local derivative, by running backward from a copy of one step."""
    leaves = [Value(p.data) for p in out.parents]
    copy = _apply(out.op, tuple(leaves))
    copy.backward()
    assert leaves[place].data == parent.data
    return leaves[place].grad
