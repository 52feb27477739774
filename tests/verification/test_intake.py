"""What is handed in is taken once: folders, archives and notebooks, and what is wrong with them."""

import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.verification.discovery import PLAIN
from verification.subjects.intake import read_submission
from verification.subjects.modules import candidates
from verification.subjects.submission import Submission, Ungradable, screen

ENGINE = f"{PLAIN}\n".encode()


def lay(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return root


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def flaw(submission: Submission) -> str:
    with pytest.raises(Ungradable) as caught:
        screen(submission)
    return caught.value.cause


def notebook(*cells: str, **more: object) -> bytes:
    code = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps(
        {"cells": [{"cell_type": "markdown", "source": "# T"}, *code], **more}
    ).encode()


FILES = {
    "engine.py": ENGINE,
    "nn/layers.py": b"x = 1",
    "tests/test_engine.py": ENGINE,
    "venv/lib/site-packages/other.py": ENGINE,
    "__pycache__/engine.py": ENGINE,
    ".hidden.py": ENGINE,
    ".git/hook.py": ENGINE,
    "notes.txt": b"no",
}
TAKEN = ["engine.py", "nn/layers.py", "tests/test_engine.py"]


def test_a_folder_is_its_python_files_without_what_installers_put_there(tmp_path: Path) -> None:
    submission = read_submission(lay(tmp_path / "hw", FILES))
    assert submission.name == "hw"
    assert [name for name, _ in submission.files] == TAKEN
    entries = [part.entry for part in candidates(submission)]
    assert (entries[0], entries[-1]) == ("engine.py", "tests/test_engine.py")


def test_a_zip_holds_the_same_and_hashes_as_the_file_that_it_is(tmp_path: Path) -> None:
    file = tmp_path / "hw.zip"
    for files in (FILES, {f"hw/{name}": data for name, data in FILES.items()}):
        file.write_bytes(zipped(files))
        submission = read_submission(file)
        assert [name for name, _ in submission.files] == TAKEN
        assert submission.sha256 == Submission("", "", file.read_bytes()).sha256


def test_a_folder_s_hash_tells_every_change(tmp_path: Path) -> None:
    root = lay(tmp_path / "hw", {"a.py": b"x", "b.py": b"y"})
    hashes = {read_submission(root).sha256}
    for name, data in (("b.py", b"z"), ("c.py", b""), ("d.py", b"")):
        hashes.add(read_submission(lay(root, {name: data})).sha256)
    assert len(hashes) == 4
    lay(root, {"notes.txt": b"no"})
    assert read_submission(root).sha256 in hashes


def test_links_are_not_followed(tmp_path: Path) -> None:
    root = lay(tmp_path / "hw", {"engine.py": ENGINE})
    lay(tmp_path / "secret", {"other.py": b"x"})
    (root / "link.py").symlink_to(tmp_path / "secret" / "other.py")
    (root / "linked").symlink_to(tmp_path / "secret")
    os.mkfifo(root / "fifo.py")
    assert [name for name, _ in read_submission(root).files] == ["engine.py"]


@pytest.mark.parametrize("files", [{"__init__.py": b""}, {"nn.py": b"from .engine import Value"}])
def test_modules_that_know_each_other_as_a_package_lie_in_one(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    submission = read_submission(lay(tmp_path / "hw", {"engine.py": ENGINE, **files}))
    assert "hw/engine.py" in submission.sources
    submission = read_submission(lay(tmp_path / "my hw", {"engine.py": ENGINE, **files}))
    assert "submission/engine.py" in submission.sources


# --- Notebooks ---------------------------------------------------------------


def test_a_notebook_is_its_code_cells(tmp_path: Path) -> None:
    file = tmp_path / "hw.ipynb"
    file.write_bytes(
        notebook(
            "%pip install x\nx = 1", "!ls\nfiles = !ls\nhelp?\ny = 'what?'", "%%bash\nrm -r", ""
        )
    )
    text = read_submission(file).sources["hw.ipynb"].decode()
    assert text == (
        "# --- cell 1 ---\n# %pip install x\nx = 1\n"
        "# --- cell 2 ---\n# !ls\n# files = !ls\n# help?\ny = 'what?'\n"
        "# --- cell 3 ---\n# %%bash\n# rm -r\n"
        "# --- cell 4 ---\n\n"
    )


def test_a_notebook_of_format_3_and_one_alone_in_a_folder(tmp_path: Path) -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1\n", "y = 2"]}]}]}
    root = lay(tmp_path / "hw", {"a/old.ipynb": json.dumps(old).encode(), "data.csv": b""})
    submission = read_submission(root)
    assert submission.entry == "a/old.ipynb"
    assert submission.sources[submission.entry] == b"# --- cell 1 ---\nx = 1\ny = 2\n"


# --- What is wrong with them -------------------------------------------------


def link() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("engine.py")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def locked() -> bytes:
    data = bytearray(zipped({"engine.py": b"x = 1"}))
    for header in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.index(header) + (6 if header.endswith(b"\x04") else 8)] |= 1
    return bytes(data)


BAD = {
    "outside": (zipped({"../engine.py": ENGINE}), "a member outside itself, '../engine.py'"),
    "absolute": (zipped({"/engine.py": ENGINE}), "a member outside itself, '/engine.py'"),
    "drive": (zipped({"C:\\engine.py": ENGINE}), "a member outside itself"),
    "link": (link(), "'engine.py' in it is a link"),
    "locked": (locked(), "it has a password"),
    "twice": (zipped({"Engine.py": ENGINE, "engine.py": ENGINE}), "two files 'engine.py'"),
    "cut": (zipped({"engine.py": ENGINE})[:-30], "it is no zip archive that can be read"),
    "text": (b"x = 1", "it is no zip archive that can be read"),
    "nothing": (zipped({"readme.md": b""}), "has no Python file in it"),
    "many": (zipped({f"m{i}.py": b"" for i in range(201)}), "more than 200 Python files"),
    "bomb": (
        zipped({f"m{i}.py": b"#" * 2**20 for i in range(5)}),
        "larger than 4 MiB together",
    ),
    "large": (zipped({"engine.py": b"#" * (2**20 + 1)}), "is larger than 1 MiB"),
    "notebooks": (zipped({"a.ipynb": b"", "b.ipynb": b""}), "has 2 notebooks, and no Python file"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_an_archive_is_told(name: str, tmp_path: Path) -> None:
    data, message = BAD[name]
    file = tmp_path / "hw.zip"
    file.write_bytes(data)
    assert message in flaw(read_submission(file))


def test_a_bomb_is_not_inflated(tmp_path: Path) -> None:
    file = tmp_path / "hw.zip"
    file.write_bytes(zipped({"engine.py": b"#" * 2**28}))
    submission = read_submission(file)
    assert sum(len(data) for _, data in submission.files) == 2**20 + 1
    assert "is larger than 1 MiB" in flaw(submission)


def test_a_folder_that_is_more_than_an_engine_says_so(tmp_path: Path) -> None:
    root = lay(tmp_path / "hw", {f"m{i}.py": b"" for i in range(201)})
    assert "more than 200 Python files. Hand in the engine's own folder" in flaw(
        read_submission(root)
    )
    assert "no Python file in it" in flaw(read_submission(lay(tmp_path / "e", {"a.txt": b""})))
