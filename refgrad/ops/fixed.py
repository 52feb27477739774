"""Functions in which C's library is further off than PyTorch, in Python's own integers.

A fixed-point number is an int that counts units of 2**-128. A float of everyday size is exact
in them, and Python rounds the quotient of two ints but once, to the nearest float.

Each takes some 5 µs, fifty times as long as C.
"""

import math
from typing import Final

_BITS: Final = 128
_ONE: Final = 1 << _BITS
_WIDE: Final = 1280  # bits after the point that the remainder of 2**1024 by pi takes


def _arc_tangent(n: int, sign: int) -> int:
    """Return the arctangent of `1 / n`, or for sign 1 its hyperbolic one, in units of 2**-1300."""
    total, factor, power, odd = 0, 1, (1 << 1300) // n, 1
    while power:
        total += factor * (power // odd)
        factor, power, odd = sign * factor, power // (n * n), odd + 2
    return total


_PI: Final = 16 * _arc_tangent(5, -1) - 4 * _arc_tangent(239, -1)  # J. Machin, 1706
_HALF_PI: Final = _PI >> (1301 - _WIDE)
_LN2: Final = 2 * _arc_tangent(3, 1) >> (1300 - _BITS)
_LN10: Final = 6 * _arc_tangent(3, 1) + 2 * _arc_tangent(9, 1) >> (1300 - _BITS)
_2_SQRTPI: Final = (2 << (1300 + _BITS)) // math.isqrt(_PI << 1300)


def expm1(x: float) -> float:
    """Return `e**x - 1`; C's own may be 0.74 ulp off.

    Raises:
        OverflowError: the result is too large for a float.

    >>> expm1(1.0)
    1.7182818284590453
    """
    if not 2.0**-54 < math.fabs(x) < 710.0:
        return math.expm1(x)
    power, exponent = _exp(int(math.ldexp(x, _BITS)))
    if exponent < 0:
        one = _ONE << -exponent
        return (power - one) / one
    return ((power << exponent) - _ONE) / _ONE


def log1p(x: float) -> float:
    """Return `log(1 + x)` for `x` above -1; C's own may be 0.73 ulp off.

    >>> log1p(0.5)
    0.4054651081081644
    """
    out = math.log1p(x)
    if not 2.0**-54 < math.fabs(x) < 2.0**54:
        return out
    # A step of Newton's: out + log((1 + x) / e**out).
    power, exponent = _exp(-int(math.ldexp(out, _BITS)))
    ratio = (_ONE + int(math.ldexp(x, _BITS))) * power >> (_BITS - exponent)
    return out + (ratio - _ONE) / _ONE


def log2(x: float) -> float:
    """Return the logarithm to base 2 of a positive number; C's own may be 0.51 ulp off.

    >>> log2(1e15)
    49.82892142331043
    """
    out = math.log2(x)
    return out + _shortfall(x, out, _LN2) / _LN2 if out < math.inf else out


def log10(x: float) -> float:
    """Return the logarithm to base 10 of a positive number; C's own may be 1.56 ulp off.

    >>> log10(1e15)
    15.0
    """
    out = math.log10(x)
    return out + _shortfall(x, out, _LN10) / _LN10 if out < math.inf else out


def _shortfall(x: float, out: float, scale: int) -> int:
    """Return what `out` times `scale` lacks to the natural logarithm of `x`, if that is little."""
    power, exponent = _exp(-int(math.ldexp(out, _BITS)) * scale >> _BITS)
    fraction, shift = math.frexp(x)
    return (int(math.ldexp(fraction, 53)) * power >> (53 - shift - exponent)) - _ONE


def tan(x: float) -> tuple[float, float]:
    """Return the tangent of a finite number and its derivative; C's own may be 0.54 ulp off.

    >>> tan(1.0)
    (1.5574077246549023, 3.4255188208147596)
    """
    if math.fabs(x) < 2.0**-30:
        return math.tan(x), 1.0
    sine, cosine = _circle(x)
    return sine / cosine, (sine * sine + cosine * cosine) / cosine**2


def circle(x: float) -> tuple[float, float]:
    """Return the sine and the cosine of a number of some size; C's own may be 1e5 ulp off.

    At the floats closest to multiples of pi/2, that is, from 1.05e8 on, where the remainder of
    glibc 2.36 has too few digits for them. Below, it is within 0.51 ulp.

    >>> circle(1e22)
    (-0.8522008497671888, 0.523214785395139)
    """
    sine, cosine = _circle(x)
    return sine / _ONE, cosine / _ONE


def erf(x: float) -> float:
    """Return the error function of a finite number; C's own may be 0.88 ulp off.

    >>> erf(0.5)
    0.5204998778130465
    """
    if not math.fabs(x) <= 2.0:  # there C's is as good
        return math.erf(x)
    fixed = int(math.ldexp(x, _BITS))
    square = fixed * fixed >> _BITS
    # Abramowitz and Stegun, 7.1.5.
    total, term, n = 0, _ONE, 0
    while term:
        total += term // (2 * n + 1)
        n += 1
        term = -(term * square >> _BITS) // n
    numerator, denominator = x.as_integer_ratio()
    return numerator * (total * _2_SQRTPI >> _BITS) / (denominator << _BITS)


def _exp(x: int) -> tuple[int, int]:
    """Return `e**x` as a fixed-point number from 1 to 2 and a power of 2."""
    exponent, rest = divmod(x, _LN2)
    rest >>= 8  # the series of the 256th root is short
    total, term, n = 0, _ONE, 0
    while term:
        total += term
        n += 1
        term = (term * rest >> _BITS) // n
    for _ in range(8):
        total = total * total >> _BITS
    return total, exponent


def _circle(x: float) -> tuple[int, int]:
    """Return the sine and the cosine of a number that is not tiny, as fixed-point numbers."""
    fraction, shift = math.frexp(x)
    quarters, rest = divmod(int(math.ldexp(fraction, 53)) << (_WIDE + shift - 53), _HALF_PI)
    sine, cosine = _quarter(rest >> (_WIDE - _BITS))
    if quarters & 1:
        sine, cosine = cosine, -sine
    return (-sine, -cosine) if quarters & 2 else (sine, cosine)


def _quarter(x: int) -> tuple[int, int]:
    """Return the sine and the cosine of an angle from 0 to a right one."""
    square = x * x >> _BITS
    sine, cosine, n = 0, 0, 0
    term = _ONE
    while term:
        cosine += term
        sine += term // (n + 1)
        n += 2
        term = -(term * square >> _BITS) // (n * (n - 1))
    return sine * x >> _BITS, cosine
