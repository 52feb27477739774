"""An engine of op classes: a graph of objects with forward and backward, as in needle and PyTorch.

Gradients are pushed from a node to its operands as soon as all of its consumers have reported,
and added up in a table beside the graph.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.verification.styles import Style
from verification.evaluate import evaluate
from verification.model import Evaluated
from verification.program import Number, Program


@dataclass
class Op:
    """One application of an op: forward saves what backward will need."""

    name: str
    style: Style
    saved: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def forward(self, x: float, y: float) -> float:
        out = self.style.value(self.name, x, y)
        self.saved = (x, y, out)
        return out

    def backward(self, gradient: float, i: int) -> float:
        return self.style.product(self.name, i, self.saved, gradient)


@dataclass(eq=False)
class Tensor:
    """A number, the op that made it and what it was made of; a plain number is its own node."""

    data: float
    op: Op | None = None
    operands: "tuple[Tensor, ...]" = ()

    def backward(self) -> "dict[Tensor, float]":
        """Return the gradient of everything that this depends on."""
        pending = dict.fromkeys(self._below(), 0)
        for node in pending:
            for operand in node.operands:
                pending[operand] += 1
        gradients = dict.fromkeys(pending, 0.0)
        gradients[self] = 1.0
        ready: list[Tensor] = [self]
        while ready:
            node = ready.pop()
            for i, operand in enumerate(node.operands):
                assert node.op is not None
                gradients[operand] = node.op.backward(gradients[node], i) + gradients[operand]
                pending[operand] -= 1
                if not pending[operand]:
                    ready.append(operand)
        return gradients

    def _below(self) -> "Iterator[Tensor]":
        seen: set[Tensor] = {self}
        stack: list[Tensor] = [self]
        while stack:
            node = stack.pop()
            yield node
            for operand in node.operands:
                if operand not in seen:
                    seen.add(operand)
                    stack.append(operand)


def sweep(program: Program, point: Sequence[Number], style: Style) -> Evaluated:
    """Return what such an engine answers to a program with one root."""

    def apply(name: str, operands: tuple[Tensor | Number, ...]) -> Tensor:
        nodes = tuple(x if isinstance(x, Tensor) else Tensor(style.number(x)) for x in operands)
        op = Op(name, style)
        return Tensor(op.forward(nodes[0].data, nodes[-1].data), op, nodes)

    nodes = evaluate(program, [Tensor(style.number(number)) for number in point], apply)
    gradients = nodes[program.roots[0]].backward()
    return Evaluated(
        tuple(float(node.data) for node in nodes),
        tuple(float(gradients.get(node, 0.0)) for node in nodes),
    )
