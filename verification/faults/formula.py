"""Formulas of faults: arithmetic over a rule's numbers, to be worked out here and written there.

``x`` and ``y`` are the operands, ``out`` the right value, ``dx`` and ``dy`` the right
partials. A formula is read by the grammar of ``refgrad explain``; as it is Python, too, an
engine's source can hold it as it stands.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, final

from verification.evaluate import evaluate
from verification.expression import Parsed, parse
from verification.program import Number

Value = Callable[[str, tuple[Number, ...]], float]
"""An oracle's word on one op: its name and the operands in, the nearest double out."""

_NUMBER: Final = re.compile(r"-?[\d.]+(e-?\d+)?")


@final
@dataclass(frozen=True, slots=True)
class Formula:
    """One formula, as text.

    >>> import math
    >>> Formula("x * exp(x - 1)").evaluate({"x": 1.0}, lambda op, xs: {
    ...     "mul": math.prod, "exp": lambda xs: math.exp(*xs), "sub": lambda xs: xs[0] - xs[1]
    ... }[op](xs))
    1.0

    Raises:
        ExpressionError: on evaluation, the text is no arithmetic.
    """

    text: str

    def evaluate(self, names: Mapping[str, Number], value: Value) -> float:
        """Return what it comes to, each op rounded as the oracle does; nan where there is none."""
        if _NUMBER.fullmatch(self.text):
            return float(self.text)
        parsed = _parse(self.text)
        inputs = [float(names[name]) for name in parsed.names]
        return evaluate(parsed.program, inputs, value)[-1]


@cache
def _parse(text: str) -> Parsed:
    return parse(text)


@final
@dataclass(frozen=True, slots=True)
class Where:
    """A condition on a rule's operands: as Python, and as a function of them."""

    text: str
    holds: Callable[[float, float], bool]


EVERYWHERE: Final = Where("True", lambda x, y: True)
AT_ZERO: Final = Where("x == 0", lambda x, y: x == 0)
NEGATIVE: Final = Where("x < 0", lambda x, y: x < 0)
WHOLE: Final = Where("x == int(x)", lambda x, y: math.isfinite(x) and x == int(x))
NAN: Final = Where("x != x", lambda x, y: x != x)
ZERO_TO_ZERO: Final = Where("x == 0 and y == 0", lambda x, y: x == 0 and y == 0)
TIE: Final = Where("x == y", lambda x, y: x == y)
AS_LARGE: Final = Where("abs(x) == abs(y)", lambda x, y: abs(x) == abs(y))


def above(bound: float) -> Where:
    """Return the condition that the first operand is above a bound."""
    return Where(f"x > {bound!r}", lambda x, y: x > bound)


def below(bound: float) -> Where:
    """Return the condition that the first operand is below a bound."""
    return Where(f"x < {bound!r}", lambda x, y: x < bound)


def within(bound: float) -> Where:
    """Return the condition that the first operand is this close to 0."""
    return Where(f"abs(x) < {bound!r}", lambda x, y: abs(x) < bound)
