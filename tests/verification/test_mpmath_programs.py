"""The difference oracle's balls hold the truth on random programs, nodes and derivatives alike.

The truth is Arb's, by the chain rule. The environment is that of test_mpmath_coverage; programs
get a quarter of the checks of all ops together.
"""

import logging
import random
from collections import Counter
from functools import lru_cache, partial
from typing import Final

import pytest
from flint import arb, ctx

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")

from tests.verification.test_mpmath_coverage import BITS, CHECKS, SEED, Finding, compare, working
from verification.catalogue import CATALOGUE
from verification.evaluate import evaluate
from verification.model import Point
from verification.oracles import series
from verification.oracles.mpmath import differences, values
from verification.program import Const, Number, Operand, Program, Ref, Slot, Step

pytestmark = pytest.mark.oracles

_LOG: Final = logging.getLogger(__name__)


def random_program(choice: random.Random) -> tuple[Program, Point]:
    """Grow a program with sharing, plain numbers, dead nodes and several roots, clear of kinks."""
    inputs = choice.randint(1, 3)
    scale = choice.choice((1, 3, 3, 30, 1e-9, 1e9))
    point = tuple(choice.uniform(-scale, scale) for _ in range(inputs))
    steps: list[Step] = []
    for _ in range(choice.randint(1, 9)):
        for _ in range(9):
            spec = choice.choice(list(CATALOGUE.values()))
            size = inputs + len(steps)
            operands: list[Operand] = [Ref(Slot(choice.randrange(size))) for _ in spec.domains]
            if spec.arity == 2 and choice.random() < 0.3:
                operands[choice.randrange(2)] = Const(choice.choice((2, 3, 0.5, -1, 10, 1e-3)))
            step = Step(spec.name, tuple(operands))
            if _is_smooth_and_moderate(Program(inputs, (*steps, step)), point):
                steps.append(step)
                break
    size = inputs + len(steps)
    roots = {size - 1, choice.randrange(size)} if choice.random() < 0.3 else {size - 1}
    return Program(inputs, tuple(steps), tuple(map(Slot, sorted(roots)))), point


def _is_smooth_and_moderate(program: Program, point: Point) -> bool:
    """Whether the last step is clear of kinks, and its value neither huge nor tiny."""
    last: list[bool] = []

    def apply(op: str, operands: tuple[arb | Number, ...]) -> arb:
        balls = tuple(x if isinstance(x, arb) else arb(x) for x in operands)
        out = series.value(op, balls)
        known = [out, *(series.slope(op, balls, i, None) for i in range(len(balls)))]
        x, y = balls[0], balls[-1]
        last.append(
            all(each.is_zero() or each.rel_accuracy_bits() > 99 for each in known)
            and bool(abs(out) < arb(2) ** 900)
            and (out.is_zero() or bool(abs(out) > arb(2) ** -900))
            and not (op == "elu" and x.contains(0))
            and not (op == "pow" and x.contains(0))
            and not (op == "atan2" and x.contains(0) and not y > 0)
        )
        return out

    with working(BITS[1]):
        evaluate(program, [arb(number) for number in point], apply)
    return last[-1]


def _known(program: Program, point: Point, part: int, slot: int) -> arb:
    """Return a node's value, or as part 1 its adjoint."""
    return _sweep(program, point, ctx.prec)[part][slot]


@lru_cache(maxsize=len(BITS))
def _sweep(program: Program, point: Point, _: int) -> tuple[list[arb], list[arb]]:
    """Return every node's value and adjoint, by the chain rule in the working precision."""
    slopes: list[list[arb]] = []

    def apply(op: str, operands: tuple[arb | Number, ...]) -> arb:
        balls = tuple(x if isinstance(x, arb) else arb(x) for x in operands)
        slopes.append(
            [
                series.slope(op, balls, i, None)
                for i, operand in enumerate(operands)
                if isinstance(operand, arb)
            ]
        )
        return series.value(op, balls)

    nodes = evaluate(program, [arb(number) for number in point], apply)
    adjoints = [arb(slot in program.roots) for slot in range(program.size)]
    for slot in reversed(range(program.inputs, program.size)):
        step = slot - program.inputs
        for ref, slope in zip(program.steps[step].refs, slopes[step], strict=True):
            adjoints[ref] += adjoints[slot] * slope
    return nodes, adjoints


def test_every_random_program_is_covered() -> None:
    choice = random.Random(f"seed {SEED}: programs")
    tallies: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    while tallies[1].total() < CHECKS * len(CATALOGUE) // 4:
        program, point = random_program(choice)

        for part, balls in enumerate((values(program, point), differences(program, point))):
            for slot, ball in enumerate(balls):
                found = compare(ball, partial(_known, program, point, part, slot))
                assert found is not Finding.MISSED, f"{program} {point}: {ball}"
                tallies[part][found.name] += 1
                if found is not Finding.COVERED:
                    _LOG.info("%s: %s %s: %s", found, program, point, ball)
    _LOG.info("programs: %s, values %s", dict(tallies[1]), dict(tallies[0]))
    for tally in tallies:
        assert tally["COVERED"] > 0.995 * tally.total()
