"""What peers are asked about an engine: its ops alone at random numbers, and random programs."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from benchmarks.detection.functions import Column
from verification.catalogue import CATALOGUE, Domain
from verification.faults.engines import ops_of
from verification.faults.fault import Accumulate, Call, Change, Keeping, Mistake, Rule, Save, Typing
from verification.faults.graph import wording_of
from verification.generate import BASES, EXPONENTS, NUMBERS, RandomDraw, random_program
from verification.program import Const, Operand, Program, Ref, Slot, Step
from verification.wording import WORDINGS, Wording

POINTS: Final = 5
"""At how many points an op is checked together."""

STEPS: Final = 10
"""How many steps a random program has at most."""


@final
@dataclass(frozen=True, slots=True)
class Question:
    """A function as a program, and where it is checked: a column per input."""

    program: Program
    columns: tuple[tuple[float, ...], ...]


Run = tuple[Question, ...]
"""What is asked together: a fault is caught if one of them is not accepted."""


def unaskable(change: Change) -> str:
    """Return why no function of real numbers shows the change, or nothing if one may."""
    match change:
        case Keeping.NODES:
            return "shows only where two outputs share nodes, and each has its own backward pass"
        case Typing.INTS_STILL:
            return "shows only where an input is an int"
        case Call(mistake=Mistake.WHOLE):
            return "shows only where both operands are ints"
        case _:
            return ""


def wordings_of(change: Change | None) -> tuple[Wording, ...]:
    """Return what a user would check: the op that is changed, or each op of the engine.

    >>> [wording.name for wording in wordings_of(Rule("pow", kind="nv"))]
    ['pow.nv']
    """
    match change:
        case Call(op=op, kind=kind):
            return (Wording(op, kind),)
        case Rule(op=op, kind=kind) if kind:
            return (Wording(op, kind),)
        case Rule(op=op) | Save(op=op) | Accumulate(op=op) if op:
            return (wording_of(op),)
        case _:
            return tuple(wording_of(op) for op in ops_of(change))


def alone(wordings: Sequence[Wording], runs: int, seed: int) -> list[Run]:
    """Return questions about each op by itself: `POINTS` normal numbers in its domain."""
    return [
        tuple(
            _question(wording, random.Random(f"{seed}/{wording.name}/{run}"))
            for wording in wordings
        )
        for run in range(runs)
    ]


def programs(ops: Sequence[str], runs: int, seed: int) -> list[Run]:
    """Return one random program over these ops for each run, at its own point."""
    wordings = [wording for wording in WORDINGS if wording.op in ops]
    draw = RandomDraw(seed, "detection", *ops)
    drawn = [random_program(draw, wordings, STEPS) for _ in range(runs)]
    return [(Question(program, tuple((float(x),) for x in point)),) for program, point in drawn]


def columns_of(question: Question) -> list[Column]:
    """Return the question's numbers as lists, as libraries want them."""
    return [list(column) for column in question.columns]


def _question(wording: Wording, rng: random.Random) -> Question:
    operands: list[Operand] = []
    domains: list[Domain] = []
    for position, letter in enumerate(wording.kind):
        if letter == "v":
            operands.append(Ref(Slot(len(domains))))
            domains.append(CATALOGUE[wording.op].domains[position])
        else:
            operands.append(Const(rng.choice(_numbers(wording, position))))
    if wording.op == "pow" and isinstance(exponent := operands[1], Const):
        # A whole exponent may have a negative base.
        domains = [Domain()] if exponent.number == int(exponent.number) else domains
    program = Program(len(domains), (Step(wording.op, tuple(operands)),))
    columns = (tuple(_within(domain, rng) for _ in range(POINTS)) for domain in domains)
    return Question(program, tuple(columns))


def _numbers(wording: Wording, position: int) -> tuple[int | float, ...]:
    if wording.op != "pow":
        return NUMBERS
    return BASES if position == 0 else EXPONENTS


def _within(domain: Domain, rng: random.Random) -> float:
    """Return a normal number, bent into the domain where it has an end."""
    x = rng.gauss(0.0, 1.0)
    match (domain.lower > -float("inf"), domain.upper < float("inf")):
        case (True, True):
            middle, reach = (domain.lower + domain.upper) / 2, (domain.upper - domain.lower) / 2
            return middle + reach * x / (1.0 + abs(x))
        case (True, False):
            return domain.lower + abs(x)
        case (False, True):
            return domain.upper - abs(x)
        case _:
            return x
