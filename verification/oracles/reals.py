"""Reals: functions of one of mpmath's numbers, their error small beside the result everywhere.

Asked for ``bits`` bits they err by less than 2^(3 - bits) of the result: near 0, where a
difference would cancel, and far out, where a tail is all that is left.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from mpmath import atan as upper_atan
from mpmath import erf as upper_erf
from mpmath import libmp, mpf, workprec

from verification.oracles.spans import Raw

_ONE: Final = libmp.fone

# A number beyond 2^32 is beyond any precision asked for, and not made an int; fewer bits than
# these are not worth saving.
_FAR: Final = 32
_FEW: Final = 32


def magnitude(x: Raw) -> int:
    """Return the least m such that ``x``, which is not 0, is below 2^m in magnitude.

    >>> magnitude(libmp.from_float(-0.75))
    0
    """
    _, _, exponent, length = x
    return exponent + length


def expm1(x: Raw, bits: int) -> Raw:
    """Return e ** x - 1.

    >>> expm1(libmp.from_float(1e-300), 160) == libmp.from_float(1e-300)
    True
    """
    lost = _lost(x)
    if lost > bits:
        return x
    return libmp.mpf_sub(libmp.mpf_exp(x, bits + lost), _ONE, bits)


def log1p(x: Raw, bits: int) -> Raw:
    """Return the natural logarithm of 1 + x, for x > -1."""
    lost = _lost(x)
    if lost > bits:
        return x
    return libmp.mpf_log(libmp.mpf_add(_ONE, x, bits + lost), bits)


def _lost(x: Raw) -> int:
    """Return how many bits of ``x`` fall off where 1 is added; beyond any precision for 0."""
    return max(0, 2 - magnitude(x)) if libmp.mpf_sign(x) else 2**63


def atan(x: Raw, bits: int) -> Raw:
    """Return the arc tangent of x."""
    return _upper(upper_atan, x, bits)


@lru_cache(maxsize=64)
def half_pi(bits: int) -> Raw:
    """Return a quarter turn."""
    return libmp.mpf_shift(atan(_ONE, bits), 1)


def erf(x: Raw, bits: int) -> Raw:
    """Return the error function of x."""
    if libmp.mpf_sign(x) < 0:
        return libmp.mpf_neg(erf(libmp.mpf_neg(x), bits))
    square = libmp.mpf_mul(x, x)
    # What is left to 1 is so small that few bits of it matter, and mpmath's own way costs most.
    matter = max(bits - _bits_below(square) + 8, _FEW)
    if matter < bits // 2 and _has_tail(square, matter):
        return libmp.mpf_sub(_ONE, _tail(x, square, matter), bits)
    return _upper(upper_erf, x, bits)


def erfc(x: Raw, bits: int) -> Raw:
    """Return 1 - erf(x).

    >>> float(mpf(erfc(libmp.from_int(20), 160)))
    5.395865611607901e-176
    """
    if libmp.mpf_sign(x) <= 0:
        return libmp.mpf_sub(_ONE, erf(x, bits), bits)
    square = libmp.mpf_mul(x, x)
    if _has_tail(square, bits):
        return _tail(x, square, bits)
    lost = 17 * _bits_below(square) // 16 + 8
    return libmp.mpf_sub(_ONE, _upper(upper_erf, x, bits + lost), bits)


def _bits_below(square: Raw) -> int:
    """Return how many bits e^-square is below 1, or up to a 256th and 1 fewer."""
    # 23/16 of an exponent is just below what it is in bits, 1/log(2) of it.
    return 2**_FAR if magnitude(square) > _FAR else 23 * libmp.to_int(square) // 16


def _has_tail(square: Raw, bits: int) -> bool:
    """Whether the smallest term of the asymptotic series, e^-square or so, is below 2^-bits."""
    return _bits_below(square) > bits + bits.bit_length() + 2


def _tail(x: Raw, square: Raw, bits: int) -> Raw:
    """Return erfc by its asymptotic series, which errs by less than its first missing term.

    Digital Library of Mathematical Functions, 7.12.1. The caller sees to it that the series
    has terms below 2^-bits; they grow again after that.
    """
    # There are fewer terms than bits, and each adds an error of its own.
    bits += bits.bit_length()
    ratio = libmp.mpf_div(_ONE, libmp.mpf_shift(square, 1), bits)
    total = term = _ONE
    odd = 1
    while libmp.mpf_sign(term) and magnitude(term) >= -bits:
        factor = libmp.mpf_mul(ratio, libmp.from_int(-odd), bits)
        term = libmp.mpf_mul(term, factor, bits)
        total = libmp.mpf_add(total, term, bits)
        odd += 2
    size = libmp.mpf_exp(libmp.mpf_neg(square), bits)
    root = libmp.mpf_sqrt(libmp.mpf_shift(half_pi(bits), 1), bits)
    return libmp.mpf_div(libmp.mpf_mul(size, total), libmp.mpf_mul(x, root), bits)


def _upper(function: Callable[[mpf], mpf], x: Raw, bits: int) -> Raw:
    """Return what a function of mpmath's upper layer gives in this precision.

    ``x`` is rounded to it too, which changes no function here by more than it changes ``x``.
    """
    with workprec(bits):
        found = function(mpf(x))
    return int(found < 0), found.man, found.exp, found.bc
