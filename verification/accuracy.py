"""How accurate the engine's ops are, and PyTorch's beside them, held against Arb."""

import platform
from collections.abc import Callable
from random import Random
from typing import Final

from verification.catalogue import CATALOGUE, OpSpec
from verification.grid import grid, is_inside
from verification.ledger import PARTS
from verification.render.accuracy import Accuracy, Other, Row
from verification.subjects.protocol import Subject
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject
from verification.survey import Survey, error_of, in_hex

__all__ = ["PARTS", "error_of", "grid", "measure", "survey"]

Progress = Callable[[str, int, int], None]
"""Told which op is being measured, how many are done, and of how many."""

_OURS, _OTHER = "ours", "other"
_MOST_POINTS: Final = 5  # kept of those with an answer that is not finite


def measure(seed: int, effort: int, progress: Progress) -> Accuracy:
    """Return how far refgrad and PyTorch are from the exact numbers, op by op and part by part.

    ``effort`` is the number of mantissas tried in each binade, and tells that of the climbs; 1
    takes about a minute. The same seed and effort give the same rows on the same machine and
    libraries.
    """
    ours, other = RefgradSubject(), TorchSubject()
    rows: list[Row] = []
    for done, spec in enumerate(CATALOGUE.values()):
        progress(spec.name, done, len(CATALOGUE))
        rows += survey(spec, ours, other, seed, effort)
    libm = " ".join(platform.libc_ver()) or platform.platform()
    libraries = (libm, f"Python {platform.python_version()}", platform.machine())
    return Accuracy(seed, effort, f"PyTorch {other.version()}", libraries, tuple(rows))


def survey(spec: OpSpec, ours: Subject, other: Subject, seed: int, effort: int) -> tuple[Row, ...]:
    """Return one row for the op's value and one for each of its partials."""
    rng = Random(f"accuracy/{seed}/{spec.name}")
    search = Survey(spec, {_OURS: ours, _OTHER: other})
    both = (_OURS, _OTHER)
    points = [point for point in grid(spec, rng, effort) if is_inside(spec, point)]
    errors = search.ask(points, both)[_OURS]
    for index in range(spec.arity + 1):
        ranked = sorted(errors, key=lambda point: errors[point][index], reverse=True)
        for start in ranked[: 2 + 2 * effort]:
            search.climb(start, index, _OURS, both)
    return tuple(_row(search, spec.name, part) for part in search.parts)


def _row(search: Survey, op: str, part: str) -> Row:
    """Return what was found of one part."""
    tally, its = search.tallies[_OURS, part], search.tallies[_OTHER, part]
    return Row(
        op,
        part,
        tally.points,
        tally.normal,
        tally.below,
        tuple(map(in_hex, tally.not_finite[:_MOST_POINTS])),
        its.absent or Other(its.normal, its.below, len(its.not_finite)),
        tally.is_by_terms,
    )
