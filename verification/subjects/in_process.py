"""A library that runs in this process: evaluate a case, run backward from each root, read all.

Only for libraries that we trust; a submission runs behind a pipe.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar, final

from verification.evaluate import Apply, evaluate
from verification.model import Case, Evaluated, Phase, Raised, Reading
from verification.program import Number, Slot


class Scalar(Protocol):
    """A node of a library in which ops are Python's operators and methods."""

    def __add__(self, other: Self | Number, /) -> Self: ...
    def __radd__(self, other: Number, /) -> Self: ...
    def __sub__(self, other: Self | Number, /) -> Self: ...
    def __rsub__(self, other: Number, /) -> Self: ...
    def __mul__(self, other: Self | Number, /) -> Self: ...
    def __rmul__(self, other: Number, /) -> Self: ...
    def __truediv__(self, other: Self | Number, /) -> Self: ...
    def __rtruediv__(self, other: Number, /) -> Self: ...
    def __pow__(self, other: Self | Number, /) -> Self: ...
    def __rpow__(self, other: Number, /) -> Self: ...
    def __neg__(self) -> Self: ...
    def __abs__(self) -> Self: ...
    def relu(self) -> Self: ...  # noqa: D102 - named for the op
    def tanh(self) -> Self: ...  # noqa: D102
    def exp(self) -> Self: ...  # noqa: D102
    def log(self) -> Self: ...  # noqa: D102
    def sqrt(self) -> Self: ...  # noqa: D102
    def sin(self) -> Self: ...  # noqa: D102
    def cos(self) -> Self: ...  # noqa: D102
    def sigmoid(self) -> Self: ...  # noqa: D102


Node = TypeVar("Node")
S = TypeVar("S", bound=Scalar)


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


def operators(
    kind: type[S],
    maximum: Callable[[S, S | Number], S],
    minimum: Callable[[S, S | Number], S],
) -> Apply[S]:
    """Return how to apply the ops to nodes of this kind, as a person would write them.

    A plain number stays one, on its side of the operator; of ``maximum`` and
    ``minimum``, which only a node can have, it becomes the second operand.
    """
    unary: dict[str, Callable[[S], S]] = {
        "neg": lambda x: -x,
        "abs": lambda x: x.__abs__(),
        "relu": lambda x: x.relu(),
        "tanh": lambda x: x.tanh(),
        "exp": lambda x: x.exp(),
        "log": lambda x: x.log(),
        "sqrt": lambda x: x.sqrt(),
        "sin": lambda x: x.sin(),
        "cos": lambda x: x.cos(),
        "sigmoid": lambda x: x.sigmoid(),
    }
    binary: dict[str, Callable[[S, S | Number], S]] = {
        "add": lambda x, y: x + y,
        "sub": lambda x, y: x - y,
        "mul": lambda x, y: x * y,
        "div": lambda x, y: x / y,
        "pow": lambda x, y: x**y,
        "maximum": maximum,
        "minimum": minimum,
    }
    reflected: dict[str, Callable[[Number, S], S]] = {
        "add": lambda x, y: x + y,
        "sub": lambda x, y: x - y,
        "mul": lambda x, y: x * y,
        "div": lambda x, y: x / y,
        "pow": lambda x, y: x**y,
        "maximum": lambda x, y: maximum(y, x),
        "minimum": lambda x, y: minimum(y, x),
    }

    def apply(op: str, operands: tuple[S | Number, ...]) -> S:
        x, y = operands[0], operands[-1]
        if isinstance(x, kind):
            return unary[op](x) if len(operands) == 1 else binary[op](x, y)
        if isinstance(x, int | float) and isinstance(y, kind):
            return reflected[op](x, y)
        raise TypeError(f"{op}: expected a node among the operands, got {x!r} and {y!r}")

    return apply
