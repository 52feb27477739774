"""`--write`: three files side by side, or one line that says why not, before any work is done."""

import sys
from pathlib import Path

import pytest
import typer

from verification.cli.writing import prepare_reports, write_report
from verification.render.document import Document, Paragraph, Section

DOCUMENT = Document("Title", "Lead.", (Section("Part", (Paragraph("é ∂"),)),))


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    out, error = capsys.readouterr()
    assert out == ""
    assert error.count("\n") == 1
    return error


@pytest.mark.reports
def test_three_files_say_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    write_report(folder, "name", '{"format": "refgrad-name"}\n', DOCUMENT)
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert sorted(texts) == ["name.html", "name.json", "name.md"]
    assert texts["name.json"] == '{"format": "refgrad-name"}\n'
    assert texts["name.md"] == "# Title\n\nLead.\n\n## Part\n\né ∂\n"
    assert "<p>é ∂</p>" in texts["name.html"]
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    write_report(folder, "name", '{"format": "refgrad-name"}\n', DOCUMENT)
    assert before == {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("absent", [["jinja2"], ["matplotlib"], ["jinja2", "matplotlib"]])
def test_an_extra_that_is_missing_is_named(
    absent: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("jinja2", "matplotlib"):
        monkeypatch.setitem(sys.modules, name, sys)  # anything at all counts as there
    for name in absent:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(typer.Exit) as ending:
        prepare_reports(tmp_path / "out")
    assert ending.value.exit_code == 2
    told = complaint(capsys)
    assert f"a page cannot be made: {' and '.join(absent)} not installed." in told
    assert "python -m pip install '.[reports]'" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.reports
def test_a_folder_that_cannot_be_made_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(typer.Exit) as ending:
        prepare_reports(tmp_path / "file")
    assert ending.value.exit_code == 2
    assert complaint(capsys).startswith(f"refgrad: cannot make {str(tmp_path / 'file')!r}: ")


@pytest.mark.reports
def test_a_file_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "name.md").mkdir()
    with pytest.raises(typer.Exit) as ending:
        write_report(tmp_path, "name", "{}\n", DOCUMENT)
    assert ending.value.exit_code == 2
    assert complaint(capsys) == (
        f"refgrad: cannot write {str(tmp_path / 'name.md')!r}: Is a directory. "
        "Name another folder with --write.\n"
    )
