"""HIPS autograd as a subject: numpy's functions, in double precision.

Only this file imports it.
"""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Final, final

import autograd
from autograd import numpy as anp
from autograd.scipy import special

from verification.catalogue import Function
from verification.model import Case, Observation
from verification.program import Number, Program
from verification.subjects.functional import lacking, observe, rerun
from verification.subjects.in_process import written
from verification.subjects.namespace import Namespace
from verification.subjects.running import bind

# An array's pow is not that of a single number, to the last bit.
_APART: Final = frozenset({"pow"})


@final
class AutogradSubject:
    """HIPS autograd, asked the same programs as any other subject.

    Numbers are numpy's, so that 1/0 is infinite and raises nothing. An interior node's gradient
    is that by a -0.0 which is added to it. A node that no root depends on has the gradient 0.

    >>> from verification.program import assemble
    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3,))
    >>> AutogradSubject().observe([square])
    [Evaluated(values=(3.0, 9.0), gradients=(6.0, 1.0))]
    """

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        with anp.errstate(all="ignore"):
            return observe(_Autograd, cases, _ABSENT, _APART)

    def version(self) -> str:
        """Return the versions of the autograd and the numpy that answer."""
        return f"{version('autograd')} (numpy {version('numpy')})"


def _array(number: Number) -> object:
    return anp.array(float(number))


_ARC: Final = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "atan2": "arctan2",
}
# numpy's cbrt is there too, but autograd knows no derivative of it.
_SAME: Final = (
    "tanh exp log sqrt sin cos maximum minimum square reciprocal exp2 expm1 log2 log10 log1p tan "
    "sinh cosh hypot"
)
_FUNCTIONS: Final = {
    **{name: bind(Namespace(anp), Function(name)) for name in _SAME.split()},
    **{name: bind(Namespace(anp), Function(its)) for name, its in _ARC.items()},
    "sigmoid": bind(Namespace(special), Function("expit")),
    "erf": bind(Namespace(special), Function("erf")),
}
_WRITTEN: Final = written(object, _array, _FUNCTIONS)
_ABSENT: Final = lacking(_FUNCTIONS)


@final
class _Autograd:
    """One program's worth of autograd."""

    def construct(self, numbers: Sequence[Number]) -> object:
        return _array(numbers[0]) if len(numbers) == 1 else anp.array(numbers, dtype=float)

    def apply(self, op: str, operands: tuple[object, ...]) -> object:
        return _WRITTEN(op, operands)

    def differentiate(
        self, program: Program, nodes: Sequence[object], root: int
    ) -> Sequence[object]:
        one, tap = anp.ones_like(nodes[0]), anp.full_like(nodes[0], -0.0)
        leaves = (*nodes[: program.inputs], *[tap] * (root - program.inputs))
        pull, _ = autograd.make_vjp(rerun(self, program, root))(leaves)
        slopes = pull(one)
        return (*slopes, one) if root >= program.inputs else slopes

    def read(self, node: object) -> list[float]:
        return anp.asarray(node).reshape(-1).tolist()
