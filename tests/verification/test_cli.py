"""The real command in a real process: what it prints where, how it ends, what it leaves behind."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from verification.catalogue import CATALOGUE

MUTANTS = Path(__file__).parents[1] / "mutants"
RIGHT = MUTANTS / "right" / "closures.py"
WRONG = MUTANTS / "wrong" / "tanh_overwrites.py"
RISK = "sandbox weak: the code can read files and go online; grade only what you trust"
WARNING = f"refgrad: {RISK}.\n"
WORKED = """\
  forward
    a = 2    b = -3    c = 10    f = -2
    d = a * b  =  2 * -3   =  -6
    e = d + c  =  -6 + 10  =   4
    L = e * f  =  4 * -2   =  -8

  backward: incoming gradient * local derivative
    dL/dL                          =   1
    dL/de = dL/dL * f  =  1 * -2   =  -2
    dL/df = dL/dL * e  =  1 * 4    =   4
    dL/dd = dL/de * 1  =  -2 * 1   =  -2
    dL/dc = dL/de * 1  =  -2 * 1   =  -2
    dL/da = dL/dd * b  =  -2 * -3  =   6
    dL/db = dL/dd * a  =  -2 * 2   =  -4
"""
_SET_CHILD_SUBREAPER = 36

Done = subprocess.CompletedProcess[str]


# --- Running -----------------------------------------------------------------


@pytest.fixture(autouse=True)
def adopt_orphans() -> None:
    """Have what outlives the command become a child of this process, where it is seen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children(pid: int) -> set[int]:
    """Return the children of a process, as far as the system tells."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for each in lists for child in each.read_text().split()}


def command(*arguments: str, code: str = "") -> list[str]:
    """Return the command line; ``code`` runs in its process before it."""
    if not code:
        return [sys.executable, "-m", "verification", *arguments]
    return [sys.executable, "-c", f"{code}\nfrom verification.cli import main\nmain()", *arguments]


def run(*arguments: str, code: str = "", **environment: str) -> Done:
    """Run the command; nothing that it started may be left."""
    return finish(command(*arguments, code=code), **environment)


def finish(line: list[str], **environment: str) -> Done:
    before = children(os.getpid())
    done = subprocess.run(
        line,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", **environment},
        stdin=subprocess.DEVNULL,
        timeout=90,
    )
    assert_dead(children(os.getpid()) - before)
    return done


def assert_dead(orphans: set[int]) -> None:
    """Every one of them has ended, or does in a moment: being killed takes a while."""
    deadline = monotonic() + 2
    while orphans and monotonic() < deadline:
        orphans = {pid for pid in orphans if os.waitpid(pid, os.WNOHANG) == (0, 0)}
        sleep(0.01)
    for pid in orphans:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert not orphans


def flat(text: str) -> str:
    return " ".join(text.split())


def redirected(redirection: str, *arguments: str) -> Done:
    """Run the command with a shell's redirection."""
    return finish(["/bin/sh", "-c", f'"$@" {redirection}', "sh", *command(*arguments)])


# --- Grading: the exit status and the report ---------------------------------


def test_a_correct_engine() -> None:
    done = run("grade", str(RIGHT), "--seed", "7")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "CORRECT" in done.stdout
    assert "100 of 100" in done.stdout
    assert f"\n  {RISK}\n" in done.stdout
    assert f"It has 11 of the suite's {len(CATALOGUE)} operations" in flat(done.stdout)
    assert done.stdout.rstrip().endswith(f"Again: refgrad grade {RIGHT} --seed 7")


def test_a_defective_engine() -> None:
    done = run("grade", str(WRONG), "--seed", "7")
    assert done.returncode == 1
    assert done.stderr == ""
    assert "DEFECTIVE" in done.stdout
    assert "y = x.tanh() + x" in done.stdout


def test_json_goes_to_stdout_alone_and_the_warning_to_stderr() -> None:
    done = run("grade", str(WRONG), "--seed", "7", "--format", "json")
    assert done.returncode == 1
    assert done.stderr == WARNING
    report = json.loads(done.stdout)
    assert report["format"] == "refgrad-report"
    assert report["outcome"] == "defective"
    assert report["seed"] == 7


def test_without_a_seed_each_run_draws_its_own() -> None:
    seeds = {json.loads(run("grade", str(RIGHT), "--format", "json").stdout)["seed"] for _ in "ab"}
    assert len(seeds) == 2


@pytest.mark.parametrize(("form", "start"), [("terminal", "\n  closures.py"), ("json", "{\n")])
def test_a_report_in_a_file(form: str, start: str, tmp_path: Path) -> None:
    path = tmp_path / "report"
    done = run("grade", str(RIGHT), "--format", form, "-o", str(path), FORCE_COLOR="1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", WARNING)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(start)
    assert "\x1b" not in text


