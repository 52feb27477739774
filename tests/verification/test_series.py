"""The ball oracle's ops: against the difference oracle on a spread, and at edges by hand."""

import math
import random
from fractions import Fraction
from typing import Final

import pytest

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")

from verification.catalogue import CATALOGUE, Domain
from verification.model import Ball, Case, Exact, Unresolved
from verification.oracles import flint
from verification.oracles.mpmath import differences, values
from verification.program import assemble

pytestmark = pytest.mark.oracles

Point = tuple[float, ...]


def _alone(op: str, point: Point) -> Case:
    return Case(op, assemble(len(point), (op, *range(len(point)))), point)


def _coordinate(chance: random.Random, domain: Domain) -> float:
    while True:
        x = chance.choice(
            (
                chance.uniform(-3.0, 3.0),
                chance.uniform(-20.0, 20.0),
                chance.uniform(-1.0, 1.0),
                1 + chance.uniform(0.0, 1e-3),
                chance.uniform(-1e-5, 1e-5),
            )
        )
        if x in domain:
            return x


@pytest.mark.parametrize("op", CATALOGUE)
def test_values_and_slopes_are_those_of_the_difference_oracle(op: str) -> None:
    chance = random.Random(f"series/{op}")
    for _ in range(12):
        point = tuple(_coordinate(chance, domain) for domain in CATALOGUE[op].domains)
        case = _alone(op, point)
        ours = flint.exact(case)
        by_differences = differences(case.program, point)
        pairs = [
            (ours[0][-1], values(case.program, point)[-1]),
            *zip(ours[1], by_differences, strict=False),
        ]
        for number, ball in pairs:
            if isinstance(ball, Ball):
                assert isinstance(number, Exact), point
                exact = Fraction(number.nearest) + Fraction(number.residual)
                slack = abs(ball.middle) / 2**100 + Fraction(math.ulp(0.0))
                assert abs(exact - ball.middle) <= ball.radius + slack, point


# Arguments so small, so large or so saturated that careless series lose every digit.
EDGES: Final[list[tuple[str, Point, tuple[float, ...]]]] = [
    ("expm1", (1e-300,), (1e-300, 1.0)),
    ("log1p", (1e-300,), (1e-300, 1.0)),
    ("asinh", (1e-300,), (1e-300, 1.0)),
    ("asinh", (-1e300,), (-691.4686750787737, 1e-300)),
    ("atanh", (1e-300,), (1e-300, 1.0)),
    ("cosh", (1e-300,), (1.0, 1e-300)),
    ("softplus", (-700.0,), (math.exp(-700.0), math.exp(-700.0))),
    ("gelu", (-38.0,), (-1.096462777e-314, -4.1665545693e-313)),
    ("erf", (26.0,), (1.0, 2.9470349932662697e-294)),
    ("tanh", (370.0,), (1.0, 1.675e-321)),
    ("acosh", (1 + 2**-52,), (2.1073424255447014e-08, 47453132.81212577)),
    ("hypot", (1e-300, 1e300), (1e300, 0.0, 1.0)),
    ("elu", (0.0,), (0.0, 1.0)),
    ("atan2", (2.0, 3.0), (math.atan2(2.0, 3.0), 3 / 13, -2 / 13)),
    ("atan2", (2.0, -3.0), (math.atan2(2.0, -3.0), -3 / 13, -2 / 13)),
    ("atan2", (-2.0, -3.0), (math.atan2(-2.0, -3.0), -3 / 13, 2 / 13)),
    ("atan2", (-2.0, 3.0), (math.atan2(-2.0, 3.0), 3 / 13, 2 / 13)),
    ("atan2", (0.0, 2.0), (0.0, 0.5, 0.0)),
    ("atan2", (0.0, -2.0), (math.pi, -0.5, 0.0)),
    ("atan2", (2.0, 0.0), (math.pi / 2, 0.0, -0.5)),
    ("atan2", (-2.0, 0.0), (-math.pi / 2, 0.0, 0.5)),
    ("atan2", (1e-300, -1e300), (math.pi, -1e-300, 0.0)),
]


@pytest.mark.parametrize(("op", "point", "expected"), EDGES)
def test_extremes_are_resolved(op: str, point: Point, expected: tuple[float, ...]) -> None:
    found_values, adjoints = flint.exact(_alone(op, point))
    for number, truth in zip((found_values[-1], *adjoints), expected, strict=False):
        assert isinstance(number, Exact)
        assert math.isclose(number.nearest, truth, rel_tol=4e-16, abs_tol=1e-323)


@pytest.mark.parametrize(
    ("op", "point"),
    [("cbrt", (0.0,)), ("hypot", (0.0, 0.0)), ("atan2", (0.0, 0.0)), ("asin", (1.0,))],
)
def test_where_there_is_no_slope_none_is_resolved(op: str, point: Point) -> None:
    _, adjoints = flint.exact(_alone(op, point))
    assert all(isinstance(number, Unresolved) for number in adjoints[: len(point)])


@pytest.mark.parametrize(("step", "slope"), [(0.0, 0.01), (1.0, 1.0), (0.5, 0.505)])
def test_the_slope_of_leaky_relu_at_its_kink_is_the_conventions(step: float, slope: float) -> None:
    number = flint.exact(_alone("leaky_relu", (0.0,)), step)[1][0]
    assert isinstance(number, Exact)
    assert number.nearest == slope
