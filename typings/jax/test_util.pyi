from collections.abc import Callable, Sequence

from jax import Array

def check_grads(
    f: Callable[..., Array], args: tuple[Array, ...], order: int, modes: Sequence[str]
) -> None: ...
