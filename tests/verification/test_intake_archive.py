"""Archives that mean harm, or are broken, are refused with what to do about it."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tests.verification.handed_in import ENGINE, flaw, read_bytes, zipped
from verification.subjects.allowance import MOST_ENTRIES
from verification.subjects.archive import LARGEST_ARCHIVE

GOOD = zipped({"engine.py": ENGINE})


def entry(
    name: str, content: bytes = ENGINE, mode: int = 0, method: int = zipfile.ZIP_STORED
) -> bytes:
    buffer = io.BytesIO()
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = method
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, content)
    return buffer.getvalue()


def patched(content: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    at = content.index(signature) + offset
    return content[:at] + value + content[at + len(value) :]


ENCRYPTED = patched(patched(GOOD, b"PK\x01\x02", 8, b"\x01\0"), b"PK\x03\x04", 6, b"\x01\0")
# The header claims 3 bytes where a million zeros inflate.
LYING = patched(zipped({"engine.py": b"\0" * 10**6}), b"PK\x01\x02", 24, struct.pack("<I", 3))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (entry("/etc/engine.py"), "'/etc/engine.py', which leads out of it"),
        (entry("a/../../engine.py"), "which leads out of it"),
        (entry("..\\engine.py"), "which leads out of it"),
        (entry("C:\\engine.py"), "which leads out of it"),
        (entry("engine.py", b"/etc/passwd", stat.S_IFLNK | 0o777), "engine.py in it is a link"),
        (entry("engine.py", method=zipfile.ZIP_LZMA), "compressed in a rare way"),
        (zipped({"Engine.py": ENGINE, "engine.py": b""}), "one file on some systems"),
        (zipped({"é.py": ENGINE, "e\u0301.py": b""}), "one file on some systems"),
        (ENCRYPTED, "encrypted. Zip the folder without a password"),
        (LYING, "damaged. Zip the folder again"),
        (GOOD[:-30], "not a zip archive that can be read"),
        (b"PK\x03\x04", "not a zip archive that can be read"),
        (b"", "not a zip archive that can be read"),
        (b"x = 1\n", "not a zip archive that can be read"),
        (patched(GOOD, b"class", 0, b"CLASS") if b"class" in GOOD else GOOD[:40] + b"x" + GOOD[41:],
         "damaged"),
        (GOOD + b"PK\x01\x02" * MOST_ENTRIES, "more than 20,000 files"),
        (GOOD + bytes(LARGEST_ARCHIVE), "larger than 32 MiB"),
    ],
    ids=[
        *("absolute", "parent", "backslash", "drive", "link", "lzma", "case", "accent"),
        *("encrypted", "lying", "cut", "begun", "empty", "text", "flipped", "many", "large"),
    ],
)  # fmt: skip
def test_a_bad_archive_is_refused(content: bytes, expected: str, tmp_path: Path) -> None:
    submission = read_bytes(tmp_path, "hw.zip", content)
    assert expected in flaw(submission)
    assert not submission.files


def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("engine.py", ENGINE)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("engine.py", b"")
    assert "one file on some systems" in flaw(read_bytes(tmp_path, "hw.zip", buffer.getvalue()))


def test_a_bomb_is_not_inflated_beyond_its_allowance(tmp_path: Path) -> None:
    content = zipped({"engine.py": b"#" * 2**28})
    assert "larger than 1 MiB" in flaw(read_bytes(tmp_path, "hw.zip", content))


def test_names_as_windows_writes_them_are_folders(tmp_path: Path) -> None:
    submission = read_bytes(tmp_path, "hw.zip", entry("grad\\engine.py"))
    assert (submission.top, list(submission.sources)) == ("grad", ["engine.py"])


def test_a_zip_is_known_by_its_content_too(tmp_path: Path) -> None:
    assert list(read_bytes(tmp_path, "hw", GOOD).sources) == ["engine.py"]


@pytest.mark.parametrize("name", ["hw.tar.gz", "hw.7z", "hw.RAR"])
def test_other_archives_are_told_apart(name: str, tmp_path: Path) -> None:
    assert "Hand in a .zip of the folder" in flaw(read_bytes(tmp_path, name, b"\x1f\x8b\0"))
