"""What a peer is given to check: a function by its numbers, element by element, and its slopes."""

from collections.abc import Sequence
from typing import Protocol

Column = Sequence[float]
"""One operand's numbers, an entry per point."""


class EngineError(Exception):
    """The engine raised, or gave no number: what is said of a fault, and no failure of a peer's."""


class Function(Protocol):
    """A function of one or more operands, which an engine works out.

    Raises:
        EngineError: the engine raised something; a peer that meets it has found the fault.
    """

    def values(self, columns: Sequence[Column], /) -> list[float]:
        """Return the function's value at each point."""
        ...

    def slopes(self, columns: Sequence[Column], upstream: Column, /) -> list[list[float]]:
        """Return, for each operand, its gradient at each point, given the output's own."""
        ...


class Peer(Protocol):
    """A checker of gradients by differences, at its defaults."""

    def accepts(self, function: Function, columns: Sequence[Column], /) -> bool:
        """Whether it finds nothing wrong with the function; an `EngineError` is something wrong."""
        ...

    def accepts_own(self, op: str, x: float, /) -> bool:
        """Whether it finds nothing wrong with its own library's op at one number."""
        ...
