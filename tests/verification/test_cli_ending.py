"""The command line ends well: signals, readers that go away, full disks, failures of ours."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.verification.command import (
    RIGHT,
    WARNING,
    WRONG,
    assert_dead,
    children,
    command,
    flat,
    redirected,
    run,
)

pytestmark = pytest.mark.usefixtures("adopt_orphans")


@pytest.fixture
def default_signals() -> Iterator[None]:
    """Have children heed these signals, even under a shell that ignores them as `nohup` does."""
    numbers = (signal.SIGINT, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_DFL) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


# --- Ending ------------------------------------------------------------------


@pytest.mark.usefixtures("default_signals")
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
    code = "import verification.grade as g; g.fit = lambda *a: {}['ours']"
    done = run("grade", str(RIGHT), code=code)
    assert (done.returncode, done.stdout) == (2, "")
    last = "refgrad: this is our failure, not the submission's (KeyError)."
    assert done.stderr.splitlines()[-1] == last
