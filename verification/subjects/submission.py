"""Submissions: a file as it was handed in, read once, and never run here."""

import hashlib
import os
import stat
from dataclasses import dataclass
from os import PathLike
from pathlib import PurePath
from typing import Final, final

from verification.wire import clean

_LARGEST: Final = 2**20
# Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it.
_FLAGS: Final[int] = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class UnreadableError(Exception):
    """The path is not a file that could be graded; the operator has to name another."""


class Ungradable(Exception):  # noqa: N818 - the report's own word for it
    """The submission cannot be graded, and the reason lies with it; ``cause`` says which."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@final
@dataclass(frozen=True, slots=True)
class Submission:
    """A file's content, taken at one moment.

    ``name`` is its last part, as in messages; ``sha256`` is of ``source``, which ends
    just beyond 1 MiB where the file goes on.
    """

    name: str
    path: str
    source: bytes

    @property
    def sha256(self) -> str:
        """The content's SHA-256, in hexadecimal."""
        return hashlib.sha256(self.source).hexdigest()


def read_submission(path: str | PathLike[str]) -> Submission:
    """Read a file, once, whatever it holds.

    Raises:
        UnreadableError: nothing is there, or it is not a file, or may not be read.
    """
    given = os.fsencode(path).decode("utf-8", "replace")
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"{error}"
        raise UnreadableError(f"cannot read {given!r}: {reason}. Name a Python file.") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            kind = "a directory" if stat.S_ISDIR(mode) else "not a regular file"
            raise UnreadableError(f"{given!r} is {kind}. Name a Python file.")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            source = file.read(_LARGEST + 1)
    finally:
        os.close(descriptor)
    return Submission(clean(PurePath(given).name), given, source)


def screen(submission: Submission) -> None:
    """Look at what can be seen of a submission without running it.

    Raises:
        Ungradable: it is a notebook, is larger than 1 MiB, or holds what no Python file can.
    """
    name, source = submission.name, submission.source
    if name.endswith(".ipynb"):
        raise Ungradable(
            f"{name} does not load. This is a notebook: export it as a .py file first."
        )
    if len(source) > _LARGEST:
        raise Ungradable(f"{name} is larger than 1 MiB, which no engine needs to be.")
    if b"\0" in source:
        raise Ungradable(f"{name} is not a Python file: it has NUL bytes. Save it as UTF-8 text.")
