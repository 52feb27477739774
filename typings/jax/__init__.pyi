# The part of JAX that its subject uses; checking types should not need it installed.
from collections.abc import Callable
from typing import Final, Protocol

from jax import lax as lax
from jax import nn as nn
from jax import numpy as numpy
from jax import scipy as scipy

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
