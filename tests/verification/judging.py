"""Hand-made references and answers to be judged: of y = x * 2 at x = 3, unless said otherwise."""

from typing import Final

from verification.model import Component, Evaluated, Exact, Reading, Reference, Strength
from verification.program import Const, assemble

# Values 3 and 6, gradients 2 and 1.
DOUBLE: Final = assemble(1, ("mul", 0, Const(2)))

# As docs/acceptance.md states them: a hull decides if its radius is at most this much of it.
RADII: Final = [
    (Strength.LISTED, 2.0**-20),
    (Strength.WEAKER, 2.0**-20),
    (Strength.ROUGH, 2.0**-20),
    (Strength.SINGLE, 2.0**-8),
]


def around(middle: float, radius: float = 0.0) -> Component:
    return Component(Exact(middle, 0.0), middle - radius, middle + radius)


def reference(
    slope: Component,
    out: Component | None = None,
    strength: Strength = Strength.LISTED,
    *,
    x: Component | None = None,
    overflows: bool = False,
    temperate: bool = True,
) -> Reference:
    values = (x or around(3.0), out or around(6.0))
    return Reference(strength, values, (slope, around(1.0)), overflows, temperate)


def answer(slope: Reading, out: Reading = 6.0, x: Reading = 3.0) -> Evaluated:
    return Evaluated((x, out), (slope, 1.0))
