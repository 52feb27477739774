"""Ways to compute each op and its partial derivatives in floats, typed out by hand.

They share no code with the forms that they are held against. ``m`` is a library; an op
of one operand ignores ``y``. The first way of each is the plainest, the last the oddest.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.verification.libraries import Library

Value = Callable[[Library, float, float], float]
Slope = Callable[[Library, float, float, float], float]


@dataclass(frozen=True)
class Ways:
    """Listed and weaker ways to an op's value, and to each partial derivative."""

    values: tuple[Value, ...]
    slopes: tuple[tuple[Slope, ...], ...]
    weak_values: tuple[Value, ...] = ()
    weak_slopes: tuple[tuple[Slope, ...], ...] = ()


def _logistic(m: Library, x: float) -> float:
    return 1 / (1 + m.exp(-x))


def _careful(m: Library, x: float) -> float:
    return 1 / (1 + m.exp(-x)) if x >= 0 else m.exp(x) / (1 + m.exp(x))


def _root(x: float, exponent: float) -> float:
    root: float = abs(x) ** exponent
    return math.copysign(1.0, x) * root


def _phi(m: Library, x: float) -> float:
    return m.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _upper(m: Library, x: float) -> float:
    return m.erfc(-x / math.sqrt(2)) / 2


def _normal(m: Library, x: float) -> float:
    return (1 + m.erf(x * 0.7071067811865476)) * 0.5


def _e2(m: Library, x: float) -> float:
    return m.exp(2 * x)


def _sign(x: float) -> float:
    return math.copysign(1.0, x)


