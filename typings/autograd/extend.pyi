from collections.abc import Callable, Sequence

_Operation = Callable[..., object]

def primitive(f_raw: _Operation) -> _Operation: ...
def defvjp_argnums(
    fun: _Operation,
    vjpmaker: Callable[
        [Sequence[int], object, Sequence[object], object],
        Callable[[object], Sequence[object]],
    ],
) -> None: ...
