"""JAX's check_grads, in double and in single precision, on a function that an engine works out.

The numbers are concrete here: a function that is traced could not be an engine's. What is not
to be had of one is left out, too: forward mode, and a second order.
"""

import os
from collections.abc import Callable, Sequence
from typing import Final, Protocol, final

# Before the first computation, or it is too late.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import jax
from jax import Array, nn
from jax import numpy as jnp
from jax.test_util import check_grads

from benchmarks.detection.functions import Column, EngineError, Function

_OWN: Final[dict[str, Callable[[Array], Array]]] = {
    "neg": jnp.negative,
    "abs": jnp.abs,
    "relu": nn.relu,
    "tanh": jnp.tanh,
    "exp": jnp.exp,
    "log": jnp.log,
    "sqrt": jnp.sqrt,
    "sin": jnp.sin,
    "cos": jnp.cos,
    "sigmoid": nn.sigmoid,
    "square": jnp.square,
    "reciprocal": jnp.reciprocal,
}


class _Run(Protocol):
    def __call__(self, *operands: Array) -> Array: ...


@final
class CheckGrads:
    """check_grads at its defaults, of first order and in reverse mode."""

    def __init__(self, *, is_single: bool) -> None:
        jax.config.update("jax_enable_x64", val=True)
        jax.config.update("jax_platforms", "cpu")
        self._type = jnp.float32 if is_single else jnp.float64

    def accepts(self, function: Function, columns: Sequence[Column]) -> bool:
        """Whether it finds nothing wrong with the function; an `EngineError` is something wrong."""

        def run(*operands: Array) -> Array:
            return self._array(function.values(_lists(operands)))

        def forward(*operands: Array) -> tuple[Array, tuple[Array, ...]]:
            return run(*operands), operands

        def backward(operands: tuple[Array, ...], upstream: Array) -> tuple[Array, ...]:
            (arriving,) = _lists([upstream])
            return tuple(map(self._array, function.slopes(_lists(operands), arriving)))

        worked = jax.custom_vjp(run)
        worked.defvjp(forward, backward)
        try:
            self._check(worked, columns)
        except (AssertionError, EngineError):  # what it finds, and what the engine raises
            return False
        return True

    def accepts_own(self, op: str, x: float) -> bool:
        """Whether it finds nothing wrong with JAX's op at one number."""
        own = _OWN[op]
        try:
            self._check(lambda *operands: own(operands[0]), [[x]])
        except AssertionError:
            return False
        return True

    def _check(self, run: _Run, columns: Sequence[Column]) -> None:
        check_grads(run, tuple(map(self._array, columns)), order=1, modes=("rev",))

    def _array(self, numbers: Column) -> Array:
        return jnp.asarray(list(numbers), dtype=self._type)


def _lists(arrays: Sequence[Array]) -> list[list[float]]:
    return [array.tolist() for array in arrays]
