"""Folders: the Python files in one, read without following a link."""

import os
import stat
from collections.abc import Iterator
from typing import Final

from verification.subjects.submission import LARGEST

MOST_FILES: Final = 200
MOST_BYTES: Final = 2**22
_DEEPEST: Final = 8
_LINKLESS: Final[int] = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
# What lies in a folder and was not written by whoever handed it in.
_FOREIGN: Final = frozenset(
    ("__pycache__", "site-packages", "node_modules", "venv", "env", "build", "dist")
)

Files = tuple[tuple[str, bytes], ...]
"""The content of each file, by its place."""


class TooMuchError(ValueError):
    """There is more in a submission than an engine needs; the message says of what."""


def gather(folder: int) -> Files:
    """Return the Python files and notebooks below an open folder, by their places in it.

    Links, hidden files and what an installer or the interpreter put there are passed over.

    Raises:
        TooMuchError: they are too many, or too large together.
        OSError: one of them cannot be read.
    """
    return checked(_walk(folder, "", 0))


def checked(files: Iterator[tuple[str, bytes]]) -> Files:
    """Return the files in the order of their places.

    Raises:
        TooMuchError: they are too many, or too large together.
    """
    kept: dict[str, bytes] = {}
    size = 0
    for name, data in files:
        kept[name] = data
        size += len(data)
        if len(kept) > MOST_FILES:
            raise TooMuchError(f"it has more than {MOST_FILES} Python files")
        if size > MOST_BYTES:
            raise TooMuchError(f"its Python files are larger than {MOST_BYTES >> 20} MiB together")
    return tuple(sorted(kept.items()))


def is_wanted(name: str) -> bool:
    """Whether a file of this place, with slashes, is one that a submission is made of.

    >>> is_wanted("nn/engine.py"), is_wanted("venv/engine.py"), is_wanted("notes.txt")
    (True, False, False)
    """
    *folders, last = name.split("/")
    return (
        last.endswith((".py", ".ipynb"))
        and not any(part.startswith(".") for part in (*folders, last))
        and not _FOREIGN.intersection(folders)
        and len(folders) <= _DEEPEST
    )


def _walk(folder: int, above: str, depth: int) -> Iterator[tuple[str, bytes]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        place = f"{above}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if depth < _DEEPEST and is_wanted(f"{place}/_.py"):
                inner = os.open(entry.name, _LINKLESS | os.O_DIRECTORY, dir_fd=folder)
                try:
                    yield from _walk(inner, f"{place}/", depth + 1)
                finally:
                    os.close(inner)
        elif entry.is_file(follow_symlinks=False) and is_wanted(place):
            descriptor = os.open(entry.name, _LINKLESS, dir_fd=folder)
            with os.fdopen(descriptor, "rb") as file:
                if stat.S_ISREG(os.fstat(descriptor).st_mode):
                    yield place, file.read(LARGEST + 1)
