"""How close another function has to be, on the bound and just beyond it."""

import pytest

from verification.oracles.variants import Answer, variant

POINTS = (-4.2, -3.0, -2.0, -1.0, -0.5, -0.1, 1e-3, 0.1, 0.5, 1.0, 2.0, 3.7)


def leaky(slope: float, off: float = 0.0) -> dict[float, Answer]:
    """Return a leaky relu whose values right of 0 are off by so much, beside 1 and themselves."""
    return {x: (x + off * (1 + x), 1.0) if x > 0 else (slope * x, slope) for x in POINTS}


@pytest.mark.parametrize(("is_single", "close"), [(False, 2.0**-32), (True, 2.0**-18)])
def test_an_answer_is_close_up_to_its_bound(is_single: bool, close: float) -> None:
    for sign in (1, -1):
        near, far = leaky(0.2, sign * 0.99 * close), leaky(0.2, sign * 1.01 * close)
        assert variant("leaky_relu", near, is_single=is_single) is not None
        assert variant("leaky_relu", far, is_single=is_single) is None


def test_a_constant_is_the_ops_own_up_to_its_bound() -> None:
    own = 2.0**-20
    for sign in (1, -1):
        assert variant("leaky_relu", leaky(0.01 + sign * 0.99 * own)) is None
        assert variant("leaky_relu", leaky(0.01 + sign * 1.01 * own)) is not None


def test_eight_answers_are_enough_and_seven_are_not() -> None:
    few = dict(list(leaky(0.2).items())[:8])
    assert variant("leaky_relu", few) is not None
    few.popitem()
    assert variant("leaky_relu", few) is None
