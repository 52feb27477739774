"""Where an op is tried when its worst errors are looked for: all over the floats.

Every binade of the op's domain, and in each the floats closest to multiples of pi/2 where that is
the period.
"""

import math
import sys
from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Final

from verification.catalogue import OpSpec
from verification.oracles.quarters import near_quarters

Operands = tuple[float, ...]

SMALLEST_NORMAL: Final = sys.float_info.min
_PERIODIC: Final = frozenset({"sin", "cos", "tan"})


def grid(spec: OpSpec, rng: Random, effort: int) -> Iterator[Operands]:
    """Yield points all over the floats, whether or not the op is defined there."""
    if spec.arity == 1:
        for x in _singles(rng, effort):
            yield (x,)
        if spec.name in _PERIODIC:
            yield from ((sign * x,) for x in near_quarters() for sign in (1.0, -1.0))
        return
    for _ in range(4000 * effort):
        yield _anywhere(rng), _anywhere(rng)
        x, y = _everyday(rng), _everyday(rng)
        yield x, y
        yield x, math.ldexp(y, rng.choice((-60, -53, -27, -26, 26, 27, 53, 60)))
        x = _anywhere(rng)
        yield x, _near(x, rng)
        base = math.fabs(rng.choice((x, y, _beside(1.0, rng))))
        if base > 0.0 and base != 1.0:  # powers that are ordinary numbers
            yield base, rng.uniform(-745.0, 710.0) / math.log(base)
    edges = (0.0, 5e-324, 1e-310, SMALLEST_NORMAL, 1e-200, 1.0, 1e200, sys.float_info.max)
    signed = [sign * edge for edge in edges for sign in (1.0, -1.0)]
    yield from product(signed, signed)


def _singles(rng: Random, effort: int) -> Iterator[float]:
    yield from (0.0, 5e-324, -5e-324, sys.float_info.max, -sys.float_info.max)
    for exponent in range(-1074, 1024):
        for _ in range(effort):
            x = math.ldexp(rng.uniform(1.0, 2.0), exponent)
            yield x
            yield -x
    for exponent in range(-12, 12):  # where most of the branches are
        for _ in range(30 * effort):
            x = math.ldexp(rng.uniform(1.0, 2.0), exponent)
            yield x
            yield -x
    for _ in range(30 * effort):
        for centre in (1.0, -1.0):
            yield _beside(centre, rng)
        yield rng.randint(-10_000, 10_000) * math.pi / 4.0
        yield from (rng.uniform(-1100.0, 1100.0), rng.uniform(-40.0, 40.0))
        yield from (rng.uniform(-755.0, -690.0), rng.uniform(690.0, 755.0))


def _anywhere(rng: Random) -> float:
    return math.ldexp(rng.choice((-1.0, 1.0)) * rng.uniform(1.0, 2.0), rng.randint(-1074, 1023))


def _everyday(rng: Random) -> float:
    return math.ldexp(rng.choice((-1.0, 1.0)) * rng.uniform(1.0, 2.0), rng.randint(-4, 4))


def _beside(centre: float, rng: Random) -> float:
    return centre + math.ldexp(rng.uniform(-2.0, 2.0), rng.randint(-53, -1))


def _near(x: float, rng: Random) -> float:
    """Return a number of about the size of this one, on either side of 0."""
    y = x * rng.choice((-1.0, 1.0)) * rng.uniform(0.25, 4.0)
    return y if math.isfinite(y) else x


def is_inside(spec: OpSpec, point: Operands) -> bool:
    """Whether the op is differentiable here, for all that its domain says."""
    return all(map(math.isfinite, point)) and all(
        x in domain for x, domain in zip(point, spec.domains, strict=True)
    )
