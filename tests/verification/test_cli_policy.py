"""The command line with a policy: files and profiles, what they cost, what students see."""

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from tests.verification.command import RIGHT, WRONG, Done, flat, run
from verification.policies.decoding import decode
from verification.policies.reading import PROFILES, profile, read_policy

pytestmark = pytest.mark.usefixtures("adopt_orphans")

Json = Mapping[str, object]


def graded(engine: Path, policy: str, *others: str) -> Done:
    return run("grade", str(engine), "--seed", "7", "--policy", policy, *others)


def report_of(done: Done) -> dict[str, object]:
    report: dict[str, object] = json.loads(done.stdout)
    return report


def timeless(done: Done) -> dict[str, object]:
    return {key: value for key, value in report_of(done).items() if key != "run"}


def write(folder: Path, text: str) -> str:
    path = folder / "homework.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def rows(report: Json, group: str) -> list[dict[str, object]]:
    checks = msgspec.convert(report["checks"], list[dict[str, object]])
    return [check for check in checks if check["group"] == group]


def decided(report: Json, group: str) -> int:
    return sum(row["status"] in {"passed", "failed"} for row in rows(report, group))


# --- Grading -----------------------------------------------------------------


@pytest.mark.parametrize("engine", [RIGHT, WRONG], ids=["right", "wrong"])
def test_without_a_policy_the_default_is_the_one(engine: Path) -> None:
    plain = run("grade", str(engine), "--seed", "7", "--format", "json")
    named = graded(engine, "default", "--format", "json")
    assert timeless(plain) == timeless(named)
    report = report_of(plain)
    assert decode(json.loads(json.dumps(report["policy"]))) == profile("default")
    assert "deductions" not in report
    assert not any("visibility" in row for row in rows(report, "rules"))
    assert not rows(report, "policy")


def test_something_required_that_is_missing_ends_with_1(tmp_path: Path) -> None:
    policy = write(tmp_path, 'name = "CS 101"\nrequired = ["sin"]')
    there = decided(report_of(graded(RIGHT, "default", "--format", "json")), "rules")
    done = graded(RIGHT, policy)
    assert (done.returncode, done.stderr) == (1, "")
    first = done.stdout.splitlines()[1]
    assert first.endswith("suite micrograd · policy CS 101 · seed 7")
    assert "INCOMPLETE" in done.stdout
    assert "The policy of this course, CS 101, requires sin: missing." in flat(done.stdout)
    assert "rules missing" in flat(done.stdout)
    score = f"{100 - 30 / (there + 1):.2f}".rstrip("0").rstrip(".")
    assert f"{score} of 100" in done.stdout
    assert done.stdout.rstrip().endswith(f"--seed 7 --policy {policy}")


def test_weights_make_the_score_that_one_works_out(tmp_path: Path) -> None:
    weights = "\n".join(f"{group} = 0" for group in ("operators", "composition", "state", "scale"))
    policy = write(
        tmp_path,
        f"[score]\nmax = 20\n[weights]\nrules = 50\nchain = 50\nedge = 0\n{weights}\n"
        '"chain.tanh" = 3',
    )
    done = graded(WRONG, policy, "--format", "json")
    report = report_of(done)
    assert (done.returncode, report["outcome"], report["max_score"]) == (1, "defective", 20)
    # chain.tanh failed: 3 shares of those that its group's 10 marks are divided into.
    lost = 10 * 3 / (decided(report, "chain") + 2)
    assert report["score"] == pytest.approx(20 - lost, abs=1e-6)
    (failed,) = (row for row in rows(report, "chain") if row["status"] == "failed")
    assert failed["max_score"] == pytest.approx(lost)


def test_a_report_holds_the_whole_policy(tmp_path: Path) -> None:
    text = (
        'name = "CS 101"\nprofile = "zero-to-hero"\nhidden = ["chain.tanh"]\n'
        '[conventions]\nsecond_backward = [2]\ndepth = 100\n[deductions]\n"overflow.*" = 2\n'
        "[limits]\nanswer_seconds = 4\n"
    )
    report = report_of(graded(WRONG, write(tmp_path, text), "--format", "json"))
    policy = msgspec.convert(report["policy"], dict[str, object])
    assert decode(policy) == read_policy(text, "homework")
    (hidden,) = (row for row in rows(report, "chain") if "visibility" in row)
    assert (hidden["id"], hidden["visibility"]) == ("chain.tanh", "hidden")
    assert report["deductions"] == [
        {
            "id": "overflow.tanh",
            "marks": 2.0,
            "text": "tanh(400) raises OverflowError; the exact answer is finite",
        }
    ]
    statuses = {row["id"]: row["status"] for row in rows(report, "policy")}
    assert statuses == {
        "policy.second_backward": "failed",
        "policy.output_seed": "passed",  # the profile's own
        "policy.depth": "passed",
    }


