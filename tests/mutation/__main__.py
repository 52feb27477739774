"""Mutate the harness and count what its tests notice: `python -m tests.mutation`, on Linux."""

import argparse
import importlib.metadata
import os
import platform
import random
import sys
import time
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from tests.mutation.account import GOAL, Change, Tried, read_equivalents, settle, stale
from tests.mutation.mutant import Mutant, Outcome
from tests.mutation.mutators import mutants
from tests.mutation.plan import TARGETS, Target
from tests.mutation.rendering import Evidence, Measured, document, encode
from tests.mutation.store import Store
from tests.mutation.trial import Children, limit, outcome


class _Options(argparse.Namespace):
    modules: list[str]
    jobs: int
    sample: int
    match: str
    store: Path
    write: Path | None


def main() -> int:
    """Try the mutants; return 0 if enough were killed and the list of equivalents holds."""
    options = _options()
    begin = time.monotonic()
    targets = [t for t in TARGETS if not options.modules or t.name in options.modules]
    every = {target: mutants(target.source, options.match) for target in targets}
    reasons, store = read_equivalents(), Store(options.store)
    tried = [
        each
        for target, chosen in _drawn(every, options.sample).items()
        for each in _try_all(target, chosen, options.jobs, store, reasons)
    ]
    account = settle(tried, reasons, {target.name: len(found) for target, found in every.items()})
    for row in (*account.modules, account.total):
        _say(f"{row.module}: {row.killed} of {row.killed + row.survived}, {row.score:.1f} %")
    noticed = stale(tried, reasons)
    for module, before, after in noticed:
        _say(f"listed as equivalent, and killed: {module}\n  - {before}\n  + {after}")
    if options.write is not None:
        measured = Measured(
            importlib.metadata.version("cosmic-ray"),
            platform.python_version(),
            options.jobs,
            store.added,
            round(time.monotonic() - begin),
        )
        evidence = Evidence("refgrad-mutation", 1, account, measured)
        from verification.cli.writing import write_report  # noqa: PLC0415 - it loads the harness

        write_report(options.write, "mutation", encode(evidence), document(evidence))
    return 0 if account.total.score >= GOAL and not noticed else 1


def _options() -> _Options:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as judge or oracles.hull; else all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="draw N of the oracles' mutants; 0: all"
    )
    parser.add_argument(
        "--store", type=Path, default=os.devnull, metavar="FILE", help="keep outcomes, and go on"
    )
    parser.add_argument("--match", default="", help="only mutants of lines that hold this text")
    parser.add_argument(
        "--write", type=Path, metavar="DIR", help="where to write mutation.json and the like"
    )
    return parser.parse_args(namespace=_Options())


def _drawn(
    every: Mapping[Target, Sequence[Mutant]], size: int
) -> Mapping[Target, Sequence[Mutant]]:
    """Return all mutants, or so many of all of the modules of which a sample will do."""
    pool = [
        (target, i)
        for target, found in every.items()
        if target.is_sampled
        for i in range(len(found))
    ]
    if not 0 < size < len(pool):
        return every
    # Drawn anew once tests were written for the last draw: that says nothing more of the others.
    kept = set(random.Random("refgrad/mutation/2").sample(pool, size))
    return {
        target: [m for i, m in enumerate(found) if not target.is_sampled or (target, i) in kept]
        for target, found in every.items()
    }


def _try_all(
    target: Target, chosen: Sequence[Mutant], jobs: int, store: Store, known: Container[Change]
) -> Iterable[Tried]:
    """Return the mutants of the module, tried; say at once which survive and are not known to."""
    begin = time.monotonic()
    found = {
        index: Tried(target.name, mutant, became)
        for index, mutant in enumerate(chosen)
        for became in store.find(target, mutant)
    }
    waiting = [index for index in range(len(chosen)) if index not in found]
    seconds = limit(target) if waiting else 0.0
    children = Children()
    running: dict[int, int] = {}

    def collect() -> None:
        child, spent = children.wait()
        index = running.pop(child)
        found[index] = Tried(target.name, chosen[index], outcome(spent))
        store.keep(target, chosen[index], found[index].outcome)

    for index in waiting:
        if children.count >= jobs:
            collect()
        running[children.start(target, chosen[index].source, seconds)] = index
    while children.count:
        collect()
    for each in found.values():
        if each.outcome is Outcome.SURVIVED and each.change not in known:
            line = each.mutant
            _say(f"survived: {each.module}:{line.line}\n  - {line.before}\n  + {line.after}")
    _say(f"{target.name}: {len(waiting)} tried in {time.monotonic() - begin:.0f} s")
    return [found[index] for index in sorted(found)]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
