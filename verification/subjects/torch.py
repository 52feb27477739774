"""PyTorch as a subject: each node a tensor of one float64 on the CPU, on one thread.

Only this file imports it.
"""

from collections.abc import Sequence
from typing import Final, final

import torch
from torch import Tensor

from verification.model import Case, Observation, Reading, Unread
from verification.program import Number
from verification.subjects.in_process import Library, answer, operators


@final
class TorchSubject:
    """PyTorch, asked the same programs as any other subject.

    An interior node keeps its gradient as PyTorch does when told to, so that roots
    that share nodes add up there too. A plain number stays one, except that
    ``maximum`` and ``minimum`` take it as a tensor without gradient.

    >>> from verification.program import assemble
    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3,))
    >>> TorchSubject().observe([square])
    [Evaluated(values=(3.0, 9.0), gradients=(6.0, 1.0))]
    """

    def __init__(self) -> None:
        torch.set_num_threads(1)

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        return [answer(_TORCH, case) for case in cases]

    def version(self) -> str:
        """Return the version of the PyTorch that answers, as ``2.13.0+cpu``."""
        return str(torch.__version__)


def _construct(number: Number) -> Tensor:
    return torch.tensor(float(number), dtype=torch.float64, requires_grad=True)


def _tensor(operand: Tensor | Number) -> Tensor:
    if isinstance(operand, Tensor):
        return operand
    return torch.tensor(float(operand), dtype=torch.float64)


_OPERATORS: Final = operators(
    Tensor, lambda x, y: x.maximum(_tensor(y)), lambda x, y: x.minimum(_tensor(y))
)


def _apply(op: str, operands: tuple[Tensor | Number, ...]) -> Tensor:
    out = _OPERATORS(op, operands)
    out.retain_grad()
    return out


def _backward(root: Tensor) -> None:
    root.backward(retain_graph=True)  # the next root may need it


def _value(node: Tensor) -> Reading:
    return node.item()


def _gradient(node: Tensor) -> Reading:
    gradient = node.grad
    return Unread.NONE if gradient is None else gradient.item()


_TORCH: Final = Library(_construct, _apply, _backward, _value, _gradient)