@pytest.mark.parametrize("form", ["terminal", "json"])
def test_a_dash_is_stdout(form: str, tmp_path: Path) -> None:
    line = command("grade", str(RIGHT), "--seed", "7", "--format", form, "-o", "-")
    done = subprocess.run(
        line, capture_output=True, check=False, encoding="utf-8", cwd=tmp_path, timeout=90
    )
    assert done.returncode == 0
    assert done.stderr == ("" if form == "terminal" else WARNING)
    assert "CORRECT" in done.stdout or json.loads(done.stdout)["outcome"] == "correct"
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_written(tmp_path: Path) -> None:
    done = run("grade", str(RIGHT), "-o", str(tmp_path))
    assert done.returncode == 2
    assert f"refgrad: cannot write '{tmp_path}': Is a directory. Name another" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_never_overwrites_the_engine(tmp_path: Path) -> None:
    path = tmp_path / "engine.py"
    path.write_bytes(RIGHT.read_bytes())
    (tmp_path / "link").symlink_to(path)
    for name in ("engine.py", "link"):
        done = run("grade", str(path), "-o", str(tmp_path / name))
        assert (done.returncode, done.stdout) == (2, "")
        assert "is the engine itself. Name another file with -o." in done.stderr
    assert path.read_bytes() == RIGHT.read_bytes()


# --- Grading: bad input ------------------------------------------------------


def nothing(path: Path) -> None:
    """Leave the path free."""


def loop(path: Path) -> None:
    path.symlink_to(path)


