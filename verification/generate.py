"""The one builder of random programs and points, over anything that can draw choices.

The product draws from a seeded ``random.Random``; the tests draw from Hypothesis, so
that what fails shrinks. Programs are steered while they grow, by the oracle's values,
away from kinks, poles, cancellation and extremes: a generated case is one whose answer
every sound engine can be held to.
"""

import random
from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeVar, final

from verification.catalogue import CATALOGUE
from verification.model import Point
from verification.oracles import flint
from verification.program import Const, Number, Operand, Program, Ref, Slot, Step
from verification.wording import Wording

Option = TypeVar("Option")


class Draw(Protocol):
    """A source of choices."""

    def choice(self, options: Sequence[Option], /) -> Option:
        """Return one of the options."""
        ...

    def integer(self, least: int, greatest: int, /) -> int:
        """Return a whole number, both ends included."""
        ...

    def real(self, least: float, greatest: float, /) -> float:
        """Return a finite number between the two."""
        ...


@final
class RandomDraw:
    """Choices from a seeded generator: the same seed gives the same programs."""

    def __init__(self, *seed: int | str) -> None:
        self._random = random.Random("/".join(map(str, seed)))

    def choice(self, options: Sequence[Option], /) -> Option:
        """Return one of the options, each equally often."""
        return options[self._random.randrange(len(options))]

    def integer(self, least: int, greatest: int, /) -> int:
        """Return a whole number, both ends included."""
        return self._random.randint(least, greatest)

    def real(self, least: float, greatest: float, /) -> float:
        """Return a number between the two, evenly spread."""
        return self._random.uniform(least, greatest)


EXPONENTS: Final[tuple[Number, ...]] = (2, 3, -1, 0.5, 4, -2, 1.5, 2.0)
BASES: Final[tuple[Number, ...]] = (2, 0.5, 3.0, 10)
NUMBERS: Final[tuple[Number, ...]] = (2, -1, 0.5, 3, -2.5, 10, 0.1)

_TRIES: Final = 12
_LARGEST: Final = 1e4
_CLEARANCE: Final = 0.01


def random_program(
    draw: Draw, wordings: Sequence[Wording], most_steps: int
) -> tuple[Program, Point]:
    """Return a program of 1 to ``most_steps`` steps and a point at which it is well behaved.

    Nodes are shared, may be both operands of a step, and may be dead; the last node
    is the root. ``wordings`` must hold at least one with which numbers stay moderate,
    such as addition.
    """
    steps: list[Step] = []
    point: Point = ()
    while not steps:  # a point at which no wording behaves well is drawn again
        point = tuple(_coordinate(draw) for _ in range(draw.integer(1, 4)))
        values = [float(number) for number in point]
        for _ in range(draw.integer(1, most_steps)):
            for _ in range(_TRIES):
                step = _step(draw, draw.choice(wordings), len(values))
                out = None if _is_constant(step) else value_of(step, values)
                if out is not None:
                    steps.append(step)
                    values.append(out)
                    break
    return Program(len(point), tuple(steps)), point


def random_point(draw: Draw, program: Program) -> Point | None:
    """Return a point at which every step of the program is well behaved, or None."""
    for _ in range(_TRIES * 8):
        point = tuple(_coordinate(draw) for _ in range(program.inputs))
        if is_well_behaved(program, point):
            return point
    return None


def is_well_behaved(program: Program, point: Point) -> bool:
    """Whether every step of the program keeps clear of kinks, poles and cancellation."""
    values = [float(number) for number in point]
    for step in program.steps:
        out = value_of(step, values)
        if out is None:
            return False
        values.append(out)
    return True


def value_of(step: Step, values: Sequence[float]) -> float | None:
    """Return the step's value, or None where it is near a kink, a pole or an extreme."""
    operands = tuple(
        values[operand.slot] if isinstance(operand, Ref) else operand.number
        for operand in step.operands
    )
    if not _fits(step, operands):
        return None
    out = flint.value(step.op, operands)
    return out if abs(out) <= _LARGEST else None


def _apart(x: Number, y: Number) -> bool:
    return abs(x - y) >= _CLEARANCE * max(abs(x), abs(y), 1)


# Where an op of two operands is well behaved, beyond what each operand's domain says.
_TOGETHER: Final[dict[str, Callable[[Number, Number], bool]]] = {
    "add": lambda x, y: _apart(x, -y),
    "sub": _apart,
    "maximum": _apart,
    "minimum": _apart,
    "div": lambda _, y: abs(y) >= _CLEARANCE,
    "pow": lambda x, y: 0.05 <= x <= 20 and abs(y) <= 6,
    "hypot": lambda x, y: max(abs(x), abs(y)) >= _CLEARANCE,
    "atan2": lambda y, x: max(abs(y), x) >= _CLEARANCE,  # off the cut, where x < 0 and y = 0
}


def _fits(step: Step, operands: tuple[Number, ...]) -> bool:
    x, y = operands[0], operands[-1]
    if len(operands) == 1:
        if step.op == "neg":
            return True
        # Near 0 lie the kinks, and weaker forms of smooth ops cancel there.
        least, greatest = CATALOGUE[step.op].domains[0].calm
        return least <= x <= greatest and abs(x) >= _CLEARANCE
    if step.op == "sub" and step.operands[0] == step.operands[1]:
        return True  # exactly 0
    if step.op == "pow" and isinstance(step.operands[1], Const) and y == int(y):
        return 0.05 <= abs(x) <= 20  # a whole exponent, which a negative base may have
    return step.op not in _TOGETHER or _TOGETHER[step.op](x, y)


def _is_constant(step: Step) -> bool:
    """Whether two slopes cancel, so that only rounding is left: of x / x and atan2(x, x)."""
    return step.op in {"div", "atan2"} and step.operands[0] == step.operands[1]


def _step(draw: Draw, wording: Wording, size: int) -> Step:
    """Return a step over the nodes so far, recent ones more often."""
    operands: list[Operand] = []
    for position, letter in enumerate(wording.kind):
        if letter == "v":
            earliest = max(0, size - 4) if draw.choice((True, False)) else 0
            operands.append(Ref(Slot(draw.integer(earliest, size - 1))))
        elif wording.op == "pow":
            operands.append(Const(draw.choice(BASES if position == 0 else EXPONENTS)))
        else:
            operands.append(Const(draw.choice(NUMBERS)))
    return Step(wording.op, tuple(operands))


def _coordinate(draw: Draw) -> Number:
    """Return one input: usually a real number, at times a small round one."""
    if draw.integer(0, 4) == 0:
        return draw.choice(NUMBERS)
    return draw.real(-3.0, 3.0)
