"""`refgrad key`: what it prints, what it writes, and its exit status."""

import json
from pathlib import Path

import pytest

from tests.verification.answer_keys import FILE, published, small
from tests.verification.command import Done, run
from verification.key.encoding import render
from verification.model import Evaluated
from verification.subjects.refgrad import RefgradSubject

pytestmark = pytest.mark.usefixtures("adopt_orphans")

ALONE = "import sys; sys.modules['mpmath'] = sys.modules['torch'] = None"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return a small key in a file."""
    file = tmp_path / "key.json"
    file.write_text(render(small()), encoding="ascii")
    return file


def check(*arguments: str) -> Done:
    return run("key", "check", *arguments, code=ALONE)


def test_the_published_key_is_right_and_what_was_not_checked_is_said() -> None:
    done = check()
    assert (done.returncode, done.stderr) == (0, "")
    cases, answers, agreement = done.stdout.splitlines()
    assert cases.startswith(f"{len(published().entries):,} cases, sha256 ")
    assert answers == "every answer worked out again by arb: the same to the last bit"
    assert agreement.startswith("agreement not checked: mpmath is not installed. Install")


@pytest.mark.oracles
def test_the_published_key_is_right_by_all_three() -> None:
    done = run("key", "check", str(FILE))
    assert (done.returncode, done.stderr) == (0, "")
    confirmed = f"all of arb, mpmath and torch confirm {published().confirmed:,} of them again"
    assert done.stdout.splitlines()[-1] == confirmed


def test_a_wrong_key_is_refused_with_the_id(key: Path) -> None:
    text = key.read_text(encoding="ascii")
    here = '"point":["0x1.0000000000000p-1"]'
    assert here in text
    key.write_text(text.replace(here, here.replace("p-1", "p-2"), 1), encoding="ascii")
    done = check(str(key))
    assert (done.returncode, done.stderr) == (1, "")
    assert "WRONG  rules.relu/0000: expected " in done.stdout
    assert "WRONG  sha256: expected " in done.stdout


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_bytes(b'{"format":"\xc2\x9b[2J"}')
    done = check(str(file))
    assert done.returncode == 1
    assert done.stdout.startswith("WRONG  this is no answer key: ")
    assert done.stdout.isascii()
    assert "name them with --answers" in done.stderr


def test_many_complaints_are_abridged(key: Path) -> None:
    text = key.read_text(encoding="ascii")
    key.write_text(text.replace('"gradients":[["', '"gradients":[["-'), encoding="ascii")
    done = check(str(key))
    assert done.returncode == 1
    assert done.stdout.count("WRONG") <= 20


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("check", "absent.json"), "cannot read 'absent.json': No such file or directory."),
        (("check", "--answers", "absent.jsonl"), "cannot read 'absent.jsonl': No such file"),
        (("check", "."), "cannot read '.': Is a directory."),
        (("build",), "an oracle is not available: mpmath is not installed. Install them"),
        (("build", "--seed", "-1"), "--seed"),
        (("chek",), "Did you mean 'check'?"),
        (("check", "--answer", "x"), "No such option: --answer"),
    ],
)
def test_wrong_usage_says_what_is_wrong(arguments: tuple[str, ...], complaint: str) -> None:
    done = run("key", *arguments, code=ALONE)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["build", "check"])
def test_help_has_an_example(name: str) -> None:
    done = run("key", name, "--help")
    assert done.returncode == 0
    assert f"\n    refgrad key {name}" in done.stdout
    assert f" {name} " in run("key", "-h").stdout


# --- Building ---------------------------------------------------------------------------


@pytest.mark.oracles
def test_the_published_key_holds_what_build_makes_of_its_first_hundred_cases(
    tmp_path: Path,
) -> None:
    text = FILE.read_text(encoding="ascii")
    file = tmp_path / "key.json"
    cases = text.splitlines(keepends=True)
    first = next(i for i, line in enumerate(cases) if line.startswith('{"id"'))
    last = cases[first + 99].rstrip(",\n") + "\n"
    file.write_text("".join([*cases[: first + 99], last, " ]\n}\n"]), encoding="ascii")
    done = run("key", "build", "-o", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    again = file.read_text(encoding="ascii").splitlines(keepends=True)
    made = bodies(again)
    assert done.stdout.splitlines()[-1] == f"ids: 100 kept, {len(made) - 100:,} new"
    assert again[first : first + 99] == cases[first : first + 99]
    assert len(made) > 8_000
    # The published one has grown: it holds what suites before this one asked, as well.
    assert set(made) < set(bodies(cases))


def bodies(lines: list[str]) -> list[str]:
    """Return the cases without their ids: those of a key that has grown tell its history."""
    return sorted(
        line.partition(',"flags"')[2].rstrip(",\n") for line in lines if line.startswith('{"id"')
    )


@pytest.mark.oracles
def test_a_key_that_would_change_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    changed = render(small()).replace('"0x1.0000000000000p-1"]', '"0x1.0000000000001p-1"]')
    file.write_text(changed, encoding="ascii")
    done = run("key", "build", "-o", str(file))
    assert done.returncode == 1
    assert "WRONG  rules.tanh/0000: expected " in done.stdout
    assert "no longer what they were. Keep what they were, or give the reason" in done.stderr
    assert file.read_text(encoding="ascii") == changed


# --- Judging answers --------------------------------------------------------------------


def answer(file: Path, factor: float = 1.0) -> list[str]:
    """Write refgrad's answers to the small key, each gradient off by a factor; return the ids."""
    cases = [entry.case for entry in small().entries]
    lines: list[str] = []
    for case, seen in zip(cases, RefgradSubject().observe(cases), strict=True):
        assert isinstance(seen, Evaluated)
        values = [float(str(x)).hex() for x in seen.values]
        slopes = [(factor * float(str(x))).hex() for x in seen.gradients[: case.program.inputs]]
        lines.append(json.dumps({"id": case.id, "values": values, "gradients": slopes}))
    file.write_text("\n".join(lines), encoding="ascii")
    return [case.id for case in cases]


