"""Variants: other functions that go by an op's name, so that nobody is accused of having one.

``gelu`` is often its approximation by tanh; a leaky relu's slope and an elu's alpha are free.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from flint import arb, arb_series, ctx

_PRECISION: Final = 192
_CLOSE: Final = 2.0**-40  # of the number, or of 1: what rounding does to it is far less
_FARTHEST: Final = 1e3  # beyond it, forms overflow
_FEWEST: Final = 8

Series = Callable[[arb_series], arb_series]

Answer = tuple[float, float]
"""A value and a derivative."""


def variant(op: str, answers: Mapping[float, Answer]) -> str | None:
    """Return in words which other function the answers at these points are, if it is known.

    Every answer has to fit, its derivative too.

    >>> points = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
    >>> variant("leaky_relu", {x: (x, 1.0) if x > 0 else (0.2 * x, 0.2) for x in points})
    'leaky_relu with a slope of 0.2'
    >>> variant("leaky_relu", {x: (x, 1.0) if x > 0 else (0.2 * x, 1.0) for x in points}) is None
    True
    """
    moderate = {x: answer for x, answer in answers.items() if 0.0 < abs(x) <= _FARTHEST}
    if len(moderate) < _FEWEST:
        return None
    cap = ctx.cap
    ctx.cap = 2
    try:
        with ctx.workprec(_PRECISION):
            return next(
                (
                    title
                    for title, series in _candidates(op, moderate)
                    if all(_fits(series, x, answer) for x, answer in moderate.items())
                ),
                None,
            )
    finally:
        ctx.cap = cap


def _candidates(op: str, answers: Mapping[float, Answer]) -> Iterator[tuple[str, Series]]:
    below = next(((x, out) for x, (out, _) in answers.items() if x <= -0.5), None)
    match op:
        case "gelu":
            yield "gelu in its approximation by tanh", _gelu_by_tanh
            yield "gelu in its approximation by sigmoid", _gelu_by_sigmoid
        case "leaky_relu" if below is not None:
            slope = below[1] / below[0]
            if 0.0 < slope < 1.0:
                yield f"leaky_relu with a slope of {slope:g}", _sided(lambda x: x * arb(slope))
        case "elu" if below is not None:
            alpha = below[1] / math.expm1(below[0])
            if alpha > 0.0:
                title = f"elu with an alpha of {alpha:g}"
                yield title, _sided(lambda x: (x.exp() - 1) * arb(alpha))
        case _:
            pass


def _sided(left: Series) -> Series:
    return lambda x: x if x[0] > 0 else left(x)


def _gelu_by_tanh(x: arb_series) -> arb_series:
    inner = (2 / arb.pi()).sqrt() * (x + x * x * x * arb("0.044715"))
    return x / (1 + (-2 * inner).exp())


def _gelu_by_sigmoid(x: arb_series) -> arb_series:
    return x / (1 + (x * arb("-1.702")).exp())


def _fits(series: Series, x: float, answer: Answer) -> bool:
    exact = series(arb_series([x, 1]))
    return all(
        abs(arb(got) - exact[order]) <= _CLOSE * (1 + abs(exact[order]))
        for order, got in enumerate(answer)
    )
