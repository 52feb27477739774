"""Engines in many styles, sound and weak, that answer a program in floats.

They share no code with the hull that they are held against.
"""

import math
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from operator import add
from typing import Final

from tests.verification.expansions import LOSSY, ODD, SOUND, Build, expand
from tests.verification.libraries import MATH, SINGLE, Library, Single
from tests.verification.ways import Slope, Ways
from tests.verification.ways_more import WAYS
from verification.model import Evaluated
from verification.program import Const, Number, Operand, Program


class Source(Enum):
    """What an engine computes its slopes from, where it has the choice."""

    ANY = "any"
    INPUT = "input"
    OUTPUT = "output"


Pick = Callable[[str, int], int]
"""Which of so many ways an engine takes; the text says for what."""


def first(_what: str, _count: int) -> int:
    return 0


def last(_what: str, count: int) -> int:
    return count - 1


def scattered(what: str, count: int) -> int:
    return zlib.crc32(what.encode()) % count


def as_is(terms: list[float]) -> list[float]:
    return terms


def backwards(terms: list[float]) -> list[float]:
    return terms[::-1]


def ascending(terms: list[float]) -> list[float]:
    return sorted(terms)


def shuffled(terms: list[float]) -> list[float]:
    return random.Random(len(terms)).sample(terms, len(terms))


def running(terms: list[float]) -> float:
    return reduce(add, terms, 0.0)


def _same(x: float) -> float:
    return x


@dataclass(frozen=True)
class Style:
    """A way to write an engine: its rules, the order of its sums, its products."""

    ways: dict[str, Ways] = field(default_factory=lambda: WAYS)
    library: Library = MATH
    number: Callable[[float], float] = _same
    pick: Pick = first
    source: Source = Source.ANY
    weak: frozenset[str] = frozenset()
    builds: dict[str, Build] = field(default_factory=dict)
    order: Callable[[list[float]], list[float]] = as_is
    accumulate: Callable[[list[float]], float] = running
    regroups: bool = False
    depth_first: bool = False

    def value(self, op: str, x: float, y: float) -> float:
        """Return the value; weak ways come after the listed ones."""
        ways = self.ways[op].values
        if op in self.weak:
            ways = self.ways[op].weak_values or ways
        return self.number(ways[self.pick(f"{op} {x!r}", len(ways))](self.library, x, y))

    def slope(self, op: str, i: int, x: float, y: float, out: float) -> float:
        """Return the partial derivative by operand ``i``."""
        ways = self.ways[op].slopes[i]
        if op in self.weak and self.ways[op].weak_slopes:
            ways = self.ways[op].weak_slopes[i] or ways
        if self.source is not Source.ANY:
            is_meant = [self._uses_out(way, x, y) == (self.source is Source.OUTPUT) for way in ways]
            ways = tuple(w for w, ok in zip(ways, is_meant, strict=True) if ok) or ways
        way = ways[self.pick(f"{op}/{i} {y!r}", len(ways))]
        return self.number(way(self.library, x, y, out))

    def product(self, op: str, i: int, numbers: tuple[float, float, float], g: float) -> float:
        """Return the share of the adjoint ``g`` that operand ``i`` gets."""
        if self.regroups and (op, i) in REGROUPED:
            return REGROUPED[op, i](self.library, g, *numbers)
        return g * self.slope(op, i, *numbers)

    def _uses_out(self, way: Slope, x: float, y: float) -> bool:
        return math.isnan(way(self.library, x, y, math.nan))


Product = Callable[[Library, float, float, float, float], float]

# The factors of a product in an order that is not adjoint times slope.
REGROUPED: Final[dict[tuple[str, int], Product]] = {
    ("div", 0): lambda m, g, x, y, out: g / y,
    ("div", 1): lambda m, g, x, y, out: -(g * x) / y / y,
    ("pow", 0): lambda m, g, x, y, out: (g * y) * x ** (y - 1),
    ("pow", 1): lambda m, g, x, y, out: (g * out) * m.log(x),
    ("square", 0): lambda m, g, x, y, out: (g * 2) * x,
    ("reciprocal", 0): lambda m, g, x, y, out: -(g * out) * out,
    ("tanh", 0): lambda m, g, x, y, out: (g * (1 - out)) * (1 + out),
    ("sigmoid", 0): lambda m, g, x, y, out: (g * out) * (1 - out),
    ("sqrt", 0): lambda m, g, x, y, out: g * 0.5 / out,
    ("log", 0): lambda m, g, x, y, out: g / x,
    ("log2", 0): lambda m, g, x, y, out: g / x / math.log(2),
    ("log1p", 0): lambda m, g, x, y, out: g / (1 + x),
    ("exp2", 0): lambda m, g, x, y, out: (g * out) * math.log(2),
    ("atan", 0): lambda m, g, x, y, out: g / (1 + x * x),
    ("asin", 0): lambda m, g, x, y, out: g / m.sqrt(1 - x * x),
    ("hypot", 0): lambda m, g, x, y, out: (g * x) / out,
    ("hypot", 1): lambda m, g, x, y, out: (g * y) / out,
    ("atan2", 0): lambda m, g, x, y, out: (g * y) / (x * x + y * y),
    ("atan2", 1): lambda m, g, x, y, out: -(g * x) / (x * x + y * y),
    ("erf", 0): lambda m, g, x, y, out: (g * m.exp(-x * x)) * 2 / math.sqrt(math.pi),
    ("cbrt", 0): lambda m, g, x, y, out: g / (3 * out * out),
}


