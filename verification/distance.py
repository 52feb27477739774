"""How far a number is from the exact one."""

import math

from verification.model import UNREACHED, Component, Evaluated, Exact, Reading, Reference, Unread
from verification.program import Program


def ulps(got: float, exact: Exact) -> float:
    """Return the distance from the exact number in units in the last place of it.

    >>> ulps(1.0, Exact(1.0, 0.0))
    0.0
    """
    if math.isinf(exact.nearest):
        return 0.0 if got == exact.nearest else math.inf
    return abs((got - exact.nearest) - exact.residual) / math.ulp(exact.nearest)


def is_single(number: float) -> bool:
    """Whether the number could be a 32-bit float.

    >>> is_single(0.5), is_single(0.1)
    (True, False)
    """
    if number == 0.0 or not math.isfinite(number):
        return True
    mantissa, exponent = math.frexp(number)
    return exponent <= 128 and (mantissa * 2.0**24).is_integer()


def worst_ulp(program: Program, reference: Reference, observation: Evaluated) -> float:
    """Return the largest distance of a judged number from the exact one, in ulp.

    A gradient that is None or not there is 0, for a node that none reached. Infinite where a
    number is missing, or is no number although the exact one is.
    """
    live = program.live()
    pairs = [
        *((reference.values[i], observation.values[i]) for i in range(program.size) if live[i]),
        *((reference.adjoints[i], observation.gradients[i]) for i in range(program.inputs)),
    ]
    return max((distance(component, got) for component, got in pairs), default=0.0)


def distance(component: Component, got: Reading) -> float:
    """Return the distance from the exact number in ulp; 0 if that is not known."""
    if not isinstance(component.exact, Exact):
        return 0.0
    if isinstance(got, Unread):
        got = 0.0 if got in UNREACHED else math.nan
    distance = ulps(got, component.exact)
    return math.inf if math.isnan(distance) else distance
