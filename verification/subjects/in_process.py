"""A library that runs in this process: evaluate a case, run backward from each root, read all.

Only for libraries that we trust; a submission runs behind a pipe.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, final

from verification.catalogue import CATALOGUE
from verification.evaluate import Apply, evaluate
from verification.model import Case, Evaluated, Phase, Raised, Reading
from verification.program import Number, Slot
from verification.subjects.namespace import Namespace
from verification.subjects.running import Run, bind

Node = TypeVar("Node")


@final
@dataclass(frozen=True, slots=True)
class Library(Generic[Node]):
    """What it takes to drive a library; each of these may raise anything."""

    construct: Callable[[Number], Node]
    apply: Apply[Node]
    backward: Callable[[Node], None]
    value: Callable[[Node], Reading]
    gradient: Callable[[Node], Reading]


def answer(library: Library[Node], case: Case) -> Evaluated | Raised:
    """Return every value and gradient of the case, or what the library raised on the way."""
    phase = Phase.FORWARD
    slot = Slot(0)

    def apply(op: str, operands: tuple[Node | Number, ...]) -> Node:
        nonlocal slot
        out = library.apply(op, operands)
        slot = Slot(slot + 1)
        return out

    try:
        inputs: list[Node] = []
        for number in case.point:
            inputs.append(library.construct(number))
            slot = Slot(slot + 1)
        nodes = evaluate(case.program, inputs, apply)
        phase = Phase.BACKWARD
        for slot in case.program.roots:
            library.backward(nodes[slot])
        phase = Phase.READING
        readings: list[tuple[Reading, Reading]] = []
        for index, node in enumerate(nodes):
            slot = Slot(index)
            readings.append((library.value(node), library.gradient(node)))
    except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
        on_number = isinstance(error, AttributeError) and isinstance(error.obj, int | float)
        return Raised(type(error).__name__, str(error), phase, slot, on_number, None)
    return Evaluated(tuple(value for value, _ in readings), tuple(slope for _, slope in readings))


def written(
    kind: type[Node], as_node: Callable[[Number], Node], functions: Mapping[str, Run]
) -> Apply[Node]:
    """Return how to apply the ops to nodes of this kind, as a person would write them.

    An op is written by Python's operator if there is one and else by the method of its name,
    unless ``functions`` holds another way. A plain number stays one beside an operator;
    elsewhere ``as_node`` makes a node of it.
    """
    runs = {
        name: functions.get(name) or bind(Namespace(operator), spec.spellings[0])
        for name, spec in CATALOGUE.items()
    }

    def apply(op: str, operands: tuple[Node | Number, ...]) -> Node:
        if not CATALOGUE[op].operator:
            operands = tuple(as_node(x) if isinstance(x, int | float) else x for x in operands)
        out = runs[op](operands)
        if isinstance(out, kind):
            return out
        raise TypeError(f"{op}: expected a {kind.__name__}, got {out!r}")

    return apply
