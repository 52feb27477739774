"""The account: what was said of each published engine, beside what is true of it, and the sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, final

from tests.real.table import Engine
from tests.real.words import OPERATIONS, Said
from verification.report import Outcome

JUDGED: Final = frozenset({Outcome.CORRECT, Outcome.DEFECTIVE})


@final
@dataclass(frozen=True, slots=True)
class Row:
    """One engine: the true outcome and the given one, and the words of the table for the rest.

    What is wrong with it was ``found``, ``hidden`` behind a check that failed, or ``missed``.
    ``accused`` is right and was called wrong. ``overlooked`` is there and was called missing,
    which costs the engine nothing and leaves so much of it unasked.
    """

    package: str
    version: str
    truth: Outcome
    given: Outcome
    cause: str
    score: float
    cases: int
    found: tuple[str, ...]
    hidden: tuple[str, ...]
    missed: tuple[str, ...]
    accused: tuple[str, ...]
    overlooked: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether the verdict is the true one, and blames what is wrong and nothing else."""
        return self.given is self.truth and not self.missed and not self.accused


@final
@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """The part in a hundred of the whole; of nothing, nothing is left out."""
        return 100.0 * self.part / self.whole if self.whole else 100.0


@final
@dataclass(frozen=True, slots=True)
class Account:
    """All engines, for one seed; the sums follow from the rows."""

    suite: str
    suite_version: int
    seed: int
    engines: tuple[Row, ...]

    @property
    def defective_found(self) -> Share:
        """How many of the defective engines were called so."""
        return _given(Outcome.DEFECTIVE, self._true(Outcome.DEFECTIVE))

    @property
    def correct_accused(self) -> Share:
        """How many of the correct engines were called defective."""
        return _given(Outcome.DEFECTIVE, self._true(Outcome.CORRECT))

    @property
    def rightly_accused(self) -> Share:
        """How many of the engines that were called defective are: the verdict's precision."""
        called = [row for row in self.engines if row.given is Outcome.DEFECTIVE]
        return Share(sum(row.truth is Outcome.DEFECTIVE for row in called), len(called))

    @property
    def precision(self) -> Share:
        """How many of the operations that were called wrong are."""
        found = sum(len(row.found) for row in self.engines)
        accused = sum(len(row.accused) for row in self.engines)
        return Share(found, found + accused)

    @property
    def recall(self) -> Share:
        """How many of the operations that are wrong were called so, those hidden not counted in."""
        found = sum(len(row.found) for row in self.engines)
        missed = sum(len(row.missed) for row in self.engines)
        return Share(found, found + missed)

    @property
    def hidden(self) -> int:
        """How many wrong operations were not asked, since what they need had failed."""
        return sum(len(row.hidden) for row in self.engines)

    @property
    def unjudged(self) -> tuple[Row, ...]:
        """The engines that were called neither correct nor defective."""
        return tuple(row for row in self.engines if row.given not in JUDGED)

    @property
    def mistaken(self) -> tuple[Row, ...]:
        """The engines of which the verdict is not what the table says."""
        return tuple(row for row in self.engines if not row.is_right)

    def _true(self, outcome: Outcome) -> list[Row]:
        return [row for row in self.engines if row.truth is outcome]


def settle(engine: Engine, words: Said) -> Row:
    """Return what was said of an engine beside what is true of it.

    A form with a number is no word of its own where the form with two objects is wrong.
    """
    wrong = frozenset(engine.failed)
    implied = wrong | {f"{op}_number" for op in wrong}
    asked_for_nothing = words.outcome not in JUDGED
    overlooked = frozenset[str]() if asked_for_nothing else words.missing & OPERATIONS
    return Row(
        engine.package,
        engine.version,
        engine.outcome,
        words.outcome,
        words.cause,
        words.score,
        words.cases,
        found=_sorted(wrong & words.failed),
        hidden=_sorted((wrong & words.hidden) - words.failed),
        missed=_sorted(wrong - words.failed - words.hidden),
        accused=_sorted(words.failed - implied),
        overlooked=_sorted(overlooked - frozenset(engine.missing)),
    )


def _given(outcome: Outcome, rows: Sequence[Row]) -> Share:
    return Share(sum(row.given is outcome for row in rows), len(rows))


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words))
