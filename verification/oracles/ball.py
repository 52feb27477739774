"""Balls that round: Arb balls widened at every step by what a floating-point step may do.

This file, hull.py and flint.py are the only ones that know python-flint.
"""

import math
import sys
from typing import Final, final

from flint import arb

from verification.model import Interval, Strength

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
# that much, and glibc's worst here, tanh, needs 2.0 ulp (measured).
_MULTIPLIED: Final = 4  # the largest exponent that is worked out by multiplication

ARITHMETIC: Final = 1
ELEMENTARY: Final = 8


@final
class Rounding:
    """What one floating-point step may do to its exact result z: z(1+d)+e.

    ``step_at_zero`` is the slope of the unit step at its jump, where that is a
    convention. ``overflowed`` becomes true once a step may leave the range, and
    ``is_temperate`` false once a step, a factor among them, may be too large for
    products to be grouped at will.
    """

    __slots__ = (
        "arithmetic",
        "bits",
        "elementary",
        "eta",
        "is_temperate",
        "largest",
        "moderate",
        "overflowed",
        "regrouped",
        "step_at_zero",
        "unit",
    )

    def __init__(self, strength: Strength, step_at_zero: float | None) -> None:
        self.bits = -_UNITS[strength]
        self.unit = arb(2) ** _UNITS[strength]
        self.arithmetic = arb(1, ARITHMETIC * self.unit)
        self.elementary = arb(1, ELEMENTARY * self.unit)
        self.eta = arb(0, arb(2) ** _ETAS[strength])
        self.largest = _LARGEST[strength]
        bound, lost = _REGROUPING[strength]
        self.moderate = 2.0**bound
        self.is_temperate = True
        self.regrouped = arb(0, arb(2) ** lost)
        self.step_at_zero = step_at_zero
        self.overflowed = False

    def checked(self, ball: arb) -> "Rounded":
        """Return the ball as a term, noting whether it may overflow."""
        magnitude = float(ball.abs_upper())
        if not magnitude < self.moderate:  # nan, too
            self.is_temperate = False
            self.overflowed |= not magnitude <= self.largest
        return Rounded(ball, self)

    def exact(self, number: int | float) -> "Rounded":
        """Return a number that the subject holds without rounding."""
        return Rounded(arb(number), self)

    def euler(self) -> "Rounded":
        """Return the constant e as a subject writes it down, rounded once."""
        return Rounded(arb.const_e() * self.arithmetic, self)

    def pi(self) -> "Rounded":
        """Return the constant pi as a subject writes it down, rounded once."""
        return Rounded(arb.pi() * self.arithmetic, self)

    def given(self, number: int | float) -> "Rounded":
        """Return an input or constant as the subject holds it, rounded if it has to be."""
        exact = arb(number)
        if self.is_float(exact):
            return self.checked(exact)
        return self.checked(exact * self.arithmetic + self.eta)

    def is_float(self, exact: arb) -> bool:
        """Whether the ball is one number that a float can hold, underflow apart."""
        return exact.is_exact() and exact.bits() <= self.bits

    def summed(self, exact: arb) -> "Rounded":
        """Return a sum or difference: never an underflow, and no error if it is a float."""
        return self.checked(exact if self.is_float(exact) else exact * self.arithmetic)


