"""Rounding: what one floating-point step may do to its exact result, in each precision."""

import sys
from typing import Final, final

from flint import arb

from verification.model import Strength

# The rounding unit and the largest underflow error of each precision, as powers of 2.
_UNITS: Final = {
    Strength.LISTED: -53,
    Strength.WEAKER: -53,
    Strength.ROUGH: -46,
    Strength.SINGLE: -24,
}
_ETAS: Final = {
    Strength.LISTED: -1074,
    Strength.WEAKER: -1074,
    Strength.ROUGH: -1074,
    Strength.SINGLE: -149,
}
_LARGEST: Final = {
    Strength.LISTED: sys.float_info.max,
    Strength.WEAKER: sys.float_info.max,
    Strength.ROUGH: sys.float_info.max,
    Strength.SINGLE: 2.0**127 * (2.0 - 2.0**-23),
}

# Below this, a double may be no float of the precision, however few bits it has.
_LEAST: Final = {
    Strength.LISTED: 0.0,
    Strength.WEAKER: 0.0,
    Strength.ROUGH: 0.0,
    Strength.SINGLE: 2.0**-126,
}

# Where every magnitude is below 2^b, a product of at most four factors can be grouped
# in any order: nothing overflows, and what an underflow loses, amplified by the factors
# that follow it, stays below the second number, which the hull grants every adjoint.
_REGROUPING: Final = {
    Strength.LISTED: (250, -500),
    Strength.WEAKER: (250, -500),
    Strength.ROUGH: (250, -500),
    Strength.SINGLE: (30, -80),
}

# + - * / and square root are correctly rounded (IEEE 754); elementary functions and
# pow are granted 4 ulp, that is 8 units: the vector libraries behind numpy promise
# that much, and glibc stays below it (docs/acceptance.md has the figures), but for two.
ARITHMETIC: Final = 1
ELEMENTARY: Final = 8
# glibc's worst known are 5.5 ulp for erfc and 4.5 for cbrt.
LOOSE: Final = 12

# The same as balls, made once.
_FACTORS: Final = {
    strength: (unit, arb(1, ARITHMETIC * unit), arb(1, ELEMENTARY * unit), arb(1, LOOSE * unit))
    for strength, unit in ((strength, arb(2) ** power) for strength, power in _UNITS.items())
}
_TERMS: Final = {
    strength: (arb(0, arb(2) ** _ETAS[strength]), arb(0, arb(2) ** lost))
    for strength, (_, lost) in _REGROUPING.items()
}
_MODERATE: Final = {strength: 2.0**bound for strength, (bound, _) in _REGROUPING.items()}
_SUMS: Final[dict[Strength, dict[int, arb]]] = {strength: {} for strength in Strength}


@final
class Rounding:
    """What one floating-point step may do to its exact result z: z(1+d)+e.

    ``step_at_zero`` is the slope of the unit step at its jump, where that is a
    convention. ``overflowed`` becomes true once a step may leave the range, or its operand
    the domain: a logarithm of what may be 0, a root of what may be negative, a division by
    what may be 0 have no finite ball. ``is_temperate`` becomes false once a step, a factor
    among them, may be too large for products to be grouped at will.
    """

    __slots__ = (
        "arithmetic",
        "bits",
        "elementary",
        "eta",
        "is_temperate",
        "largest",
        "least",
        "loose",
        "moderate",
        "overflowed",
        "regrouped",
        "step_at_zero",
        "sums",
        "unit",
    )

    def __init__(self, strength: Strength, step_at_zero: float | None) -> None:
        self.bits = -_UNITS[strength]
        self.unit, self.arithmetic, self.elementary, self.loose = _FACTORS[strength]
        self.eta, self.regrouped = _TERMS[strength]
        self.sums = _SUMS[strength]
        self.largest = _LARGEST[strength]
        self.least = _LEAST[strength]
        self.moderate = _MODERATE[strength]
        self.is_temperate = True
        self.step_at_zero = step_at_zero
        self.overflowed = False

    def checked(self, ball: arb) -> arb:
        """Return the ball, noting whether it may overflow, or is none since a domain was left."""
        # Here and below the common case is written out: this is where the time goes.
        if not float(ball.abs_upper()) < self.moderate:  # nan, too
            self._note(ball)
        return ball

    def _note(self, ball: arb) -> None:
        self.is_temperate = False
        self.overflowed |= not float(ball.abs_upper()) <= self.largest

    def given(self, number: int | float) -> arb:
        """Return an input or constant as the subject holds it, rounded if it has to be."""
        exact = arb(number)
        if self.is_float(exact) and (number == 0 or abs(number) >= self.least):
            return self.checked(exact)
        return self.checked(exact * self.arithmetic + self.eta)

    def is_float(self, exact: arb) -> bool:
        """Whether the ball is one number that a float can hold, underflow apart."""
        return exact.is_exact() and exact.bits() <= self.bits

    def summed(self, exact: arb) -> arb:
        """Return a sum or difference: never an underflow, and no error if it is a float."""
        return self.checked(exact if self.is_float(exact) else exact * self.arithmetic)

    def summing(self, count: int) -> arb:
        """Return the factor by which adding ``count`` pieces of one sign may change their sum."""
        if count not in self.sums:
            self.sums[count] = arb(1, (count + 1) * self.unit)
        return self.sums[count]

    def product(self, exact: arb) -> arb:
        """Return a product, quotient or square root; an exact 0 stays one."""
        if exact.is_zero():
            return exact
        widened = exact * self.arithmetic + self.eta
        if not float(widened.abs_upper()) < self.moderate:
            self._note(widened)
        return widened

    def function(self, exact: arb) -> arb:
        """Return what a library's function gives; an exact 0 stays one."""
        if exact.is_zero():
            return exact
        widened = exact * self.elementary + self.eta
        if not float(widened.abs_upper()) < self.moderate:
            self._note(widened)
        return widened

    def loose_function(self, exact: arb) -> arb:
        """Return what a library gives for erfc or cbrt, which are less accurate."""
        return exact if exact.is_zero() else self.checked(exact * self.loose + self.eta)
