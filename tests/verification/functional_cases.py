"""What every subject that answers with gradients is asked: programs, and hand arithmetic."""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from verification.catalogue import CATALOGUE
from verification.model import Absent, Case, Evaluated, Phase, Raised, Reading, Unread
from verification.program import Const, Number, Program, Slot, assemble
from verification.subjects.protocol import Subject
from verification.survey import program_of

# Each with the gradients that are to come out, exact in doubles.
WORKED: Final[dict[str, tuple[Program, tuple[Number, ...], tuple[float, ...]]]] = {
    "a worked example": (
        assemble(4, ("mul", 0, 1), ("add", 4, 2), ("mul", 5, 3)),
        (2.0, -3.0, 10.0, -2.0),
        (6.0, -4.0, -2.0, 4.0, -2.0, -2.0, 1.0),
    ),
    "one node in both operands": (assemble(1, ("mul", 0, 0)), (3,), (6.0, 1.0)),
    # With y = x * x, roots y + y and y * x. dy: 2 + x = 5; dx: 2 * 2x + 3x^2 = 12 + 27.
    "two roots that share a node": (
        assemble(1, ("mul", 0, 0), ("add", 1, 1), ("mul", 1, 0), roots=(2, 3)),
        (3.0,),
        (39.0, 5.0, 1.0, 1.0),
    ),
    "the same root twice": (assemble(1, ("mul", 0, 0), roots=(1, 1)), (3.0,), (12.0, 2.0)),
    "a number on the left": (assemble(1, ("sub", Const(2), 0)), (5,), (-1.0, 1.0)),
    "a number on the right": (assemble(1, ("div", 0, Const(4))), (2,), (0.25, 1.0)),
    "a number that is divided": (assemble(1, ("div", Const(2), 0)), (4,), (-0.125, 1.0)),
    "a number as exponent": (assemble(1, ("pow", 0, Const(2))), (-3,), (-6.0, 1.0)),
    "a number in a function": (assemble(1, ("maximum", Const(2), 0)), (3,), (1.0, 1.0)),
    "an upstream factor": (
        assemble(1, ("mul", 0, 0), ("mul", 1, Const(-2))),
        (3.0,),
        (-12.0, -2.0, 1.0),
    ),
}


def gradients(subject: Subject, name: str) -> tuple[tuple[Reading, ...], tuple[float, ...]]:
    """Return what the subject answers to one of these, and what is to come out."""
    program, point, expected = WORKED[name]
    (seen,) = subject.observe([Case(name, program, point)])
    assert isinstance(seen, Evaluated), seen
    return seen.gradients, expected


def check_dead_nodes(subject: Subject, dead: Reading) -> None:
    """A node that no root depends on has this gradient, and its infinite slope harms nobody."""
    program = assemble(2, ("log", 1), ("mul", 0, 0))
    (seen,) = subject.observe([Case("dead", program, (3.0, 0.0))])
    assert isinstance(seen, Evaluated), seen
    assert seen.values == (3.0, 0.0, -math.inf, 9.0)
    assert seen.gradients == (6.0, dead, dead, 1.0)


def check_roots_that_are_inputs(subject: Subject) -> None:
    program = assemble(1, ("mul", 0, 0), ("exp", 1), roots=(1, 0))
    (seen,) = subject.observe([Case("inputs", program, (3.0,))])
    assert isinstance(seen, Evaluated), seen
    assert seen.gradients[:2] == (7.0, 1.0)
    assert seen.gradients[2] in (0.0, Unread.NONE)


def check_the_sign_of_zero(subject: Subject) -> None:
    """An interior node that is -0.0 stays so, however its gradient is found."""
    program = assemble(1, ("neg", 0), ("mul", 1, Const(1.0)))
    (seen,) = subject.observe([Case("zero", program, (0.0,))])
    assert isinstance(seen, Evaluated), seen
    values = [x for x in seen.values if isinstance(x, float)]
    assert [math.copysign(1.0, x) for x in values] == [1.0, -1.0, -1.0]


def check_what_it_raises(subject: Subject) -> None:
    """An input too large for a double is the phase's and slot's own, and harms no other case."""
    large = Case("large", assemble(2, ("add", 0, 1)), (1, 10**400))
    raised, answered = subject.observe([large, Case("next", assemble(1, ("neg", 0)), (1.0,))])
    assert isinstance(raised, Raised)
    assert (raised.kind, raised.phase, raised.slot) == ("OverflowError", Phase.FORWARD, Slot(1))
    assert answered == Evaluated((1.0, -1.0), (-1.0, 1.0))


def absent(subject: Subject) -> set[str]:
    """Return the ops that the subject has not got; all others answer at an everyday point."""
    lacking: set[str] = set()
    for op, spec in CATALOGUE.items():
        point = tuple(domain.plain for domain in spec.domains)
        (seen,) = subject.observe([Case(op, program_of(spec), point)])
        if isinstance(seen, Absent):
            lacking.add(op)
        else:
            assert isinstance(seen, Evaluated), (op, seen)
            assert all(isinstance(x, float) for x in seen.values + seen.gradients), (op, seen)
    return lacking


def everywhere(op: str, count: int) -> list[Case]:
    """Return cases of one op all over its domain, small and large, the same ones each time."""
    return list(_everywhere(op, Random(f"functional/{op}"), count))


def _everywhere(op: str, rng: Random, count: int) -> Iterator[Case]:
    spec = CATALOGUE[op]
    while count:
        point = tuple(
            rng.choice((-1.0, 1.0)) * math.ldexp(rng.uniform(1.0, 2.0), rng.randint(-60, 10))
            for _ in spec.domains
        )
        if all(x in domain for x, domain in zip(point, spec.domains, strict=True)):
            count -= 1
            yield Case(op, program_of(spec), point)


def check_together(subject: Subject, op: str, count: int) -> None:
    """The same bits come out whether cases are asked together or each by itself."""
    cases = everywhere(op, count)
    alone = [seen for case in cases for seen in subject.observe([case])]
    assert bits(subject.observe(cases)) == bits(alone)


def bits(answers: Sequence[object]) -> list[object]:
    """Return the answers with every number as text, so that nan is itself and -0.0 is not 0.0."""
    return [
        tuple(x.hex() if isinstance(x, float) else x for x in (*answer.values, *answer.gradients))
        if isinstance(answer, Evaluated)
        else answer
        for answer in answers
    ]