@final
class Rounded:
    """A ball that holds every result a subject may have computed so far.

    Each operation widens its result as ``Rounding`` says, so an expression written
    with these is a form: its ball holds whatever floating-point numbers computed in
    this order can give.
    """

    __slots__ = ("ball", "rounding")

    def __init__(self, ball: arb, rounding: Rounding) -> None:
        self.ball = ball
        self.rounding = rounding

    def __add__(self, other: "Rounded | int") -> "Rounded":
        r = self.rounding
        return r.summed(self.ball + _ball(other))

    def __radd__(self, other: int) -> "Rounded":
        return self + other

    def __sub__(self, other: "Rounded | int") -> "Rounded":
        r = self.rounding
        return r.summed(self.ball - _ball(other))

    def __rsub__(self, other: int) -> "Rounded":
        r = self.rounding
        return r.summed(other - self.ball)

    def __mul__(self, other: "Rounded | int") -> "Rounded":
        r = self.rounding
        product = self.ball * _ball(other)
        if product.is_zero():
            return Rounded(product, r)
        return r.checked(product * r.arithmetic + r.eta)

    def __rmul__(self, other: int) -> "Rounded":
        return self * other

    def __truediv__(self, other: "Rounded | int") -> "Rounded":
        r = self.rounding
        quotient = self.ball / _ball(other)
        if quotient.is_zero():
            return Rounded(quotient, r)
        return r.checked(quotient * r.arithmetic + r.eta)

    def __rtruediv__(self, other: int) -> "Rounded":
        r = self.rounding
        return r.checked((other / self.ball) * r.arithmetic + r.eta)

    def __neg__(self) -> "Rounded":
        return Rounded(-self.ball, self.rounding)

    def __abs__(self) -> "Rounded":
        return Rounded(abs(self.ball), self.rounding)

    def __pow__(self, other: "Rounded | int") -> "Rounded":
        return self._elementary(_power(self.ball, arb(_ball(other))))

    def sqrt(self) -> "Rounded":
        """Return the square root, which IEEE 754 rounds correctly."""
        r = self.rounding
        return r.checked(self.ball.sqrt() * r.arithmetic + r.eta)

    def exp(self) -> "Rounded":
        """Return e to this power, by a library function."""
        return self._elementary(self.ball.exp())

    def log(self) -> "Rounded":
        """Return the natural logarithm, by a library function."""
        return self._elementary(self.ball.log())

    def tanh(self) -> "Rounded":
        """Return the hyperbolic tangent, by a library function."""
        return self._elementary(self.ball.tanh())

    def cosh(self) -> "Rounded":
        """Return the hyperbolic cosine, by a library function."""
        return self._elementary(self.ball.cosh())

    def sin(self) -> "Rounded":
        """Return the sine, by a library function."""
        return self._elementary(self.ball.sin())

    def cos(self) -> "Rounded":
        """Return the cosine, by a library function."""
        return self._elementary(self.ball.cos())

    def maximum(self, other: "Rounded | int") -> "Rounded":
        """Return the larger of the two, exactly."""
        return Rounded(self.ball.max(arb(_ball(other))), self.rounding)

    def minimum(self, other: "Rounded | int") -> "Rounded":
        """Return the smaller of the two, exactly."""
        return Rounded(self.ball.min(arb(_ball(other))), self.rounding)

    def above(self, other: "Rounded | int") -> "Rounded":
        """Return 1 where this is larger, 0 where smaller, all between where unsettled.

        Where both are equal for certain, the answer is the convention's if one was
        chosen.
        """
        return Rounded(
            unit_step(self.ball - _ball(other), self.rounding.step_at_zero), self.rounding
        )

    def _elementary(self, exact: arb) -> "Rounded":
        r = self.rounding
        return r.checked(exact * r.elementary + r.eta)


def unit_step(ball: arb, step_at_zero: float | None) -> arb:
    """Return the unit step of a ball: 1, 0, the convention at exactly 0, or [0, 1]."""
    if ball > 0:
        return arb(1)
    if ball < 0:
        return arb(0)
    if ball.is_zero() and step_at_zero is not None:
        return arb(step_at_zero)
    return arb(0.5, 0.5)


def _power(base: arb, exponent: arb) -> arb:
    """Return a power, by multiplication for small whole exponents.

    Arb's own is nan for a base that may be 0, whatever the exponent.
    """
    whole = exponent.unique_fmpz() if exponent.is_exact() else None
    if whole is None or not 0 < abs(whole) <= _MULTIPLIED:
        return base**exponent
    product = base
    for _ in range(int(abs(whole)) - 1):
        product *= base
    return product if whole > 0 else 1 / product


def doubles_inside(ball: arb) -> Interval:
    """Return the doubles that lie in the ball; unbounded if it is not finite.

    Rounded inwards, so a double is in the interval exactly if it is in the ball.

    >>> doubles_inside(arb(1) / 4)
    Interval(lower=0.25, upper=0.25)
    """
    if not ball.is_finite():
        return Interval(-math.inf, math.inf)
    lower, upper = ball.lower(), ball.upper()
    least, greatest = float(lower), float(upper)
    if math.isfinite(least) and arb(least) < lower:
        least = math.nextafter(least, math.inf)
    if math.isfinite(greatest) and arb(greatest) > upper:
        greatest = math.nextafter(greatest, -math.inf)
    return Interval(least, greatest)


def _ball(operand: Rounded | int) -> arb | int:
    return operand.ball if isinstance(operand, Rounded) else operand
