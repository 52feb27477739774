"""Spans: short intervals of mpmath's numbers."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import Final, final

from mpmath import libmp

from verification.program import Number

Raw = tuple[int, int, int, int]
"""mpmath's own number: sign, mantissa, exponent, bit length of the mantissa."""

ORDER: Final = cmp_to_key(libmp.mpf_cmp)


@final
@dataclass(frozen=True, slots=True)
class Span:
    """All real numbers from ``low`` to ``high``."""

    low: Raw
    high: Raw

    @property
    def is_exact(self) -> bool:
        """Whether the span holds a single number."""
        return self.low == self.high

    @property
    def is_positive(self) -> bool:
        """Whether all of the span is right of 0."""
        return libmp.mpf_sign(self.low) > 0

    @property
    def is_negative(self) -> bool:
        """Whether all of the span is left of 0."""
        return libmp.mpf_sign(self.high) < 0

    @property
    def ends(self) -> tuple[Raw, ...]:
        """The numbers that bound the span, once each."""
        return (self.low,) if self.is_exact else (self.low, self.high)

    @property
    def outermost(self) -> "Span":
        """The largest magnitude in the span."""
        low, high = libmp.mpf_abs(self.low), libmp.mpf_abs(self.high)
        raw = high if libmp.mpf_cmp(high, low) > 0 else low
        return Span(raw, raw)

    @property
    def magnitude(self) -> int:
        """The least m such that all of the span is within 2^m of 0, or a very small one for 0.

        >>> exact(-4).magnitude
        3
        """
        return max(
            exponent + length if mantissa else -(2**63)
            for _, mantissa, exponent, length in self.ends
        )

    def scaled(self, exponent: int) -> "Span":
        """Return the span times 2^exponent, exactly."""
        return Span(libmp.mpf_shift(self.low, exponent), libmp.mpf_shift(self.high, exponent))

    def fraction(self) -> Fraction:
        """Return the one number of an exact span.

        >>> exact(0.75).fraction()
        Fraction(3, 4)
        """
        sign, mantissa, exponent, _ = self.low
        return Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent


def exact(number: Number) -> Span:
    """Return the span of one finite number."""
    raw = libmp.from_int(number) if isinstance(number, int) else libmp.from_float(number)
    return Span(raw, raw)


def between(center: Span, below: int, above: int, exponent: int) -> Span:
    """Return the span from ``below`` to ``above`` steps of 2^exponent past an exact center.

    >>> between(exact(1), -1, 3, -2).high == exact(1.75).high
    True
    """
    ends = [libmp.mpf_shift(libmp.from_int(count), exponent) for count in (below, above)]
    return Span(libmp.mpf_add(center.low, ends[0]), libmp.mpf_add(center.low, ends[1]))


ZERO: Final = exact(0)
ONE: Final = exact(1)