def test_right_answers_are_accepted(key: Path, tmp_path: Path) -> None:
    answer(tmp_path / "answers.jsonl")
    done = check(str(key), "--answers", str(tmp_path / "answers.jsonl"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "14 of 14 cases right\n0 wrong\n", "")


def test_wrong_answers_are_listed_with_their_flags(key: Path, tmp_path: Path) -> None:
    answer(tmp_path / "answers.jsonl", 1 + 1e-9)
    done = check(str(key), "--answers", str(tmp_path / "answers.jsonl"))
    assert (done.returncode, done.stderr) == (1, "")
    assert "WRONG  operators.rsub/0000  rule api\n" in done.stdout
    assert "gradient of input 0: expected -1.0, from " in done.stdout
    assert ", got -1.000000001\n" in done.stdout
    *_, right, wrong = done.stdout.splitlines()
    assert right == "4 of 14 cases right"
    assert wrong.startswith("10 wrong, by flag: accumulate 3, ")


def test_what_is_not_answered_is_counted(key: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    answer(file)
    file.write_text("\n".join(file.read_text(encoding="ascii").splitlines()[:-2]), encoding="ascii")
    done = check(str(key), "--answers", str(file))
    assert done.returncode == 1
    assert done.stdout == (
        "12 of 14 cases right\n0 wrong\n2 not answered: edge.relu 1, edge.abs 1\n"
    )


def test_what_is_no_answer_is_no_verdict(key: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_bytes(b'{"id":"rules.tanh/9999","values":[],"gradients":[]}')
    done = check(str(key), "--answers", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 1: expected a case once, got 'rules.tanh/9999' and the key has no" in done.stderr
