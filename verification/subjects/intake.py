"""Intake: a file, folder, zip or notebook is read once, and is a submission from then on."""

import os
import stat
from collections.abc import Sequence
from os import PathLike
from pathlib import Path, PurePath
from typing import Final

from verification.subjects.allowance import LARGEST_FILE, SourceFile, chosen, take
from verification.subjects.archive import LARGEST_ARCHIVE, MAGIC, Archive, common_folder
from verification.subjects.entries import entries_among
from verification.subjects.folder import Folder
from verification.subjects.notebook import LARGEST_NOTEBOOK, read_notebook
from verification.subjects.refusal import Ungradable, UnreadableError
from verification.subjects.submission import Submission
from verification.wire import clean

_WANTED: Final = "Name a Python file, a folder or a .zip of them, or a notebook."
# Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it.
_FLAGS: Final[int] = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_OTHER_ARCHIVES: Final = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz")
_NOTEBOOK: Final = ".ipynb"


def read_submission(path: str | PathLike[str]) -> Submission:
    """Read what was handed in, once, whatever it holds.

    What is wrong with it goes into its ``flaws``, which ``screen`` looks at.

    Raises:
        UnreadableError: nothing is there, or it is neither a file nor a folder, or it or
            something in it may not be read.
    """
    given = os.fsencode(path).decode("utf-8", "replace")
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"{error}"
        raise UnreadableError(f"cannot read {given!r}: {reason}. {_WANTED}") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            return _of_folder(given, Folder(descriptor, given))
        if not stat.S_ISREG(mode):
            raise UnreadableError(f"{given!r} is not a regular file. {_WANTED}")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(LARGEST_FILE + 1)
            is_zip = content.startswith(MAGIC) or given.lower().endswith(".zip")
            if is_zip or given.lower().endswith(_NOTEBOOK):
                most = LARGEST_ARCHIVE if is_zip else LARGEST_NOTEBOOK
                content += file.read(most - LARGEST_FILE)
    except OSError as error:
        raise UnreadableError(f"cannot read {given!r}: {error.strerror}. {_WANTED}") from None
    finally:
        os.close(descriptor)
    return _of_zip(given, content) if is_zip else _of_file(given, content)


def _of_file(given: str, content: bytes) -> Submission:
    name = _name(given)
    if name.lower().endswith(_NOTEBOOK):
        return _of_notebook(name, given, name, content)
    flaws: tuple[str, ...] = ()
    if name.lower().endswith(_OTHER_ARCHIVES):
        flaws = (f"{name} is an archive of another kind. Hand in a .zip of the folder.",)
    return Submission(name, given, content, flaws=flaws)


def _of_notebook(name: str, given: str, path: str, content: bytes) -> Submission:
    try:
        notebook = read_notebook(path, content)
    except Ungradable as error:
        return Submission(name, given, content, flaws=(error.cause,))
    return Submission(name, given, notebook.source, notebook=notebook)


def _of_zip(given: str, content: bytes) -> Submission:
    name = _name(given)
    try:
        archive = Archive(content)
        paths = chosen(archive.paths())
        if len(paths) == 1 and paths[0].endswith(_NOTEBOOK):
            notebook = archive.read(paths[0], LARGEST_NOTEBOOK + 1)
            return _of_notebook(name, given, paths[0], notebook)
        files = take(paths, archive.read)
    except Ungradable as error:
        return Submission(name, given, content, flaws=(f"{name} cannot be taken: {error}",))
    top = common_folder(paths)
    inner = [SourceFile(file.path[len(top) :].lstrip("/"), file.source) for file in files]
    return _of_files(name, given, top or PurePath(name).stem, inner)


def _of_folder(given: str, folder: Folder) -> Submission:
    name = _name(given)
    try:
        paths = chosen(folder.paths())
        if len(paths) == 1 and paths[0].endswith(_NOTEBOOK):
            notebook = folder.read(paths[0], LARGEST_NOTEBOOK + 1)
            return _of_notebook(name, given, paths[0], notebook)
        return _of_files(name, given, name, take(paths, folder.read))
    except Ungradable as error:
        return Submission(name, given, b"", flaws=(f"{name} cannot be taken: {error}",))


def _of_files(name: str, given: str, top: str, files: Sequence[SourceFile]) -> Submission:
    entries = entries_among(files)
    source = next(file.source for file in files if file.path == entries[0])
    return Submission(name, given, source, tuple(files), entries, top)


def _name(given: str) -> str:
    """Return the last part of a path, that of `.` and the like as well."""
    return clean(PurePath(given).name or Path(given).resolve().name) or "submission"
