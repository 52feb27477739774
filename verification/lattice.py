"""Where each op is tried alone: everyday points, then adversarial ones, then seeded ones.

Which of them are asked of an op follows from its domain in the catalogue and from its forms: a
new op has its lattice without a line here. Points keep off kinks and singular points, which the
edge checks visit by name.
"""

import math
import sys
from collections.abc import Iterable
from functools import cache
from typing import Final, TypeVar

from verification.catalogue import CATALOGUE, Domain
from verification.conventions import CONVENTIONS
from verification.generate import EXPONENTS, Draw
from verification.judge import is_decided
from verification.model import Case, Point
from verification.oracles import flint
from verification.oracles.thresholds import thresholds
from verification.program import Const, Number, Program, assemble
from verification.wording import POWER, Wording

Real = TypeVar("Real", int | float, float)

# Far enough out to meet guards such as an exp that is clipped at 100.
_EVERYDAY: Final[tuple[Number, ...]] = (
    0.5, -0.5, 1.0, -1.0, 2, -3, -2, 3, 4.0, 0.1, -0.7, 3.7, -4.2, 5.5, -5.5, 8.0, -8.0,
    12.5, -12.5, 1e-3, -1e-3, 1e-5, -3e-6, 1e-8, -1e-10, 30.0, -30.0, 60.0, -60.0, 120.0, -120.0,
    123456.789, 1e10, 3e-10,
)  # fmt: skip

# Where floats begin, and where their squares do; about the others, x, x**2 or 1 + x is rounded.
_POWERS_OF_TWO: Final = (-1074, -1022, -537, -511, 511, 1023)
_ROUNDED_ABOUT: Final = (-53, -27, 0, 27, 53)
_STEPS_INSIDE: Final = (2.0**-4, 2.0**-7, 2.0**-10, 2.0**-20)

_PAIRS: Final[tuple[tuple[Number, Number], ...]] = (
    (2.0, -3.0), (-1.5, 0.25), (0.7, 1.3), (3, 2), (-4, 5), (1e3, 1e-3), (1e-6, -20.0), (6.5, 7.25),
    (2.0, 1e-6), (-3.0, -1e-8), (-1.7, 1), (1, -2.3), (1.25, 1.25), (0.05, 1.7), (10.0, 0.5),
    (-4.0, -1.0), (1.5, -2.5), (2.0001, 2.0), (-3.0, -2.99995), (1.5, 1.5000001),
    (1.5000001, 1.5), (1e-3, 0.02), (1e-150, 2e-150), (3e150, -1e150),
    (0.0, 2.5), (0, -3), (1.5, 0.0), (2, -2), (1.25, -1.25),
)  # fmt: skip


def rules(draw: Draw, wording: Wording) -> tuple[tuple[Program, Point], ...]:
    """Return the op alone, written this way, at every point of its lattice."""
    spec = CATALOGUE[wording.op]
    if spec.arity == 1:
        program = assemble(1, (wording.op, 0))
        points = (*_everyday(wording.op), *adversarial(wording.op), *_drawn(draw, spec.domains[0]))
        return tuple((program, (x,)) for x in _distinct(points))
    pairs = _power_of_number(draw) if wording == POWER else _pairs(draw, wording.op)
    return tuple(_worded(wording, x, y) for x, y in dict.fromkeys(pairs))


@cache
def adversarial(op: str) -> tuple[float, ...]:
    """Return the points at which floats are awkward for an op of one operand.

    Signed zeros, the smallest and the largest floats, powers of 2 and their neighbours, the
    floats next to the domain's ends, and where a step of one of the op's forms leaves the normal
    range or loses digits; but not where that leaves nothing to judge by.

    >>> [x for x in adversarial("asin") if x > 0.99]
    [0.9921875, 0.9990234375, 0.9999990463256836]
    """
    (domain,) = CATALOGUE[op].domains
    points = [0.0, -0.0, *_around_powers(), *_near_ends(domain), *thresholds(op)]
    return tuple(sorted(x for x in _distinct(points) if _is_askable(op, (x,))))


@cache
def _everyday(op: str) -> tuple[Number, ...]:
    return tuple(x for x in _EVERYDAY if _is_askable(op, (x,)))


def _is_askable(op: str, point: Point) -> bool:
    """Whether the op is smooth at the point, and every number there is one to judge by."""
    domains = CATALOGUE[op].domains
    if not all(x in domain for x, domain in zip(point, domains, strict=True)):
        return False
    if op in CONVENTIONS and point in {(0,), (point[-1], point[-1])}:
        return False
    program = assemble(len(point), (op, *range(len(point))))
    return is_decided(program, flint.reference(Case(op, program, point)))


def _distinct(points: Iterable[Real]) -> Iterable[Real]:
    """Return every point once, in order; 0 and -0 are two."""
    return {(x, math.copysign(1.0, x)): x for x in points}.values()


def _around_powers() -> Iterable[float]:
    powers = [math.ldexp(1.0, exponent) for exponent in _POWERS_OF_TWO]
    rounded = [math.ldexp(1.0, exponent) for exponent in _ROUNDED_ABOUT]
    above = [math.nextafter(x, math.inf) for x in rounded]
    below = [math.nextafter(x, 0.0) for x in rounded]
    for x in (*powers, sys.float_info.max, *rounded, *above, *below):
        yield from (x, -x)


def _near_ends(domain: Domain) -> Iterable[float]:
    for end, inwards in ((domain.lower, 1.0), (domain.upper, -1.0)):
        if math.isfinite(end):
            yield math.nextafter(end, inwards * math.inf)
            yield from (end + inwards * step for step in _STEPS_INSIDE)


def _drawn(draw: Draw, domain: Domain) -> Iterable[Number]:
    for reach, count in ((3.0, 8), (20.0, 4)):
        least, greatest = max(-reach, domain.lower), min(reach, domain.upper)
        for _ in range(count):
            x = draw.real(least, greatest)
            if x in domain:
                yield x


def _pairs(draw: Draw, op: str) -> Iterable[tuple[Number, Number]]:
    reach = 4.0 if op == "pow" else 3.0
    drawn = [(draw.real(-reach, reach), draw.real(-3.0, 3.0)) for _ in range(16)]
    return (pair for pair in (*_PAIRS, *drawn) if _is_askable(op, pair))


def _power_of_number(draw: Draw) -> tuple[tuple[Number, Number], ...]:
    """Return bases with exponents: negative bases too where the exponent is whole."""
    whole = [n for n in EXPONENTS if n == int(n)]
    drawn = (draw.integer(5, 9), draw.integer(-5, -3), draw.real(0.1, 0.9), draw.real(-3.0, 3.0))
    return (
        *((draw.real(0.3, 3.0), n) for n in drawn for _ in range(2)),
        *((base, n) for n in EXPONENTS for base in (2.0, 0.3, draw.real(0.1, 5.0))),
        *((-base, n) for n in whole for base in (1.5, draw.real(0.1, 5.0))),
        (3, 2),
        (1.7, 1),
        (0.4, 0),
        (0.0, 2),  # smooth there, whatever dividing by the base or its logarithm may give
        (0, 3),
    )


def _worded(wording: Wording, x: Number, y: Number) -> tuple[Program, Point]:
    match wording.kind:
        case "vn":
            return assemble(1, (wording.op, 0, Const(y))), (x,)
        case "nv":
            return assemble(1, (wording.op, Const(x), 0)), (y,)
        case _:
            return assemble(2, (wording.op, 0, 1)), (x, y)
