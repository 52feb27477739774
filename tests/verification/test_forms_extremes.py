"""Forms where an operand's ball reaches a pole, and where no engine's own number does."""

import pytest

from verification.model import Case, Strength
from verification.oracles import flint
from verification.program import assemble


@pytest.mark.parametrize("x", [1e100, -1e100])
def test_the_slope_of_atan_far_out_is_small_by_the_tangent_of_the_output_too(x: float) -> None:
    """Its ball holds a quarter turn, where a tangent has a pole; and no double is one."""
    reference = flint.reference(Case("", assemble(1, ("atan", 0)), (x,)), Strength.WEAKER)
    assert not reference.overflows
    slope = reference.adjoints[0]
    assert -1e-15 < slope.lower <= 0.0 <= slope.upper < 1e-15
