"""A store of outcomes, so that a run that was ended goes on where it was.

An outcome holds of a mutant and of the tests as they are written. What they import may have changed
since: a report that is to be relied on is made without a store, or with a new one.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import final

from tests.mutation.mutant import Mutant, Outcome
from tests.mutation.plan import ROOT, Target


@final
@dataclass(frozen=True, slots=True)
class _Known:
    outcome: Outcome
    tests: frozenset[str]

    def holds(self, tests: frozenset[str]) -> bool:
        """Whether the outcome is that of these tests: more kill no fewer, fewer kill no more."""
        return tests <= self.tests if self.outcome is Outcome.SURVIVED else self.tests <= tests


@final
class Store:
    """Outcomes by mutant, one a line of a file, which is made when the first is kept.

    ``added`` counts those kept since it was opened.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self.added = 0
        self._known: dict[str, _Known] = {}
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            name, outcome, *tests = line.split()
            self._known[name] = _Known(Outcome[outcome], frozenset(tests))

    def find(self, target: Target, mutant: Mutant) -> tuple[Outcome, ...]:
        """Return what became of the mutant; nothing if these tests have not been asked."""
        known = self._known.get(_hash(target.name, mutant.source))
        return (known.outcome,) if known is not None and known.holds(_tests(target)) else ()

    def keep(self, target: Target, mutant: Mutant, outcome: Outcome) -> None:
        """Add what became of the mutant."""
        name, tests = _hash(target.name, mutant.source), _tests(target)
        self._known[name] = _Known(outcome, tests)
        self.added += 1
        with self._file.open("a", encoding="utf-8") as file:
            file.write(" ".join((name, outcome.name, *sorted(tests))) + "\n")


def _tests(target: Target) -> frozenset[str]:
    """Return a hash of each test, which pytest names by its file or within it."""
    return frozenset(
        _hash(test, ROOT.joinpath(test.split("::")[0]).read_text(encoding="utf-8"))
        for test in target.tests
    )


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]
