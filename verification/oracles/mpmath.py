"""The difference oracle: derivatives from values alone, by central differences in high precision.

It must not know a derivative rule: it asks ``functions`` for values on either side of the point,
in ever higher precision, until what it sees is clear of cancellation.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import partial, reduce
from itertools import pairwise
from typing import Final, final

from verification.evaluate import evaluate
from verification.model import Ball, Point, Unresolved
from verification.oracles.arithmetic import HOPELESS, MARGIN, Arithmetic, Blank
from verification.oracles.functions import apply
from verification.oracles.spans import ZERO, Span, between, exact
from verification.program import Const, Program, Slot

_FIRST_PRECISION: Final = 160
_LAST_PRECISION: Final = 8192

# A ball is sharp when its radius is below 2^-84 (5e-26) of it, or far below half the smallest
# subnormal, 2^-1075. A number beyond 2^16384 is of no use as a fraction.
_SHARP: Final = 84
_FLOOR: Final = -1138
_CEILING: Final = 2**14

# The steps are 1, 1/2 and 1/4 of 2^-MARGIN of the scale on which the program bends, so the columns
# of the tableau are off by about 2^-64, 2^-128 and 2^-192 of the derivative. The error of the third
# is taken to be at most this many times what it changed in the second: 2^66 times what it is.
_STEPS: Final = 3
_SAFETY: Final = 4

# The first step is this many bits shorter than an input's distance to 0 asks for, so that a square
# or a quotient of two inputs needs no second. Where it would be below 2^_TINY, one on the scale 1
# is tried before.
_SLACK: Final = 4
_TINY: Final = -100


def values(program: Program, point: Point) -> tuple[Ball | Unresolved, ...]:
    """Return every node's value, in a ball proven to hold it as far as mpmath's functions are.

    >>> from verification.program import Ref, Step
    >>> cube = Program(1, (Step("pow", (Ref(Slot(0)), Const(3))),))
    >>> values(cube, (0.5,))[1]
    Ball(middle=Fraction(1, 8), radius=Fraction(0, 1))
    """
    found: tuple[Ball | Unresolved, ...] = (Unresolved(),) * program.size
    if not _is_finite(program, point):
        return found
    precision = _FIRST_PRECISION
    while precision <= _LAST_PRECISION:
        arithmetic = Arithmetic(precision, smooth=False)
        inputs: list[Span | Blank] = [exact(number) for number in point]
        nodes = evaluate(program, inputs, partial(apply, arithmetic))
        found = tuple(
            Unresolved() if isinstance(node, Blank) else _sharp(*arithmetic.ball(node))
            for node in nodes
        )
        if all(
            node.bits >= HOPELESS if isinstance(node, Blank) else isinstance(ball, Ball)
            for node, ball in zip(nodes, found, strict=True)
        ):
            break
        precision *= 2
    return found


def differences(program: Program, point: Point) -> tuple[Ball | Unresolved, ...]:
    """Return the derivative of the sum of the roots by each input, in a ball estimated to hold it.

    An input is unresolved at a kink or a singular point that it moves, and where
    8,192 bits are not enough.

    >>> from verification.program import Ref, Step
    >>> square = Program(1, (Step("pow", (Ref(Slot(0)), Const(2))),))
    >>> (slope,) = differences(square, (0.75,))
    >>> slope.middle, slope.radius * 10**25 < slope.middle
    (Fraction(3, 2), True)
    >>> relu = Program(1, (Step("relu", (Ref(Slot(0)),)),))
    >>> differences(relu, (0,))
    (Unresolved(),)
    """
    if not _is_finite(program, point):
        return (Unresolved(),) * program.inputs
    live = program.live()
    return tuple(
        _difference(program, point, Slot(slot)) if live[slot] else Ball(Fraction(0), Fraction(0))
        for slot in range(program.inputs)
    )


def _is_finite(program: Program, point: Point) -> bool:
    constants = (
        operand.number
        for step in program.steps
        for operand in step.operands
        if isinstance(operand, Const)
    )
    return all(isinstance(number, int) or math.isfinite(number) for number in (*point, *constants))


@final
@dataclass(frozen=True, slots=True)
class _Estimate:
    """A derivative as the tableau has it; ``truncated`` if shorter steps would help the most."""

    middle: Span
    radius: Span
    truncated: bool


def _difference(program: Program, point: Point, slot: Slot) -> Ball | Unresolved:
    """Search for a step and a precision that give a sharp derivative."""
    nearby = (exact(point[slot]).magnitude if point[slot] else 0) - MARGIN - _SLACK
    # Most ops do not bend on the scale of a tiny input, and a short step costs bits.
    step = nearby if nearby > _TINY else -MARGIN - _SLACK
    precision = _FIRST_PRECISION
    while precision <= _LAST_PRECISION:
        estimate = _tableau(program, point, slot, step, precision)
        if isinstance(estimate, Blank) and step > nearby:
            step = nearby
            continue
        if isinstance(estimate, Blank):
            # Shorter steps cancel more, so they take as many bits of precision with them; and
            # where the span was broad for rounding and not for the step, those are the cure.
            step -= estimate.bits
            precision += estimate.bits
            continue
        ball = _sharp(estimate.middle, estimate.radius)
        if isinstance(ball, Ball):
            return ball
        # A guess of more would cost erf more than the extra rounds do.
        short = _shortfall(estimate.middle, estimate.radius, 5 * precision // 8)
        if short <= 0:
            # Sharp, and too large a number to be of use.
            break
        if estimate.truncated:
            # Halving the steps takes 4 bits off the second column's error, and adds 1 of noise.
            step -= short // 4 + 1
            precision += short // 4 + 1
        else:
            precision += short + _SLACK
    return Unresolved()


def _tableau(
    program: Program, point: Point, slot: Slot, step: int, precision: int
) -> _Estimate | Blank:
    """Extrapolate central differences with steps 2^step, 2^step / 2, ... as Richardson does."""
    arithmetic = Arithmetic(precision, smooth=True)
    inputs = [exact(number) for number in point]

    def total(below: int, above: int, exponent: int) -> Span | Blank:
        moved: list[Span | Blank] = [*inputs]
        moved[slot] = between(inputs[slot], below, above, exponent)
        nodes = evaluate(program, moved, partial(apply, arithmetic))
        roots: list[Span] = []
        for root in program.roots:
            node = nodes[root]
            if isinstance(node, Blank):
                return node
            roots.append(node)
        return reduce(arithmetic.add, roots)

    # Nothing on the way between the outermost points may be singular, whatever the ends say.
    whole = total(-1, 1, step)
    if isinstance(whole, Blank):
        return whole
    column: list[Span] = []
    for exponent in range(step, step - _STEPS, -1):
        right, left = total(1, 1, exponent), total(-1, -1, exponent)
        if isinstance(right, Blank):
            return right
        if isinstance(left, Blank):
            return left
        column.append(arithmetic.sub(right, left).scaled(-exponent - 1))

    coarse = column[0]
    for order in range(1, _STEPS):
        coarse = column[0]
        weight = exact(4**order)
        column = [
            arithmetic.div(arithmetic.sub(arithmetic.mul(weight, fine), rough), exact(4**order - 1))
            for rough, fine in pairwise(column)
        ]
    middle, noise = arithmetic.ball(column[0])
    change = arithmetic.sub(column[0], coarse)
    shift, blur = arithmetic.ball(change)
    allowance = arithmetic.mul(exact(_SAFETY), change.outermost)
    radius = arithmetic.add(noise, allowance).outermost
    return _Estimate(middle, radius, truncated=shift.magnitude > blur.magnitude + 1)


def _shortfall(middle: Span, radius: Span, guess: int) -> int:
    """Return how many bits smaller the radius has to be; the guess where it hides the middle."""
    if middle.magnitude <= radius.magnitude:
        return guess
    return radius.magnitude - max(middle.magnitude - _SHARP, _FLOOR)


def _sharp(middle: Span, radius: Span) -> Ball | Unresolved:
    """Return the ball, its radius rounded up to a power of 2, if it is sharp."""
    if middle == radius == ZERO:
        return Ball(Fraction(0), Fraction(0))
    if max(middle.magnitude, radius.magnitude) <= _FLOOR:
        return Ball(Fraction(0), Fraction(2) ** (_FLOOR + 1))
    if middle.magnitude > _CEILING or _shortfall(middle, radius, 1) > 0:
        return Unresolved()
    if radius == ZERO:
        return Ball(middle.fraction(), Fraction(0))
    return Ball(middle.fraction(), Fraction(2) ** max(radius.magnitude, -_CEILING))
