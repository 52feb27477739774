"""Conventions: what is accepted at a kink, and which library chooses what.

The judge and the oracles alone may know this; the child that runs a submission must not.

Every kink of the catalogue is a jump of the unit step: relu' is step(x), abs' is
2 step(x) - 1, maximum' is step(x - y) and 1 - step(x - y). One number, the step at 0,
therefore names a choice for all of them, and every choice from 0 to 1 is a
subgradient.
"""

from dataclasses import dataclass
from typing import Final, final


@final
@dataclass(frozen=True, slots=True)
class Convention:
    """One accepted choice at a kink; ``like`` names libraries that make it (measured)."""

    profile: str
    step_at_zero: float
    like: str


# What each library answers was measured with torch 2.13.0, jax 0.10.2,
# tensorflow 2.21.0 and autograd 1.9.1.
CONVENTIONS: Final = {
    "relu": (
        Convention("relu'(0) = 0", 0.0, "like torch, jax and tensorflow"),
        Convention("relu'(0) = 1/2", 0.5, "like autograd's maximum"),
        Convention("relu'(0) = 1", 1.0, "a right derivative"),
    ),
    "abs": (
        Convention("abs'(0) = 0", 0.5, "like torch, tensorflow and autograd"),
        Convention("abs'(0) = 1", 1.0, "like jax"),
        Convention("abs'(0) = -1", 0.0, "a left derivative"),
    ),
    "maximum": (
        Convention("a tie is shared by halves", 0.5, "like torch, jax and autograd"),
        Convention("a tie goes to the first", 1.0, "like tensorflow"),
        Convention("a tie goes to the second", 0.0, "one of the two subgradients"),
    ),
    "minimum": (
        Convention("a tie is shared by halves", 0.5, "like torch, jax and autograd"),
        Convention("a tie goes to the first", 0.0, "like tensorflow"),
        Convention("a tie goes to the second", 1.0, "one of the two subgradients"),
    ),
}
