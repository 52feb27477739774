"""The oracle in ball arithmetic: proven enclosures of values and derivatives, beside the hull.

Derivatives come from power series (series.py) and the chain rule; no rule for an op's
derivative is written here.
"""

import math
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, final

from flint import arb, ctx

from verification.evaluate import evaluate
from verification.model import (
    Ball,
    Case,
    Component,
    Exact,
    Reference,
    Strength,
    Unresolved,
)
from verification.oracles import series
from verification.oracles.hull import hull
from verification.program import Number, Ref

# The third is enough for a sum of moderate numbers that is 0, which no precision shows to be so:
# it resolves by being far below the smallest subnormal.
_PRECISIONS: Final = (128, 512, 1280, 4096)
_SERIES: Final = 2  # coefficients: a value and one derivative

# An enclosure is resolved once it knows the number to 2^-64 of itself, far below
# half an ulp, or to well below the smallest subnormal.
_ENOUGH_BITS: Final = 64
_ENOUGH_RADIUS: Final = arb(2) ** -1140

# What is below the first is 0 for every double, what is above the second infinite; no radius need
# be finer than the third.
_LEAST: Final = arb(2) ** -1200
_GREATEST: Final = arb(2) ** 3000
_FINEST: Final = arb(2) ** -1400


def reference(
    case: Case, strength: Strength = Strength.LISTED, step_at_zero: float | None = None
) -> Reference:
    """Return the exact answers of a case, and the hull of acceptable ones.

    ``step_at_zero`` chooses the convention at exact kinks (see conventions.py);
    without one the components behind a kink are unresolved and their hulls wide.

    >>> from verification.program import Program, Ref, Slot, Step
    >>> x = Ref(Slot(0))
    >>> square = Case("square", Program(1, (Step("mul", (x, x)),)), (3.0,))
    >>> reference(square).adjoints[0].exact
    Exact(nearest=6.0, residual=0.0)
    """
    sweep = _resolve(case, step_at_zero)
    with _context(_PRECISIONS[0]):
        swept = hull(case, strength, step_at_zero)
        return Reference(
            strength,
            tuple(map(_component, sweep.values, swept.values)),
            tuple(map(_component, sweep.adjoints, swept.adjoints)),
            swept.overflows,
            swept.temperate,
        )


def exact(
    case: Case, step_at_zero: float | None = None
) -> tuple[tuple[Exact | Unresolved, ...], tuple[Exact | Unresolved, ...]]:
    """Return every node's value and every node's adjoint, without the hull of a reference.

    >>> from verification.program import assemble
    >>> values, adjoints = exact(Case("square", assemble(1, ("square", 0)), (3.0,)))
    >>> adjoints[0]
    Exact(nearest=6.0, residual=0.0)
    """
    sweep = _resolve(case, step_at_zero)
    return tuple(map(_number, sweep.values)), tuple(map(_number, sweep.adjoints))


def enclosures(
    case: Case, step_at_zero: float | None = None
) -> tuple[tuple[Ball | Unresolved, ...], tuple[Ball | Unresolved, ...]]:
    """Return proven enclosures of every node's value and of every node's adjoint."""
    sweep = _resolve(case, step_at_zero)
    return tuple(map(_fraction_ball, sweep.values)), tuple(map(_fraction_ball, sweep.adjoints))


def value(op: str, operands: tuple[Number, ...]) -> float:
    """Return the double next to an op's exact value, for steering a generator; nan if none."""
    with _context(_PRECISIONS[0]):
        return float(series.value(op, tuple(map(arb, operands))))


@final
@dataclass(frozen=True, slots=True)
class _Sweep:
    values: tuple[arb, ...]
    adjoints: tuple[arb, ...]


def _resolve(case: Case, step_at_zero: float | None) -> _Sweep:
    """Sweep at rising precision until every number is resolved, or give the best."""
    sweep = _exact(case, step_at_zero, _PRECISIONS[0])
    for precision in _PRECISIONS[1:]:
        if all(map(_is_resolved, (*sweep.values, *sweep.adjoints))):
            break
        sweep = _exact(case, step_at_zero, precision)
    return sweep


