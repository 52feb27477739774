"""Submissions: what was handed in, read once and sealed, and never run here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from verification.subjects.allowance import LARGEST_FILE, SourceFile
from verification.subjects.notebook import Notebook
from verification.subjects.refusal import Ungradable, Unloaded, UnreadableError

__all__ = ["SourceFile", "Submission", "Ungradable", "Unloaded", "UnreadableError", "screen"]


@final
@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in, taken at one moment.

    ``name`` is its last part, as in messages. ``source`` is the content of the file,
    which ends just beyond 1 MiB where the file goes on; of a folder or an archive, that
    of the likeliest entry module; of a notebook, its code.

    Of a folder or an archive, ``files`` are all its Python files in order of their
    paths, the entry included; ``entries`` are the paths of those that may hold the
    engine, the likeliest first; ``top`` is the name of the folder that holds them, by
    which they may import each other. ``flaws`` say why it cannot be graded, as far as
    that was seen while it was read. ``module`` is the one to be asked for an engine, and
    ``definitions_only`` says to run nothing but what defines things.
    """

    name: str
    path: str
    source: bytes
    files: tuple[SourceFile, ...] = ()
    entries: tuple[str, ...] = ()
    top: str = ""
    notebook: Notebook | None = None
    flaws: tuple[str, ...] = ()
    module: str = ""
    definitions_only: bool = False

    @property
    def sha256(self) -> str:
        """The content's SHA-256, in hexadecimal.

        Of a file or a notebook it is that of its bytes. Of several files it is that of a
        list, in order of their paths: for each its own SHA-256, two spaces, its path and
        a newline, which is what ``sha256sum`` prints of them.
        """
        if not self.files:
            sealed = self.source if self.notebook is None else self.notebook.content
            return hashlib.sha256(sealed).hexdigest()
        listed = "".join(
            f"{hashlib.sha256(file.source).hexdigest()}  {file.path}\n" for file in self.files
        )
        return hashlib.sha256(listed.encode()).hexdigest()

    @property
    def sources(self) -> Mapping[str, bytes]:
        """The content of every module, by its path: of one file, by its name."""
        if not self.files:
            return {self.name: self.source}
        return {file.path: file.source for file in self.files}

    @property
    def candidates(self) -> tuple[str, ...]:
        """The paths of the modules that may hold the engine, the likeliest first."""
        return self.entries or (self.name,)

    @property
    def entry(self) -> str:
        """The path of the module to be asked for an engine."""
        return self.module or self.candidates[0]

    def place(self, line: int, file: str = "") -> str:
        """Return where a line is, for a message; ``file`` is the module it is in.

        >>> Submission("v.py", "v.py", b"").place(7)
        'line 7'
        """
        if self.notebook is not None:
            return self.notebook.place(line)
        return f"line {line} of {file}" if file and self.files else f"line {line}"


def screen(submission: Submission) -> None:
    """Look at what can be seen of a submission without running it.

    Raises:
        Ungradable: a flaw was seen while it was read, or a file of it is larger than
            1 MiB, or holds what no Python file can.
    """
    name = submission.name
    for flaw in submission.flaws:
        raise Ungradable(flaw)
    for path, source in submission.sources.items():
        where = f"{path} in {name}" if submission.files else name
        if len(source) > LARGEST_FILE:
            raise Ungradable(f"{where} is larger than 1 MiB, which no engine needs to be.")
        if b"\0" in source:
            raise Ungradable(
                f"{where} is not a Python file: it has NUL bytes. Save it as UTF-8 text."
            )
