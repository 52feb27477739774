"""PyTorch as a subject: each node a tensor of one float64, on one thread of the CPU or on CUDA.

Only this file imports it.
"""

from collections.abc import Callable, Sequence
from typing import Final, final

import torch
from torch import Tensor
from torch.nn import functional

from verification.catalogue import CATALOGUE
from verification.model import Absent, Case, Observation, Reading, Unread
from verification.program import Number
from verification.subjects.in_process import Library, answer, written
from verification.subjects.running import Run


@final
class TorchSubject:
    """PyTorch, asked the same programs as any other subject.

    An interior node keeps its gradient as PyTorch does when told to, so that roots
    that share nodes add up there too. A plain number stays one beside an operator, and is a
    tensor without gradient elsewhere. An op that PyTorch has not got is absent. ``device`` is
    what PyTorch calls it: ``cpu`` or ``cuda``.

    >>> from verification.program import assemble
    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3,))
    >>> TorchSubject().observe([square])
    [Evaluated(values=(3.0, 9.0), gradients=(6.0, 1.0))]
    """

    def __init__(self, device: str = "cpu") -> None:
        torch.set_num_threads(1)
        self._device = device

        def construct(number: Number) -> Tensor:
            x = float(number)
            return torch.tensor(x, dtype=torch.float64, device=device, requires_grad=True)

        self._library = Library(construct, _apply, _backward, _value, _gradient)

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        return [self._observe(case) for case in cases]

    def version(self) -> str:
        """Return the version of the PyTorch that answers, as ``2.13.0+cpu``."""
        card = "" if self._device == "cpu" else f" ({torch.cuda.get_device_name()})"
        return f"{torch.__version__}{card}"

    def _observe(self, case: Case) -> Observation:
        for step in case.program.steps:
            if step.op in _ABSENT:
                return Absent(step.op, step.kind)
        return answer(self._library, case)


def has_cuda() -> bool:
    """Whether PyTorch finds a graphics card here."""
    return torch.cuda.is_available()


def _constant(number: Number) -> Tensor:
    # Of rank 0 and on the CPU: PyTorch takes it for a plain number beside a tensor on a card.
    return torch.tensor(float(number), dtype=torch.float64)


def _alone(function: Callable[[Tensor], Tensor]) -> Run:
    """Return a function of one tensor as one of operands."""

    def run(operands: Sequence[object]) -> object:
        (x,) = operands
        if not isinstance(x, Tensor):
            raise TypeError(f"expected a tensor, got {x!r}")
        return function(x)

    return run


# What is no method of a tensor.
_FUNCTIONS: Final = {
    "leaky_relu": _alone(functional.leaky_relu),
    "elu": _alone(functional.elu),
    "silu": _alone(functional.silu),
    "gelu": _alone(functional.gelu),
    "softplus": _alone(functional.softplus),
}
_WRITTEN: Final = written(Tensor, _constant, _FUNCTIONS)
_ABSENT: Final = frozenset(
    name
    for name, spec in CATALOGUE.items()
    if not spec.operator and name not in _FUNCTIONS and not hasattr(Tensor, name)
)


def apply(op: str, operands: tuple[Tensor | Number, ...]) -> Tensor:
    """Return the op of tensors and plain numbers, as a person would write it.

    >>> apply("add", (torch.tensor(1.5), 2)).item()
    3.5
    """
    return _WRITTEN(op, operands)


def _apply(op: str, operands: tuple[Tensor | Number, ...]) -> Tensor:
    out = apply(op, operands)
    out.retain_grad()
    return out


def _backward(root: Tensor) -> None:
    root.backward(retain_graph=True)  # the next root may need it


def _value(node: Tensor) -> Reading:
    return node.item()


def _gradient(node: Tensor) -> Reading:
    gradient = node.grad
    return Unread.NONE if gradient is None else gradient.item()
