"""Variants: other functions that go by an op's name, so that nobody is accused of having one.

``gelu`` is often its approximation by tanh; a leaky relu's slope and an elu's alpha are free.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final, final

from flint import arb, arb_series, ctx

_PRECISION: Final = 192
# How close an answer has to be, beside the number or 1: published constants are cut off at the
# tenth digit, and single precision has seven.
_CLOSE: Final = 2.0**-32
_CLOSE_IN_SINGLE: Final = 2.0**-18
_LEAST_SINGLE: Final = 2.0**-126
_OWN: Final = 2.0**-20  # a constant as close as this to the op's own is the op's own, or a slip
_FAR: Final = 1e3  # beyond it, forms overflow
_FEWEST: Final = 8

Series = Callable[[arb_series], arb_series]

Answer = tuple[float, float]
"""A value and a derivative."""


@final
@dataclass(frozen=True, slots=True)
class Variant:
    """Another function of an op's name; ``is_whole`` if the derivatives are its own, too."""

    title: str
    is_whole: bool


def variant(op: str, answers: Mapping[float, Answer], *, is_single: bool = False) -> Variant | None:
    """Return which other function the values at these points are, if it is known.

    >>> points = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
    >>> variant("leaky_relu", {x: (x, 1.0) if x > 0 else (0.2 * x, 0.2) for x in points})
    Variant(title='leaky_relu with a slope of 0.2', is_whole=True)
    >>> variant("leaky_relu", {x: (x, 1.0) if x > 0 else (0.2 * x, 1.0) for x in points})
    Variant(title='leaky_relu with a slope of 0.2', is_whole=False)
    """
    told = {
        x: answer
        for x, answer in answers.items()
        if (abs(x) <= _FAR or all(map(isfinite, answer)))
        and not (is_single and x and not _LEAST_SINGLE < abs(x) < 1 / _LEAST_SINGLE)
    }
    close = _CLOSE_IN_SINGLE if is_single else _CLOSE
    if len(told) < _FEWEST:
        return None
    cap = ctx.cap
    ctx.cap = 2
    try:
        with ctx.workprec(_PRECISION):
            for title, series in _candidates(op, told):
                exact = {x: series(arb_series([x, 1])) for x in told}
                if all(_fits(exact[x][0], told[x][0], close) for x in told):
                    slopes = (_fits(exact[x][1], told[x][1], close) for x in told)
                    return Variant(title, is_whole=all(slopes))
    finally:
        ctx.cap = cap
    return None


def _candidates(op: str, answers: Mapping[float, Answer]) -> Iterator[tuple[str, Series]]:
    below = next(((x, out) for x, (out, _) in answers.items() if -_FAR <= x <= -0.5), None)
    match op:
        case "gelu":
            yield "gelu in its approximation by tanh", _gelu_by_tanh
            yield "gelu in its approximation by sigmoid", _gelu_by_sigmoid
        case "leaky_relu" if below is not None:
            slope = below[1] / below[0]
            if 0.0 < slope < 1.0 and abs(slope - 0.01) > _OWN:
                yield f"leaky_relu with a slope of {slope:g}", _sided(lambda x: x * arb(slope))
        case "elu" if below is not None:
            alpha = below[1] / math.expm1(below[0])
            if alpha > 0.0 and abs(alpha - 1.0) > _OWN:
                title = f"elu with an alpha of {alpha:g}"
                yield title, _sided(lambda x: (x.exp() - 1) * arb(alpha))
        case _:
            pass


def _sided(left: Series) -> Series:
    return lambda x: x if x[0] > 0 else left(x)


def _gelu_by_tanh(x: arb_series) -> arb_series:
    inner = (2 / arb.pi()).sqrt() * (x + x * x * x * arb("0.044715"))
    return x * _logistic(2 * inner)


def _gelu_by_sigmoid(x: arb_series) -> arb_series:
    return x * _logistic(x * arb("1.702"))


def _logistic(x: arb_series) -> arb_series:
    """Return the logistic function by an exponential that does not overflow."""
    if x[0] > 0:
        return 1 / (1 + (-x).exp())
    e = x.exp()
    return e / (1 + e)


def _fits(exact: arb, got: float, close: float) -> bool:
    return bool(abs(arb(got) - exact) <= close * (1 + abs(exact)))
