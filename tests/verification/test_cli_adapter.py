"""``refgrad grade --explain-adapter`` and ``--adapter``, as a person uses them."""

import json
from pathlib import Path

import pytest

from tests.verification.command import RIGHT, flat, run


def test_what_is_printed_can_be_passed_back(tmp_path: Path) -> None:
    file = tmp_path / "adapter.toml"
    told = run("grade", str(RIGHT), "--explain-adapter")
    assert (told.returncode, told.stderr) == (0, "")
    assert 'backward = "y.backward()"\n' in told.stdout
    file.write_text(told.stdout)
    reports = [
        json.loads(run("grade", str(RIGHT), "--seed", "7", "--format", "json", *more).stdout)
        for more in ((), ("--adapter", str(file)))
    ]
    rows = [[(c["id"], c["status"], c["score"]) for c in report["checks"]] for report in reports]
    assert rows[0] == rows[1]
    assert reports[0]["subject"]["adapter"]["ops"] == reports[1]["subject"]["adapter"]["ops"]
    assert [report["outcome"] for report in reports] == ["correct", "correct"]


def test_an_op_that_the_file_leaves_out_is_not_graded(tmp_path: Path) -> None:
    file = tmp_path / "adapter.toml"
    file.write_text("[ops]\nrelu = false\n")
    done = run("grade", str(RIGHT), "--seed", "7", "--format", "json", "--adapter", str(file))
    shown = run("grade", str(RIGHT), "--seed", "7", "--adapter", str(file))
    assert f"Again: refgrad grade {RIGHT} --seed 7 --adapter {file}" in flat(shown.stdout)
    statuses = {check["id"]: check["status"] for check in json.loads(done.stdout)["checks"]}
    assert (statuses["rules.relu"], statuses["rules.mul"]) == ("missing", "passed")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("mkae = 'V(x)'", "adapter.toml: mkae is no key here; did you mean make?"),
        (None, "No such file or directory. Name a TOML file with --adapter."),
    ],
)
def test_a_file_that_says_nothing_known_is_the_caller_s_fault(
    text: str | None, complaint: str, tmp_path: Path
) -> None:
    file = tmp_path / "adapter.toml"
    if text is not None:
        file.write_text(text)
    done = run("grade", str(RIGHT), "--adapter", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in flat(done.stderr)


def test_what_the_engine_lacks_is_its_own_fault(tmp_path: Path) -> None:
    file = tmp_path / "adapter.toml"
    file.write_text('class = "Scalar"')
    done = run("grade", str(RIGHT), "--adapter", str(file))
    assert done.returncode == 1
    assert "has no engine: Scalar is not there" in flat(done.stdout)
    told = run("grade", str(RIGHT), "--adapter", str(file), "--explain-adapter")
    assert (told.returncode, told.stdout) == (1, "")
    assert "has no engine: Scalar is not there" in flat(told.stderr)
