"""Arithmetic: the basic ops over spans of mpmath's numbers, rounded outwards.

It must not know a derivative rule: how to compute an op, where it is defined and where it
is smooth is all that is here. What is composed of these is in ``functions``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, final

from mpmath import libmp

from verification.oracles.spans import ONE, ORDER, ZERO, Raw, Span

# An op is smooth over a span that is 2^-32 of its distance to the nearest kink or singular point,
# or of the scale 1 on which exp, sin, tanh, ... bend.
MARGIN: Final = 32

# mpmath's functions err by little more than half a unit in the last place they are asked for;
# asked for this many bits more, they are well within one unit of the last place wanted.
GUARD: Final = 16

# Beyond 2^1100 no double is left, and sin would need as many bits as the exponent says; e^(2^16)
# is far beyond the largest of which the oracle makes a fraction.
_LARGEST_ARGUMENT: Final = 1100
_LARGEST_EXPONENT: Final = libmp.from_int(2**16)
_WHOLE_POWER_BITS: Final = 10

# More bits than any precision: this span is not going to do, however short it gets.
HOPELESS: Final = 2**20


@final
class TooBroadError(Exception):
    """A span is too broad for an op by ``bits``: it nears or holds a kink or a singular point."""

    def __init__(self, bits: int) -> None:
        super().__init__(bits)
        self.bits = bits


@final
@dataclass(frozen=True, slots=True)
class Blank:
    """A node that was not computed because a span was too broad by ``bits``."""

    bits: int


@final
@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The ops over spans: a result holds the op of all numbers in its operands.

    If ``smooth``, spans over which an op is not clearly smooth are refused; those over
    which it is not defined always are.
    """

    precision: int
    smooth: bool

    def add(self, x: Span, y: Span) -> Span:
        """Return x + y."""
        low = libmp.mpf_add(x.low, y.low, self.precision, "f")
        return Span(low, libmp.mpf_add(x.high, y.high, self.precision, "c"))

    def sub(self, x: Span, y: Span) -> Span:
        """Return x - y."""
        return self.add(x, self.neg(y))

    def neg(self, x: Span) -> Span:
        """Return -x."""
        return Span(libmp.mpf_neg(x.high), libmp.mpf_neg(x.low))

    def mul(self, x: Span, y: Span) -> Span:
        """Return x * y."""
        corners = sorted((libmp.mpf_mul(a, b) for a in x.ends for b in y.ends), key=ORDER)
        low = libmp.mpf_pos(corners[0], self.precision, "f")
        return Span(low, libmp.mpf_pos(corners[-1], self.precision, "c"))

    def div(self, x: Span, y: Span) -> Span:
        """Return x / y."""
        self.keep_from_zero(y)
        if not (y.is_positive or y.is_negative):
            raise self.undefined(y)
        bits = self.precision + GUARD
        corners = sorted((libmp.mpf_div(a, b, bits) for a in x.ends for b in y.ends), key=ORDER)
        return self.around(corners[0], corners[-1])

    def pow(self, x: Span, y: Span) -> Span:
        """Return x ** y: a whole one by multiplication, any other by way of the logarithm of x."""
        if y.is_exact and y.low[2] >= 0 and y.magnitude <= _WHOLE_POWER_BITS:
            return self._whole_power(x, libmp.to_int(y.low))
        if x == ZERO and libmp.mpf_sign(y.low) > 0:
            return ZERO
        return self.exp(self.mul(y, self.log(x)))

    def _whole_power(self, x: Span, exponent: int) -> Span:
        """Return a power that is defined for negative bases too, and smooth at 0."""
        if exponent < 0:
            return self.div(ONE, self._whole_power(x, -exponent))
        if exponent == 0:
            return ONE
        half = self._whole_power(x, exponent // 2)
        square = self.mul(half, half)
        return self.mul(square, x) if exponent % 2 else square

    def maximum(self, x: Span, y: Span) -> Span:
        """Return the larger of x and y."""
        self.keep_from_zero(self.sub(x, y))
        return Span(max(x.low, y.low, key=ORDER), max(x.high, y.high, key=ORDER))

    def minimum(self, x: Span, y: Span) -> Span:
        """Return the smaller of x and y."""
        return self.neg(self.maximum(self.neg(x), self.neg(y)))

    def exp(self, x: Span) -> Span:
        """Return e ** x."""
        self.keep_narrow(x)
        self.keep_moderate(x)
        return self.rising(libmp.mpf_exp, x)

    def log(self, x: Span) -> Span:
        """Return the natural logarithm of x."""
        self.keep_from_zero(x)
        if not x.is_positive:
            raise self.undefined(x)
        return self.rising(libmp.mpf_log, x)

    def sqrt(self, x: Span) -> Span:
        """Return the square root of x."""
        self.keep_from_zero(x)
        if libmp.mpf_sign(x.low) < 0:
            raise self.undefined(x)
        return self.rising(libmp.mpf_sqrt, x)

    def rising(self, function: Callable[[Raw, int], Raw], x: Span) -> Span:
        """Return the span of a function that rises everywhere."""
        values = [function(end, self.precision + GUARD) for end in x.ends]
        return self.around(values[0], values[-1])

    def wave(self, function: Callable[[Raw, int], Raw], x: Span) -> Span:
        """Return the span of a function whose values are no further apart than its operands."""
        self.keep_narrow(x)
        middle, reach = self.ball(x)
        return self.add(self.rising(function, middle), Span(libmp.mpf_neg(reach.high), reach.high))

    def around(self, low: Raw, high: Raw) -> Span:
        """Return the span of two values known to ``precision`` bits; 0 is known exactly."""
        below = libmp.mpf_shift(libmp.mpf_abs(low), -self.precision)
        above = libmp.mpf_shift(libmp.mpf_abs(high), -self.precision)
        bits = self.precision + GUARD
        return Span(libmp.mpf_sub(low, below, bits, "f"), libmp.mpf_add(high, above, bits, "c"))

    def ball(self, x: Span) -> tuple[Span, Span]:
        """Return a number about the middle of the span, and how far the span reaches from it."""
        if x.is_exact:
            return x, ZERO
        raw = libmp.mpf_shift(libmp.mpf_add(x.low, x.high, self.precision), -1)
        middle = Span(raw, raw)
        return middle, self.sub(x, middle).outermost

    def keep_narrow(self, x: Span, size: int = 0) -> None:
        """Refuse a span that is not small beside 2^size, or of numbers too large to reduce."""
        if x.magnitude > max(size, _LARGEST_ARGUMENT):
            raise TooBroadError(HOPELESS)
        if not self.smooth or x.is_exact:
            return
        _, reach = self.ball(x)
        bits = reach.magnitude + MARGIN - size
        if bits > 0:
            raise TooBroadError(bits)

    def keep_moderate(self, x: Span) -> None:
        """Refuse numbers whose exponential is of no use."""
        if libmp.mpf_cmp(x.low, _LARGEST_EXPONENT) > 0:
            raise TooBroadError(HOPELESS)

    def keep_from_zero(self, x: Span) -> None:
        """Refuse a span that is not small beside its distance to 0, unless it does not move."""
        if not self.smooth or x.is_exact:
            return
        middle, reach = self.ball(x)
        distance = middle.magnitude - 1 - reach.magnitude
        if distance < MARGIN:
            # A span that holds 0 does not tell how far its middle is from 0.
            raise TooBroadError(MARGIN - distance if distance > 0 else self.precision)

    def undefined(self, x: Span) -> TooBroadError:
        """Return the error for a span that holds numbers on which an op is not defined."""
        return TooBroadError(HOPELESS if x.is_exact else self.precision)
