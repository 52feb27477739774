# The part of JAX that its subject uses; checking types should not need it installed.
from collections.abc import Callable
from typing import Final, Protocol, final

from jax import lax as lax
from jax import nn as nn
from jax import numpy as numpy
from jax import scipy as scipy
from jax import test_util as test_util

__version__: Final[str]

class Array:
    def reshape(self, *shape: int) -> Array: ...
    def tolist(self) -> list[float]: ...

class _Config(Protocol):
    def update(self, name: str, val: bool | str) -> None: ...

config: Final[_Config]

def vjp(
    fun: Callable[[tuple[Array, ...]], Array], primals: tuple[Array, ...], /
) -> tuple[Array, Callable[[Array], tuple[tuple[Array, ...]]]]: ...

@final
class custom_vjp:
    def __init__(self, fun: Callable[..., Array]) -> None: ...
    def __call__(self, *args: Array) -> Array: ...
    def defvjp(
        self,
        fwd: Callable[..., tuple[Array, tuple[Array, ...]]],
        bwd: Callable[[tuple[Array, ...], Array], tuple[Array, ...]],
    ) -> None: ...
