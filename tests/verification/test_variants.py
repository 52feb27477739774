"""Functions that go by an op's name and are not the op: known ones are not held against anybody."""

import math
from collections.abc import Callable
from typing import Final

import pytest

from verification.oracles.variants import variant

POINTS = (-4.2, -3.0, -2.0, -1.0, -0.5, -0.1, 1e-3, 0.1, 0.5, 1.0, 2.0, 3.7)
Rule = Callable[[float], tuple[float, float]]


def gelu_by_tanh(x: float) -> tuple[float, float]:
    root = math.sqrt(2 / math.pi)
    t = math.tanh(root * (x + 0.044715 * x**3))
    slope = 0.5 * x * (1 - t * t) * root * (1 + 3 * 0.044715 * x * x)
    return 0.5 * x * (1 + t), 0.5 * (1 + t) + slope


def gelu_by_sigmoid(x: float) -> tuple[float, float]:
    s = 1 / (1 + math.exp(-1.702 * x))
    return x * s, s + 1.702 * x * s * (1 - s)


def gelu(x: float) -> tuple[float, float]:
    phi = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return x * math.erfc(-x / math.sqrt(2)) / 2, math.erfc(-x / math.sqrt(2)) / 2 + x * phi


def leaky(slope: float) -> Rule:
    return lambda x: (x, 1.0) if x > 0 else (slope * x, slope)


def elu(alpha: float) -> Rule:
    return lambda x: (x, 1.0) if x > 0 else (alpha * (math.exp(x) - 1), alpha * math.exp(x))


def answers(rule: Rule) -> dict[float, tuple[float, float]]:
    return {x: rule(x) for x in POINTS}


@pytest.mark.parametrize(
    ("op", "rule", "title"),
    [
        ("gelu", gelu_by_tanh, "gelu in its approximation by tanh"),
        ("gelu", gelu_by_sigmoid, "gelu in its approximation by sigmoid"),
        ("leaky_relu", leaky(0.2), "leaky_relu with a slope of 0.2"),
        ("leaky_relu", leaky(0.1), "leaky_relu with a slope of 0.1"),
        ("elu", elu(0.5), "elu with an alpha of 0.5"),
    ],
)
def test_another_function_of_the_name_is_known(op: str, rule: Rule, title: str) -> None:
    assert variant(op, answers(rule)) == title


def wrong_slope(rule: Rule) -> Rule:
    return lambda x: (rule(x)[0], rule(x)[1] * 1.001)


def elu_at_odds(x: float) -> tuple[float, float]:
    return elu(0.5)(x)[0], elu(1.0)(x)[1]


WRONG: Final[list[tuple[str, Rule]]] = [
    ("gelu", gelu),
    ("gelu", wrong_slope(gelu_by_tanh)),
    ("leaky_relu", wrong_slope(leaky(0.2))),
    ("leaky_relu", leaky(0.0)),
    ("leaky_relu", leaky(-0.2)),
    ("leaky_relu", leaky(1.0)),
    ("elu", elu_at_odds),
    ("relu", leaky(0.2)),
    ("tanh", gelu_by_tanh),
]


@pytest.mark.parametrize(("op", "rule"), WRONG)
def test_a_wrong_derivative_is_no_other_function(op: str, rule: Rule) -> None:
    assert variant(op, answers(rule)) is None


def test_a_few_answers_are_too_few() -> None:
    few = {x: leaky(0.2)(x) for x in POINTS[:5]}
    assert variant("leaky_relu", few) is None
