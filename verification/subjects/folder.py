"""Folders: the files in one, found and read by descriptor, so that no link leads out of it."""

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final, final

from verification.subjects.allowance import DEEPEST, MOST_ENTRIES, is_foreign
from verification.subjects.refusal import Ungradable, UnreadableError

_NO_LINK: Final[int] = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@final
class Folder:
    """An open folder.

    Raises, whatever is asked of it:
        UnreadableError: something in it may not be read, or is no longer there.
    """

    def __init__(self, descriptor: int, given: str) -> None:
        self._descriptor = descriptor
        self._given = given
        self._seen = 0

    def paths(self) -> list[str]:
        """Return the regular files in it and below, by their paths, parted by slashes.

        Raises:
            Ungradable: there are too many, or it is too deep.
        """
        return list(self._walk(self._descriptor, "", DEEPEST))

    def read(self, path: str, most: int) -> bytes:
        """Return the first bytes of a file, ``most`` at most."""
        *folders, name = path.split("/")
        with ExitStack() as stack:
            descriptor = self._descriptor
            for part in folders:
                descriptor = self._open(path, part, descriptor, os.O_DIRECTORY)
                stack.callback(os.close, descriptor)
            descriptor = self._open(path, name, descriptor, 0)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise UnreadableError(f"{path!r} in {self._given!r} changed while it was read.")
                return file.read(most)

    def _walk(self, descriptor: int, above: str, levels: int) -> Iterator[str]:
        if levels == 0:
            raise Ungradable(f"it has folders more than {DEEPEST} deep. Hand in the engine's own.")
        with os.scandir(descriptor) as entries:
            for entry in entries:
                self._seen += 1
                if self._seen > MOST_ENTRIES:
                    raise Ungradable(
                        f"it has more than {MOST_ENTRIES:,} files. Hand in the engine's own folder."
                    )
                path = above + os.fsencode(entry.name).decode("utf-8", "replace")
                if entry.is_file(follow_symlinks=False):
                    yield path
                elif entry.is_dir(follow_symlinks=False) and not is_foreign(entry.name):
                    inner = self._open(path, entry.name, descriptor, os.O_DIRECTORY)
                    try:
                        yield from self._walk(inner, f"{path}/", levels - 1)
                    finally:
                        os.close(inner)

    def _open(self, path: str, name: str, folder: int, more: int) -> int:
        try:
            return os.open(name, _NO_LINK | more, dir_fd=folder)
        except OSError as error:
            raise UnreadableError(
                f"cannot read {path!r} in {self._given!r}: {error.strerror}."
            ) from None
