"""PyTorch's gradcheck, slow and fast, on a function that an engine works out."""

from collections.abc import Sequence
from typing import Protocol, final

import torch
from torch import Tensor

from benchmarks.detection.functions import Column, EngineError, Function
from verification.subjects.torch import apply


class _Context(Protocol):
    """What PyTorch keeps from a function's forward pass for its backward pass."""

    function: Function
    saved_tensors: tuple[Tensor, ...]

    def save_for_backward(self, *operands: Tensor) -> None:
        """Keep the operands."""


class _Checked(Protocol):
    """What gradcheck calls."""

    def __call__(self, *operands: Tensor) -> Tensor:
        """Return the value."""
        ...


@final
class _Worked(torch.autograd.Function):
    """The engine's function as one of PyTorch's."""

    @staticmethod
    def forward(ctx: _Context, function: Function, *operands: Tensor) -> Tensor:
        """Return the engine's values."""
        ctx.save_for_backward(*operands)
        ctx.function = function
        return _tensor(function.values([x.tolist() for x in operands]))

    @staticmethod
    def backward(ctx: _Context, upstream: Tensor) -> tuple[Tensor | None, ...]:
        """Return the engine's gradients."""
        columns = [x.tolist() for x in ctx.saved_tensors]
        return (None, *map(_tensor, ctx.function.slopes(columns, upstream.tolist())))


@final
class Gradcheck:
    """gradcheck at its defaults, or in the mode that PyTorch's own tests use."""

    def __init__(self, *, is_fast: bool) -> None:
        torch.set_num_threads(1)
        self._is_fast = is_fast

    def accepts(self, function: Function, columns: Sequence[Column]) -> bool:
        """Whether it finds nothing wrong with the function; an `EngineError` is something wrong."""

        def run(*operands: Tensor) -> Tensor:
            return _Worked.apply(function, *operands)

        operands = [_tensor(column).requires_grad_() for column in columns]
        try:
            return self._check(run, operands)
        except EngineError:
            return False

    def accepts_own(self, op: str, x: float) -> bool:
        """Whether it finds nothing wrong with PyTorch's op at one number."""
        return self._check(lambda *operands: apply(op, operands), [_tensor([x]).requires_grad_()])

    def _check(self, run: _Checked, operands: list[Tensor]) -> bool:
        return torch.autograd.gradcheck(
            run, operands, raise_exception=False, fast_mode=self._is_fast
        )


def _tensor(numbers: Column) -> Tensor:
    return torch.tensor(list(numbers), dtype=torch.float64)
