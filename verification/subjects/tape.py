"""A tiny engine whose every part can be replaced: what the canaries are made of.

It is written as a learner might write one, knows six ops, and shares no code with the
reference engine or with an oracle.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, final

from verification.model import Case, Observation, Reading
from verification.program import Number
from verification.subjects.in_process import Library, answer

Rule = Callable[[float, float], tuple[float, ...]]
"""An op's value and its slope by each operand; an op of one operand is given it twice."""

RULES: Final[Mapping[str, Rule]] = {
    "add": lambda x, y: (x + y, 1.0, 1.0),
    "mul": lambda x, y: (x * y, y, x),
    "exp": lambda x, _: (math.exp(x), math.exp(x)),
    "relu": lambda x, _: (max(x, 0.0), float(x > 0)),
    "tanh": lambda x, _: (math.tanh(x), 1 - math.tanh(x) ** 2),
    "softplus": lambda x, _: (max(x, 0.0) + math.log1p(math.exp(-abs(x))), _logistic(x)),
}


def _logistic(x: float) -> float:
    e = math.exp(-abs(x))
    return 1 / (1 + e) if x > 0 else e / (1 + e)


@final
@dataclass(slots=True, eq=False)
class Node:
    """A number of the graph; ``grad`` is None until a backward pass reaches it.

    ``parents`` are the nodes among the operands; ``depth`` is more than any of theirs.
    """

    data: float
    op: str = ""
    parents: tuple["Node", ...] = ()
    slopes: tuple[float, ...] = ()
    depth: int = 0
    grad: float | None = None


def multiply(_node: Node, upstream: float, slope: float) -> float:
    """Return what a node hands to a parent: the chain rule."""
    return upstream * slope


@final
@dataclass(frozen=True, slots=True)
class Tape:
    """An engine with these parts; sound as it stands.

    ``number`` is applied to each number that is computed; ``share`` makes what a node hands
    to a parent, and ``collect`` a node's adjoint of what it was handed; ``unreached`` is the
    gradient where no backward pass came by. With ``is_forgetful`` each backward pass
    starts from gradients of 0.

    >>> from verification.program import assemble
    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3,))
    >>> Tape().observe([square])
    [Evaluated(values=(3.0, 9.0), gradients=(6.0, 1.0))]
    """

    rules: Mapping[str, Rule] = field(default_factory=lambda: RULES)
    number: Callable[[float], float] = float
    share: Callable[[Node, float, float], float] = multiply
    collect: Callable[[Sequence[float]], float] = sum
    unreached: Reading = 0.0
    is_forgetful: bool = False

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        library = Library(self._leaf, self._apply, self._backward, _value, self._gradient)
        return [answer(library, case) for case in cases]

    def _leaf(self, number: Number) -> Node:
        return Node(self.number(number))

    def _apply(self, op: str, operands: tuple[Node | Number, ...]) -> Node:
        numbers = [x.data if isinstance(x, Node) else self.number(x) for x in operands]
        out, *slopes = map(self.number, self.rules[op](numbers[0], numbers[-1]))
        edges = [
            (x, slope) for x, slope in zip(operands, slopes, strict=True) if isinstance(x, Node)
        ]
        parents = tuple(parent for parent, _ in edges)
        depth = 1 + max(parent.depth for parent in parents)
        return Node(out, op, parents, tuple(slope for _, slope in edges), depth)

    def _backward(self, root: Node) -> None:
        terms = {node: list[float]() for node in _reachable(root)}
        terms[root].append(1.0)
        for node in sorted(terms, key=lambda node: node.depth, reverse=True):
            adjoint = self.number(self.collect(terms[node]))
            before = 0.0 if node.grad is None or self.is_forgetful else node.grad
            node.grad = self.number(before + adjoint)
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                terms[parent].append(self.number(self.share(node, adjoint, slope)))

    def _gradient(self, node: Node) -> Reading:
        return self.unreached if node.grad is None else node.grad


def _value(node: Node) -> Reading:
    return node.data


def _reachable(root: Node) -> Iterable[Node]:
    """Return the root and every node that it depends on, once each."""
    found, waiting = {root: None}, [root]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in found:
                found[parent] = None
                waiting.append(parent)
    return found