def sweep(program: Program, point: Sequence[Number], style: Style) -> Evaluated:
    """Return what an engine in this style answers: one float operation at a time.

    Whatever the engine raises comes through.
    """
    run, slots = expand(program, style.builds)
    values = [style.number(number) for number in point]
    for step in run.steps:
        values.append(style.value(step.op, *_numbers(style, step.operands, values)))
    terms: list[list[float]] = [[] for _ in values]
    for root in run.roots:
        terms[root].append(style.number(1.0))
    gradients = [0.0] * len(values)
    for slot in _depth_first(run) if style.depth_first else reversed(range(len(values))):
        if slot < run.inputs or not terms[slot]:
            continue  # nothing depends on it
        gradients[slot] = style.accumulate(style.order(terms[slot]))
        step = run.steps[slot - run.inputs]
        numbers = (*_numbers(style, step.operands, values), values[slot])
        for i, operand in enumerate(step.operands):
            if not isinstance(operand, Const):
                product = style.product(step.op, i, numbers, gradients[slot])
                terms[operand.slot].append(product)
    for slot in range(run.inputs):
        gradients[slot] = style.accumulate(style.order(terms[slot]))
    return Evaluated(
        tuple(float(values[slot]) for slot in slots),
        tuple(float(gradients[slot]) for slot in slots),
    )


def _depth_first(program: Program) -> list[int]:
    """Return the nodes as a recursive topological sort has them, from the roots back."""
    finished: dict[int, None] = {}

    def visit(slot: int) -> None:
        if slot not in finished:
            if slot >= program.inputs:
                for ref in program.steps[slot - program.inputs].refs:
                    visit(ref)
            finished[slot] = None

    for root in program.roots:
        visit(root)
    return list(reversed(finished))


def _numbers(
    style: Style, operands: Sequence[Operand], values: Sequence[float]
) -> tuple[float, float]:
    numbers = [style.number(x.number) if isinstance(x, Const) else values[x.slot] for x in operands]
    return numbers[0], numbers[-1]


_EVERY: Final = frozenset(WAYS)

STYLES: Final = {
    "plain": Style(),
    "float-cast": Style(number=float),
    "reversed": Style(order=backwards),
    "shuffled": Style(order=shuffled),
    "depth first": Style(depth_first=True),
    "exact sums": Style(accumulate=math.fsum),
    "other ways": Style(pick=last),
    "mixed ways": Style(pick=scattered),
    "from the input": Style(source=Source.INPUT),
    "from the output": Style(source=Source.OUTPUT, pick=scattered),
    "regrouped": Style(regroups=True, pick=scattered),
}
"""Engines that compute by listed forms, and products in any grouping."""

COMPOSED: Final = {
    "composed": Style(builds=SOUND),
    "composed, regrouped": Style(builds=SOUND, regroups=True, pick=scattered),
}
"""Engines that build ops out of their own: sound, but their grouping of sums is not proven."""

WEAK: Final = {
    "tanh by exp": Style(weak=frozenset({"tanh"}), pick=scattered),
    "pow by exp and log": Style(weak=frozenset({"pow"})),
    "weak ways": Style(weak=_EVERY),
    "weak mixed ways": Style(weak=_EVERY, pick=scattered),
    "weak, composed": Style(builds=SOUND | LOSSY),
    "odd, composed": Style(builds=SOUND | LOSSY | ODD),
}
"""Engines that lose digits somewhere, by weaker forms."""

NARROW: Final = {"single": Style(library=SINGLE, number=Single)}
"""An engine in single precision."""
