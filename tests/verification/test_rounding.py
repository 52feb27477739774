"""What a rounding step grants, bit by bit, and when it says that a step may overflow."""

import math
import sys
from dataclasses import dataclass
from typing import Final, final

import pytest
from flint import arb, ctx

from verification.model import Strength
from verification.oracles.rounding import Rounding


@final
@dataclass(frozen=True, slots=True)
class Granted:
    """What docs/acceptance.md grants a precision.

    That is the rounding unit, the largest underflow, how many bits a number may have, from
    where on products may not be grouped at will, and what that may cost.
    """

    strength: Strength
    unit: float
    eta: float
    bits: int
    moderate: float
    regrouped: float


each_strength = pytest.mark.parametrize(
    "granted",
    [
        Granted(Strength.LISTED, 2.0**-53, 5e-324, 53, 2.0**250, 2.0**-500),
        Granted(Strength.WEAKER, 2.0**-53, 5e-324, 53, 2.0**250, 2.0**-500),
        Granted(Strength.ROUGH, 2.0**-46, 5e-324, 46, 2.0**250, 2.0**-500),
        Granted(Strength.SINGLE, 2.0**-24, 2.0**-149, 24, 2.0**30, 2.0**-80),
    ],
    ids=lambda granted: granted.strength.name,
)
LARGEST: Final = {
    Strength.LISTED: sys.float_info.max,
    Strength.WEAKER: sys.float_info.max,
    Strength.ROUGH: sys.float_info.max,
    Strength.SINGLE: float.fromhex("0x1.fffffep+127"),
}
# Arb's radii have 30 bits, and are rounded up.
CLOSE: Final = 1e-6


def radius(ball: arb) -> float:
    return float(ball.rad())


@each_strength
def test_a_step_is_off_by_its_units(granted: Granted) -> None:
    rounding = Rounding(granted.strength, None)
    with ctx.workprec(256):
        x = arb(3) / 7
        size = 3 / 7
        assert radius(rounding.product(x)) == pytest.approx(granted.unit * size, rel=CLOSE)
        assert radius(rounding.summed(x)) == pytest.approx(granted.unit * size, rel=CLOSE)
        assert radius(rounding.function(x)) == pytest.approx(8 * granted.unit * size, rel=CLOSE)
        assert radius(rounding.loose_function(x)) == pytest.approx(
            12 * granted.unit * size, rel=CLOSE
        )
        for ball in (rounding.product(x), rounding.function(x), rounding.loose_function(x)):
            assert abs(ball.mid() - x) < arb(2) ** -200
    assert not rounding.overflowed
    assert rounding.is_temperate


@each_strength
def test_a_tiny_result_is_off_by_an_underflow(granted: Granted) -> None:
    rounding = Rounding(granted.strength, None)
    tiny = arb(2) ** -1200
    for ball in (rounding.product(tiny), rounding.function(tiny), rounding.loose_function(tiny)):
        assert float(ball.rad() / arb(granted.eta)) == pytest.approx(1.0, rel=CLOSE)
    assert float(rounding.regrouped.rad() / arb(granted.regrouped)) == pytest.approx(1.0, rel=CLOSE)
    # A sum never underflows.
    with ctx.workprec(256):
        lost = rounding.summed(arb(3) / 7 * tiny).rad() / tiny
    assert float(lost) == pytest.approx(granted.unit * 3 / 7, rel=CLOSE)


@each_strength
def test_what_a_float_holds_is_held(granted: Granted) -> None:
    rounding = Rounding(granted.strength, None)
    longest, longer = 2**granted.bits - 1, 2 ** (granted.bits + 1) - 1
    for held in (arb(longest), arb(1), arb(0), arb(-longest)):
        assert rounding.is_float(held)
        assert rounding.summed(held).is_exact()
    assert not rounding.is_float(arb(longer))
    assert not rounding.summed(arb(longer)).is_exact()
    assert not rounding.is_float(arb(1, 1e-30))
    assert rounding.given(longest).is_exact()
    assert rounding.given(-1).is_exact()
    assert rounding.given(0).is_exact()
    with ctx.workprec(256):
        assert radius(rounding.given(longer)) == pytest.approx(granted.unit * longer, rel=CLOSE)


def test_an_input_that_is_no_normal_single_is_rounded() -> None:
    single, double = Rounding(Strength.SINGLE, None), Rounding(Strength.LISTED, None)
    least = 2.0**-126
    assert single.given(least).is_exact()
    assert single.given(-least).is_exact()
    assert single.given(0.0).is_exact()
    for number in (least / 2, -least / 2):
        assert radius(single.given(number)) == pytest.approx(
            2.0**-149 + 2.0**-24 * least / 2, rel=CLOSE
        )
        assert double.given(number).is_exact()
    for strength in (Strength.LISTED, Strength.WEAKER, Strength.ROUGH):
        assert Rounding(strength, None).given(5e-324).is_exact()


def test_an_exact_0_stays_one() -> None:
    rounding = Rounding(Strength.LISTED, None)
    for step in (rounding.product, rounding.function, rounding.loose_function, rounding.summed):
        assert step(arb(0)).is_zero()


@each_strength
def test_a_sum_of_many_is_off_by_as_many_units_and_one(granted: Granted) -> None:
    rounding = Rounding(granted.strength, None)
    for count in (1, 2, 7, 2):
        factor = rounding.summing(count)
        assert factor.mid() == 1
        assert radius(factor) == pytest.approx((count + 1) * granted.unit, rel=CLOSE)


@each_strength
def test_what_is_temperate_and_what_overflows(granted: Granted) -> None:
    def noted(ball: arb) -> tuple[bool, bool]:
        seen = set[tuple[bool, bool]]()
        for step in ("checked", "product", "function", "loose_function"):
            rounding = Rounding(granted.strength, None)
            getattr(rounding, step)(ball)
            seen.add((rounding.is_temperate, rounding.overflowed))
        (both,) = seen
        return both

    for sign in (1, -1):
        assert noted(sign * arb(granted.moderate) * (1 - arb(2) ** -19)) == (True, False)
        assert noted(sign * arb(granted.moderate)) == (False, False)
        assert noted(sign * arb(LARGEST[granted.strength]) * (1 - arb(2) ** -19)) == (False, False)
        assert noted(sign * arb(LARGEST[granted.strength]) * (1 + arb(2) ** -19)) == (False, True)
    assert noted(arb.nan()) == (False, True)
    assert noted(arb(0, math.inf)) == (False, True)
    rounding = Rounding(granted.strength, None)
    rounding.checked(arb(LARGEST[granted.strength]))
    assert (rounding.is_temperate, rounding.overflowed) == (False, False)
    rounding.checked(arb.nan())
    rounding.checked(arb(1))
    assert (rounding.is_temperate, rounding.overflowed) == (False, True)  # once and for all


@pytest.mark.parametrize("step", [None, 0.0, 0.5, 1.0])
def test_a_convention_is_kept(step: float | None) -> None:
    assert Rounding(Strength.LISTED, step).step_at_zero is step
