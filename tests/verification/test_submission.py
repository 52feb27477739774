"""A submission is read once; what is no file, or no Python file, says so."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from verification.subjects.intake import read_submission
from verification.subjects.submission import Ungradable, UnreadableError, screen


def test_a_submission_is_read_with_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "engine\n.py"
    path.write_bytes(b"x = 1\r\n")
    submission = read_submission(path)
    assert (submission.name, submission.source) == ("engine .py", b"x = 1\r\n")
    assert submission.sha256.startswith("eccc3933")


def nothing(path: Path) -> None:
    """Leave the path free."""


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (nothing, "No such file or directory. Name a Python file, a folder or"),
        (os.mkfifo, "is not a regular file. Name a Python file, a folder or"),
        (device, "is not a regular file. Name a Python file, a folder or"),
        (loop, "cannot read .*engine.py': Too many levels of symbolic links"),
    ],
)
def test_what_is_no_file_is_refused(
    make: Callable[[Path], None], expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "engine.py"
    make(path)
    with pytest.raises(UnreadableError, match=expected):
        read_submission(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"#" * (2**20 + 1), "is larger than 1 MiB"), (b"x = 1\0", "has NUL bytes")],
)
def test_what_is_no_python_file_is_ungradable(
    content: bytes, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "engine.py"
    path.write_bytes(content)
    submission = read_submission(path)
    with pytest.raises(Ungradable, match=expected):
        screen(submission)
