"""Grade the published engines, and hold what is said of each against what is true of it.

``python -m tests.real``, on Linux, once ``python -m tests.real.fetch DIR --all`` has fetched them.
"""

import argparse
import importlib.metadata
import os
import platform
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.real.account import Account, Row, settle
from tests.real.rendering import Evidence, Measured, document, encode, lead
from tests.real.table import Engine, read_engines, submit
from tests.real.words import said
from verification.grade import grade
from verification.suite import NAME, VERSION, Suite


class _Options(argparse.Namespace):
    packages: list[str]
    engines: Path
    seed: int
    write: Path | None


def main() -> int:
    """Grade the engines; return 0 if each gets its verdict, 1 if not, 2 if they are not there."""
    options = _options()
    begin = time.monotonic()
    chosen = [e for e in read_engines() if not options.packages or e.package in options.packages]
    if lacking := [engine.package for engine in chosen if not engine.is_fetched(options.engines)]:
        _say(
            f"expected {', '.join(lacking)} in {str(options.engines)!r}: "
            "run python -m tests.real.fetch DIR --all, and name DIR with --engines."
        )
        return 2
    account = Account(NAME, VERSION, options.seed, tuple(_grade_all(chosen, options)))
    _say(lead(account))
    if options.write is not None:
        measured = Measured(
            platform.python_version(),
            _version_of_numpy(),
            " ".join((platform.system(), platform.machine(), *platform.libc_ver())).strip(),
            round(time.monotonic() - begin),
        )
        evidence = Evidence("refgrad-real", 1, account, measured)
        from verification.cli.writing import write_report  # noqa: PLC0415 - it loads the pages

        write_report(options.write, "real", encode(evidence), document(evidence))
    return 1 if account.mistaken else 0


def _options() -> _Options:
    parser = argparse.ArgumentParser(prog="python -m tests.real", description=__doc__)
    parser.add_argument("packages", nargs="*", help="such as micrograd; else all")
    fetched = os.environ.get("REFGRAD_REAL_ENGINES", "")
    parser.add_argument(
        "--engines",
        type=Path,
        default=fetched or None,
        required=not fetched,
        metavar="DIR",
        help="where they were fetched to; by default what REFGRAD_REAL_ENGINES says",
    )
    parser.add_argument("--seed", type=int, default=0, help="draw the cases of this seed")
    parser.add_argument(
        "--write", type=Path, metavar="DIR", help="where to write real.json and the like"
    )
    options = parser.parse_args(namespace=_Options())
    known = {engine.package for engine in read_engines()}
    if strangers := [package for package in options.packages if package not in known]:
        parser.error(f"expected packages of engines.toml, got {', '.join(strangers)}")
    if options.packages and options.write is not None:
        parser.error("--write writes what was found of all engines: name none")
    return options


def _grade_all(engines: Sequence[Engine], options: _Options) -> list[Row]:
    """Return a row for each engine, and say at once what was said of it."""
    suite = Suite(options.seed)
    rows: list[Row] = []
    for engine in engines:
        report = grade(submit(engine, options.engines), suite)
        row = settle(engine, said(report))
        _say(f"{_mark(row)} {row.package}: {row.given.value} {row.score:.2f} {_mistakes(row)}")
        rows.append(row)
    return rows


def _mark(row: Row) -> str:
    return "ok   " if row.is_right else "WRONG"


def _mistakes(row: Row) -> str:
    """Return what was missed, accused or taken for missing, and why nothing could be said."""
    parts = {"missed": row.missed, "accused": row.accused, "taken for missing": row.overlooked}
    told = [f"{what}: {', '.join(words)}" for what, words in parts.items() if words]
    return "; ".join([*told, *([row.cause] if row.cause else [])])


def _version_of_numpy() -> str:
    try:
        return importlib.metadata.version("numpy")
    except importlib.metadata.PackageNotFoundError:
        return "not there"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
