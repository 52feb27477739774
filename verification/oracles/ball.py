"""Balls that round: Arb balls widened at every step by what a floating-point step may do."""

from collections.abc import Callable
from typing import Final, final

from flint import arb

from verification.oracles.rounding import Rounding

ONE: Final = arb(1)
"""The slope of a sum: a product with this very object is exact, and takes no time."""

MINUS_ONE: Final = arb(-1)
"""The same with the other sign."""

_ZERO: Final = arb(0)
_MULTIPLIED: Final = 4  # the largest exponent that is worked out by multiplication


@final
class Rounded:
    """A ball that holds every result a subject may have computed so far.

    Each operation widens its result as ``Rounding`` says, so an expression written
    with these is a form: its ball holds whatever floating-point numbers computed in
    this order can give. A function of one ball is worked out once, however many forms
    ask for it.
    """

    __slots__ = ("_known", "ball", "rounding")

    def __init__(self, ball: arb, rounding: Rounding) -> None:
        self.ball = ball
        self.rounding = rounding
        self._known: dict[str | int | Callable[[Rounded], Rounded], Rounded] = {}

    def exact(self, number: int | float) -> "Rounded":
        """Return a number that the subject holds without rounding."""
        return Rounded(arb(number), self.rounding)

    def constant(self, number: arb) -> "Rounded":
        """Return a number such as pi as a subject writes it down, rounded once."""
        return Rounded(number * self.rounding.arithmetic, self.rounding)

    def __add__(self, other: "Rounded | int") -> "Rounded":
        x, r = self.ball, self.rounding
        if isinstance(other, Rounded):
            y = other.ball
            if x.is_zero():  # nothing is rounded where nothing is added
                return other
            return self if y.is_zero() else Rounded(r.summed(x + y), r)
        return Rounded(r.summed(x + other), r)

    def __radd__(self, other: int) -> "Rounded":
        return self + other

    def __sub__(self, other: "Rounded | int") -> "Rounded":
        r = self.rounding
        y = other.ball if isinstance(other, Rounded) else other
        return Rounded(r.summed(self.ball - y), r)

    def __rsub__(self, other: int) -> "Rounded":
        r = self.rounding
        return Rounded(r.summed(other - self.ball), r)

    def __mul__(self, other: "Rounded | int") -> "Rounded":
        r = self.rounding
        y = other.ball if isinstance(other, Rounded) else other
        return Rounded(r.product(self.ball * y), r)

    def __rmul__(self, other: int) -> "Rounded":
        return self * other

    def __truediv__(self, other: "Rounded | int") -> "Rounded":
        r = self.rounding
        y = other.ball if isinstance(other, Rounded) else other
        return Rounded(r.product(self.ball / y), r)

    def __rtruediv__(self, other: int) -> "Rounded":
        r = self.rounding
        return Rounded(r.product(other / self.ball), r)

    def __neg__(self) -> "Rounded":
        known = self._known.get("neg")
        if known is None:
            known = self._known["neg"] = Rounded(-self.ball, self.rounding)
        return known

    def __abs__(self) -> "Rounded":
        known = self._known.get("abs")
        if known is None:
            known = self._known["abs"] = Rounded(abs(self.ball), self.rounding)
        return known

    def __pow__(self, other: "Rounded | int") -> "Rounded":
        r = self.rounding
        if not isinstance(other, int):
            return Rounded(r.function(_power(self.ball, other.ball)), r)
        known = self._known.get(other)
        if known is None:
            power = Rounded(r.function(_power(self.ball, arb(other))), r)
            known = self._known[other] = power
        return known

    def sqrt(self) -> "Rounded":
        """Return the square root, which IEEE 754 rounds correctly."""
        r = self.rounding
        return Rounded(r.product(self.ball.sqrt()), r)

    def once(self, expression: "Callable[[Rounded], Rounded]") -> "Rounded":
        """Return an expression of this ball alone, worked out at its first use."""
        known = self._known.get(expression)
        if known is None:
            known = self._known[expression] = expression(self)
        return known

    # Each of these is a library's function.

    def exp(self) -> "Rounded":
        """Return e to this power."""
        return self._function("exp", arb.exp)

    def expm1(self) -> "Rounded":
        """Return exp - 1."""
        return self._function("expm1", arb.expm1)

    def log(self) -> "Rounded":
        """Return the natural logarithm."""
        return self._function("log", arb.log)

    def log2(self) -> "Rounded":
        """Return the logarithm to base 2."""
        return self._function("log2", lambda x: x.log() / arb.const_log2())

    def log10(self) -> "Rounded":
        """Return the logarithm to base 10."""
        return self._function("log10", lambda x: x.log() / arb.const_log10())

    def log1p(self) -> "Rounded":
        """Return the natural logarithm of 1 plus this."""
        return self._function("log1p", arb.log1p)

    def sin(self) -> "Rounded":
        """Return the sine."""
        return self._function("sin", arb.sin)

    def cos(self) -> "Rounded":
        """Return the cosine."""
        return self._function("cos", arb.cos)

    def tan(self) -> "Rounded":
        """Return the tangent."""
        return self._function("tan", arb.tan)

    def asin(self) -> "Rounded":
        """Return the inverse sine."""
        return self._function("asin", arb.asin)

    def acos(self) -> "Rounded":
        """Return the inverse cosine."""
        return self._function("acos", arb.acos)

    def atan(self) -> "Rounded":
        """Return the inverse tangent."""
        return self._function("atan", arb.atan)

    def sinh(self) -> "Rounded":
        """Return the hyperbolic sine."""
        return self._function("sinh", arb.sinh)

    def cosh(self) -> "Rounded":
        """Return the hyperbolic cosine."""
        return self._function("cosh", arb.cosh)

    def tanh(self) -> "Rounded":
        """Return the hyperbolic tangent."""
        return self._function("tanh", arb.tanh)

    def asinh(self) -> "Rounded":
        """Return the inverse hyperbolic sine."""
        return self._function("asinh", arb.asinh)

    def acosh(self) -> "Rounded":
        """Return the inverse hyperbolic cosine."""
        return self._function("acosh", arb.acosh)

    def atanh(self) -> "Rounded":
        """Return the inverse hyperbolic tangent."""
        return self._function("atanh", arb.atanh)

    def erf(self) -> "Rounded":
        """Return the error function."""
        return self._function("erf", arb.erf)

    def erfc(self) -> "Rounded":
        """Return 1 - erf."""
        return Rounded(self.rounding.loose_function(self.ball.erfc()), self.rounding)

    def cbrt(self) -> "Rounded":
        """Return the cube root, of a negative number as well."""
        return Rounded(self.rounding.loose_function(cube_root(self.ball)), self.rounding)

    def hypot(self, other: "Rounded") -> "Rounded":
        """Return the length of the hypotenuse over this and another."""
        exact = (self.ball * self.ball + other.ball * other.ball).sqrt()
        return Rounded(self.rounding.function(exact), self.rounding)

    def atan2(self, other: "Rounded") -> "Rounded":
        """Return the angle of the point with this as ordinate and ``other`` as abscissa."""
        x, y = self.ball, other.ball
        if not (y > 0 or x > 0 or x < 0):  # on the cut, where the sign of a 0 decides
            return Rounded(arb(0, arb.pi().upper()), self.rounding)
        return Rounded(self.rounding.function(arb.atan2(x, y)), self.rounding)

    def _function(self, name: str, function: Callable[[arb], arb]) -> "Rounded":
        known = self._known.get(name)
        if known is None:
            r = self.rounding
            known = self._known[name] = Rounded(r.function(function(self.ball)), r)
        return known

    # --- Choices ---------------------------------------------------------------

    def maximum(self, other: "Rounded | int") -> "Rounded":
        """Return the larger of the two, exactly."""
        return Rounded(self.ball.max(arb(_ball(other))), self.rounding)

    def minimum(self, other: "Rounded | int") -> "Rounded":
        """Return the smaller of the two, exactly."""
        return Rounded(self.ball.min(arb(_ball(other))), self.rounding)

    def either(self, other: "Rounded") -> "Rounded":
        """Return a ball that holds both."""
        return Rounded(self.ball.union(other.ball), self.rounding)

    def above(self, other: "Rounded | int") -> "Rounded":
        """Return 1 where this is larger, 0 where smaller, all between where unsettled.

        Where both are equal for certain, the answer is the convention's if one was
        chosen.
        """
        return Rounded(
            unit_step(self.ball - _ball(other), self.rounding.step_at_zero), self.rounding
        )

    def chosen(self, right: "Rounded", left: "Rounded") -> "Rounded":
        """Return ``right`` where this is above 0, ``left`` where below, both where unsettled.

        Where this is 0 for certain, the answer is the convention's mixture if one was
        chosen.
        """
        if self.ball > 0:
            return right
        if self.ball < 0:
            return left
        if self.ball.is_zero() and self.rounding.step_at_zero is not None:
            return left + (right - left) * self.exact(self.rounding.step_at_zero)
        return right.either(left)


def unit_step(ball: arb, step_at_zero: float | None) -> arb:
    """Return the unit step of a ball: 1, 0, the convention at exactly 0, or [0, 1]."""
    if ball > 0:
        return ONE
    if ball < 0:
        return _ZERO
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


def cube_root(x: arb) -> arb:
    """Return the cube root, of a negative number as well; nan where the sign is unsettled."""
    if x.is_zero():
        return x
    return -(-x).root(3) if x < 0 else x.root(3)


def _ball(operand: Rounded | int) -> arb | int:
    return operand.ball if isinstance(operand, Rounded) else operand
