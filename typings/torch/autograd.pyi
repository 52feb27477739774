from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

def grad(
    outputs: Tensor,
    inputs: Sequence[Tensor],
    grad_outputs: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    *,
    allow_unused: bool | None = None,
) -> tuple[Tensor | None, ...]: ...

class Function:
    @classmethod
    def apply(cls, *arguments: object) -> Tensor: ...

class _Checked(Protocol):
    def __call__(self, *inputs: Tensor) -> Tensor: ...

def gradcheck(
    func: _Checked,
    inputs: Sequence[Tensor],
    *,
    raise_exception: bool = True,
    fast_mode: bool = False,
) -> bool: ...
