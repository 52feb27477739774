"""What every subject offers, in process or behind a pipe."""

from collections.abc import Sequence
from typing import Protocol

from verification.model import Case, Observation


class Subject(Protocol):
    """Something that is judged: it answers cases, and what it answers may be wrong."""

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        ...
