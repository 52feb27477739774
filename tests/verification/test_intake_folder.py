"""A folder and a zip of it are the same submission; what is not its author's is left out."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.verification.handed_in import ENGINE, flaw, lay_out, notebook, read_bytes, zipped
from verification.subjects.allowance import MOST_ENTRIES
from verification.subjects.entries import entries_among
from verification.subjects.folder import Folder
from verification.subjects.intake import read_submission
from verification.subjects.submission import (
    SourceFile,
    Submission,
    UnreadableError,
    screen,
)

FILES = {
    "engine.py": ENGINE,
    "ops/__init__.py": b"",
    "ops/rules.py": b"import math\n",
    "test_engine.py": ENGINE,
}
FOREIGN = {
    ".git/hook.py": b"1",
    ".hidden.py": b"1",
    "__pycache__/engine.py": b"1",
    "env/pyvenv.cfg": b"",
    "env/lib/engine.py": ENGINE,
    "lib/site-packages/micrograd/engine.py": ENGINE,
    "node_modules/a.py": b"1",
    "data.csv": b"1,2\n",
    "notes.ipynb": b"{}",
}


@pytest.mark.parametrize("prefix", ["", "grad/"])
def test_a_folder_and_its_zip_are_one_submission(prefix: str, tmp_path: Path) -> None:
    folder = read_submission(lay_out(tmp_path / "grad", {**FILES, **FOREIGN}))
    packed = {prefix + path: content for path, content in {**FILES, **FOREIGN}.items()}
    archive = read_bytes(tmp_path, "grad.zip", zipped(packed))
    assert folder.sources == archive.sources == FILES
    assert (folder.name, archive.name, folder.top, archive.top) == (
        "grad",
        "grad.zip",
        *["grad"] * 2,
    )
    assert folder.entries == archive.entries == ("engine.py", "test_engine.py")
    assert folder.source == ENGINE
    assert folder.sha256 == archive.sha256
    screen(folder)


def test_the_hash_is_that_of_the_list_which_sha256sum_prints(tmp_path: Path) -> None:
    listed = "".join(
        f"{hashlib.sha256(FILES[path]).hexdigest()}  {path}\n" for path in sorted(FILES)
    )
    submission = read_submission(lay_out(tmp_path / "grad", FILES))
    assert submission.sha256 == hashlib.sha256(listed.encode()).hexdigest()
    other = read_submission(
        lay_out(tmp_path / "other", {**FILES, "ops/rules.py": b"import cmath\n"})
    )
    assert other.sha256 != submission.sha256


def test_nothing_is_read_again(tmp_path: Path) -> None:
    submission = read_submission(lay_out(tmp_path / "grad", FILES))
    (tmp_path / "grad" / "engine.py").write_bytes(b"raise SystemExit\n")
    assert submission.sources["engine.py"] == ENGINE


def test_links_and_what_is_no_file_are_not_followed(tmp_path: Path) -> None:
    secret = lay_out(tmp_path / "secret", {"secret.py": b"1"})
    root = lay_out(tmp_path / "grad", {"engine.py": ENGINE})
    (root / "link.py").symlink_to(secret / "secret.py")
    (root / "linked").symlink_to(secret)
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "pipe.py")
    (root / "folder.py").mkdir()
    assert list(read_submission(root).sources) == ["engine.py"]


@pytest.mark.parametrize("make", ["folder", "zip"])
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "holds no Python file"),
        ({"readme.txt": b""}, "holds no Python file"),
        ({"a.ipynb": b"", "b.ipynb": b""}, "2 notebooks and no module: a.ipynb, b.ipynb"),
        ({"big.py": b"#" * (2**20 + 1)}, "big.py in it is larger than 1 MiB"),
        ({f"{i}.py": b"#" * 2**20 for i in range(5)}, "larger than 4 MiB together"),
        ({f"{i}.py": b"" for i in range(401)}, "401 Python files, expected at most 400"),
        ({"/".join("abcdefghijklm") + "/e.py": b""}, "more than 12 deep"),
        ({"a\nb.py": b""}, "cannot be read. Name the file in plain letters"),
    ],
    ids=["empty", "no-python", "notebooks", "file", "total", "count", "depth", "name"],
)
def test_what_no_engine_needs_is_told(
    make: str, files: dict[str, bytes], expected: str, tmp_path: Path
) -> None:
    if make == "folder":
        submission = read_submission(lay_out(tmp_path / "hw", files))
    else:
        submission = read_bytes(tmp_path, "hw.zip", zipped(files))
    assert expected in flaw(submission)
    assert flaw(submission).startswith("hw")


def test_a_folder_without_end_is_left(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "hw", {"engine.py": ENGINE})
    for number in range(MOST_ENTRIES):
        (root / f"{number}").touch()
    assert "more than 20,000 files" in flaw(read_submission(root))


def test_a_nul_byte_is_found_in_any_file(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "hw", {"engine.py": ENGINE, "other.py": b"\0"})
    assert flaw(read_submission(root)).startswith("other.py in hw is not a Python file")


def test_what_cannot_be_read_is_the_operator_s_to_mend(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    (tmp_path / "link.py").symlink_to("engine.py")
    folder = Folder(descriptor, "hw")
    with pytest.raises(UnreadableError, match=r"cannot read 'gone.py' in 'hw': No such file"):
        folder.read("gone.py", 9)
    with pytest.raises(UnreadableError, match=r"cannot read 'link.py' in 'hw': Too many levels"):
        folder.read("link.py", 9)
    os.close(descriptor)


def test_the_only_notebook_is_taken(tmp_path: Path) -> None:
    content = notebook("x = 1")
    folder = read_submission(lay_out(tmp_path / "hw", {"in/hw.ipynb": content, "a.csv": b""}))
    archive = read_bytes(tmp_path, "hw.zip", zipped({"in/hw.ipynb": content}))
    for submission in (folder, archive):
        assert submission.source == b"x = 1\n"
        assert submission.sha256 == hashlib.sha256(content).hexdigest()


def test_one_file_is_as_it_was(tmp_path: Path) -> None:
    submission = read_bytes(tmp_path, "engine.py", ENGINE)
    assert submission == Submission("engine.py", f"{tmp_path / 'engine.py'}", ENGINE)
    assert submission.candidates == ("engine.py",)
    assert submission.sha256 == hashlib.sha256(ENGINE).hexdigest()
    assert submission.place(3) == "line 3"


def test_entries_are_ranked_by_their_text() -> None:
    files = {
        "setup.py": b"class Value: ...",
        "train.py": ENGINE,
        "readme.py": b"x = 1",
        "pkg/layers.py": b"class Layer: ...",
        "pkg/__init__.py": b"from .stuff import *",
        "pkg/stuff.py": ENGINE,
        "tests/engine.py": ENGINE,
    }
    ranked = entries_among([SourceFile(*file) for file in files.items()])
    assert ranked == ("pkg/stuff.py", "pkg/layers.py", "tests/engine.py", "train.py", "setup.py")
    assert entries_among([SourceFile("a.py", b"x = 1")]) == ("a.py",)


def test_lines_are_placed_in_their_module(tmp_path: Path) -> None:
    submission = read_submission(lay_out(tmp_path / "grad", FILES))
    assert submission.place(3, "ops/rules.py") == "line 3 of ops/rules.py"
