"""One run over all frameworks that are there: league, conventions, ledger."""

import platform
from collections.abc import Callable, Mapping

from verification.catalogue import CATALOGUE
from verification.comparison import Comparison, Curve, Missing, Present, Row
from verification.frameworks.check import check
from verification.frameworks.customs import customs
from verification.frameworks.league import compare
from verification.frameworks.roster import Framework
from verification.ledger import Entry
from verification.subjects.refgrad import RefgradSubject

Progress = Callable[[str, int, int], None]
"""Told which op is being measured, how many are done, and of how many."""

OURS = "refgrad"


def measure(
    frameworks: Mapping[str, Framework],
    missing: tuple[Missing, ...],
    entries: tuple[Entry, ...],
    seed: int,
    effort: int,
    progress: Progress,
) -> Comparison:
    """Return what was found of refgrad and the frameworks; ``effort`` is that of the grid.

    An entry whose framework is not there is not asked.
    """
    subjects = {OURS: RefgradSubject(), **frameworks}
    rows: list[Row] = []
    curves: list[Curve] = []
    for done, spec in enumerate(CATALOGUE.values()):
        progress(spec.name, done, len(CATALOGUE))
        more, drawn = compare(spec, subjects, entries, seed, effort)
        rows += more
        curves += drawn
    libm = " ".join(platform.libc_ver()) or platform.platform()
    return Comparison(
        seed,
        effort,
        (Present(OURS, ""), *(Present(name, each.version()) for name, each in frameworks.items())),
        missing,
        (libm, f"Python {platform.python_version()}", platform.machine()),
        tuple(rows),
        tuple(curves),
        tuple(customs(subjects)),
        tuple(check(frameworks, entries)),
    )
