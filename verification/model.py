"""The nouns that cross layers: cases, references, observations, verdicts. Frozen data."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final, final

from verification.program import Number, Program, Slot

Point = tuple[Number, ...]
"""The inputs of a program, one number per input."""


@final
@dataclass(frozen=True, slots=True)
class Case:
    """A program at a point: one question, the same for every subject and oracle.

    ``id`` names the case within its suite and seed, as ``rules.tanh/3``.
    """

    id: str
    program: Program
    point: Point

    def in_floats(self) -> "Case":
        """Return the case with every int as the float of the same value."""
        floats = tuple(float(number) for number in self.point)
        return Case(self.id, self.program.in_floats(), floats)


# --- What an oracle says -----------------------------------------------------


@final
@dataclass(frozen=True, slots=True)
class Ball:
    """All real numbers within ``radius`` of ``middle``, both exact."""

    middle: Fraction
    radius: Fraction


@final
@dataclass(frozen=True, slots=True)
class Exact:
    """A real number known far beyond double precision: ``nearest + residual``.

    ``nearest`` is the double next to it, infinite where the number is too large
    for one; ``residual`` is the rest, at most half an ulp.
    """

    nearest: float
    residual: float


@final
@dataclass(frozen=True, slots=True)
class Unresolved:
    """The oracle's precision ran out before the number was known to a double."""


@final
@dataclass(frozen=True, slots=True)
class Interval:
    """The doubles from ``lower`` to ``upper``, both included; infinite ends are unbounded."""

    lower: float
    upper: float

    def __contains__(self, number: float) -> bool:
        return self.lower <= number <= self.upper


@final
@dataclass(frozen=True, slots=True)
class Component:
    """One number of a reference: the exact one, and the ends of the hull of acceptable answers.

    The hull is kept flat, since a suite holds some hundred thousand of these.
    """

    exact: Exact | Unresolved
    lower: float
    upper: float

    @property
    def hull(self) -> Interval:
        """The doubles that are accepted."""
        return Interval(self.lower, self.upper)


class Strength(Enum):
    """Which forms, in which precision, a hull is swept with; each accepts what the last did."""

    LISTED = "listed forms in double precision"
    WEAKER = "weaker forms in double precision"
    ROUGH = "weaker forms with 46 bits, for sound forms that we do not know"
    SINGLE = "weaker forms in single precision"


@final
@dataclass(frozen=True, slots=True)
class Reference:
    """An oracle's word on a case: every node's value, and every node's adjoint.

    ``overflows`` says that a form of the chosen strength overflows although the
    exact answer need not; ``temperate`` that every value, partial and adjoint is so far
    from overflow (below 2^250) that the factors of a product may be grouped at will.
    """

    strength: Strength
    values: tuple[Component, ...]
    adjoints: tuple[Component, ...]
    overflows: bool
    temperate: bool


# --- What a subject says -----------------------------------------------------


class Unread(Enum):
    """Why a number could not be read from a subject's node."""

    NONE = "None"
    NOT_A_NUMBER = "not a number"
    ABSENT = "no such attribute"


UNREACHED: Final = frozenset({Unread.NONE, Unread.ABSENT})
"""What stands for a gradient of 0 at a node that no backward pass reached."""

Reading = float | Unread
"""One number read from a subject once, or why there is none."""


class Phase(Enum):
    """Where a subject was when it raised."""

    FORWARD = "forward"
    BACKWARD = "backward"
    READING = "reading"


@final
@dataclass(frozen=True, slots=True)
class Evaluated:
    """Every node's value and gradient, in the program's order."""

    values: tuple[Reading, ...]
    gradients: tuple[Reading, ...]


@final
@dataclass(frozen=True, slots=True)
class Raised:
    """The subject raised; ``on_number`` marks an AttributeError about a plain number.

    ``line`` is the last line of the submission on the way to the exception.
    """

    kind: str
    message: str
    phase: Phase
    slot: Slot | None
    on_number: bool
    line: int | None


@final
@dataclass(frozen=True, slots=True)
class TimedOut:
    """The subject did not answer within ``seconds``."""

    seconds: float


@final
@dataclass(frozen=True, slots=True)
class Absent:
    """The subject has no way to write this op with operands of this kind."""

    op: str
    kind: str


@final
@dataclass(frozen=True, slots=True)
class Broke:
    """The subject's process ended or broke the protocol; ``cause`` says how."""

    cause: str


Observation = Evaluated | Raised | TimedOut | Absent | Broke


# --- What the judge says -----------------------------------------------------


class Accuracy(Enum):
    """How close an accepted answer is; ordered from best to worst."""

    TIGHT = "tight"
    LOSSY = "lossy"
    INACCURATE = "inaccurate"


class Part(Enum):
    """Which of a node's two numbers is meant."""

    VALUE = "value"
    GRADIENT = "gradient"


@final
@dataclass(frozen=True, slots=True)
class Agrees:
    """Every decided component lies in the hull; ``worst_ulp`` is against the exact answer."""

    accuracy: Accuracy
    worst_ulp: float
    undecided: int = 0


@final
@dataclass(frozen=True, slots=True)
class AgreesByConvention:
    """The answer is one of several accepted at a kink; ``profile`` names which."""

    profile: str


@final
@dataclass(frozen=True, slots=True)
class Differs:
    """A number outside the hull, at the first node to depart from the truth."""

    part: Part
    slot: Slot
    got: Reading
    component: Component


@final
@dataclass(frozen=True, slots=True)
class Missing:
    """The subject cannot be asked this, which is not an error of its mathematics."""

    reason: str


@final
@dataclass(frozen=True, slots=True)
class Failed:
    """The subject raised, hung or broke where the answer is well defined."""

    observation: Raised | TimedOut | Broke


@final
@dataclass(frozen=True, slots=True)
class Undecided:
    """The harness cannot tell, which is never the subject's fault.

    ``doubted`` is what a stronger hull says, if only a weaker form speaks against that.
    """

    reason: str
    doubted: Differs | None = None


Verdict = Agrees | AgreesByConvention | Differs | Missing | Failed | Undecided
