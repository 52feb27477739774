"""The command line grades: what it prints, where, and with which exit status."""

import json
import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from tests.verification.command import (
    RIGHT,
    RISK,
    WARNING,
    WRONG,
    command,
    flat,
    run,
)
from verification.catalogue import CATALOGUE

pytestmark = pytest.mark.usefixtures("adopt_orphans")

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
        assert "belongs to the engine. Name another file with -o." in done.stderr
    assert path.read_bytes() == RIGHT.read_bytes()


def test_the_report_does_not_replace_a_module_of_the_engine(tmp_path: Path) -> None:
    (tmp_path / "engine.py").write_bytes(RIGHT.read_bytes())
    done = run("grade", str(tmp_path), "--output", str(tmp_path / "engine.py"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "belongs to the engine" in done.stderr
    assert (tmp_path / "engine.py").read_bytes() == RIGHT.read_bytes()


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
        (nothing, "No such file or directory."),
        (os.mkfifo, "is not a regular file."),
        (loop, "Too many levels of symbolic links."),
        (listen, "No such device or address."),
    ],
    ids=["missing", "fifo", "loop", "socket"],
)
def test_what_is_no_file_is_refused(
    make: Callable[[Path], None], complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "e.py"
    make(path)
    done = run("grade", str(path), "--format", "json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("refgrad: ")
    advice = "Name a Python file, a folder or a .zip of them, or a notebook."
    assert done.stderr.endswith(f"{complaint} {advice}\n")
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
        ("e.py", "import helpers\n", "Hand in the folder that it is in."),
        ("e.py", "from helpers.a import b\n", "Hand in the folder that it is in."),
        ("e.py", "from .engine import Value\n", "Hand in the folder that it is in."),
        ("e.py", "import scipy.linalg\n", "with the standard library and numpy only."),
        ("e.py", "import sklearn\n", "with the standard library and numpy only."),
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
        "Put what trains", "Hand in the folder", "library and numpy only", "refgrad verify"
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
