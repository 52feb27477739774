"""Differences, enclosures, PyTorch and the engine on whatever Hypothesis draws."""

from functools import partial

import pytest
from hypothesis import given, settings

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")
pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

from verification.judge import judge, settle
from verification.model import Absent, Agrees, Ball, Case, Strength
from verification.oracles import flint, mpmath
from verification.strategies import cases
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject

pytestmark = pytest.mark.oracles


@settings(max_examples=300)
@given(cases())
def test_four_answers_to_one_case_agree(case: Case) -> None:
    (ours,) = RefgradSubject().observe([case])
    assert isinstance(judge(case.program, flint.reference(case), ours), Agrees)
    (witness,) = TorchSubject().observe([case])
    if not isinstance(witness, Absent):  # it has no cube root
        oracle = partial(flint.reference, case)
        strengths = (Strength.LISTED, Strength.WEAKER)  # its gelu is 1 + erf
        assert isinstance(settle(case.program, oracle, witness, strengths), Agrees)
    values, adjoints = flint.enclosures(case)
    pairs = [
        *zip(mpmath.values(case.program, case.point), values, strict=True),
        *zip(mpmath.differences(case.program, case.point), adjoints, strict=False),
    ]
    for theirs, enclosure in pairs:
        assert isinstance(theirs, Ball)
        assert isinstance(enclosure, Ball)
        assert abs(theirs.middle - enclosure.middle) <= theirs.radius + enclosure.radius
