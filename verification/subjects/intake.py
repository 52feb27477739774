"""Intake: what was handed in is read once: a file, a folder, a zip archive or a notebook."""

import os
import re
import stat
from os import PathLike
from pathlib import Path, PurePath
from typing import Final

from verification.subjects.archive import BadArchiveError, unpack
from verification.subjects.folder import Files, TooMuchError, gather
from verification.subjects.notebook import NotANotebookError, code_of
from verification.subjects.submission import LARGEST, Submission, UnreadableError
from verification.wire import clean

_LARGEST_FILE: Final = 2**24  # an archive, or a notebook with its pictures
# Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it.
_FLAGS: Final[int] = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_RELATIVE: Final = re.compile(rb"^[ \t]*from[ \t]+\.", re.MULTILINE)
_INIT: Final = "__init__.py"
_KINDS: Final = "a Python file, a folder or .zip of them, or a notebook."


def read_submission(path: str | PathLike[str]) -> Submission:
    """Read what was handed in, once, whatever it holds.

    Raises:
        UnreadableError: nothing is there, or it is neither a file nor a folder, or may not
            be read.
    """
    given = os.fsencode(path).decode("utf-8", "replace")
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _unreadable(given, error) from None
    try:
        mode = os.fstat(descriptor).st_mode
        name = clean(PurePath(given).name or Path(given).resolve().name)
        if stat.S_ISDIR(mode):
            return _folder(name, given, descriptor)
        if not stat.S_ISREG(mode):
            raise UnreadableError(f"{given!r} is not a regular file. Name {_KINDS}")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            is_whole = name.lower().endswith((".zip", ".ipynb"))
            data = file.read((_LARGEST_FILE if is_whole else LARGEST) + 1)
    except OSError as error:
        raise _unreadable(given, error) from None
    finally:
        os.close(descriptor)
    return _file(name, given, data)


def _unreadable(given: str, error: OSError | ValueError) -> UnreadableError:
    reason = error.strerror if isinstance(error, OSError) else f"{error}"
    return UnreadableError(f"cannot read {given!r}: {reason}. Name {_KINDS}")


def _file(name: str, given: str, data: bytes) -> Submission:
    kind = PurePath(name).suffix.lower()
    if kind not in (".zip", ".ipynb"):
        return Submission(name, given, data)
    if len(data) > _LARGEST_FILE:
        flaw = f"{name} is larger than {_LARGEST_FILE >> 20} MiB, which no engine needs to be."
        return Submission(name, given, data[:LARGEST], flaw=flaw)
    try:
        if kind == ".ipynb":
            return Submission(name, given, data, ((name, code_of(data)),))
        return _arranged(name, given, data, unpack(data))
    except (NotANotebookError, BadArchiveError, TooMuchError) as error:
        return Submission(
            name, given, data, flaw=f"{name} does not load: {error}. Hand in {_KINDS}"
        )


def _folder(name: str, given: str, descriptor: int) -> Submission:
    try:
        return _arranged(name, given, b"", gather(descriptor))
    except TooMuchError as error:
        flaw = f"{name} is more than an engine: {error}. Hand in the engine's own folder."
        return Submission(name, given, b"", flaw=flaw)


def _arranged(name: str, given: str, data: bytes, files: Files) -> Submission:
    """Return a submission of several files, as they have to lie to find each other."""
    modules = tuple((place, code) for place, code in files if place.endswith(".py"))
    notebooks = tuple((place, code) for place, code in files if place.endswith(".ipynb"))
    if not modules and len(notebooks) == 1:
        ((place, code),) = notebooks
        try:
            return Submission(name, given, data, ((place, code_of(code)),))
        except NotANotebookError as error:
            return Submission(
                name, given, data, flaw=f"{place} does not load: {error}. Hand in {_KINDS}"
            )
    if not modules:
        has = f"{len(notebooks)} notebooks, and no" if notebooks else "no"
        return Submission(
            name, given, data, flaw=f"{name} has {has} Python file in it. Hand in {_KINDS}"
        )
    at_top = [code for place, code in modules if "/" not in place]
    is_package = any(place == _INIT for place, _ in modules) or any(map(_RELATIVE.search, at_top))
    if is_package:  # its modules know each other as parts of it, under its name
        stem = PurePath(name).stem
        top = stem if stem.isidentifier() else "submission"
        modules = tuple((f"{top}/{place}", code) for place, code in modules)
    return Submission(name, given, data, modules)
