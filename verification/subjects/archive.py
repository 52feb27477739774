"""Archives: the files in a zip, whatever its headers claim. Nothing is written to a disk."""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from typing import Final, final

from verification.subjects.allowance import DEEPEST, MOST_ENTRIES
from verification.subjects.refusal import Ungradable

LARGEST_ARCHIVE: Final = 2**25
MAGIC: Final = b"PK\x03\x04"
_ENTRY: Final = b"PK\x01\x02"  # begins each entry of the list at the end
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
    *(OverflowError, NotImplementedError, RuntimeError),
)


@final
class Archive:
    """A zip archive in memory.

    Raises, whatever is asked of it:
        Ungradable: it is broken, or means harm: absolute names or ones that lead
            outside, links or encrypted files among the Python files, one name twice.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) > LARGEST_ARCHIVE:
            size = LARGEST_ARCHIVE >> 20
            raise Ungradable(f"it is larger than {size} MiB. Zip the engine's own folder.")
        # Before anything is made of the entries: each begins so, whatever their number is said
        # to be.
        if content.count(_ENTRY) > MOST_ENTRIES:
            raise Ungradable(
                f"it has more than {MOST_ENTRIES:,} files. Zip the engine's own folder."
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN:
            raise Ungradable(
                "it is not a zip archive that can be read. Zip the folder again."
            ) from None
        self._entries = self._listed()

    def paths(self) -> list[str]:
        """Return the files in it, by their paths, parted by slashes."""
        return list(self._entries)

    def read(self, path: str, most: int) -> bytes:
        """Return the first bytes of a file, ``most`` at most, as they really inflate."""
        entry = self._entries[path]
        if entry.flag_bits & _ENCRYPTED:
            raise Ungradable(f"{path} in it is encrypted. Zip the folder without a password.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Ungradable(f"{path} in it is a link. Put the file itself into the archive.")
        if entry.compress_type not in _METHODS:
            raise Ungradable(f"{path} in it is compressed in a rare way. Zip the folder again.")
        try:
            with self._zip.open(entry) as file:
                return file.read(most)
        except _BROKEN:
            raise Ungradable(f"{path} in it is damaged. Zip the folder again.") from None

    def _listed(self) -> dict[str, zipfile.ZipInfo]:
        entries: dict[str, zipfile.ZipInfo] = {}
        spelled: dict[str, str] = {}
        for entry in self._zip.infolist():
            path = entry.orig_filename.replace("\\", "/")  # as some tools on Windows have it
            parts = path.split("/")
            if path.startswith("/") or _DRIVE.match(path) or ".." in parts:
                raise Ungradable(f"it has a file {path[:60]!r}, which leads out of it.")
            if path.endswith("/"):
                continue
            if len(parts) > DEEPEST:
                raise Ungradable(f"it has folders more than {DEEPEST} deep. Zip the engine's own.")
            path = "/".join(part for part in parts if part not in ("", "."))
            alike = unicodedata.normalize("NFC", path).casefold()
            if path.endswith((".py", ".ipynb")) and alike in spelled:
                raise Ungradable(
                    f"it has {spelled[alike][:60]!r} and {path[:60]!r}, which are one file on some "
                    "systems. Rename one."
                )
            spelled[alike] = path
            entries[path] = entry
        return entries


def common_folder(paths: Iterable[str]) -> str:
    """Return the folder that all these files are in, or nothing.

    >>> common_folder(["hw/a.py", "hw/b/c.py"]), common_folder(["hw/a.py", "b.py"])
    ('hw', '')
    """
    tops = {path.partition("/")[0] if "/" in path else "" for path in paths}
    return tops.pop() if len(tops) == 1 else ""
