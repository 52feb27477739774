"""The ways of the ops beside the smooth ones of ways.py: see there."""

import math
from typing import Final

from tests.verification.libraries import Library
from tests.verification.ways import SMOOTH, Ways


def _sinh(m: Library, x: float) -> float:
    return (m.exp(x) - m.exp(-x)) / 2


def _accurate_sinh(m: Library, x: float) -> float:
    return m.sinh(x) if abs(x) < 1 else _sinh(m, x)


def _cosh(m: Library, x: float) -> float:
    return (m.exp(x) + m.exp(-x)) / 2


def _sinh_expm1(m: Library, x: float) -> float:
    e = m.expm1(x)
    return (e + e / (e + 1)) / 2


def _half_log(m: Library, x: float) -> float:
    return m.log((1 + x) / (1 - x)) / 2


TRIGONOMETRIC: Final[dict[str, Ways]] = {
    "sin": Ways(
        (lambda m, x, y: m.sin(x),),
        ((lambda m, x, y, out: m.cos(x),),),
        (lambda m, x, y: m.cos(x - math.pi / 2),),
    ),
    "cos": Ways(
        (lambda m, x, y: m.cos(x),),
        ((lambda m, x, y, out: -m.sin(x),),),
        (lambda m, x, y: m.sin(x + math.pi / 2),),
    ),
    "tan": Ways(
        (lambda m, x, y: m.tan(x), lambda m, x, y: m.sin(x) / m.cos(x)),
        (
            (
                lambda m, x, y, out: 1 / m.cos(x) ** 2,
                lambda m, x, y, out: 1 + out * out,
                lambda m, x, y, out: m.cos(x) ** -2,
            ),
        ),
        (
            lambda m, x, y: m.sin(x) / m.sin(x + math.pi / 2),
            lambda m, x, y: (1 - m.cos(2 * x)) / m.sin(2 * x) if x else 0 * x,
        ),
        ((lambda m, x, y, out: 1 / (1 - m.sin(x) ** 2),),),
    ),
    "asin": Ways(
        (lambda m, x, y: m.asin(x),),
        (
            (
                lambda m, x, y, out: 1 / m.sqrt(1 - x * x),
                lambda m, x, y, out: ((1 - x) * (1 + x)) ** -0.5,
                lambda m, x, y, out: (1 - x**2) ** -0.5,
            ),
        ),
        (
            lambda m, x, y: m.atan(x / m.sqrt(1 - x * x)),
            lambda m, x, y: math.pi / 2 - m.acos(x),
        ),
        ((lambda m, x, y, out: 1 / m.cos(out),),),
    ),
    "acos": Ways(
        (lambda m, x, y: m.acos(x),),
        (
            (
                lambda m, x, y, out: -1 / m.sqrt(1 - x * x),
                lambda m, x, y, out: -(((1 - x) * (1 + x)) ** -0.5),
                lambda m, x, y, out: -((1 - x**2) ** -0.5),
            ),
        ),
        (lambda m, x, y: math.pi / 2 - m.asin(x),),
        ((lambda m, x, y, out: -1 / m.sin(out),),),
    ),
    "atan": Ways(
        (lambda m, x, y: m.atan(x),),
        ((lambda m, x, y, out: 1 / (1 + x * x), lambda m, x, y, out: (1 + x**2) ** -1),),
        (
            lambda m, x, y: m.asin(x / m.sqrt(1 + x * x)),
            lambda m, x, y: math.pi / 2 - m.atan2(1, x),
        ),
        ((lambda m, x, y, out: m.cos(out) ** 2, lambda m, x, y, out: 1 / (1 + m.tan(out) ** 2)),),
    ),
}

