"""Archives: the Python files in a zip, taken out in memory and no further than they need be."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from verification.subjects.folder import Files, checked, is_wanted
from verification.subjects.submission import LARGEST

_MOST_MEMBERS: Final = 10_000
_ENCRYPTED: Final = 0x1


class BadArchiveError(ValueError):
    """The bytes are no zip archive, or one that means harm; the message says which."""


def unpack(data: bytes) -> Files:
    """Return the Python files and notebooks in a zip archive, by their places in it.

    Where all lie in one folder, as when a folder was zipped, that is taken away.

    Raises:
        BadArchiveError: it is no archive, or has places outside itself, links, passwords, or
            two files of one place.
        TooMuchError: the files are too many, or too large together.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = checked(_members(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise BadArchiveError(f"it is no zip archive that can be read ({error})") from None
    return _without_top(files)


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise BadArchiveError(f"it has more than {_MOST_MEMBERS:,} members")
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        parts = name.split("/")
        if name.startswith("/") or ".." in parts or ":" in parts[0]:
            raise BadArchiveError(f"it has a member outside itself, {name[:80]!r}")
        if member.is_dir() or not is_wanted(name):
            continue
        if stat.S_ISLNK(member.external_attr >> 16):
            raise BadArchiveError(f"{name[:80]!r} in it is a link")
        if member.flag_bits & _ENCRYPTED:
            raise BadArchiveError("it has a password")
        if name.casefold() in seen:
            raise BadArchiveError(f"it has two files {name[:80]!r}")
        seen.add(name.casefold())
        with archive.open(member) as file:
            yield name, file.read(LARGEST + 1)  # whatever size it claims to have


def _without_top(files: Files) -> Files:
    tops = {name.partition("/")[0] for name, _ in files}
    is_one = len(tops) == 1 and all("/" in name for name, _ in files)
    top = next(iter(tops), "")
    # A package keeps its own folder, whose name its modules may use.
    if not is_one or f"{top}/__init__.py" in dict(files):
        return files
    return tuple((name.partition("/")[2], data) for name, data in files)
