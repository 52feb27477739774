"""A hull without bounds says nothing of its own number, and takes nothing from the others."""

import math

import pytest

from tests.verification.judging import around
from verification.judge import judge
from verification.model import Component, Differs, Evaluated, Reference, Strength, Unresolved
from verification.program import assemble

SUM = assemble(2, ("add", 0, 1))


@pytest.mark.parametrize(
    ("lower", "upper"), [(-math.inf, math.inf), (1e308, math.inf), (-math.inf, -1e308)]
)
def test_a_wrong_number_beside_an_unbounded_hull_differs(lower: float, upper: float) -> None:
    adjoints = (Component(Unresolved(), lower, upper), around(2.0), around(1.0))
    known = Reference(Strength.LISTED, (around(1.0),) * 3, adjoints, False, True)
    verdict = judge(SUM, known, Evaluated((1.0, 1.0, 1.0), (5.0, 9.0, 1.0)))
    assert isinstance(verdict, Differs)
    assert verdict.slot == 1
