"""Where each op is tried alone: a lattice of points, structured first, then seeded.

Points keep off kinks and poles, which the edge checks visit by name, and reach far
enough out to meet guards such as an exp that is clipped at 100.
"""

from typing import Final

from verification.catalogue import CATALOGUE, Domain
from verification.conventions import CONVENTIONS
from verification.generate import EXPONENTS, Draw
from verification.model import Point
from verification.program import Const, Number, Program, assemble
from verification.wording import POWER, Wording

_REAL: Final[tuple[Number, ...]] = (
    0.5, -0.5, 1.0, -1.0, 2, -3, 0.1, -0.7, 3.7, -4.2, 5.5, -5.5, 8.0, -8.0, 12.5, -12.5,
    1e-3, -1e-3, 1e-8, -1e-10,
)  # fmt: skip
_FAR: Final[tuple[Number, ...]] = (30.0, -30.0, 60.0, -60.0, 120.0, -120.0)
_POSITIVE: Final[tuple[Number, ...]] = (
    0.5, 1.5, 2, 3.7, 10.0, 0.1, 1e-3, 1e-6, 1e-10, 1e3, 123456.789, 1e10,
)  # fmt: skip
# The ops for which 0 is a point like any other.
_SMOOTH_AT_ZERO: Final = frozenset({"tanh", "exp", "sin", "cos", "sigmoid", "neg"})

_PAIRS: Final[tuple[tuple[Number, Number], ...]] = (
    (2.0, -3.0), (-1.5, 0.25), (0.7, 1.3), (3, 2), (-4, 5), (1e3, 1e-3), (1e-6, -20.0), (6.5, 7.25),
    (2.0, 1e-6), (-3.0, -1e-8), (-1.7, 1), (1, -2.3), (1.25, 1.25),
)  # fmt: skip
_NEAR_TIES: Final[tuple[tuple[Number, Number], ...]] = ((2.0001, 2.0), (-3.0, -2.99995))
_POWERS: Final[tuple[tuple[Number, Number], ...]] = (
    (2.0, 3.0), (0.7, 1.3), (3, 2), (1.5, -2.5), (10.0, 0.5), (0.05, 1.7), (4.0, -1.0), (2.5, 0.3),
    (1, 2.5), (1.25, 1.25),
)  # fmt: skip


def rules(draw: Draw, wording: Wording) -> tuple[tuple[Program, Point], ...]:
    """Return the op alone, written this way, at every point of its lattice."""
    spec = CATALOGUE[wording.op]
    if spec.arity == 1:
        points = _unary(draw, wording.op, spec.domains[0])
        program = assemble(1, (wording.op, 0))
        return tuple((program, (x,)) for x in points)
    pairs = _power_of_number(draw) if wording == POWER else _binary(draw, wording.op)
    return tuple(_worded(wording, x, y) for x, y in pairs)


def _unary(draw: Draw, op: str, domain: Domain) -> tuple[Number, ...]:
    if domain is Domain.POSITIVE:
        return (*_POSITIVE, *(draw.real(0.01, 6.0) for _ in range(8)))
    far = () if op in {"sin", "cos"} else _FAR
    zero = (0.0,) if op in _SMOOTH_AT_ZERO else ()
    drawn = [draw.real(-3.0, 3.0) for _ in range(8)] + [draw.real(-20.0, 20.0) for _ in range(4)]
    return (*_REAL, *far, *zero, *drawn)


def _binary(draw: Draw, op: str) -> tuple[tuple[Number, Number], ...]:
    if op == "pow":
        drawn = [(draw.real(0.1, 4.0), draw.real(-3.0, 3.0)) for _ in range(8)]
        return (*_POWERS, *drawn)
    zeros: tuple[tuple[Number, Number], ...] = ((0.0, 2.5), (0, -3))
    if op in {"add", "sub", "mul"}:
        zeros += ((1.5, 0.0), (2, -2), (1.25, -1.25))
    drawn = [(draw.real(-3.0, 3.0), draw.real(-3.0, 3.0)) for _ in range(8)]
    if op in CONVENTIONS:  # near a tie, and not at it
        pairs = (*(pair for pair in _PAIRS if pair[0] != pair[1]), *_NEAR_TIES)
        return (*pairs, *zeros, *drawn)
    return (*_PAIRS, *zeros, *drawn)


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
    )


def _worded(wording: Wording, x: Number, y: Number) -> tuple[Program, Point]:
    match wording.kind:
        case "vn":
            return assemble(1, (wording.op, 0, Const(y))), (x,)
        case "nv":
            return assemble(1, (wording.op, Const(x), 0)), (y,)
        case _:
            return assemble(2, (wording.op, 0, 1)), (x, y)
