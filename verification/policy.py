"""The policy: what a teacher asks for beyond right numbers, and what it costs. Frozen data.

How one is read from a file is in ``policies``; what follows from it, in ``marks`` and
``requirements``.
"""

from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import Final, Literal, final

DEFAULT_NAME: Final = "default"
"""What the policy is called that accepts every convention and requires nothing."""

ANY: Final = "any"

Answers = Literal["any"] | tuple[float, ...]
"""Which numbers are accepted: these, or whatever an engine answers."""

Words = Literal["any"] | tuple[str, ...]
"""Which behaviour is accepted: what these words stand for, or any."""

GROUP: Final = "policy"
"""The group of the checks that a policy adds to those of the suite."""

INACCURATE: Final = "inaccurate"
"""What a deduction for weak formulas or single precision is filed under."""


class Rounding(Enum):
    """Which way a score is rounded to a multiple of its step."""

    NEAREST = "nearest"
    UP = "up"
    DOWN = "down"


class Exponents(Enum):
    """Whether an exponent that is an object of the engine's must get a gradient."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class Ints(Enum):
    """What an engine does with an int that it is given."""

    KEPT = "kept"
    CONVERTED = "converted"
    REFUSED = "refused"


class Outputs(Enum):
    """What a backward pass from a second output does to gradients that are there."""

    ADD = "add"
    FRESH = "fresh"


class OutputSeed(Enum):
    """Who sets the output's own gradient to 1 before a backward pass."""

    ENGINE = "engine"
    CALLER = "caller"


class InnerGradients(Enum):
    """Whether results between the inputs and the output can be asked for their gradients."""

    KEPT = "kept"
    LEAVES_ONLY = "leaves-only"


@final
@dataclass(frozen=True, slots=True)
class Score:
    """The full marks, and how a score is rounded; a step of 0 leaves it as it is."""

    max: float
    step: float
    rounding: Rounding


@final
@dataclass(frozen=True, slots=True)
class Conventions:
    """Which of the behaviours that are no fault a course accepts.

    ``second_backward`` is by how much the gradients of one backward pass are multiplied by a
    second one; ``depth`` how long a chain of additions must work, 0 for no matter.
    """

    second_backward: Answers
    several_outputs: Words
    relu_at_zero: Answers
    abs_at_zero: Answers
    inner_gradients: Words
    output_seed: Words
    ints: Words
    exponent_gradient: Exponents
    depth: int


@final
@dataclass(frozen=True, slots=True)
class Allowance:
    """What one submission may use, as a teacher would say it; 1 MiB is 2^20 bytes."""

    load_seconds: float
    answer_seconds: float
    total_seconds: float
    cpu_seconds: int
    memory_mib: int
    output_mib: int


@final
@dataclass(frozen=True, slots=True)
class Policy:
    """A teacher's choices, complete: a file's and those of the profile that it starts from.

    ``required`` has words of wordings. The keys of ``weights`` are groups, or patterns of the
    ids of checks; those of ``deductions`` are patterns of ids, and ``hidden`` has some, too.
    Where several patterns match, the last counts.
    """

    name: str
    required: tuple[str, ...]
    hidden: tuple[str, ...]
    score: Score
    weights: tuple[tuple[str, float], ...]
    deductions: tuple[tuple[str, float], ...]
    conventions: Conventions
    limits: Allowance

    def group_weight(self, group: str) -> float:
        """Return what a group is worth beside the others, 0 if nothing is said of it."""
        return dict(self.weights).get(group, 0.0)

    def check_weight(self, check: str) -> float:
        """Return what a check is worth beside the others of its group: 1 unless it is said."""
        return _last(self.weights, check, 1.0)

    def deduction(self, id_: str) -> float:
        """Return the marks that a note's or a failed check's id costs."""
        return _last(self.deductions, id_, 0.0)

    def hides(self, check: str) -> bool:
        """Whether students are not to see what a check asks."""
        return any(fnmatchcase(check, pattern) for pattern in self.hidden)


def _last(table: tuple[tuple[str, float], ...], id_: str, otherwise: float) -> float:
    """Return what the last pattern that matches says."""
    found = [number for pattern, number in table if fnmatchcase(id_, pattern)]
    return found[-1] if found else otherwise
