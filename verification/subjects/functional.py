"""A library that answers with gradients instead of leaving them in its nodes, one case or many.

Only for libraries that we trust; a submission runs behind a pipe.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final, Generic, Protocol, TypeVar, final

from verification.catalogue import CATALOGUE
from verification.evaluate import evaluate
from verification.model import Absent, Case, Evaluated, Observation, Point, Reading, Unread
from verification.program import Number, Program
from verification.subjects.in_process import Library, answer

Node = TypeVar("Node")

FEWEST: Final = 32
"""How many cases of one program are worth asking together."""


class Functional(Protocol[Node]):
    """What it takes to drive such a library through one program; each may raise anything.

    A node holds one number, or as many as there are cases.
    """

    def construct(self, numbers: Sequence[Number], /) -> Node:
        """Return a new input: a number for each case."""
        ...

    def apply(self, op: str, operands: tuple[Node | Number, ...], /) -> Node:
        """Return the op's result."""
        ...

    def differentiate(
        self, program: Program, nodes: Sequence[Node], root: int, /
    ) -> Sequence[Node | None]:
        """Return the derivative of a root by each node; None where the library says so."""
        ...

    def read(self, node: Node, /) -> list[float]:
        """Return the node's numbers."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Traced(Generic[Node]):
    """Every node of a program, and what the roots' derivatives by it add up to; None for None."""

    values: tuple[Node, ...]
    gradients: tuple[Node | None, ...]


Columns = tuple[list[float] | None, ...]
"""One list per number of an observation, values before gradients, with an entry per case."""

Together = Callable[[Program, Sequence[Point]], Columns]
"""How many cases of one program are asked together; it may raise anything."""


def observe(
    start: Callable[[], Functional[Node]],
    cases: Sequence[Case],
    absent: frozenset[str],
    apart: frozenset[str] = frozenset(),
    together: Together | None = None,
) -> list[Observation]:
    """Return one observation per case, in order.

    ``start`` begins a new program. Programs with one of the ``absent`` ops are not put to the
    library. Where many cases in a row have the same program, the library is asked them
    ``together``, by nodes that hold all their numbers unless told otherwise; but not where an op
    is to be asked ``apart``.
    """
    observations: list[Observation] = []
    for program, group in groupby(cases, lambda case: case.program):
        run = list(group)
        step = next((step for step in program.steps if step.op in absent), None)
        if step is not None:
            observations += [Absent(step.op, step.kind)] * len(run)
        elif len(run) < FEWEST or any(step.op in apart for step in program.steps):
            observations += [_one(start(), case) for case in run]
        else:
            observations += _many(start, run, together or _in_arrays(start))
    return observations


def trace(library: Functional[Node], program: Program, inputs: Sequence[Node]) -> Traced[Node]:
    """Evaluate a program and run backward from each root; whatever is raised comes through."""
    record = _Record(library, program)
    nodes = evaluate(program, [record.add(node) for node in inputs], record.apply)
    for root in program.roots:
        record.backward(nodes[root])
    return Traced(tuple(record.nodes), tuple(map(record.sums.get, range(program.size))))


def lacking(functions: Collection[str]) -> frozenset[str]:
    """Return the catalogue's ops that are no operators and are not among these."""
    return frozenset(
        name for name, spec in CATALOGUE.items() if not spec.operator and name not in functions
    )


def rerun(
    library: Functional[Node], program: Program, root: int
) -> Callable[[Sequence[Node]], Node]:
    """Return a root as a function of the inputs and of a tap for each step before it.

    A tap is added to a step's result, so that the derivative by it is the one by the result; it
    is to be -0.0, the number that changes no other by being added. Later steps are left out.
    """
    shorter = replace(program, steps=program.steps[: max(0, root + 1 - program.inputs)], roots=())

    def function(leaves: Sequence[Node]) -> Node:
        taps = iter(leaves[program.inputs :])

        def apply(op: str, operands: tuple[Node | Number, ...]) -> Node:
            out = library.apply(op, operands)
            tap = next(taps, None)
            return out if tap is None else library.apply("add", (out, tap))

        return evaluate(shorter, leaves[: program.inputs], apply)[root]

    return function


@final
@dataclass(frozen=True, slots=True)
class _Numbered(Generic[Node]):
    """A node, and its place in the program."""

    slot: int
    node: Node


@final
@dataclass(frozen=True, slots=True)
class _Record(Generic[Node]):
    """The nodes of a program so far, and what the roots' derivatives by them add up to."""

    library: Functional[Node]
    program: Program
    nodes: list[Node] = field(default_factory=list[Node])
    sums: dict[int, Node] = field(default_factory=dict[int, Node])

    def construct(self, numbers: Sequence[Number]) -> _Numbered[Node]:
        return self.add(self.library.construct(numbers))

    def apply(self, op: str, operands: tuple[_Numbered[Node] | Number, ...]) -> _Numbered[Node]:
        plain = tuple(x.node if isinstance(x, _Numbered) else x for x in operands)
        return self.add(self.library.apply(op, plain))

    def add(self, node: Node) -> _Numbered[Node]:
        self.nodes.append(node)
        return _Numbered(len(self.nodes) - 1, node)

    def backward(self, root: _Numbered[Node]) -> None:
        slopes = self.library.differentiate(self.program, self.nodes, root.slot)
        for slot, slope in enumerate(slopes):
            if slope is not None:
                before = self.sums.get(slot)
                pair = () if before is None else (before, slope)
                self.sums[slot] = self.library.apply("add", pair) if pair else slope

    def values(self, node: _Numbered[Node]) -> list[float]:
        return self.library.read(node.node)

    def gradients(self, node: _Numbered[Node]) -> list[float] | None:
        slope = self.sums.get(node.slot)
        return None if slope is None else self.library.read(slope)


def _one(library: Functional[Node], case: Case) -> Observation:
    record = _Record(library, case.program)

    def value(node: _Numbered[Node]) -> Reading:
        return record.values(node)[0]

    def gradient(node: _Numbered[Node]) -> Reading:
        numbers = record.gradients(node)
        return Unread.NONE if numbers is None else numbers[0]

    def construct(number: Number) -> _Numbered[Node]:
        return record.construct((float(number),))

    return answer(Library(construct, record.apply, record.backward, value, gradient), case)


def _in_arrays(start: Callable[[], Functional[Node]]) -> Together:
    """Return how to ask many cases by nodes that hold a number of each."""

    def together(program: Program, points: Sequence[Point]) -> Columns:
        library = start()
        inputs = [library.construct(column) for column in zip(*points, strict=True)]
        traced = trace(library, program, inputs)
        return (
            *map(library.read, traced.values),
            *(None if each is None else library.read(each) for each in traced.gradients),
        )

    return together


def _many(
    start: Callable[[], Functional[Node]], run: Sequence[Case], together: Together
) -> Iterator[Observation]:
    """Ask the cases of one program together; one by one if anything is raised."""
    program = run[0].program
    try:
        columns = together(program, [tuple(map(float, case.point)) for case in run])
    except Exception:  # noqa: BLE001 - which case it was about is told by asking each
        yield from (_one(start(), case) for case in run)
        return
    for index in range(len(run)):
        row = tuple(Unread.NONE if column is None else column[index] for column in columns)
        yield Evaluated(row[: program.size], row[program.size :])