HYPERBOLIC: Final[dict[str, Ways]] = {
    "sinh": Ways(
        (lambda m, x, y: m.sinh(x), lambda m, x, y: _accurate_sinh(m, x)),
        (
            (
                lambda m, x, y, out: m.cosh(x),
                lambda m, x, y, out: _cosh(m, x),
                lambda m, x, y, out: m.sqrt(1 + out * out),
            ),
        ),
        (lambda m, x, y: _sinh(m, x), lambda m, x, y: _sinh_expm1(m, x)),
        ((lambda m, x, y, out: m.exp(x) - out, lambda m, x, y, out: out + m.exp(-x)),),
    ),
    "cosh": Ways(
        (lambda m, x, y: m.cosh(x), lambda m, x, y: _cosh(m, x)),
        ((lambda m, x, y, out: m.sinh(x), lambda m, x, y, out: _accurate_sinh(m, x)),),
        (),
        (
            (
                lambda m, x, y, out: _sinh(m, x),
                lambda m, x, y, out: math.copysign(m.sqrt(out * out - 1), x),
                lambda m, x, y, out: m.exp(x) - out,
            ),
        ),
    ),
    "asinh": Ways(
        (lambda m, x, y: m.asinh(x),),
        (
            (
                lambda m, x, y, out: 1 / m.sqrt(1 + x * x),
                lambda m, x, y, out: (1 + x**2) ** -0.5,
            ),
        ),
        (
            lambda m, x, y: m.log(x + m.sqrt(x * x + 1)),
            lambda m, x, y: math.copysign(m.log(abs(x) + m.sqrt(x * x + 1)), x),
            lambda m, x, y: -m.log(m.sqrt(x * x + 1) - x),
            lambda m, x, y: m.atanh(x / m.sqrt(x * x + 1)),
        ),
        ((lambda m, x, y, out: 1 / m.cosh(out),),),
    ),
    "acosh": Ways(
        (lambda m, x, y: m.acosh(x),),
        (
            (
                lambda m, x, y, out: 1 / m.sqrt(x * x - 1),
                lambda m, x, y, out: ((x - 1) * (x + 1)) ** -0.5,
                lambda m, x, y, out: 1 / (m.sqrt(x - 1) * m.sqrt(x + 1)),
                lambda m, x, y, out: (x**2 - 1) ** -0.5,
            ),
        ),
        (lambda m, x, y: m.log(x + m.sqrt(x * x - 1)),),
        ((lambda m, x, y, out: 1 / m.sinh(out),),),
    ),
    "atanh": Ways(
        (lambda m, x, y: m.atanh(x), lambda m, x, y: (m.log1p(x) - m.log1p(-x)) / 2),
        (
            (
                lambda m, x, y, out: 1 / (1 - x * x),
                lambda m, x, y, out: 1 / ((1 - x) * (1 + x)),
                lambda m, x, y, out: (1 - x**2) ** -1,
            ),
        ),
        (
            lambda m, x, y: _half_log(m, x),
            lambda m, x, y: 0.5 * (m.log(1 + x) - m.log(1 - x)),
            lambda m, x, y: 0.5 * m.log1p(2 * x / (1 - x)),
        ),
        ((lambda m, x, y, out: m.cosh(out) ** 2, lambda m, x, y, out: 1 / (1 - m.tanh(out) ** 2)),),
    ),
}

