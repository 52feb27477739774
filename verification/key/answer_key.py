"""The nouns of an answer key: its entries, what is accepted for each, and what it left out."""

import math
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import Final, final

from verification.key.flags import Family
from verification.model import Case, Component, Exact, Reference, Strength, Unresolved
from verification.program import Program

UNJUDGED: Final = Component(Unresolved(), -math.inf, math.inf)
"""A number about which the key says nothing."""

_ONE: Final = Component(Exact(1.0, 0.0), 1.0, 1.0)


class Oracle(Enum):
    """Who confirms every number of an entry."""

    ARB = "arb"
    MPMATH = "mpmath"
    TORCH = "torch"


class Omission(Enum):
    """Why a case is not in the key."""

    UNDECIDED = "the hull is too wide, or a form overflows"
    UNRESOLVED = "mpmath does not resolve a number"
    CONTRADICTED = "mpmath contradicts Arb"
    OUTSIDE = "PyTorch is outside the hull"


@final
@dataclass(frozen=True, slots=True)
class Answer:
    """What is accepted for one case: a component per node, and one per input for its gradient.

    ``profile`` names the convention by which it is accepted, and is empty where there is no
    other. Nodes that no root depends on are `UNJUDGED`.
    """

    profile: str
    values: tuple[Component, ...]
    gradients: tuple[Component, ...]

    def reference(self, program: Program) -> Reference:
        """Return the answer as what the judge compares with: values, and gradients of inputs.

        Interior gradients are unjudged. A root's own is 1, beside which what is tiny need not
        be known.
        """
        interior = (
            _ONE if slot in program.roots else UNJUDGED
            for slot in range(program.inputs, program.size)
        )
        return Reference(
            Strength.LISTED,
            self.values,
            (*self.gradients, *interior),
            overflows=False,
            temperate=True,
        )


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """One case, which faults it is there for, who confirms it, and what is accepted.

    The case's id is that of its check and a number, as ``rules.tanh/0007``.
    """

    case: Case
    flags: tuple[Family, ...]
    oracles: tuple[Oracle, ...]
    answers: tuple[Answer, ...]

    @property
    def check(self) -> str:
        """The id of the suite's check that the case is from."""
        return self.case.id.rpartition("/")[0]

    @property
    def program(self) -> Program:
        """The case's program."""
        return self.case.program

    @property
    def is_exact(self) -> bool:
        """Whether there is one answer and no convention."""
        return len(self.answers) == 1


@final
@dataclass(frozen=True, slots=True)
class Retired:
    """An id that is not to be used again, and why."""

    id: str
    why: str


@final
@dataclass(frozen=True, slots=True)
class AnswerKey:
    """Entries in the order of the suite's checks; seeds they were drawn with; what was left out."""

    seeds: tuple[int, ...]
    omitted: tuple[tuple[Omission, int], ...]
    retired: tuple[Retired, ...]
    entries: tuple[Entry, ...]

    @property
    def confirmed(self) -> int:
        """The number of entries on which all three oracles agree."""
        return sum(len(entry.oracles) == len(Oracle) for entry in self.entries)

    def by_group(self) -> Counter[str]:
        """Return the number of entries of each group of checks."""
        return Counter(entry.check.partition(".")[0] for entry in self.entries)

    def by_flag(self) -> Counter[Family]:
        """Return the number of entries with each flag."""
        return Counter(flag for entry in self.entries for flag in entry.flags)
