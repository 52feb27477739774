"""What a form is: one way in use to compute an op's value or a partial derivative."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, final

from flint import arb

from verification.oracles.ball import Rounded, unit_step

ValueRule = Callable[[Rounded, Rounded], Rounded]
"""Operands in, value out; an op of one operand ignores the second."""

PartialRule = Callable[[Rounded, Rounded, Rounded], Rounded]
"""Operands and rounded output in, one partial derivative out."""

Rule = TypeVar("Rule", ValueRule, PartialRule)

Where = Callable[[Rounded, Rounded], bool]
"""Whether a form can give, for these operands, what no other form of the op gives."""


# They serve single precision as well.
_STEEP: Final = 40
_LEAST: Final = arb(2) ** -30
_GREATEST: Final = arb(2) ** 30


def always(x: Rounded, y: Rounded) -> bool:
    """For any operands."""
    return True


def covered(x: Rounded, y: Rounded) -> bool:
    """For no operands: whatever the form gives lies in the ball of another form.

    Such a form costs no time; a test holds it against the others.
    """
    return False


def positive(x: Rounded, y: Rounded) -> bool:
    """Where the first operand is positive, as for a form that takes its logarithm."""
    return x.ball > 0


def nonzero(x: Rounded, y: Rounded) -> bool:
    """Where the first operand is not known to be 0, for a form that divides by it."""
    return not x.ball.is_zero()


def rightward(x: Rounded, y: Rounded) -> bool:
    """Where the second operand is positive: right of the axis in atan2(x, y)."""
    return y.ball > 0


def sideways(x: Rounded, y: Rounded) -> bool:
    """Where the second operand is not known to be 0, for a form that divides by it."""
    return not y.ball.is_zero()


def near(x: Rounded, y: Rounded) -> bool:
    """Where the first operand may be between -1 and 1."""
    return not abs(x.ball) > 1


def far(x: Rounded, y: Rounded) -> bool:
    """Where the first operand may be -1, 1 or beyond."""
    return not abs(x.ball) < 1


def apart(x: Rounded, y: Rounded) -> bool:
    """Where the operands may differ, for a form that divides by their difference."""
    return not (x.ball - y.ball).is_zero()


def steep(x: Rounded, y: Rounded) -> bool:
    """Where an exponential of the first operand may overflow or underflow."""
    return not abs(x.ball) < _STEEP


def extreme(x: Rounded, y: Rounded) -> bool:
    """Where the square of an operand may overflow or underflow."""
    return not (_LEAST < abs(x.ball) < _GREATEST and _LEAST < abs(y.ball) < _GREATEST)


def free_step(x: Rounded) -> Rounded:
    """Return the unit step, and all from 0 to 1 where x may be 0, whatever the convention.

    It is the slope of an engine's own relu inside an op that is smooth. Its convention at 0
    is the engine's, but none of the op's: where two such slopes should cancel, they need not.
    """
    return Rounded(unit_step(x.ball, None), x.rounding)


@final
@dataclass(frozen=True, slots=True)
class Form(Generic[Rule]):
    """One way to compute a number; ``name`` is how the documentation writes it."""

    name: str
    rule: Rule
    where: Where = always


@final
@dataclass(frozen=True, slots=True)
class Forms:
    """An op's forms: listed ones, and weaker ones that lose accuracy somewhere.

    ``partials`` has one group per operand. ``terms`` is how many separate additions
    to one operand's adjoint a listed or weaker form may make: ten for a tenth power.
    """

    values: tuple[Form[ValueRule], ...]
    partials: tuple[tuple[Form[PartialRule], ...], ...]
    weaker_values: tuple[Form[ValueRule], ...] = ()
    weaker_partials: tuple[tuple[Form[PartialRule], ...], ...] = ()
    terms: int = 1
