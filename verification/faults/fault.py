"""The nouns of the catalogue: a fault, the change it makes to a right engine, the word it earns."""

from dataclasses import dataclass
from enum import Enum
from typing import final

from verification.faults.formula import EVERYWHERE, Formula, Where


class Word(Enum):
    """What the judge must say of a fault."""

    DIFFERS = "differs"
    FAILED = "failed"
    MISSING = "missing"
    INACCURATE = "inaccurate"
    NOTED = "noted"
    ACCEPTED = "accepted"
    SURVIVES = "survives"


# --- What is changed ---------------------------------------------------------


@final
@dataclass(frozen=True, slots=True)
class Rule:
    """An op's value or its partials, computed by another formula where ``where`` holds.

    None leaves what is right. ``kind`` narrows it to one kind of operands, as ``nv``.
    """

    op: str
    value: Formula | None = None
    partials: tuple[Formula | None, Formula | None] = (None, None)
    where: Where = EVERYWHERE
    kind: str = ""


class Mistake(Enum):
    """What goes wrong when an op is called with operands of one kind."""

    SWAPPED = "the operands change places"
    DETACHED = "the result remembers no parents"
    RECURSES = "it calls itself for ever"
    UNDEFINED = "it uses a name that is not defined"
    REFUSES = "it asserts that there are no such operands"
    NOTHING = "it returns None"
    WHOLE = "ints are divided without remainder"
    INTS_ONLY = "plain numbers other than ints are refused"


@final
@dataclass(frozen=True, slots=True)
class Call:
    """An op called with operands of one kind goes wrong."""

    op: str
    kind: str
    mistake: Mistake


class Giving(Enum):
    """How a node's contribution reaches a parent's gradient, instead of being added."""

    ASSIGNED = "it replaces what was there"
    LAST_SLOT = "of a node that is both operands only the last slot counts"
    IGNORES_UPSTREAM = "the gradient that comes in is left out"
    OWN_GRADIENT = "the parent's own gradient takes the place of the one that comes in"
    DATA = "the value takes the place of the gradient that comes in"
    TWICE = "it is added twice"
    ONCE = "of several nodes over one operand only the first gives"
    FIRST_ONLY = "what an inner node has been given once is not added to"
    FOUR_AT_MOST = "from the fifth on, contributions are lost"
    ZERO_IS_NAN = "a gradient of 0 that comes in is taken for nan"


@final
@dataclass(frozen=True, slots=True)
class Accumulate:
    """The contributions of an op's nodes, or of all nodes if ``op`` is empty, are given wrongly."""

    op: str
    giving: Giving


@final
@dataclass(frozen=True, slots=True)
class Traverse:
    """The nodes are visited in another order, that of a function in ``orders.py``."""

    order: str


class Seed(Enum):
    """What the output's own gradient is set to, instead of 1."""

    NEVER = "0.0"
    TWO = "2.0"
    DATA = "self.data"


class Keeping(Enum):
    """What is kept from one backward pass to the next, or thrown away, and should not be."""

    INTERIOR = "the gradients of inner nodes"
    NOTHING = "no gradient, not even of leaves"
    NODES = "the nodes of earlier passes, which are gone through again"
    ONCE = "that a pass has been made, so that there is no second"


class Saving(Enum):
    """What a node's partials are computed from, instead of its operands' numbers."""

    IN_PLACE = "the operand is overwritten by the result"
    LATEST = "the operands of the op's latest call"


@final
@dataclass(frozen=True, slots=True)
class Save:
    """An op loses hold of the numbers that its partials are computed from."""

    op: str
    saving: Saving


class Typing(Enum):
    """What kinds of numbers the engine computes with."""

    SINGLE = "every number is rounded to single precision"
    SINGLE_SLOPES = "partials are rounded to single precision"
    INTS_STILL = "a leaf made from an int gets no gradient"
    FLOATS_ONLY = "an int is refused"
    COMPLEX = "a complex number is kept as it is"


Change = Rule | Call | Accumulate | Traverse | Seed | Keeping | Save | Typing


# --- The fault ---------------------------------------------------------------


@final
@dataclass(frozen=True, slots=True)
class Fault:
    """A named way to be wrong, and what the judge must say of an engine that has it.

    ``id`` begins with the family; ``at`` is the check, or the group of checks, that must say
    the word, or the note for ``NOTED``, whose text holds ``says``. ``lines`` are those of the
    taxonomy (docs/faults.md) that it stands for; ``reason`` says why what is accepted is no
    fault, or why what survives is held against nobody.

    Raises:
        ValueError: what is accepted or survives has no reason, something else has one, or the
            family is none of ``FAMILIES``.
    """

    id: str
    title: str
    change: Change
    word: Word
    at: str
    lines: tuple[int, ...] = ()
    says: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise ValueError(f"{self.id}: expected a family of {FAMILIES}, got {self.family!r}")
        if (self.word in {Word.ACCEPTED, Word.SURVIVES}) != bool(self.reason):
            raise ValueError(f"{self.id}: a reason is for what costs nothing, and needed there")

    @property
    def family(self) -> str:
        """The family: what stands before the first point of the id."""
        return self.id.partition(".")[0]


FAMILIES = ("accumulate", "traverse", "rule", "kink", "float", "api", "state", "scale")
