"""The example runners, in two languages, and what the key says of their answers."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verification.answer_keys import ROOT, published
from verification.key.answers import decode_answers, mark


def run(*words: str | Path) -> str:
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def node() -> str:
    """Return where Node.js is; a machine without it skips the test by name."""
    found = shutil.which("node")
    if found is None and os.environ.get("CI"):
        pytest.fail("CI must not lack Node.js")
    if found is None:
        pytest.skip("lacks Node.js: install it to run the runner in JavaScript")
    return found


def test_the_runner_in_python(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    number = len(published().entries)
    assert run(sys.executable, "examples/answer_key.py", answers) == f"{number} of {number} right\n"
    marks = mark(published(), decode_answers(answers.read_bytes(), published()))
    assert marks.right == published().entries


def test_the_runner_in_javascript(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    told = re.fullmatch(r"(\d+) of (\d+) right\n", run(node(), "examples/answer_key.mjs", answers))
    assert told is not None
    marks = mark(published(), decode_answers(answers.read_bytes(), published()))
    assert int(told[1]) == int(told[2]) == len(marks.right) > 1500
    assert (marks.wrong, marks.without_slope) == ((), ())


@pytest.mark.parametrize(
    ("right", "wrong", "flags"),
    [
        ("parent.adjoint += node", "parent.adjoint = node", {"accumulate"}),
        ("tanh: (x) => [Math.tanh(x), 1 - ", "tanh: (x) => [Math.tanh(x), 1 + ", {"rule"}),
    ],
)
def test_the_runner_in_javascript_sees_a_fault(
    tmp_path: Path, right: str, wrong: str, flags: set[str]
) -> None:
    source = (ROOT / "examples" / "answer_key.mjs").read_text(encoding="utf-8")
    assert right in source
    key = (ROOT / "verification" / "keys" / "answer-key.json").as_uri()
    source = source.replace(right, wrong).replace(
        'new URL("../verification/keys/answer-key.json", import.meta.url)', f'new URL("{key}")'
    )
    (tmp_path / "wrong.mjs").write_text(source, encoding="utf-8")
    told = run(node(), tmp_path / "wrong.mjs").splitlines()[1:]
    assert told
    assert all(flags & set(line.split()[1:]) for line in told)
