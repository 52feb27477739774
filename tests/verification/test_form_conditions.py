"""Where a form is asked: its conditions, on their bounds and beside them."""

from collections.abc import Callable
from typing import Final

import pytest
from flint import arb

from verification.model import Strength
from verification.oracles.ball import Rounded
from verification.oracles.forms import form
from verification.oracles.rounding import Rounding

ONE: Final = arb(1)
MAYBE: Final = arb(0, 1e-9)  # what may be 0

# A condition, operands for which it holds, and operands for which it does not.
CONDITIONS: Final[list[tuple[form.Where, list[tuple[arb, arb]], list[tuple[arb, arb]]]]] = [
    (form.always, [(MAYBE, MAYBE)], []),
    (form.covered, [], [(ONE, ONE)]),
    (form.positive, [(arb(1e-9), ONE)], [(arb(0), ONE), (MAYBE, ONE), (-ONE, ONE)]),
    (form.nonzero, [(MAYBE, ONE), (-ONE, ONE)], [(arb(0), ONE)]),
    (form.rightward, [(ONE, arb(1e-9))], [(ONE, arb(0)), (ONE, MAYBE), (ONE, -ONE)]),
    (form.sideways, [(arb(0), MAYBE), (arb(0), -ONE)], [(ONE, arb(0))]),
    (form.near, [(ONE, ONE), (-ONE, ONE), (arb(0), ONE)], [(arb(1.001), ONE), (arb(-2), ONE)]),
    (form.far, [(ONE, ONE), (-ONE, ONE), (arb(9), ONE)], [(arb(0.999), ONE), (arb(-0.5), ONE)]),
    (form.apart, [(ONE, arb(2)), (MAYBE, MAYBE)], [(ONE, ONE)]),
    (form.steep, [(arb(88), ONE), (arb(-88), ONE)], [(arb(30), ONE), (arb(-30), ONE)]),
    (
        form.extreme,
        [(arb(2) ** 64, ONE), (ONE, arb(2) ** -64), (-(arb(2) ** 64), ONE), (arb(0), ONE)],
        [(ONE, arb(2) ** 20), (-ONE, -(arb(2) ** -20))],
    ),
]


@pytest.mark.parametrize(("where", "holds", "fails"), CONDITIONS)
def test_a_form_is_asked_where_it_is_needed(
    where: Callable[[Rounded, Rounded], bool],
    holds: list[tuple[arb, arb]],
    fails: list[tuple[arb, arb]],
) -> None:
    """In single precision an exponential overflows at 88, and a square at 2^64."""
    rounding = Rounding(Strength.SINGLE, None)
    for pairs, expected in ((holds, True), (fails, False)):
        for x, y in pairs:
            assert where(Rounded(x, rounding), Rounded(y, rounding)) is expected


def test_a_free_step_knows_no_convention() -> None:
    rounding = Rounding(Strength.LISTED, 1.0)
    assert form.free_step(Rounded(ONE, rounding)).ball == 1
    assert form.free_step(Rounded(-ONE, rounding)).ball == 0
    at_zero = form.free_step(Rounded(arb(0), rounding)).ball
    assert at_zero.contains(0)
    assert at_zero.contains(1)
