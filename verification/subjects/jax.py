"""JAX as a subject: each op run by itself, in double precision, on the CPU.

Only this file imports it.
"""

import os
from collections.abc import Sequence
from typing import Final, final

# Before the first computation, or it is too late.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import jax
from jax import Array, lax, nn
from jax import numpy as jnp
from jax.scipy import special

from verification.catalogue import Function
from verification.model import Case, Observation
from verification.program import Number, Program
from verification.subjects.functional import lacking, observe, rerun
from verification.subjects.in_process import written
from verification.subjects.namespace import Namespace
from verification.subjects.running import bind

_SIZES: Final = (32, 128, 1024)  # of the arrays: each other size would be compiled anew
# In an array their last bits are others than alone.
_APART: Final = frozenset({"atan", "atan2"})


@final
class JaxSubject:
    """JAX, asked the same programs as any other subject.

    Every op is dispatched by itself, as where nothing is compiled together by ``jit``. An
    interior node's gradient is that by a -0.0 which is added to it. A node that no root depends
    on has the gradient 0.

    >>> from verification.program import assemble
    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3,))
    >>> JaxSubject().observe([square])
    [Evaluated(values=(3.0, 9.0), gradients=(6.0, 1.0))]
    """

    def __init__(self) -> None:
        jax.config.update("jax_enable_x64", val=True)
        jax.config.update("jax_platforms", "cpu")

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        return observe(_Jax, cases, _ABSENT, _APART)

    def version(self) -> str:
        """Return the version of the JAX that answers, as ``0.10.2``."""
        return jax.__version__


def _array(number: Number) -> Array:
    return jnp.asarray(float(number), dtype=jnp.float64)


def _gelu(operands: Sequence[object]) -> object:
    (x,) = operands
    if not isinstance(x, Array):
        raise TypeError(f"expected an array, got {x!r}")
    return nn.gelu(x, approximate=False)


# Which function of which module is meant by an op; the names are JAX's.
_NAMES: Final = (
    (nn, "relu sigmoid softplus leaky_relu elu silu"),
    (jnp, "tanh exp log sqrt sin cos maximum minimum square reciprocal cbrt exp2 expm1 log2 log10"),
    (jnp, "log1p tan asin acos atan sinh cosh asinh acosh atanh hypot atan2"),
    (lax, "rsqrt"),
    (special, "erf"),
)
_FUNCTIONS: Final = {
    **{
        name: bind(Namespace(module), Function(name))
        for module, names in _NAMES
        for name in names.split()
    },
    "gelu": _gelu,
}
_WRITTEN: Final = written(Array, _array, _FUNCTIONS)
_ABSENT: Final = lacking(_FUNCTIONS)


@final
class _Jax:
    """One program's worth of JAX; arrays are filled up to one of a few sizes."""

    def construct(self, numbers: Sequence[Number]) -> Array:
        if len(numbers) == 1:
            return _array(numbers[0])
        size = next((size for size in _SIZES if size >= len(numbers)), len(numbers))
        filled = [*numbers, *[numbers[-1]] * (size - len(numbers))]
        return jnp.asarray(filled, dtype=jnp.float64)

    def apply(self, op: str, operands: tuple[Array | Number, ...]) -> Array:
        return _WRITTEN(op, operands)

    def differentiate(
        self, program: Program, nodes: Sequence[Array], root: int
    ) -> Sequence[Array | None]:
        one, tap = jnp.ones_like(nodes[0]), jnp.full_like(nodes[0], -0.0)
        leaves = (*nodes[: program.inputs], *[tap] * (root - program.inputs))
        _, pull = jax.vjp(rerun(self, program, root), leaves)
        (slopes,) = pull(one)
        return (*slopes, one) if root >= program.inputs else slopes

    def read(self, node: Array) -> list[float]:
        return node.reshape(-1).tolist()