def test_what_is_taken_off_is_on_the_screen(tmp_path: Path) -> None:
    done = graded(RIGHT, write(tmp_path, '[deductions]\n"overflow.*" = 1.5'))
    assert done.returncode == 0
    assert "97 of 100" in done.stdout
    (line,) = (line for line in done.stdout.splitlines() if "taken off" in line)
    assert "overflow.tanh: tanh(400) raises OverflowError" in line
    assert line.endswith("-1.5")


def test_limits_are_the_policys(tmp_path: Path) -> None:
    engine = tmp_path / "e.py"
    engine.write_text("while True: pass\n", encoding="utf-8")
    done = graded(engine, write(tmp_path, "[limits]\nload_seconds = 0.5"))
    assert done.returncode == 1
    assert "it did not finish within 0.5 s." in flat(done.stdout)


# --- What students see -------------------------------------------------------


def test_a_hidden_check_is_told_in_a_generic_sentence(tmp_path: Path) -> None:
    policy = write(tmp_path, 'hidden = ["chain.*", "edge.*"]')
    staff, student = graded(WRONG, policy), graded(WRONG, policy, "--for", "student")
    assert staff.returncode == student.returncode == 1
    assert "Check: chain.tanh" in staff.stdout
    assert "tanh is right alone" in flat(staff.stdout)
    for word in ("chain.tanh", "right alone", "x.tanh() + x", "relu'(0) = 0"):
        assert word not in flat(student.stdout)
    assert "A hidden check failed. What it asks is not shown." in student.stdout
    assert "98 of 100" in student.stdout


def test_nothing_hidden_is_in_a_students_json(tmp_path: Path) -> None:
    policy = write(tmp_path, 'hidden = ["chain.tanh"]\n[deductions]\n"chain.tanh" = 1')
    student = graded(WRONG, policy, "--for", "student", "--format", "json")
    assert "chain.tanh" not in student.stdout
    assert "chain.exp" in student.stdout
    (row,) = rows(report_of(student), "hidden")
    assert (row["id"], row["status"], row["counterexample"]) == ("hidden.1", "failed", None)


# --- What is no policy -------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a = = 3", "it is not TOML"),
        ('required = ["tahn"]', 'Did you mean "tan" or "tanh"?'),
        (
            "[conventions]\ndept = 3",
            "conventions.dept: there is no such key. Did you mean",
        ),
        ("[score]\nmax = 0", "score.max: expected a number above 0"),
        ('profile = "tinygrad"', "profile: expected the name of a profile"),
    ],
)
def test_a_file_that_is_no_policy_ends_with_2(text: str, complaint: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    done = graded(RIGHT, path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"refgrad: {path!r} is not a policy. ")
    assert complaint in done.stderr
    assert done.stderr.endswith("docs/policy.md has every key.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("micrgrad", 'No such file or directory. Did you mean "micrograd"?'),
        ("nowhere.toml", "Profiles are default, micrograd, zero-to-hero, minitorch."),
        (".", "Is a directory."),
    ],
)
def test_a_policy_that_is_not_there_ends_with_2(given: str, complaint: str) -> None:
    done = graded(RIGHT, given)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"refgrad: cannot read the policy {given!r}: " in done.stderr
    assert complaint in done.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * (2**20 + 1)], ids=["bytes", "large"])
def test_a_file_that_is_no_text_ends_with_2(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(content)
    done = graded(RIGHT, str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "p.toml' is" in done.stderr


# --- Beginning a course ------------------------------------------------------


@pytest.mark.parametrize("name", PROFILES)
def test_a_course_begins_with_init(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "course"
    done = run("init", str(folder), "--profile", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{folder / 'policy.toml'}\n"
    graded_by_file = graded(RIGHT, str(folder / "policy.toml"), "--format", "json")
    graded_by_name = graded(RIGHT, name, "--format", "json")
    assert graded_by_file.returncode == graded_by_name.returncode == 0
    one, other = timeless(graded_by_file), timeless(graded_by_name)
    policies = [one.pop("policy"), other.pop("policy")]
    assert one == other
    assert [isinstance(each, dict) and each["name"] for each in policies] == ["my course", name]


def test_init_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "hw.toml"
    assert run("init", str(file)).returncode == 0
    before = file.read_bytes()
    again = run("init", str(file), "--profile", "micrograd")
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already, and is left as it is. Name another file." in again.stderr
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["hw.toml"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--profile", "tinygrad"), "profile: expected the name of a profile, got"),
        (("engine.py",), "'engine.py' is a file. Name a folder, or a file that ends in .toml."),
        (("engine.py/x",), "cannot write 'engine.py/x/policy.toml': Not a directory."),
    ],
)
def test_what_cannot_begin_says_why(
    arguments: tuple[str, ...],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = Path(__file__).parents[2]
    monkeypatch.setenv("PYTHONPATH", str(root))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "engine.py").write_text("", encoding="utf-8")
    done = run("init", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["engine.py"]
