"""A mutant of a module, and what may become of it."""

from dataclasses import dataclass
from enum import Enum
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change: its whole source, and the line that differs, before and after."""

    source: str
    line: int
    before: str
    after: str


class Outcome(Enum):
    """What became of a mutant."""

    KILLED = "a test failed, or the module could not be imported"
    ENDLESS = "the tests took many times as long, or ended the process"
    SURVIVED = "every test passed"
