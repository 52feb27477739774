"""Replay: a report is asked again, and whatever is not the same is told."""

import json
import re
from pathlib import Path

import pytest

from tests.verification.command import RIGHT as SET  # keeps its operands in a set
from tests.verification.command import WRONG, flat, run
from verification.replay import NotAReportError, asked, compare

RIGHT = SET.with_name("tape.py")


def report(path: Path, folder: Path, *more: str) -> Path:
    file = folder / "report.json"
    run("grade", str(path), "--seed", "7", "--format", "json", "-o", str(file), *more)
    return file


@pytest.mark.parametrize("path", [RIGHT, WRONG, SET], ids=lambda path: path.stem)
def test_a_report_is_borne_out(path: Path, tmp_path: Path) -> None:
    done = run("replay", str(report(path, tmp_path)))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The same verdict, and the same in every other word, the run apart.\n"


def test_what_does_not_load_is_replayed_too(tmp_path: Path) -> None:
    engine = tmp_path / "engine.py"
    engine.write_text("import nowhere_to_be_found\n")
    assert run("replay", str(report(engine, tmp_path))).returncode == 0


def test_the_adapter_file_is_kept_in_the_report(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.toml"
    adapter.write_text("[ops]\nrelu = false\n")
    file = report(RIGHT, tmp_path, "--adapter", str(adapter))
    assert asked(file.read_text()).adapter_file == "[ops]\nrelu = false\n"
    adapter.unlink()
    assert run("replay", str(file)).returncode == 0


def test_a_report_that_was_changed_is_found_out(tmp_path: Path) -> None:
    file = report(WRONG, tmp_path)
    text = file.read_text()
    file.write_text(text.replace('"defective"', '"correct"').replace('"failed"', '"passed"'))
    done = run("replay", str(file))
    assert done.returncode == 1
    assert done.stdout.startswith("NOT THE SAME verdict:\n  outcome: was correct, is defective\n")
    assert re.search(r"checks\[[\w.]+\]\.status: was passed, is failed", done.stdout)


def test_another_text_with_the_same_verdict_is_found_out(tmp_path: Path) -> None:
    file = report(RIGHT, tmp_path)
    file.write_text(file.read_text().replace("tanh alone: value", "tanh alone, value"))
    done = run("replay", str(file))
    assert done.returncode == 1
    assert (
        "The same verdict, and NOT THE SAME otherwise:\n  checks[rules.tanh].title" in done.stdout
    )


def test_a_submission_that_moved_is_found_with_file_and_one_that_changed_is_not(
    tmp_path: Path,
) -> None:
    engine = tmp_path / "engine.py"
    engine.write_bytes(RIGHT.read_bytes())
    file = report(engine, tmp_path)
    moved = engine.rename(tmp_path / "moved")
    lost = run("replay", str(file))
    assert lost.returncode == 2
    assert "--file says where the submission is" in flat(lost.stderr)
    engine.write_bytes(moved.read_bytes())
    (tmp_path / "elsewhere").mkdir()
    engine = engine.rename(tmp_path / "elsewhere" / "engine.py")
    assert run("replay", str(file), "--file", str(engine)).returncode == 0
    engine.write_bytes(engine.read_bytes() + b"\n")
    changed = run("replay", str(file), "--file", str(engine))
    assert changed.returncode == 2
    assert "is not what was graded: its SHA-256 is" in flat(changed.stderr)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a report in JSON"),
        ("[" * 100_000, "expected a report in JSON"),
        ("[]", 'an object whose "format" is "refgrad-report"'),
        ('{"format": "refgrad-report", "version": 2}', "expected a report of version 1, got 2"),
        ('{"format": "refgrad-report", "version": 1}', "subject: expected an object, got nothing"),
    ],
)
def test_what_is_no_report_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(NotAReportError, match=re.escape(message)):
        asked(text)
    file = tmp_path / "report.json"
    file.write_text(text)
    done = run("replay", str(file))
    assert done.returncode == 2
    assert message in flat(done.stderr)


def test_a_report_on_another_suite_is_not_replayed(tmp_path: Path) -> None:
    file = report(RIGHT, tmp_path)
    data = json.loads(file.read_text())
    data["suite"]["version"] += 1
    file.write_text(json.dumps(data))
    done = run("replay", str(file))
    assert done.returncode == 2
    assert "Install the version that the report names" in flat(done.stderr)


# --- Comparing ---------------------------------------------------------------


def text(got: str, *notes: str, status: str = "failed", seconds: float = 1.0) -> str:
    return json.dumps({
        "format": "refgrad-report",
        "version": 1,
        "outcome": "defective",
        "checks": [{"id": "rules.exp", "status": status, "counterexample": {"got": got}}],
        "notes": [{"id": note, "text": note} for note in notes],
        "run": {"seconds": seconds},
    })  # fmt: skip


def test_last_digits_count_unless_the_engine_is_noted_for_them() -> None:
    assert compare(text("1"), text("1", seconds=2.0)).is_same
    differs = compare(text("1"), text("2"))
    assert not differs.is_same
    assert [each.where for each in differs.rest] == ["checks[rules.exp].counterexample.got"]
    assert compare(text("1", "order-dependent"), text("2", "order-dependent")).is_same
    assert compare(text("1"), text("2", "order-dependent")).is_same


def test_a_status_counts_whatever_is_noted() -> None:
    noted = "order-dependent"
    differs = compare(text("1", noted), text("1", noted, status="passed"))
    assert not differs.is_same
    assert [each.where for each in differs.verdict] == ["checks[rules.exp].status"]
    assert not differs.rest


def test_the_order_of_checks_and_one_that_is_there_twice_count() -> None:
    first, second = json.loads(text("1")), json.loads(text("1"))
    other = {**first["checks"][0], "id": "rules.log"}
    first["checks"].append(other)
    second["checks"].insert(0, other)
    assert not compare(json.dumps(first), json.dumps(second)).is_same
    third = json.loads(text("1"))
    third["checks"] *= 2
    assert not compare(json.dumps(third), text("1")).is_same


def test_a_note_that_was_put_into_the_old_report_excuses_nothing() -> None:
    assert not compare(text("1", "order-dependent"), text("2")).is_same


def test_a_student_s_report_is_declined(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('hidden = ["chain.*"]\n')
    file = report(RIGHT, tmp_path, "--policy", str(policy), "--for", "student")
    done = run("replay", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "it was written for a student" in flat(done.stderr)
