"""Fetch the published engines: ``python -m tests.real.fetch DIR [--all]``.

Each package goes into a folder of its own, DIR/PACKAGE, since some would write to the same files.
Nothing of a package runs: only wheels are taken, and only those of the content that was read.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.real.table import Engine, read_engines

_AT_A_TIME: Final = 4  # pip mostly waits for the index
_PIP: Final = (
    sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
    "--no-deps", "--require-hashes", "--no-compile", "--only-binary", ":all:",
)  # fmt: skip


class NotFetchedError(Exception):
    """A package is not where it should be, for a reason that the message gives."""


class _Options(argparse.Namespace):
    directory: Path
    all: bool


def main() -> int:
    """Fetch the engines of the default run, or all; return 1 if one could not be had."""
    parser = argparse.ArgumentParser(prog="python -m tests.real.fetch", description=__doc__)
    parser.add_argument("directory", type=Path, metavar="DIR", help="where to put them")
    parser.add_argument("--all", action="store_true", help="not only those of the default run")
    options = parser.parse_args(namespace=_Options())
    chosen = [engine for engine in read_engines() if options.all or engine.default]
    try:
        fetch(chosen, options.directory)
    except NotFetchedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def fetch(engines: Iterable[Engine], root: Path) -> None:
    """Install each engine's package into a folder of its own, unless it is there.

    Raises:
        NotFetchedError: pip could not install one, or another version of it is there.
    """
    root.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for waiting in [pool.submit(_fetch_one, engine, root) for engine in engines]:
            waiting.result()


def requirement(engine: Engine) -> str:
    """Return the line of a requirements file that admits this wheel and no other."""
    return f"{engine.package}=={engine.version} --hash=sha256:{engine.sha256}\n"


def _fetch_one(engine: Engine, root: Path) -> None:
    if engine.is_fetched(root):
        return
    folder = root / engine.package
    if folder.exists():
        raise NotFetchedError(
            f"expected {engine.package} {engine.version} in {str(folder)!r}, found something else: "
            "remove the folder, or name another."
        )
    with tempfile.TemporaryDirectory() as place:
        requirements = Path(place, "requirements.txt")
        requirements.write_text(requirement(engine), encoding="utf-8")
        done = subprocess.run(
            [*_PIP, "--target", folder, "-r", requirements],
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
    if done.returncode:
        raise NotFetchedError(
            f"pip did not install {engine.package} {engine.version}:\n{done.stderr.strip()}"
        )
    if not engine.is_fetched(root):
        raise NotFetchedError(f"{engine.package} {engine.version} has no {engine.path(root)}.")


if __name__ == "__main__":
    sys.exit(main())
