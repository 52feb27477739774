from collections.abc import Sequence

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
