"""The floats closest to multiples of a right angle, for the search of verification/survey.py.

There a sine or a cosine is as small as it gets, and whatever a library's remainder by pi/2 lacks
in digits is a large part of it. No grid finds them: they are one float in 2**53.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

_BITS: Final = 2300  # after the point: twice the exponent of the largest float, and some
_MANTISSAS: Final = 2**53


def near_quarters() -> Iterator[float]:
    """Yield, for every exponent, the floats with the smallest remainders by pi/2; none below 1.

    >>> math.pi in near_quarters()
    True
    >>> 6381956970095103 * 2.0**797 in near_quarters()  # the closest of all
    True
    """
    half_pi = Fraction(_pi(), 2 << _BITS)
    found: set[float] = set()
    for exponent in range(-52, 972):
        # q units are closer to a multiple of pi/2 than any smaller number of them. Its multiples
        # are nearly as close, and have the sine where the number itself has the cosine; the largest
        # is there for exponents that no such number falls into.
        for q in list(_denominators(Fraction(2) ** exponent / half_pi))[-2:]:
            most = (_MANTISSAS - 1) // q
            factors = {min(factor, most) for factor in (1, 2, 3, most)}
            found.update(math.ldexp(q * factor, exponent) for factor in factors)
    yield from sorted(x for x in found if x >= 1.0)


def _denominators(ratio: Fraction) -> Iterator[int]:
    """Yield the denominators of the best approximations of a number that a mantissa can hold."""
    # Those of its continued fraction.
    numerator, denominator = ratio.numerator, ratio.denominator
    before, q = 1, 0
    while denominator:
        digit, rest = divmod(numerator, denominator)
        before, q = q, digit * q + before
        if q >= _MANTISSAS:
            return
        yield q
        numerator, denominator = denominator, rest


def _pi() -> int:
    """Return pi in units of 2**-_BITS, all but the last few digits."""
    return 16 * _arc_tangent(5) - 4 * _arc_tangent(239)  # J. Machin, 1706


def _arc_tangent(n: int) -> int:
    """Return the arctangent of 1 / n in the same units."""
    total, sign, power, odd = 0, 1, (1 << _BITS) // n, 1
    while power:
        total += sign * (power // odd)
        sign, power, odd = -sign, power // (n * n), odd + 2
    return total
