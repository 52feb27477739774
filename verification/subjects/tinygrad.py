"""tinygrad as a subject: tensors of doubles, on the device that needs no compiler.

Only this file imports it.
"""

import operator
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final, final

from tinygrad import Device, Tensor, dtypes
from tinygrad.helpers import CACHELEVEL, DEV

from verification.catalogue import Method
from verification.model import Case, Observation
from verification.program import Number, Program
from verification.subjects.functional import lacking, observe
from verification.subjects.in_process import written
from verification.subjects.namespace import Namespace
from verification.subjects.running import bind

# Its CPU device needs clang, which few machines have; the device `PYTHON` interprets the same
# kernels, with the functions of Python's math.
if not DEV.device:
    DEV.value = "PYTHON"
CACHELEVEL.value = 0  # nothing in the home folder


@final
class TinygradSubject:
    """tinygrad, asked the same programs as any other subject.

    Numbers are tensors of one double. It simplifies a whole expression before computing any of
    it, and takes equal nodes for one. A node that no root depends on has the gradient 0.

    >>> from verification.program import assemble
    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3,))
    >>> TinygradSubject().observe([square])
    [Evaluated(values=(3.0, 9.0), gradients=(6.0, 1.0))]
    """

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        return observe(_Tinygrad, cases, _ABSENT)

    def version(self) -> str:
        """Return the version of the tinygrad that answers, and on which device."""
        return f"{version('tinygrad')} (device {Device.DEFAULT})"


def _tensor(*numbers: Number) -> Tensor:
    # A list: a plain number would be a constant, computed with while simplifying.
    return Tensor(list(map(float, numbers)), dtype=dtypes.double)


def _gelu(operands: Sequence[object]) -> object:
    (x,) = operands
    if not isinstance(x, Tensor):
        raise TypeError(f"expected a tensor, got {x!r}")
    return x.gelu(approximate="none")  # its own default is the approximation by tanh


_NAMES: Final = (
    "abs relu tanh exp log sqrt sin cos sigmoid maximum minimum square reciprocal rsqrt exp2 log2 "
    "log10 tan asin acos atan sinh cosh asinh acosh atanh softplus leaky_relu elu silu erf"
)
_FUNCTIONS: Final = {
    **{name: bind(Namespace(operator), Method(name)) for name in _NAMES.split()},
    "gelu": _gelu,
}
_WRITTEN: Final = written(Tensor, _tensor, _FUNCTIONS)
_ABSENT: Final = lacking(_FUNCTIONS)


@final
class _Tinygrad:
    """One program's worth of tinygrad."""

    def construct(self, numbers: Sequence[Number]) -> Tensor:
        return _tensor(*numbers)

    def apply(self, op: str, operands: tuple[Tensor | Number, ...]) -> Tensor:
        return _WRITTEN(op, operands)

    def differentiate(self, _: Program, nodes: Sequence[Tensor], root: int) -> Sequence[Tensor]:
        return nodes[root].gradient(*nodes, gradient=nodes[root].ones_like())

    def read(self, node: Tensor) -> list[float]:
        placed = node.clone(device=Device.DEFAULT) if node.device is None else node  # a constant
        return placed.tolist()
