"""The lattice follows from the catalogue and the forms, and holds what is awkward for an op."""

import math
import sys

import pytest

from verification.catalogue import CATALOGUE
from verification.conventions import CONVENTIONS
from verification.generate import RandomDraw
from verification.lattice import adversarial, rules
from verification.oracles.thresholds import thresholds
from verification.wording import WORDINGS, Wording

UNARY = [op for op, spec in CATALOGUE.items() if spec.arity == 1]


@pytest.mark.parametrize("op", UNARY)
def test_an_awkward_point_is_in_the_domain_and_off_the_kink(op: str) -> None:
    (domain,) = CATALOGUE[op].domains
    points = adversarial(op)
    assert points
    assert all(x in domain for x in points)
    assert op not in CONVENTIONS or 0.0 not in points
    assert points == tuple(sorted(points))


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.name)
def test_a_rule_is_asked_often_and_nothing_twice(wording: Wording) -> None:
    pointed = rules(RandomDraw(0, "lattice"), wording)
    keys = [(program, tuple(map(repr, point))) for program, point in pointed]
    assert len(keys) >= 20
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("op", ["tanh", "sin", "expm1", "square"])
def test_both_zeros_are_asked(op: str) -> None:
    signs = [math.copysign(1.0, x) for x in adversarial(op) if x == 0.0]
    assert sorted(signs) == [-1.0, 1.0]


@pytest.mark.parametrize(
    ("op", "point"),
    [
        ("asin", 1.0 - 2.0**-20),
        ("acosh", 1.0 + 2.0**-20),
        ("atanh", -1.0 + 2.0**-20),
        ("log1p", -1.0 + 2.0**-20),
        ("log", sys.float_info.max),
        ("sqrt", 5e-324),
        ("exp", -5e-324),
        ("log", math.nextafter(1.0, 0.0)),
        ("log", math.nextafter(1.0, 2.0)),
    ],
)
def test_the_ends_of_a_domain_and_of_the_floats_are_asked(op: str, point: float) -> None:
    assert point in adversarial(op)


# What overflows, underflows or cancels first, by hand: e**709.78 is the largest double and
# e**-708.4 the smallest normal one, 1 - tanh(x)**2 has lost all of its digits at 19.06 and
# exp(-2*x) is subnormal from 354.2 on, x*x leaves the doubles at 1.34e154, exp(-x*x) the normal
# ones at 26.6.
@pytest.mark.parametrize(
    ("op", "place", "reach"),
    [
        ("exp", 709.78, 0.1),
        ("exp", -708.4, 0.1),
        ("sigmoid", -708.4, 0.1),
        ("tanh", 18.5, 0.8),
        ("tanh", 354.5, 0.6),
        ("square", 1.3408e154, 1e151),
        ("erf", 26.62, 0.1),
        ("softplus", 709.78, 0.1),
        ("atan", 6.7e153, 1e153),
    ],
)
def test_a_threshold_is_found(op: str, place: float, reach: float) -> None:
    assert any(abs(x - place) <= reach for x in thresholds(op)), thresholds(op)


def test_an_op_that_never_rounds_has_no_threshold() -> None:
    assert thresholds("neg") == ()
