"""Submissions: what was handed in, taken once, and never run here."""

import hashlib
from dataclasses import dataclass
from typing import Final, final

LARGEST: Final = 2**20
"""How many bytes a file may have."""


class UnreadableError(Exception):
    """The path is not a file that could be graded; the operator has to name another."""


class Ungradable(Exception):  # noqa: N818 - the report's own word for it
    """The submission cannot be graded, and the reason lies with it; ``cause`` says which."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@final
class Unloaded(Ungradable):
    """The submission does not load; ``why`` is the clause that says for what reason."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} does not load: {why}")
        self.why = why


@final
@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in, taken at one moment: a file, or the Python files of a folder.

    ``name`` is the last part of its ``path``, as in messages. A file's content is its
    ``source``, which ends just beyond 1 MiB where the file goes on; what is in a folder, an
    archive or a notebook are ``files``, by their places in it, and its ``module`` is the
    one of them that is asked for an engine. ``definitions_only`` says that nothing of them
    is to be run but what defines things, ``flaw`` why it cannot be graded, if one saw that.
    """

    name: str
    path: str
    source: bytes
    files: tuple[tuple[str, bytes], ...] = ()
    module: str = ""
    definitions_only: bool = False
    flaw: str = ""

    @property
    def entry(self) -> str:
        """The file that holds the engine: itself, unless it is a folder."""
        return self.module or (self.files[0][0] if len(self.files) == 1 else self.name)

    @property
    def sources(self) -> dict[str, bytes]:
        """Every file's content, by its place."""
        return dict(self.files) or {self.name: self.source}

    @property
    def sha256(self) -> str:
        """The content's SHA-256, in hexadecimal.

        A file's is that of its bytes. A folder's is that of one line per file, in the
        order of their places: the file's own SHA-256, two spaces, its place.
        """
        if self.source or not self.files:
            return hashlib.sha256(self.source).hexdigest()
        lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in self.files)
        return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def screen(submission: Submission) -> None:
    """Look at what can be seen of a submission without running it.

    Raises:
        Ungradable: a file of it is larger than 1 MiB, or holds what no Python file can.
    """
    if submission.flaw:
        raise Ungradable(submission.flaw)
    for name, source in submission.sources.items():
        if len(source) > LARGEST:
            raise Ungradable(f"{name} is larger than 1 MiB, which no engine needs to be.")
        if b"\0" in source:
            raise Ungradable(
                f"{name} is not a Python file: it has NUL bytes. Save it as UTF-8 text."
            )