SMOOTH: Final[dict[str, Ways]] = {
    "square": Ways(
        (lambda m, x, y: x * x, lambda m, x, y: x**2),
        ((lambda m, x, y, out: 2 * x, lambda m, x, y, out: 2 * x**1, lambda m, x, y, out: x + x),),
    ),
    "reciprocal": Ways(
        (lambda m, x, y: 1 / x, lambda m, x, y: x**-1),
        (
            (
                lambda m, x, y, out: -1 / (x * x),
                lambda m, x, y, out: -(out * out),
                lambda m, x, y, out: -(x**-2),
            ),
        ),
    ),
    "silu": Ways(
        (
            lambda m, x, y: x * _logistic(m, x),
            lambda m, x, y: x / (1 + m.exp(-x)),
            lambda m, x, y: x * _careful(m, x),
        ),
        (
            (
                lambda m, x, y, out: _logistic(m, x) * (1 + x * (1 - _logistic(m, x))),
                lambda m, x, y, out: out + _logistic(m, x) * (1 - out),
                lambda m, x, y, out: _logistic(m, x) + x * _logistic(m, x) * (1 - _logistic(m, x)),
                lambda m, x, y, out: _careful(m, x) + x * (m.exp(-x) / (1 + m.exp(-x)) ** 2),
            ),
        ),
        (lambda m, x, y: x * (0.5 * (1 + m.tanh(x / 2))),),
    ),
    "gelu": Ways(
        (lambda m, x, y: 0.5 * x * m.erfc(-x / math.sqrt(2)), lambda m, x, y: x * _upper(m, x)),
        (
            (
                lambda m, x, y, out: _upper(m, x) + x * _phi(m, x),
                lambda m, x, y, out: _upper(m, x) + x * m.exp(-0.5 * x**2) * 0.3989422804014327,
            ),
        ),
        (
            lambda m, x, y: 0.5 * x * (1 + m.erf(x / math.sqrt(2))),
            lambda m, x, y: x * _normal(m, x),
        ),
        (
            (
                lambda m, x, y, out: _normal(m, x) + x * _phi(m, x),
                lambda m, x, y, out: (
                    _normal(m, x) + x / (math.sqrt(2 * math.pi) * m.exp(x * x / 2))
                ),
            ),
        ),
    ),
    "softplus": Ways(
        (
            lambda m, x, y: max(x, 0.0) + m.log1p(m.exp(-abs(x))),
            lambda m, x, y: m.log1p(m.exp(x)),
        ),
        (
            (
                lambda m, x, y, out: _logistic(m, x),
                lambda m, x, y, out: _careful(m, x),
                lambda m, x, y, out: m.exp(x) / (1 + m.exp(x)),
            ),
        ),
        (
            lambda m, x, y: m.log(1 + m.exp(x)),
            lambda m, x, y: x + m.log(1 + m.exp(-x)),
            lambda m, x, y: -m.log(1 - _logistic(m, x)),
            lambda m, x, y: m.log(2) + x / 2 + m.log(m.cosh(x / 2)),
        ),
        (
            (
                lambda m, x, y, out: 1 - m.exp(-out),
                lambda m, x, y, out: 1 - 1 / (1 + m.exp(x)),
                lambda m, x, y, out: m.exp(x - out),
            ),
        ),
    ),
    "sigmoid": Ways(
        (
            lambda m, x, y: _logistic(m, x),
            lambda m, x, y: _careful(m, x),
            lambda m, x, y: m.exp(x) / (1 + m.exp(x)),
        ),
        (
            (
                lambda m, x, y, out: out * (1 - out),
                lambda m, x, y, out: m.exp(-abs(x)) / (1 + m.exp(-abs(x))) ** 2,
                lambda m, x, y, out: m.exp(-x) / (1 + m.exp(-x)) ** 2,
            ),
        ),
        (lambda m, x, y: (1 + m.tanh(x / 2)) / 2,),
        ((lambda m, x, y, out: (1 - m.tanh(x / 2) ** 2) / 4,),),
    ),
    "tanh": Ways(
        (lambda m, x, y: m.tanh(x),),
        (
            (
                lambda m, x, y, out: 1 - out * out,
                lambda m, x, y, out: (1 - out) * (1 + out),
                lambda m, x, y, out: 1 - m.tanh(x) ** 2,
                lambda m, x, y, out: 4 * _e2(m, -abs(x)) / (1 + _e2(m, -abs(x))) ** 2,
                lambda m, x, y, out: 4 / (m.exp(x) + m.exp(-x)) ** 2,
                lambda m, x, y, out: 1 / m.cosh(x) ** 2,
            ),
        ),
        (
            lambda m, x, y: (_e2(m, x) - 1) / (_e2(m, x) + 1),
            lambda m, x, y: (1 - _e2(m, -x)) / (1 + _e2(m, -x)),
            lambda m, x, y: (m.exp(x) - m.exp(-x)) / (m.exp(x) + m.exp(-x)),
            lambda m, x, y: 2 * _logistic(m, 2 * x) - 1,
            lambda m, x, y: 1 - 2 / (1 + _e2(m, x)),
        ),
        ((lambda m, x, y, out: 4 * _logistic(m, 2 * x) * (1 - _logistic(m, 2 * x)),),),
    ),
    "erf": Ways(
        (lambda m, x, y: m.erf(x),),
        (
            (
                lambda m, x, y, out: 2 / math.sqrt(math.pi) * m.exp(-x * x),
                lambda m, x, y, out: 1.1283791670955126 * m.exp(-(x**2)),
            ),
        ),
        (lambda m, x, y: 1 - m.erfc(x),),
        ((lambda m, x, y, out: 2 / (math.sqrt(math.pi) * m.exp(x * x)),),),
    ),
    "exp": Ways(
        (lambda m, x, y: m.exp(x),),
        ((lambda m, x, y, out: out, lambda m, x, y, out: m.exp(x)),),
        (
            lambda m, x, y: math.e**x,
            lambda m, x, y: m.expm1(x) + 1,
        ),
    ),
    "exp2": Ways(
        (lambda m, x, y: 2.0**x, lambda m, x, y: m.exp2(x)),
        (
            (
                lambda m, x, y, out: out * math.log(2),
                lambda m, x, y, out: m.exp2(x) * 0.6931471805599453,
            ),
        ),
        (lambda m, x, y: m.exp(x * math.log(2)), lambda m, x, y: m.expm1(x * math.log(2)) + 1),
    ),
    "expm1": Ways(
        (lambda m, x, y: m.expm1(x),),
        ((lambda m, x, y, out: m.exp(x), lambda m, x, y, out: out + 1),),
        (
            lambda m, x, y: m.exp(x) - 1,
            lambda m, x, y: m.exp(x) * (1 - m.exp(-x)),
            lambda m, x, y: 2 * m.exp(x / 2) * m.sinh(x / 2),
            lambda m, x, y: m.expm1(x / 2) * (m.exp(x / 2) + 1),
            lambda m, x, y: 2 * m.tanh(x / 2) / (1 - m.tanh(x / 2)),
        ),
    ),
    "log": Ways(
        (lambda m, x, y: m.log(x),),
        ((lambda m, x, y, out: 1 / x, lambda m, x, y, out: x**-1),),
        (lambda m, x, y: 2 * m.atanh((x - 1) / (x + 1)), lambda m, x, y: m.log1p(x - 1)),
        ((lambda m, x, y, out: m.exp(-out), lambda m, x, y, out: 1 / m.exp(out)),),
    ),
    "log2": Ways(
        (lambda m, x, y: m.log2(x), lambda m, x, y: m.log(x) / m.log(2)),
        (
            (
                lambda m, x, y, out: 1 / (x * math.log(2)),
                lambda m, x, y, out: math.log2(math.e) / x,
            ),
        ),
    ),
    "log10": Ways(
        (lambda m, x, y: m.log10(x), lambda m, x, y: m.log(x) / m.log(10)),
        (
            (
                lambda m, x, y, out: 1 / (x * math.log(10)),
                lambda m, x, y, out: 1 / x / math.log(10),
                lambda m, x, y, out: math.log10(math.e) / x,
            ),
        ),
    ),
    "log1p": Ways(
        (lambda m, x, y: m.log1p(x),),
        ((lambda m, x, y, out: 1 / (1 + x), lambda m, x, y, out: (x + 1) ** -1),),
        (lambda m, x, y: m.log(1 + x), lambda m, x, y: 2 * m.atanh(x / (2 + x))),
        ((lambda m, x, y, out: m.exp(-out), lambda m, x, y, out: 1 - x / (1 + x)),),
    ),
    "sqrt": Ways(
        (lambda m, x, y: m.sqrt(x), lambda m, x, y: x**0.5),
        (
            (
                lambda m, x, y, out: 0.5 / out,
                lambda m, x, y, out: 0.5 * x**-0.5,
                lambda m, x, y, out: 1 / (2 * m.sqrt(x)),
            ),
        ),
        (lambda m, x, y: m.exp(0.5 * m.log(x)),),
    ),
    "rsqrt": Ways(
        (lambda m, x, y: 1 / m.sqrt(x), lambda m, x, y: x**-0.5, lambda m, x, y: (x**0.5) ** -1),
        (
            (
                lambda m, x, y, out: -0.5 * out / x,
                lambda m, x, y, out: -0.5 * x**-1.5,
                lambda m, x, y, out: -0.5 * out * out * out,
            ),
        ),
        (lambda m, x, y: m.exp(-0.5 * m.log(x)),),
    ),
    "cbrt": Ways(
        (lambda m, x, y: m.cbrt(x), lambda m, x, y: _root(x, 1 / 3)),
        (
            (
                lambda m, x, y, out: 1 / (3 * out * out),
                lambda m, x, y, out: out / (3 * x),
                lambda m, x, y, out: 1 / 3 * abs(x) ** (-2 / 3),
                lambda m, x, y, out: 1 / (3 * out**2),
            ),
        ),
        (lambda m, x, y: _sign(x) * m.exp(m.log(abs(x)) / 3),),
    ),
}
