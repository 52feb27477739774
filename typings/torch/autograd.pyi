from collections.abc import Callable, Sequence

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
def gradcheck(
    func: Callable[..., Tensor], inputs: Sequence[Tensor], *, raise_exception: bool = True
) -> bool: ...
