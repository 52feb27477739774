"""Every fault put to every peer, and to the suite; and the right engines put to the peers."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from typing import Final, final

from benchmarks.detection.engine import EngineFunction, load
from benchmarks.detection.peers import peers
from benchmarks.detection.questions import (
    Run,
    alone,
    columns_of,
    programs,
    unaskable,
    wordings_of,
)
from benchmarks.detection.shown import shows
from verification.catalogue import CATALOGUE
from verification.faults import FAULTS
from verification.faults.engines import Style, ops_of, write, write_fault
from verification.faults.fault import Change, Rule, Word
from verification.render.detection import Sound, Tally, Tried
from verification.suite import Suite
from verification.trials import try_fault

STYLE: Final = Style.CLOSURES
"""How the engines are built, for the peers and for the suite."""

WRONG: Final = tuple(
    fault for fault in FAULTS.values() if fault.word in {Word.DIFFERS, Word.FAILED}
)
"""The faults that make an engine wrong; the others are accepted, missing ops or notes."""

Progress = Callable[[str, int, int], None]
"""Told what was done, how many are done, and of how many."""


@final
@dataclass(frozen=True, slots=True)
class Budget:
    """How much is asked: the seed, the runs of each protocol, and the numbers for a right op."""

    seed: int
    runs: int
    inputs: int


def workers(jobs: int) -> ProcessPoolExecutor:
    """Return processes to share the work, each of which loads the libraries once."""
    return ProcessPoolExecutor(jobs, get_context("spawn"), _silence)


def _silence() -> None:
    warnings.simplefilter("ignore")  # of overflow in numpy, where an engine is wrong enough


def try_faults(
    pool: Executor, ids: Sequence[str], budget: Budget, progress: Progress
) -> Iterator[Tried]:
    """Yield what peers and the suite say of each of these faults, in order."""
    answers = pool.map(_try, ids, repeat(budget.runs), repeat(budget.seed), chunksize=2)
    for done, tried in enumerate(answers, 1):
        progress(tried.id, done, len(ids))
        yield tried


def try_sound(pool: Executor, budget: Budget, progress: Progress) -> Sound:
    """Return what the peers say of right engines: one with many ops, and one for each op."""
    ops = ("", *CATALOGUE)
    alarms = [[0] * len(peers()), [0] * len(peers())]
    answers = pool.map(_try_right, ops, repeat(budget.runs), repeat(budget.seed))
    for done, tallies in enumerate(answers, 1):
        progress("right engines", done, len(ops))
        for row, tally in zip(alarms, tallies, strict=True):
            row[:] = [a + b for a, b in zip(row, tally.caught, strict=True)]
    return Sound(len(ops), len(ops) * budget.runs, (tuple(alarms[0]), tuple(alarms[1])))


def _try(fault: str, runs: int, seed: int) -> Tried:
    wrong = FAULTS[fault]
    source = write_fault(STYLE, wrong)
    return Tried(
        wrong.id,
        wrong.title,
        unaskable(wrong.change),
        try_fault(wrong, STYLE, _suite(seed)).is_killed,
        _tallies(source, wrong.change, runs, seed),
    )


def _try_right(op: str, runs: int, seed: int) -> tuple[Tally, Tally]:
    """Return what is said of a right engine, asked as if the op had a fault."""
    change = Rule(op) if op else None  # changes nothing
    return _tallies(write(STYLE, None, ops_of(change)), change, runs, seed)


@cache
def _suite(seed: int) -> Suite:
    """One suite for all faults of a process, since it keeps its references."""
    return Suite(seed)


def _tallies(source: str, change: Change | None, runs: int, seed: int) -> tuple[Tally, Tally]:
    ops = ops_of(change)
    return (
        _tally(source, ops, alone(wordings_of(change), runs, seed)),
        _tally(source, ops, programs(ops, runs, seed)),
    )


def _tally(source: str, ops: Sequence[str], runs: Sequence[Run]) -> Tally:
    """Return in how many runs a number was wrong, and in how many each peer objected.

    Each peer has an engine of its own for all runs, as in a process of its user's.
    """
    right = load(write(STYLE, None, tuple(ops)), ops)
    suspect = load(source, ops)
    showed = sum(any(shows(suspect, right, question) for question in run) for run in runs)
    caught: list[int] = []
    for peer in peers().values():
        engine = load(source, ops)
        caught.append(
            sum(
                not all(
                    peer.accepts(EngineFunction(engine, each.program), columns_of(each))
                    for each in run
                )
                for run in runs
            )
        )
    return Tally(showed, tuple(caught))
