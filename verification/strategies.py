"""Hypothesis strategies: the same builder, drawing from Hypothesis, which shrinks what fails."""

from collections.abc import Sequence
from typing import Final, TypeVar, final

from hypothesis import strategies as st

from verification.generate import random_program
from verification.model import Case
from verification.wording import WORDINGS, Wording

Option = TypeVar("Option")

MOST_STEPS: Final = 10


@final
class HypothesisDraw:
    """Choices that Hypothesis makes, remembers and simplifies."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def choice(self, options: Sequence[Option], /) -> Option:
        """Return one of the options; the first is the simplest."""
        return self._draw(st.sampled_from(options))

    def integer(self, least: int, greatest: int, /) -> int:
        """Return a whole number, both ends included."""
        return self._draw(st.integers(least, greatest))

    def real(self, least: float, greatest: float, /) -> float:
        """Return a number between the two; round ones are simpler."""
        return self._draw(st.floats(least, greatest, allow_subnormal=False))


@st.composite
def cases(draw: st.DrawFn, wordings: Sequence[Wording] = WORDINGS) -> Case:
    """Return a strategy for well-behaved cases that use nothing but these wordings.

    >>> from hypothesis import find
    >>> find(cases([Wording("add", "vv")]), lambda case: True).program.size
    2
    """
    return Case("drawn", *random_program(HypothesisDraw(draw), wordings, MOST_STEPS))
