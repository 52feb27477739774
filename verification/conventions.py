"""Conventions: what is accepted at a kink, what libraries answer there and at singular points.

The judge and the oracles alone may know this; the child that runs a submission must not.

Every kink of the catalogue is a jump of the unit step: relu' is step(x), abs' is
2 step(x) - 1, maximum' is step(x - y) and 1 - step(x - y). One number, the step at 0,
therefore names a choice for all of them, and every choice from 0 to 1 is a
subgradient.

What each library answers was measured with torch 2.13.0, jax 0.10.2,
tensorflow 2.21.0 and autograd 1.9.1, in double precision.
"""

import math
from dataclasses import dataclass
from typing import Final, final

from verification.model import Point

LIBRARIES: Final = ("torch", "jax", "tensorflow", "autograd")


@final
@dataclass(frozen=True, slots=True)
class Convention:
    """One accepted choice at a kink, and which of ``LIBRARIES`` make it.

    >>> str(CONVENTIONS["abs"][1])
    "abs'(0) = 1, like jax"
    """

    text: str
    step_at_zero: float
    libraries: tuple[str, ...] = ()
    remark: str = ""

    def __str__(self) -> str:
        *others, last = self.libraries or (self.remark,)
        names = f"{', '.join(others)} and {last}" if others else last
        return f"{self.text}, like {names}" if self.libraries else f"{self.text}, {names}"


_HALVES: Final = ("torch", "jax", "autograd")

CONVENTIONS: Final = {
    "relu": (
        Convention("relu'(0) = 0", 0.0, ("torch", "jax", "tensorflow")),
        Convention("relu'(0) = 1/2", 0.5, ("autograd",)),
        Convention("relu'(0) = 1", 1.0, remark="a right derivative"),
    ),
    "leaky_relu": (
        Convention("leaky_relu'(0) = 0.01", 0.0, ("torch", "tensorflow")),
        Convention("leaky_relu'(0) = 1", 1.0, ("jax",)),
        Convention("leaky_relu'(0) = 0.505", 0.5, remark="the mean of both sides"),
        # What relu(x) - 0.01*relu(-x) gives: no subgradient, and what PyTorch makes of that.
        Convention("leaky_relu'(0) = 0", -1 / 99, remark="a difference of two relus"),
    ),
    "abs": (
        Convention("abs'(0) = 0", 0.5, ("torch", "tensorflow", "autograd")),
        Convention("abs'(0) = 1", 1.0, ("jax",)),
        Convention("abs'(0) = -1", 0.0, remark="a left derivative"),
    ),
    "maximum": (
        Convention("a tie is shared by halves", 0.5, _HALVES),
        Convention("a tie goes to the first", 1.0, ("tensorflow",)),
        Convention("a tie goes to the second", 0.0, remark="one of the two subgradients"),
    ),
    "minimum": (
        Convention("a tie is shared by halves", 0.5, _HALVES),
        Convention("a tie goes to the first", 0.0, ("tensorflow",)),
        Convention("a tie goes to the second", 1.0, remark="one of the two subgradients"),
    ),
}


def slope_at_zero(op: str, convention: Convention) -> float:
    """Return the derivative of relu or of abs at 0 that a convention chooses.

    >>> [slope_at_zero("abs", convention) for convention in CONVENTIONS["abs"]]
    [0.0, 1.0, -1.0]
    """
    step = convention.step_at_zero
    return 2 * step - 1 if op == "abs" else step


@final
@dataclass(frozen=True, slots=True)
class Singular:
    """A point where an op has no derivative, and what libraries answer: value, then slopes.

    A library that is not named has no such op. Nothing that an engine answers there is
    wrong, raising included: it is said, and whom it is like.
    """

    op: str
    point: Point
    answers: tuple[tuple[tuple[str, ...], tuple[float, ...]], ...]


def _all(op: str, point: Point, *answer: float) -> Singular:
    return Singular(op, point, ((LIBRARIES, answer),))


_INF: Final = math.inf
_NAN: Final = math.nan

SINGULAR: Final = (
    _all("div", (1.0, 0.0), _INF, _INF, -_INF),
    _all("div", (0.0, 0.0), _NAN, _INF, _NAN),
    _all("reciprocal", (0.0,), _INF, -_INF),
    Singular(
        "pow",
        (0.0, 0.0),
        ((("torch", "autograd"), (1.0, 0.0, 0.0)), (("jax", "tensorflow"), (1.0, _NAN, 0.0))),
    ),
    _all("pow", (0.0, 0.5), 0.0, _INF, 0.0),
    Singular(
        "pow",
        (0.0, -1.0),
        (
            (("torch",), (_INF, -_INF, -_INF)),
            (("jax", "tensorflow", "autograd"), (_INF, -_INF, _NAN)),
        ),
    ),
    Singular(
        "pow",
        (-2.0, 3.0),
        (
            (("torch", "jax", "autograd"), (-8.0, 12.0, _NAN)),
            (("tensorflow",), (-8.0, 12.0, 0.0)),
        ),
    ),
    _all("pow", (-2.0, 0.5), _NAN, _NAN, _NAN),
    _all("sqrt", (0.0,), 0.0, _INF),
    _all("sqrt", (-1.0,), _NAN, _NAN),
    Singular("cbrt", (0.0,), ((("jax",), (0.0, _INF)),)),
    _all("log", (0.0,), -_INF, _INF),
    _all("log", (-1.0,), _NAN, -1.0),
    Singular("log2", (0.0,), ((_HALVES, (-_INF, _INF)),)),
    Singular("log10", (0.0,), ((_HALVES, (-_INF, _INF)),)),
    _all("log1p", (-1.0,), -_INF, _INF),
    _all("log1p", (-2.0,), _NAN, -1.0),
    _all("asin", (1.0,), math.pi / 2, _INF),
    _all("asin", (2.0,), _NAN, _NAN),
    _all("acos", (1.0,), 0.0, -_INF),
    _all("acosh", (1.0,), 0.0, _INF),
    _all("acosh", (0.5,), _NAN, _NAN),
    _all("atanh", (1.0,), _INF, _INF),
    _all("atanh", (2.0,), _NAN, -1 / 3),
    Singular(
        "hypot",
        (0.0, 0.0),
        ((("torch", "autograd"), (0.0, _NAN, _NAN)), (("jax",), (0.0, 0.5, 0.5))),
    ),
    Singular(
        "atan2",
        (0.0, 0.0),
        (
            (("torch",), (0.0, 0.0, 0.0)),
            (("jax", "tensorflow", "autograd"), (0.0, _NAN, _NAN)),
        ),
    ),
    Singular(
        "relu",
        (_NAN,),
        ((("torch",), (_NAN, 1.0)), (("jax", "tensorflow", "autograd"), (_NAN, 0.0))),
    ),
    Singular(
        "abs",
        (_NAN,),
        (
            (("torch",), (_NAN, 0.0)),
            (("jax",), (_NAN, -1.0)),
            (("tensorflow", "autograd"), (_NAN, _NAN)),
        ),
    ),
    Singular(
        "maximum",
        (_NAN, 1.0),
        (
            (("torch",), (_NAN, 1.0, 1.0)),
            (("jax", "autograd"), (_NAN, 0.0, 0.0)),
            (("tensorflow",), (_NAN, 0.0, 1.0)),
        ),
    ),
)
