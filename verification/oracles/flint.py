"""The oracle in ball arithmetic: proven enclosures of values and derivatives, beside the hull.

Derivatives come from power series (``arb_series``) and composition; no rule for a
derivative is written here.
"""

import math
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, final

from flint import arb, arb_series, ctx

from verification.evaluate import evaluate
from verification.model import (
    Ball,
    Case,
    Component,
    Exact,
    Interval,
    Reference,
    Strength,
    Unresolved,
)
from verification.oracles.ball import doubles_inside, unit_step
from verification.oracles.hull import hull
from verification.program import Number

_PRECISIONS: Final = (128, 256, 512, 1024, 2048, 4096)

# An enclosure is resolved once it knows the number to 2^-64 of itself, far below
# half an ulp, or to well below the smallest subnormal.
_ENOUGH_BITS: Final = 64
_ENOUGH_RADIUS: Final = -1140


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
    exact = _resolve(case, step_at_zero)
    with ctx.workprec(_PRECISIONS[0]):
        swept = hull(case, strength, step_at_zero)
        values = map(doubles_inside, swept.values)
        adjoints = map(doubles_inside, swept.adjoints)
        return Reference(
            strength,
            tuple(map(_component, exact.values, values)),
            tuple(map(_component, exact.adjoints, adjoints)),
            swept.overflows,
            swept.temperate,
        )


def enclosures(
    case: Case, step_at_zero: float | None = None
) -> tuple[tuple[Ball | Unresolved, ...], tuple[Ball | Unresolved, ...]]:
    """Return proven enclosures of every node's value and of every node's adjoint."""
    exact = _resolve(case, step_at_zero)
    return tuple(map(_fraction_ball, exact.values)), tuple(map(_fraction_ball, exact.adjoints))


def value(op: str, operands: tuple[Number, ...]) -> float:
    """Return the double next to an op's exact value, for steering a generator; nan if none."""
    with _context(_PRECISIONS[0]):
        return float(_value(op, tuple(map(arb, operands))))


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


@contextmanager
def _context(precision: int) -> Generator[None]:
    """Let flint work in this precision, with series of a value and one derivative."""
    cap = ctx.cap
    ctx.cap = 2
    try:
        with ctx.workprec(precision):
            yield
    finally:
        ctx.cap = cap


def _swept(case: Case, step_at_zero: float | None) -> _Sweep:
    program = case.program
    partials: list[tuple[arb, ...]] = []

    def apply(op: str, operands: tuple[arb | Number, ...]) -> arb:
        balls = tuple(x if isinstance(x, arb) else arb(x) for x in operands)
        slopes: list[arb] = []
        for i, operand in enumerate(operands):
            if isinstance(operand, arb):
                slopes.append(_slope(op, balls, i, step_at_zero))
        partials.append(tuple(slopes))
        return _value(op, balls)

    values = evaluate(program, [arb(number) for number in case.point], apply)
    adjoints = [arb(0)] * program.size
    for root in program.roots:
        adjoints[root] += 1
    for slot in reversed(range(program.inputs, program.size)):
        adjoint = adjoints[slot]
        if adjoint.is_zero():
            continue
        step = program.steps[slot - program.inputs]
        for ref, slope in zip(step.refs, partials[slot - program.inputs], strict=True):
            adjoints[ref] += adjoint * slope
    return _Sweep(tuple(values), tuple(adjoints))


# Smooth ops as functions of power series; a derivative is the series' next coefficient.
_SMOOTH: Final[dict[str, Callable[[arb_series, arb_series], arb_series]]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": lambda x, y: x**y,
    "neg": lambda x, y: -x,
    "exp": lambda x, y: x.exp(),
    "log": lambda x, y: x.log(),
    "sqrt": lambda x, y: x.sqrt(),
    "sin": lambda x, y: x.sin(),
    "cos": lambda x, y: x.cos(),
    "tanh": lambda x, y: _tanh(x),
    "sigmoid": lambda x, y: 1 / (1 + (-x).exp()),
}


def _tanh(x: arb_series) -> arb_series:
    """Return tanh from exp, on the side where nothing cancels for large arguments."""
    if x[0] < 0:
        return -_tanh(-x)
    e = (-2 * x).exp()
    return (1 - e) / (1 + e)


def _value(op: str, operands: tuple[arb, ...]) -> arb:
    x, y = operands[0], operands[-1]
    match op:
        case "relu":
            return x.max(arb(0))
        case "abs":
            return abs(x)
        case "maximum":
            return x.max(y)
        case "minimum":
            return x.min(y)
        case _:
            return _coefficient(op, [[x], [y]], 0)


def _slope(op: str, operands: tuple[arb, ...], i: int, step_at_zero: float | None) -> arb:
    """Return the partial derivative by operand i."""
    x, y = operands[0], operands[-1]
    match op:
        case "relu":
            return unit_step(x, step_at_zero)
        case "abs":
            return 2 * unit_step(x, step_at_zero) - 1
        case "maximum" | "minimum":
            first = unit_step(x - y, step_at_zero)
            return first if (op == "maximum") == (i == 0) else 1 - first
        case _:
            series = [[operand, arb(int(k == i))] for k, operand in enumerate(operands)]
            return _coefficient(op, series, 1)


def _coefficient(op: str, operands: list[list[arb]], order: int) -> arb:
    """Return a coefficient of a smooth op's series; nan at a pole."""
    try:
        return _SMOOTH[op](arb_series(operands[0]), arb_series(operands[-1]))[order]
    except (ZeroDivisionError, ValueError):  # how flint refuses to divide by a series at 0
        return arb.nan()


def _is_resolved(ball: arb) -> bool:
    if not ball.is_finite():
        return False
    return ball.rel_accuracy_bits() >= _ENOUGH_BITS or bool(ball.rad() < arb(2) ** _ENOUGH_RADIUS)


def _component(ball: arb, interval: Interval) -> Component:
    """Pair an exact number with its hull."""
    if not _is_resolved(ball):
        return Component(Unresolved(), interval)
    middle = ball.mid()
    nearest = float(middle)
    residual = float(middle - arb(nearest)) if math.isfinite(nearest) else 0.0
    return Component(Exact(nearest, residual), interval)


def _fraction_ball(ball: arb) -> Ball | Unresolved:
    if not _is_resolved(ball):
        return Unresolved()
    return Ball(_fraction(ball.mid()), _fraction(ball.rad()))


def _fraction(exact: arb) -> Fraction:
    mantissa, exponent = exact.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