def listen(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (nothing, "No such file or directory. Name a Python file."),
        (Path.mkdir, "is a directory. Name a Python file."),
        (os.mkfifo, "is not a regular file. Name a Python file."),
        (loop, "Too many levels of symbolic links. Name a Python file."),
        (listen, "No such device or address. Name a Python file."),
    ],
    ids=["missing", "directory", "fifo", "loop", "socket"],
)
def test_what_is_no_file_is_refused(
    make: Callable[[Path], None], complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "e.py"
    make(path)
    done = run("grade", str(path), "--format", "json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("refgrad: ")
    assert done.stderr.endswith(f"{complaint}\n")
    assert done.stderr.count("\n") == 1


NO_VALUE = "class Layer:\n    def __init__(self, n):\n        self.weights = [0.0] * n\n"


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        (b"def f(:\n", "e.py does not load: SyntaxError at line 1"),
        (b"x = 1\nraise ValueError('no')\n", "e.py does not load: ValueError at line 2, no."),
        (b"import sys\nsys.exit()\n", "e.py does not load: SystemExit at line 2."),
        (b"x = np.array\n", 'NameError at line 1, "np" is not defined. Is `import numpy as np`'),
        (b"import os\nos._exit(0)\n", "its process ended, with exit status 0."),
        (b"while True: print('x' * 2**20)\n", "e.py does not load: it printed more than 16 MiB."),
        (b"x = bytes(2**34)\n", "e.py does not load: MemoryError at line 1."),
        (NO_VALUE.encode(), "e.py has no engine: Layer "),
        (b"", "e.py defines no class."),
        (b"x = 1\0", "e.py is not a Python file: it has NUL bytes. Save it as UTF-8 text."),
        (b"#" * 2**21, "e.py is larger than 1 MiB, which no engine needs to be."),
        (b"name = '\xe9'\n", "e.py does not load: it is not UTF-8 text. Save it as UTF-8."),
    ],
    ids=[
        "syntax", "raises", "exits", "import", "dies", "gigabyte", "memory", "class", "empty",
        "binary", "large", "latin",
    ],
)  # fmt: skip
def test_what_cannot_be_graded_says_why(source: bytes, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "e.py"
    path.write_bytes(source)
    done = run("grade", str(path))
    assert done.returncode == 1
    assert done.stderr == ""
    assert "UNGRADABLE" in done.stdout
    assert cause in flat(done.stdout)
    assert "Traceback" not in done.stdout
    assert " programs" not in done.stdout
    assert "Again" not in done.stdout


@pytest.mark.parametrize(
    ("name", "source", "advice"),
    [
        ("e.py", "x = input()\n", 'Put what trains or asks under `if __name__ == "__main__":`.'),
        ("e.ipynb", '{"cells": []}', "This is a notebook: export it as a .py file first."),
        ("e.ipynb", "#" * 2**21, "This is a notebook: export it as a .py file first."),
        ("e.py", "import helpers\n", "A submission is one file: put its code into it."),
        ("e.py", "from helpers.a import b\n", "A submission is one file: put its code into it."),
        ("e.py", "from .engine import Value\n", "A submission is one file: put its code into it."),
        ("e.py", "import numpy.linalg\n", "with the standard library only."),
        ("e.py", "import sklearn\n", "with the standard library only."),
        ("e.py", "from refgrad import Value\n", "refgrad itself is checked by `refgrad verify`."),
        ("e.py", "import verification.judge\n", "refgrad itself is checked by `refgrad verify`."),
    ],
)
def test_what_does_not_load_is_told_what_to_do(
    name: str, source: str, advice: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(source, encoding="utf-8")
    done = run("grade", str(path))
    assert done.returncode == 1
    assert f"{name} does not load" in flat(done.stdout)
    advices = {
        "Put what trains", "a notebook", "one file", "standard library only", "refgrad verify"
    }  # fmt: skip
    assert advice in flat(done.stdout)
    assert sum(words in flat(done.stdout) for words in advices) == 1


@pytest.mark.parametrize("source", [b"def f(:\n", b"x = 1\0", b"#" * 2**21], ids=len)
def test_what_cannot_be_graded_has_a_report_as_well(source: bytes, tmp_path: Path) -> None:
    path = tmp_path / "e.py"
    path.write_bytes(source)
    done = run("grade", str(path), "--format", "json")
    assert (done.returncode, done.stderr) == (1, WARNING)
    report = json.loads(done.stdout)
    assert report["outcome"] == "ungradable"
    assert report["cause"].startswith("e.py ")
    assert len(report["subject"]["sha256"]) == 64


def test_a_file_that_loops_for_ever(tmp_path: Path) -> None:
    """With a child of its own that loops too; the limit is ten seconds."""
    path = tmp_path / "e.py"
    path.write_text("import os\nos.fork()\nwhile True: pass\n")
    start = monotonic()
    done = run("grade", str(path))
    assert done.returncode == 1
    assert "e.py does not load: it did not finish within 10 s. Put what" in flat(done.stdout)
    assert 9 < monotonic() - start < 30


# --- Ending ------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in Linux's /proc")
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it_and_the_child(
    number: signal.Signals, status: int, tmp_path: Path
) -> None:
    path = tmp_path / "e.py"
    path.write_text("while True: pass\n")
    before = children(os.getpid())
    with subprocess.Popen(
        command("grade", str(path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        deadline = monotonic() + 30
        while not (started := children(process.pid)):
            assert monotonic() < deadline
            sleep(0.02)
        sleep(0.2)
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == status
    assert (stdout, stderr.strip()) == ("", "")
    assert_dead(children(os.getpid()) - before)
    assert not any(Path(f"/proc/{child}").exists() for child in started)


@pytest.mark.parametrize(("path", "status"), [(RIGHT, 0), (WRONG, 1)])
@pytest.mark.parametrize("form", ["terminal", "json"])
def test_a_reader_that_goes_away_changes_no_exit_status(path: Path, status: int, form: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            command("grade", str(path), "--format", form),
            stdout=writer,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    finally:
        os.close(writer)
    assert done.returncode == status
    assert done.stderr == ("" if form == "terminal" else WARNING)


@pytest.mark.parametrize("arguments", [("explain", "x*x", "x=1"), ("grade", str(WRONG))])
def test_the_first_line_is_enough_for_head(arguments: tuple[str, ...]) -> None:
    done = redirected("| head -n 1", *arguments)
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_our_failure() -> None:
    done = redirected(">/dev/full", "grade", str(RIGHT))
    assert done.returncode == 2
    message = "refgrad: cannot write to standard output: No space left on device.\n"
    assert done.stderr == message


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_not_given_to_the_child(closed: str) -> None:
    done = redirected(closed, "grade", str(RIGHT))
    assert done.returncode == 0
    assert ("CORRECT" in done.stdout) == (">&- " not in f"{closed} ".replace("2>&-", ""))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_any_encoding_will_do(encoding: str) -> None:
    line = command("grade", str(WRONG))
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(line, capture_output=True, check=False, env=environment)
    assert done.returncode == 1
    assert done.stderr == b""
    assert "DEFECTIVE" in done.stdout.decode(encoding)


# --- Failures of ours --------------------------------------------------------


def test_a_child_that_cannot_be_started_is_unscored() -> None:
    code = "import sys; sys.executable = '/nowhere/python'"
    done = run("grade", str(RIGHT), code=code)
    assert (done.returncode, done.stderr) == (2, "")
    assert "UNSCORED" in done.stdout
    assert "cannot start a process for the submission" in flat(done.stdout)
    done = run("grade", str(RIGHT), "--format", "json", code=code)
    assert done.returncode == 2
    assert json.loads(done.stdout)["outcome"] == "unscored"


def test_a_crash_of_ours_has_no_status_of_a_verdict() -> None:
    code = "import verification.grade as g; g.discover = lambda *a: {}['ours']"
    done = run("grade", str(RIGHT), code=code)
    assert (done.returncode, done.stdout) == (2, "")
    last = "refgrad: this is our failure, not the submission's (KeyError)."
    assert done.stderr.splitlines()[-1] == last


# --- Usage -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["grad", "x"], "Did you mean 'grade'?"),
        (["grade"], "FILE"),
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


@pytest.mark.parametrize("name", ["grade", "verify", "explain"])
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
