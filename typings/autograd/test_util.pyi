from collections.abc import Callable, Sequence

def check_grads(
    f: Callable[..., object], argnum: tuple[int, ...], *, modes: Sequence[str], order: int
) -> Callable[..., None]: ...
