"""Functions that go by an op's name and are not the op: known ones are not held against anybody."""

import math
from collections.abc import Callable
from typing import Final

import pytest

from verification.oracles.variants import Variant, variant

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
    assert variant(op, answers(rule)) == Variant(title, is_whole=True)
    assert variant(op, answers(wrong_slope(rule))) == Variant(title, is_whole=False)


def wrong_slope(rule: Rule) -> Rule:
    return lambda x: (rule(x)[0], rule(x)[1] * 1.001)


WRONG: Final[list[tuple[str, Rule]]] = [
    ("gelu", gelu),
    ("leaky_relu", leaky(0.01)),
    ("leaky_relu", leaky(0.0100000001)),
    ("elu", elu(1.0)),
    ("leaky_relu", leaky(0.0)),
    ("leaky_relu", leaky(-0.2)),
    ("leaky_relu", leaky(1.0)),
    ("relu", leaky(0.2)),
    ("tanh", gelu_by_tanh),
]


@pytest.mark.parametrize(("op", "rule"), WRONG)
def test_the_op_itself_and_a_slip_are_no_other_function(op: str, rule: Rule) -> None:
    assert variant(op, answers(rule)) is None


def test_what_is_right_near_and_wrong_far_is_no_other_function() -> None:
    told = answers(leaky(0.2)) | {-5000.0: (-5000.0, 1.0)}
    assert variant("leaky_relu", told) is None


def test_far_out_it_is_what_it_tends_to() -> None:
    told = answers(gelu_by_tanh) | {1e300: (1e300, 1.0), -1e300: (-0.0, 0.0)}
    assert variant("gelu", told) == Variant("gelu in its approximation by tanh", is_whole=True)


def test_single_precision_has_seven_digits() -> None:
    coarse = {x: (out * (1 + 1e-7), slope) for x, (out, slope) in answers(gelu_by_tanh).items()}
    assert variant("gelu", coarse) is None
    assert variant("gelu", coarse, is_single=True) is not None


def test_a_few_answers_are_too_few() -> None:
    few = {x: leaky(0.2)(x) for x in POINTS[:5]}
    assert variant("leaky_relu", few) is None
