"""The account: how many mutants of each module were killed, and which are equivalent or survive."""

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

from tests.mutation.mutant import Mutant, Outcome
from tests.mutation.plan import OPERATORS

GOAL: Final = 95.0
EQUIVALENT: Final = Path(__file__).with_name("equivalent.toml")

_NORMAL: Final = 1.96  # so many deviations on both sides leave out one in twenty

Change = tuple[str, str, str]
"""A module below verification, and one line of it before and after."""


@final
@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant of a module, and what became of it."""

    module: str
    mutant: Mutant
    outcome: Outcome

    @property
    def change(self) -> Change:
        """What names the mutant wherever its line moves to."""
        return self.module, self.mutant.before, self.mutant.after


@final
@dataclass(frozen=True, slots=True)
class Row:
    """The counts of a module.

    Of ``population`` mutants so many were tried, each of which was killed, is equivalent, or
    survived; ``endless`` are those killed that did not end by themselves. ``score`` is how many
    in a hundred of those that are not equivalent were killed.
    """

    module: str
    population: int
    mutants: int
    killed: int
    endless: int
    equivalent: int
    survived: int
    score: float


@final
@dataclass(frozen=True, slots=True)
class Sample:
    """The mutants of modules of which not all were tried, and between what scores all of them lie.

    That is at a confidence of 95 %.
    """

    population: int
    mutants: int
    score: float
    least: float
    greatest: float


@final
@dataclass(frozen=True, slots=True)
class Spot:
    """A mutant: a line of a module below verification, before and after, its spaces squeezed."""

    module: str
    before: str
    after: str


@final
@dataclass(frozen=True, slots=True)
class Excused:
    """A mutant that survives and changes nothing that matters, with the reason."""

    spot: Spot
    reason: str


@final
@dataclass(frozen=True, slots=True)
class Account:
    """All that is known of a run, less the time that it took."""

    operators: tuple[str, ...]
    modules: tuple[Row, ...]
    total: Row
    sample: Sample
    equivalent: tuple[Excused, ...]
    survived: tuple[Spot, ...]


def read_equivalents() -> Mapping[Change, str]:
    """Return the changes judged to change nothing that matters, each with the reason."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    return {
        (entry["module"], entry["before"], after): entry["reason"]
        for entry in entries
        for after in entry["after"]
    }


def settle(
    tried: Sequence[Tried], reasons: Mapping[Change, str], population: Mapping[str, int]
) -> Account:
    """Return the account of a run, of modules of so many mutants each."""
    alive = [each for each in tried if each.outcome is Outcome.SURVIVED]
    excused = [each for each in alive if each.change in reasons]
    killed = Counter(each.module for each in tried if each.outcome is not Outcome.SURVIVED)
    endless = Counter(each.module for each in tried if each.outcome is Outcome.ENDLESS)
    surviving = Counter(each.module for each in alive)
    idle = Counter(each.module for each in excused)
    rows = tuple(
        _row(module, size, killed[module], endless[module], idle[module], surviving[module])
        for module, size in population.items()
    )
    return Account(
        OPERATORS,
        rows,
        _sum("all", rows),
        _sample([row for row in rows if row.mutants < row.population]),
        tuple(Excused(Spot(*each.change), reasons[each.change]) for each in excused),
        tuple(Spot(*each.change) for each in alive if each.change not in reasons),
    )


def stale(tried: Sequence[Tried], reasons: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes listed as equivalent that some test notices after all."""
    noticed = {each.change for each in tried if each.outcome is not Outcome.SURVIVED}
    kept = {each.change for each in tried if each.outcome is Outcome.SURVIVED}
    return tuple(change for change in reasons if change in noticed - kept)


def _row(module: str, size: int, killed: int, endless: int, idle: int, alive: int) -> Row:
    survived = alive - idle
    score = 100.0 * killed / (killed + survived) if killed + survived else 100.0
    return Row(module, size, killed + alive, killed, endless, idle, survived, round(score, 2))


def _sum(name: str, rows: Sequence[Row]) -> Row:
    return _row(
        name,
        sum(row.population for row in rows),
        sum(row.killed for row in rows),
        sum(row.endless for row in rows),
        sum(row.equivalent for row in rows),
        sum(row.equivalent + row.survived for row in rows),
    )


def _sample(rows: Sequence[Row]) -> Sample:
    """Return the interval of E. B. Wilson (1927), which needs no large numbers."""
    row = _sum("sample", rows)
    n, square = row.killed + row.survived, _NORMAL**2
    if not n:
        return Sample(row.population, row.mutants, row.score, row.score, row.score)
    share = row.killed / n
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = _NORMAL / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    ends = (round(100 * (middle + sign * reach), 2) for sign in (-1, 1))
    return Sample(row.population, row.mutants, row.score, *ends)
