"""HIPS autograd's check_grads on a function that an engine works out.

As of any function whose derivative is not autograd's own work, there is no forward mode and no
second order to be checked.
"""

from collections.abc import Callable, Sequence
from typing import Final, Protocol, final

from autograd import numpy as anp
from autograd.extend import defvjp_argnums, primitive
from autograd.scipy.special import expit
from autograd.test_util import check_grads

from benchmarks.detection.functions import Column, EngineError, Function

_OWN: Final[dict[str, Callable[[object], object]]] = {
    "neg": anp.negative,
    "abs": anp.abs,
    "relu": lambda x: anp.maximum(x, 0.0),
    "tanh": anp.tanh,
    "exp": anp.exp,
    "log": anp.log,
    "sqrt": anp.sqrt,
    "sin": anp.sin,
    "cos": anp.cos,
    "sigmoid": expit,
    "square": anp.square,
    "reciprocal": anp.reciprocal,
}


class _Run(Protocol):
    def __call__(self, *operands: object) -> object: ...


@final
class CheckGrads:
    """check_grads at its defaults, of first order and in reverse mode; its directions seeded."""

    def accepts(self, function: Function, columns: Sequence[Column]) -> bool:
        """Whether it finds nothing wrong with the function; an `EngineError` is something wrong."""

        def run(*operands: object) -> object:
            return anp.array(function.values(_lists(operands)))

        def give(
            argnums: Sequence[int], out: object, operands: Sequence[object], options: object
        ) -> Callable[[object], Sequence[object]]:
            del out, options

            def slopes(upstream: object) -> Sequence[object]:
                (arriving,) = _lists([upstream])
                found = function.slopes(_lists(operands), arriving)
                return [anp.array(found[argnum]) for argnum in argnums]

            return slopes

        worked = primitive(run)
        defvjp_argnums(worked, give)
        try:
            _check(worked, columns)
        except (AssertionError, EngineError):  # what it finds, and what the engine raises
            return False
        return True

    def accepts_own(self, op: str, x: float) -> bool:
        """Whether it finds nothing wrong with autograd's op at one number."""
        own = _OWN[op]
        try:
            _check(lambda *operands: own(operands[0]), [[x]])
        except AssertionError:
            return False
        return True


def _check(run: _Run, columns: Sequence[Column]) -> None:
    anp.random.seed(0)  # its directions come from the global generator
    check = check_grads(run, tuple(range(len(columns))), modes=["rev"], order=1)
    check(*(anp.array(list(column)) for column in columns))


def _lists(arrays: Sequence[object]) -> list[list[float]]:
    return [anp.asarray(array).tolist() for array in arrays]
