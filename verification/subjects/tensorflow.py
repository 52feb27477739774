"""TensorFlow as a subject: scalars in double precision, eagerly, on one thread of the CPU.

Only this file imports it.
"""

import math
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, final

# Before it is imported, or it has spoken already.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

from verification.catalogue import Function
from verification.model import Case, Observation, Point
from verification.program import Number, Program
from verification.subjects.functional import Columns, lacking, observe, trace
from verification.subjects.in_process import written
from verification.subjects.namespace import Namespace
from verification.subjects.running import bind


@final
class TensorflowSubject:
    """TensorFlow, asked the same programs as any other subject.

    Numbers are tensors of rank 0, on which its kernels do not work as on arrays: many cases of
    one program are run in a loop, not as an array. A node that no root depends on has the
    gradient None.

    >>> from verification.program import assemble
    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3,))
    >>> TensorflowSubject().observe([square])
    [Evaluated(values=(3.0, 9.0), gradients=(6.0, 1.0))]
    """

    def __init__(self) -> None:
        tf.config.set_visible_devices([], "GPU")
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        # Its rewriting of graphs would change results.
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        return observe(_Tensorflow, cases, _ABSENT, together=_in_a_loop)

    def version(self) -> str:
        """Return the version of the TensorFlow that answers, as ``2.21.0``."""
        return tf.__version__


# Which function of which module is meant by an op; what is in `tf.experimental` does not count.
_NAMES: Final = (
    (tf.nn, "relu sigmoid softplus elu silu gelu"),
    (tf.math, "tanh exp log sqrt sin cos maximum minimum square reciprocal rsqrt expm1 log1p tan"),
    (tf.math, "asin acos atan sinh cosh asinh acosh atanh erf atan2"),
)


def _constant(number: Number) -> tf.Tensor:
    return tf.constant(float(number), dtype=tf.float64)


def _leaky_relu(operands: Sequence[object]) -> object:
    (x,) = operands
    if not isinstance(x, tf.Tensor):
        raise TypeError(f"expected a tensor, got {x!r}")
    return tf.nn.leaky_relu(x, alpha=0.01)  # its own default is 0.2


_FUNCTIONS: Final = {
    **{
        name: bind(Namespace(module), Function(name))
        for module, names in _NAMES
        for name in names.split()
    },
    "leaky_relu": _leaky_relu,
}
_WRITTEN: Final = written(tf.Tensor, _constant, _FUNCTIONS)
_ABSENT: Final = lacking(_FUNCTIONS)


@final
class _Tensorflow:
    """One program's worth of TensorFlow: what is done to tensors is recorded on a tape."""

    def __init__(self) -> None:
        self._tape = tf.GradientTape(persistent=True)

    def construct(self, numbers: Sequence[Number]) -> tf.Tensor:
        return self.watch(_constant(numbers[0]))

    def watch(self, tensor: tf.Tensor) -> tf.Tensor:
        with self._tape:
            self._tape.watch(tensor)
        return tensor

    def apply(self, op: str, operands: tuple[tf.Tensor | Number, ...]) -> tf.Tensor:
        with self._tape:
            return _WRITTEN(op, operands)

    def differentiate(
        self, _: Program, nodes: Sequence[tf.Tensor], root: int
    ) -> Sequence[tf.Tensor | None]:
        return self._tape.gradient(nodes[root], list(nodes))

    def read(self, node: tf.Tensor) -> list[float]:
        return [float(node.numpy())]


def _in_a_loop(program: Program, points: Sequence[Point]) -> Columns:
    run, has_slope = _loop(program)
    rows = run(tf.constant(points, dtype=tf.float64)).numpy().transpose().tolist()
    return tuple(row if there else None for row, there in zip(rows, has_slope, strict=True))


@lru_cache(maxsize=64)
def _loop(program: Program) -> tuple[Callable[[tf.Tensor], tf.Tensor], list[bool]]:
    """Return a compiled loop over points, and whether each number that it gives is one.

    The latter is filled when the loop is first run.
    """
    is_number: list[bool] = []

    def numbers(point: tf.Tensor) -> tf.Tensor:
        library = _Tensorflow()
        traced = trace(library, program, [library.watch(x) for x in tf.unstack(point)])
        is_number[:] = [x is not None for x in (*traced.values, *traced.gradients)]
        nan = _constant(math.nan)
        return tf.stack([nan if x is None else x for x in (*traced.values, *traced.gradients)])

    def loop(points: tf.Tensor) -> tf.Tensor:
        return tf.map_fn(numbers, points)

    signature = [tf.TensorSpec([None, program.inputs], tf.float64)]
    return tf.function(loop, input_signature=signature, autograph=False), is_number