def _exact(case: Case, step_at_zero: float | None, precision: int) -> _Sweep:
    with _context(precision):
        return _swept(case, step_at_zero)


@final
class _context:  # noqa: N801 - used as the function that it would be if it need not be fast
    """Let flint work in this precision, with series of a value and one derivative."""

    __slots__ = ("_cap", "_precision", "_wanted")

    def __init__(self, precision: int) -> None:
        self._wanted = precision

    def __enter__(self) -> None:
        self._cap, self._precision = ctx.cap, ctx.prec
        ctx.cap, ctx.prec = _SERIES, self._wanted

    def __exit__(self, *_: object) -> None:
        ctx.cap, ctx.prec = self._cap, self._precision


def _swept(case: Case, step_at_zero: float | None) -> _Sweep:
    program = case.program
    balls: list[tuple[arb, ...]] = []

    def apply(op: str, operands: tuple[arb | Number, ...]) -> arb:
        balls.append(tuple(x if isinstance(x, arb) else arb(x) for x in operands))
        return series.value(op, balls[-1])

    values = evaluate(program, [arb(number) for number in case.point], apply)
    adjoints = [arb(0)] * program.size
    for root in program.roots:
        adjoints[root] += 1
    for slot in reversed(range(program.inputs, program.size)):
        adjoint = adjoints[slot]
        if adjoint.is_zero():  # no root depends on it, or not by its derivative
            continue
        step, operands = program.steps[slot - program.inputs], balls[slot - program.inputs]
        for i, operand in enumerate(step.operands):
            if isinstance(operand, Ref):
                slope = series.slope(step.op, operands, i, step_at_zero)
                adjoints[operand.slot] += adjoint * slope
    return _Sweep(tuple(values), tuple(adjoints))


def _is_resolved(ball: arb) -> bool:
    if not ball.is_finite():
        return False
    return ball.rel_accuracy_bits() >= _ENOUGH_BITS or bool(ball.rad() < _ENOUGH_RADIUS)


def _component(number: arb, acceptable: arb) -> Component:
    """Pair an exact number with its hull, whose ends are rounded inwards to doubles."""
    if not acceptable.is_finite():
        return Component(_number(number), -math.inf, math.inf)
    if _is_double(acceptable):
        only = float(acceptable)
        exact = Exact(only, 0.0) if number.is_exact() and number == only else _number(number)
        return Component(exact, only, only)
    lower, upper = acceptable.lower(), acceptable.upper()
    least, greatest = float(lower), float(upper)
    if lower > least and least > -math.inf:
        least = math.nextafter(least, math.inf)
    if upper < greatest and greatest < math.inf:
        greatest = math.nextafter(greatest, -math.inf)
    return Component(_number(number), least, greatest)


def _number(ball: arb) -> Exact | Unresolved:
    if not _is_resolved(ball):
        return Unresolved()
    if _is_double(ball):
        return Exact(float(ball), 0.0)
    middle = ball.mid()
    nearest = float(middle)
    residual = float(middle - nearest) if math.isfinite(nearest) else 0.0
    return Exact(nearest, residual)


def _is_double(ball: arb) -> bool:
    """Whether the ball is one number for certain, and a normal double or 0."""
    if not ball.is_exact() or ball.bits() > sys.float_info.mant_dig:
        return False
    return sys.float_info.min <= abs(float(ball)) <= sys.float_info.max or ball.is_zero()


def _fraction_ball(ball: arb) -> Ball | Unresolved:
    """Return the ball in fractions, none of them longer than a number of use can be."""
    size = ball.abs_upper()
    if not _is_resolved(ball) or size > _GREATEST:
        return Unresolved()
    if 0 < size < _LEAST:
        return Ball(Fraction(0), _fraction(_LEAST))
    radius = ball.rad()
    return Ball(_fraction(ball.mid()), _fraction(radius.max(_FINEST) if radius > 0 else radius))


def _fraction(exact: arb) -> Fraction:
    mantissa, exponent = exact.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
