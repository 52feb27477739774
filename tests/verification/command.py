"""The command line, run as a person would, in a process of its own."""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

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


@pytest.fixture
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
        timeout=400,
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
