"""Thresholds: where the forms of an op begin to overflow, underflow, absorb or cancel.

Nothing is listed here: each form is run in rounding balls, and what its ball says of it (how many
digits are left, whether a step overflows, whether the result is a normal number) is compared
between points further and further apart from 0, then narrowed down by bisection.
"""

import math
import sys
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Final

from flint import arb, ctx

from verification.catalogue import CATALOGUE
from verification.model import Strength
from verification.oracles.ball import Rounded
from verification.oracles.forms import FORMS
from verification.oracles.rounding import Rounding
from verification.oracles.series import value

_PRECISION: Final = 128
_BINADES: Final = 16  # between two of the points that are compared first
_NARROW: Final = 2.0**-16  # how closely a threshold is found, relatively
_ENOUGH: Final = 53
_DIGITS: Final = 16  # how many bits a form has to lose for a threshold

Signature = tuple[tuple[int, bool], ...]
"""For each form the bits that are right, and whether the result is a normal number."""


@cache
def thresholds(op: str) -> tuple[float, ...]:
    """Return the two sides of every threshold found, of an op of one operand.

    >>> [round(x, 2) for x in thresholds("softplus") if 700 < x < 1e3]
    [709.78, 709.79]
    """
    (domain,) = CATALOGUE[op].domains
    found: list[float] = []
    with ctx.workprec(_PRECISION):
        for sign in (-1.0, 1.0):
            points = [sign * x for x in _ladder() if sign * x in domain]
            signatures = [_signature(op, x) for x in points]
            for (x, mine), (y, theirs) in pairwise(zip(points, signatures, strict=True)):
                if _differ(mine, theirs):
                    found += _bracket(op, x, y, mine)
    return tuple(found)


def _ladder() -> Iterable[float]:
    """Return positive normal numbers from the smallest to the largest, closer about 1."""
    exponents = {*range(-1022, 1024, _BINADES), *range(-8, 12), 1023}
    return (math.ldexp(1.0, exponent) for exponent in sorted(exponents))


def _bracket(op: str, near: float, far: float, signature: Signature) -> tuple[float, float]:
    """Return two close numbers between which the signature of ``near`` is lost."""
    while abs(far - near) > _NARROW * abs(far):
        middle = near / 2 + far / 2
        if abs(far) > 2 * abs(near):
            middle = math.copysign(math.sqrt(abs(near)) * math.sqrt(abs(far)), near)
        if _differ(signature, _signature(op, middle)):
            far = middle
        else:
            near = middle
    return near, far


def _signature(op: str, x: float) -> Signature:
    rounding = Rounding(Strength.LISTED, None)
    term = Rounded(arb(x), rounding)
    out = Rounded(value(op, (arb(x),)), rounding)
    forms = FORMS[op]
    balls = [form.rule(term, term).ball for form in forms.values]
    balls += [form.rule(term, term, out).ball for form in forms.partials[0]]
    return (*map(_state, balls), (0, not rounding.overflowed))


def _state(ball: arb) -> tuple[int, bool]:
    size = abs(ball)
    is_normal = bool(size >= sys.float_info.min) and bool(size <= sys.float_info.max)
    return min(max(0, ball.rel_accuracy_bits()), _ENOUGH), is_normal


def _differ(mine: Signature, theirs: Signature) -> bool:
    """Whether a form loses many bits on the way, or leaves the normal numbers."""
    return any(
        abs(a[0] - b[0]) >= _DIGITS or a[1] != b[1] for a, b in zip(mine, theirs, strict=True)
    )
