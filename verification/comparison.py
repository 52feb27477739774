"""What is known of the frameworks after a run: frozen data, for those who render it."""

from dataclasses import dataclass
from enum import Enum
from typing import final

from verification.ledger import Entry
from verification.model import Absent


@final
@dataclass(frozen=True, slots=True)
class Present:
    """A framework that was asked; ``version`` as it names itself, and what it runs on."""

    name: str
    version: str


@final
@dataclass(frozen=True, slots=True)
class Missing:
    """A framework that is not installed here; ``requirement`` is what pip would install."""

    name: str
    requirement: str


# --- The league ---------------------------------------------------------------


@final
@dataclass(frozen=True, slots=True)
class Extreme:
    """The largest error that was found, in ulp, and the operands; none, and 0, if it is exact."""

    ulp: float
    point: tuple[float, ...]


@final
@dataclass(frozen=True, slots=True)
class Deviation:
    """A number outside the hull of listed forms: where, what was answered, what is exact."""

    point: tuple[float, ...]
    got: float
    exact: float
    ulp: float


@final
@dataclass(frozen=True, slots=True)
class Place:
    """How far one framework's op, by one part, is from the exact numbers.

    ``normal`` is the worst where operands and exact number are normal floats, ``below`` the worst
    elsewhere; ``not_finite`` counts answers that are no finite number although the exact one is.
    ``listed`` has the ledger's entries that deviations were found of; ``unlisted`` the worst
    deviation that belongs to none, if there is one.
    """

    points: int
    normal: Extreme
    below: Extreme
    not_finite: int
    listed: tuple[str, ...]
    unlisted: tuple[Deviation, ...]


@final
@dataclass(frozen=True, slots=True)
class Row:
    """One op's value or one of its partials, with one place per subject, in their order."""

    op: str
    part: str
    is_relative_to_terms: bool
    places: tuple[Place | Absent, ...]


@final
@dataclass(frozen=True, slots=True)
class Curve:
    """One part's error by its operand: for each subject the worst of each bin, from the left."""

    op: str
    part: str
    points: tuple[tuple[tuple[float, float], ...], ...]


# --- Conventions ----------------------------------------------------------------


@final
@dataclass(frozen=True, slots=True)
class Answered:
    """The value and the slopes; nan where a slope is None."""

    numbers: tuple[float, ...]


@final
@dataclass(frozen=True, slots=True)
class Silent:
    """No numbers, and why: the op is absent, or what was raised."""

    reason: str


@final
@dataclass(frozen=True, slots=True)
class Custom:
    """What each subject answers at a kink or singular point, in their order.

    ``departing`` names the subjects that answer otherwise than the table in
    ``verification/conventions.py`` says of them.
    """

    op: str
    point: tuple[float, ...]
    is_kink: bool
    answers: tuple[Answered | Silent, ...]
    departing: tuple[str, ...]


# --- The ledger -----------------------------------------------------------------


class Standing(Enum):
    """How the judge takes a number that deviates; the first alone makes a subject wrong."""

    OUTSIDE = "outside the hull"
    INSIDE = "lossy: a listed form may answer this"
    UNDECIDED = "undecided: a listed form loses its digits or overflows here"


class State(Enum):
    """What has become of an entry: its framework's answer is now within 4 ulp, or it is not."""

    HOLDS = "holds"
    GONE = "gone"
    NOT_ASKED = "not asked"


@final
@dataclass(frozen=True, slots=True)
class Checked:
    """An entry, how the judge takes its number, and what is answered now; nan if not asked."""

    entry: Entry
    standing: Standing
    state: State
    got: float


@final
@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that one run found; subjects are refgrad and then the frameworks."""

    seed: int
    effort: int
    subjects: tuple[Present, ...]
    missing: tuple[Missing, ...]
    platform: tuple[str, ...]
    rows: tuple[Row, ...]
    curves: tuple[Curve, ...]
    customs: tuple[Custom, ...]
    entries: tuple[Checked, ...]
