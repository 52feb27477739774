"""Packages are fetched by content, each into a folder of its own, and nothing else is let in."""

import hashlib
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest

from tests.real.fetch import NotFetchedError, fetch, requirement
from tests.real.table import Engine, read_engines


def wheel(folder: Path, package: str, text: str) -> Engine:
    """Write a wheel that installs ``grad/engine.py``; return the entry that asks for it."""
    info = f"{package}-1.0.dist-info"
    files = {
        "grad/engine.py": text,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    file = folder / f"{package}-1.0-py3-none-any.whl"
    with ZipFile(file, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    return msgspec.structs.replace(
        read_engines()[0], package=package, version="1.0", sha256=sha256, file="grad/engine.py"
    )


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that pip asks instead of the index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_two_packages_that_write_the_same_file_do_not_collide(index: Path, tmp_path: Path) -> None:
    one, two = wheel(index, "onegrad", "one = 1\n"), wheel(index, "twograd", "two = 2\n")
    root = tmp_path / "engines"
    fetch([one, two], root)
    assert one.path(root).read_text(encoding="utf-8") == "one = 1\n"
    assert two.path(root).read_text(encoding="utf-8") == "two = 2\n"
    before = two.path(root).stat().st_mtime_ns
    fetch([one, two], root)  # what is there is left alone
    assert two.path(root).stat().st_mtime_ns == before


def test_another_content_than_was_read_is_not_installed(index: Path, tmp_path: Path) -> None:
    engine = wheel(index, "onegrad", "one = 1\n")
    other = msgspec.structs.replace(engine, sha256="0" * 64)
    with pytest.raises(NotFetchedError, match=r"onegrad 1\.0"):
        fetch([other], tmp_path)
    assert not other.is_fetched(tmp_path)


def test_a_folder_that_holds_something_else_is_left_alone(index: Path, tmp_path: Path) -> None:
    engine = wheel(index, "onegrad", "one = 1\n")
    (tmp_path / "onegrad").mkdir()
    with pytest.raises(NotFetchedError, match="remove the folder"):
        fetch([engine], tmp_path)
    assert list((tmp_path / "onegrad").iterdir()) == []


def test_a_package_without_the_file_is_told(index: Path, tmp_path: Path) -> None:
    engine = msgspec.structs.replace(wheel(index, "onegrad", ""), file="grad/value.py")
    with pytest.raises(NotFetchedError, match=r"has no .*value\.py"):
        fetch([engine], tmp_path)


def test_a_requirement_names_version_and_content() -> None:
    engine = read_engines()[0]
    assert requirement(engine) == f"micrograd==0.1.0 --hash=sha256:{engine.sha256}\n"