OPERATORS: Final[dict[str, Ways]] = {
    "add": Ways(
        (lambda m, x, y: x + y,),
        ((lambda m, x, y, out: 1.0,), (lambda m, x, y, out: 1.0,)),
    ),
    "sub": Ways(
        (lambda m, x, y: x - y, lambda m, x, y: x + (-1 * y)),
        ((lambda m, x, y, out: 1.0,), (lambda m, x, y, out: -1.0,)),
    ),
    "mul": Ways(
        (lambda m, x, y: x * y,),
        ((lambda m, x, y, out: y,), (lambda m, x, y, out: x,)),
    ),
    "div": Ways(
        (lambda m, x, y: x / y, lambda m, x, y: x * y**-1),
        (
            (lambda m, x, y, out: 1 / y, lambda m, x, y, out: y**-1),
            (
                lambda m, x, y, out: -x / (y * y),
                lambda m, x, y, out: -out / y,
                lambda m, x, y, out: x * (-1 * y**-2),
            ),
        ),
    ),
    "pow": Ways(
        (lambda m, x, y: x**y, lambda m, x, y: x * x if y == 2 else x * x * x if y == 3 else x**y),
        (
            (
                lambda m, x, y, out: y * x ** (y - 1),
                lambda m, x, y, out: y * out / x,
            ),
            (
                lambda m, x, y, out: out * m.log(x),
                lambda m, x, y, out: x**y * m.log(x),
            ),
        ),
        (lambda m, x, y: m.exp(y * m.log(x)) if x > 0 else x**y,),
    ),
    "neg": Ways((lambda m, x, y: -x,), ((lambda m, x, y, out: -1.0,),)),
    "abs": Ways(
        (lambda m, x, y: abs(x), lambda m, x, y: m.sqrt(x * x)),
        ((lambda m, x, y, out: math.copysign(1.0, x), lambda m, x, y, out: x / abs(x)),),
    ),
    "relu": Ways(
        (lambda m, x, y: max(0.0, x), lambda m, x, y: x * (x > 0)),
        ((lambda m, x, y, out: float(x > 0), lambda m, x, y, out: float(out > 0)),),
    ),
    "leaky_relu": Ways(
        (
            lambda m, x, y: x if x > 0 else 0.01 * x,
            lambda m, x, y: max(x, 0.01 * x),
            lambda m, x, y: x if x > 0 else x / 100,
        ),
        (
            (
                lambda m, x, y, out: 1.0 if x > 0 else 0.01,
                lambda m, x, y, out: 1 if x > 0 else 1 / 100,
            ),
        ),
        (lambda m, x, y: 0.01 * x + 0.99 * max(x, 0.0),),
        ((lambda m, x, y, out: 0.01 + 0.99 * (x > 0),),),
    ),
    "elu": Ways(
        (lambda m, x, y: x if x > 0 else m.expm1(x),),
        (
            (
                lambda m, x, y, out: 1.0 if x > 0 else m.exp(x),
                lambda m, x, y, out: 1.0 if x > 0 else out + 1,
            ),
        ),
        (lambda m, x, y: x if x > 0 else m.exp(x) - 1,),
    ),
    "maximum": Ways(
        (lambda m, x, y: max(x, y),),
        ((lambda m, x, y, out: float(x > y),), (lambda m, x, y, out: float(x < y),)),
        (lambda m, x, y: (x + y + abs(x - y)) / 2, lambda m, x, y: x + max(y - x, 0.0)),
    ),
    "minimum": Ways(
        (lambda m, x, y: min(x, y),),
        ((lambda m, x, y, out: float(x < y),), (lambda m, x, y, out: float(x > y),)),
        (lambda m, x, y: (x + y - abs(x - y)) / 2, lambda m, x, y: x - max(x - y, 0.0)),
    ),
    "hypot": Ways(
        (
            lambda m, x, y: m.hypot(x, y),
            lambda m, x, y: m.sqrt(x * x + y * y),
            lambda m, x, y: (x**2 + y**2) ** 0.5,
        ),
        (
            (lambda m, x, y, out: x / out, lambda m, x, y, out: x * out**-1),
            (lambda m, x, y, out: y / out, lambda m, x, y, out: y * out**-1),
        ),
        (),
        (
            (lambda m, x, y, out: m.cos(m.atan2(y, x)),),
            (lambda m, x, y, out: m.sin(m.atan2(y, x)),),
        ),
    ),
    "atan2": Ways(
        (lambda m, x, y: m.atan2(x, y),),
        (
            (
                lambda m, x, y, out: y / (x * x + y * y),
                lambda m, x, y, out: y / m.hypot(x, y) ** 2,
                lambda m, x, y, out: y / (x**2 + y**2),
            ),
            (
                lambda m, x, y, out: -x / (x * x + y * y),
                lambda m, x, y, out: -x / m.hypot(x, y) ** 2,
                lambda m, x, y, out: -(x / (x**2 + y**2)),
            ),
        ),
        (
            lambda m, x, y: m.atan(x / y) if y > 0 else m.atan2(x, y),
            lambda m, x, y: 2 * m.atan(x / (m.hypot(x, y) + y)) if x else m.atan2(x, y),
        ),
        (
            (lambda m, x, y, out: m.cos(out) / m.hypot(x, y),),
            (lambda m, x, y, out: -m.sin(out) / m.hypot(x, y),),
        ),
    ),
}

WAYS: Final = {**OPERATORS, **SMOOTH, **TRIGONOMETRIC, **HYPERBOLIC}
