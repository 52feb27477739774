"""The command line's usage, explanations, and what it loads."""

import pytest

from tests.verification.command import (
    RIGHT,
    WORKED,
    WRONG,
    run,
)

pytestmark = pytest.mark.usefixtures("adopt_orphans")

# --- Usage -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["grad", "x"], "Did you mean 'grade'?"),
        (["grade"], "PATH"),
        (["grade", "a.py", "b.py"], "unexpected extra argument"),
        (["grade", "a.py", "--seed", "-1"], "--seed"),
        (["grade", "a.py", "--seed", "one"], "--seed"),
        (["grade", "a.py", "--format", "xml"], "'terminal', 'json'"),
        (["grade", "a.py", "--colour"], "No such option: --colour"),
        (["verify", "--examples", "0"], "--examples"),
        (["explain"], "EXPRESSION"),
        (["--nothing"], "No such option: --nothing"),
    ],
)
def test_wrong_usage_says_what_is_wrong(arguments: list[str], complaint: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert "Usage: refgrad" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, "refgrad 0.1.0\n", "")


def test_without_arguments_there_is_help() -> None:
    done = run()
    assert done.returncode == 2
    assert "Usage: refgrad" in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["grade", "verify", "explain", "init"])
def test_every_command_has_help_with_an_example_that_is_one_line(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0
    assert f"\n    refgrad {name}" in done.stdout
    assert f" {name} " in run("--help").stdout


# --- Explaining --------------------------------------------------------------


def test_the_worked_example() -> None:
    done = run("explain", "(a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2")
    assert (done.returncode, done.stdout, done.stderr) == (0, WORKED, "")


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (("-x**2 + tanh(x)", "x=0"), "1"),
        (("-h", "h=3"), "-1"),
        (("--q", "q=3"), "1"),
        (("-o*quiet", "o=3", "quiet=-4"), "4"),
        (("--", "-x", "x=3"), "-1"),
        (("-1*x", "x=-5"), "-1"),
    ],
)
def test_an_expression_may_begin_with_a_minus(arguments: tuple[str, ...], last: str) -> None:
    done = run("explain", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[-1] == last


def test_h_alone_asks_for_help_and_with_a_number_is_minus_h() -> None:
    done = run("explain", "-h")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run("explain", "--help").stdout
    assert "backward" in run("explain", "-h", "h=3").stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("-x**2 + tahn(x)", "x=1"), "There is no op 'tahn'. Did you mean tan or tanh?"),
        (("a*b", "a=2"), "No number for b. Needed: a=... b=..."),
        (("a*b", "a=2", "b=two"), "got 'b=two'"),
        (("a*", "a=2"), "a*"),
        (("2*3",), "there is no name to take a gradient by"),
        (("x**0.5", "x=-1"), "negative base"),
        (("__import__('os')", "x=1"), "'"),
        (("", "x=1"), "xpected"),
    ],
)
def test_what_cannot_be_explained_says_why(arguments: tuple[str, ...], complaint: str) -> None:
    done = run("explain", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("refgrad: ")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


# --- What is loaded, and what may be absent ----------------------------------


def test_grading_loads_no_framework() -> None:
    """Nor does it need the extras of `verify`: they may not even be importable."""
    heavy = ("torch", "mpmath", "hypothesis", "numpy", "jax", "tensorflow", "sympy")
    code = f"import sys\nsys.modules.update(dict.fromkeys({heavy!r}))"
    assert run("grade", str(RIGHT), code=code).returncode == 0
    loaded = f"print(sorted(set({heavy!r}) & set(sys.modules)), file=sys.stderr)"
    spy = f"import atexit, sys\natexit.register(lambda: {loaded})"
    done = run("grade", str(WRONG), code=spy)
    assert done.returncode == 1
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("absent", ["torch", "mpmath"])
def test_verify_without_an_oracle_says_what_to_install(absent: str) -> None:
    done = run("verify", code=f"import sys; sys.modules[{absent!r}] = None")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not installed." in done.stderr
    assert done.stderr.endswith("in the project's folder: python -m pip install '.[verify]'\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.oracles
def test_verify_agrees_and_repeats_itself_to_the_byte() -> None:
    first, again, other = (run("verify", "--examples", "4", "--seed", s) for s in ("5", "5", "6"))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == again.stdout != other.stdout
    assert "refgrad agrees with" in first.stdout
    narrow = run("verify", "--examples", "4", "--seed", "5", COLUMNS="30")
    assert narrow.stdout == first.stdout
