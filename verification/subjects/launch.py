"""Launching: a fresh child process, its pipes, its limits, its certain end.

What this isolates is said by ``sandbox_info`` and nowhere else.
"""

import ctypes
import fcntl
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from time import monotonic
from types import TracebackType
from typing import Final, Self, final

from verification.frames import FrameError, Json, pack, split
from verification.model import Broke, TimedOut
from verification.report import SandboxInfo
from verification.subjects.bundle import BOOT, bundle

_ADDR_NO_RANDOMIZE: Final = 0x0040000
_CHUNK: Final = 2**16
_GLANCE: Final = 0.05  # seconds between looks at whether the process still lives
_TAIL: Final = 2000
_PIPE: Final = 2**20
# One thread for numpy: more would cost memory for each, and answers in another order.
_ENVIRONMENT: Final = {
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class HarnessFault(Exception):  # noqa: N818 - the word of the design
    """Something of ours failed, so nothing can be said of the submission."""


class Lost(Exception):  # noqa: N818 - a state of the child, not a fault of ours
    """The child is gone, or is no longer to be trusted; ``how`` is what to say of it."""

    def __init__(self, how: TimedOut | Broke) -> None:
        super().__init__(how)
        self.how = how


@final
@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use.

    ``load_seconds`` and ``answer_seconds`` are waits for the file to run and for each
    program; ``total_seconds`` is for everything that is asked of one subject.
    ``cpu_seconds``, ``memory_bytes`` and ``output_bytes`` are for one child, and a
    subject may go through several.
    """

    load_seconds: float = 10.0
    answer_seconds: float = 5.0
    total_seconds: float = 120.0
    cpu_seconds: int = 60
    memory_bytes: int = 2**30
    output_bytes: int = 2**24


def sandbox_info() -> SandboxInfo:
    """Return what a child launched here is kept from, which is not much."""
    memory = ", memory" if sys.platform == "linux" else ""
    with _fixed_addresses() as fixed:
        mechanisms = (
            "fresh process in a session of its own, killed with its process group",
            "empty environment, no site-packages but numpy",
            f"limits on processor time{memory}, file size, open files and output",
            *(("fixed addresses",) if fixed else ()),
        )
    unprobed = (
        "not probed: files, network and other processes are within its reach, "
        "and a process that leaves the session outlives the run"
    )
    return SandboxInfo("weak", mechanisms, (unprobed,))


@final
class Child:
    """A running child: frames go in and come out, what it prints is thrown away.

    Use it as a context manager: on leaving, its whole process group is dead.
    """

    def __init__(self, limits: Limits) -> None:
        self._output_bytes = limits.output_bytes
        self._outbox = bytearray(bundle())
        self._inbox = bytearray()
        self._printed = 0
        self._tail = b""
        self._is_over = False
        with ExitStack() as stack:
            requests, self._requests = _pipe(stack)
            self._answers, answers = _pipe(stack)
            self._output, output = _pipe(stack)
            self._process = _spawn(requests.fileno(), answers.fileno(), output.fileno())
            stack.callback(self._kill)
            for theirs in (requests, answers, output):
                theirs.close()
            self._selector = stack.enter_context(selectors.DefaultSelector())
            with suppress(AttributeError, OSError):  # so that all of the bundle goes out at once
                fcntl.fcntl(self._requests, fcntl.F_SETPIPE_SZ, _PIPE)
            self._watch(self._requests, selectors.EVENT_WRITE, self._write)
            self._watch(self._answers, selectors.EVENT_READ, self._take)
            self._watch(self._output, selectors.EVENT_READ, self._drain)
            self.flush()
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the child and all of its process group; closing twice is harmless."""
        self._stack.close()

    def send(self, message: Json) -> None:
        """Queue a request; it goes out while an answer is waited for.

        Raises:
            Lost: an answer is here that nobody asked for.
        """
        if self._inbox:
            raise Lost(Broke("it broke the protocol: it answered more than it was asked"))
        if not self._outbox:
            self._watch(self._requests, selectors.EVENT_WRITE, self._write)
        self._outbox += pack(message)

    def flush(self) -> None:
        """Hand over what is queued, as far as the pipe takes it at once."""
        before = -1
        while self._outbox and len(self._outbox) != before:
            before = len(self._outbox)
            self._write()

    def receive(self, seconds: float, limit: int) -> bytes:
        """Return the next frame's JSON.

        Raises:
            Lost: none came within ``seconds``, or it has more than ``limit`` bytes, or
                the child ended or printed too much.
        """
        deadline = monotonic() + seconds
        while (body := self._split(limit)) is None:
            left = deadline - monotonic()
            if self._is_over:
                raise Lost(Broke(self._epitaph()))
            if left <= 0:
                raise Lost(TimedOut(seconds))
            events = self._selector.select(min(left, _GLANCE))
            for key, _ in events:
                handle: Callable[[], None] = key.data
                handle()
            # Nothing to read, and a process that ended: a child of its own holds the pipes.
            self._is_over |= not events and self._process.poll() is not None
        return body

    @property
    def last_words(self) -> str:
        """The end of what it printed, for faults of ours."""
        return self._tail.decode("utf-8", "replace").strip()

    # --- the three pipes ---

    def _watch(self, pipe: FileIO, event: int, handle: Callable[[], None]) -> None:
        os.set_blocking(pipe.fileno(), False)
        self._selector.register(pipe, event, handle)

    def _write(self) -> None:
        try:
            del self._outbox[: self._requests.write(self._outbox[:_CHUNK]) or 0]
        except BrokenPipeError:  # it is gone; the answers' end of file says so too
            self._outbox.clear()
        if not self._outbox:
            self._selector.unregister(self._requests)

    def _take(self) -> None:
        more = self._answers.read(_CHUNK)
        if more == b"":
            self._selector.unregister(self._answers)
            self._is_over = True
        self._inbox += more or b""

    def _drain(self) -> None:
        more = self._output.read(_CHUNK)
        if more == b"":
            self._selector.unregister(self._output)
        self._tail = (self._tail + (more or b""))[-_TAIL:]
        self._printed += len(more or b"")
        if self._printed > self._output_bytes:
            raise Lost(Broke(f"it printed more than {self._output_bytes / 2**20:g} MiB"))

    def _split(self, limit: int) -> bytes | None:
        try:
            return split(self._inbox, limit)
        except FrameError as error:
            raise Lost(Broke(f"it broke the protocol: {error}")) from None

    # --- the end ---

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _epitaph(self) -> str:
        """Say how the child ended."""
        try:
            status = self._process.wait(10 * _GLANCE)
        except subprocess.TimeoutExpired:
            return "it closed its connection to the grader"
        if status >= 0:
            return f"its process ended, with exit status {status}"
        match -status:
            case signal.SIGXCPU:
                return "it used up its processor time"
            case signal.SIGSEGV | signal.SIGBUS:
                return "its process crashed (segmentation fault); is a recursion without end?"
            case number:
                return f"its process was killed by {signal.Signals(number).name}"


def _pipe(stack: ExitStack) -> tuple[FileIO, FileIO]:
    reader, writer = os.pipe()
    return stack.enter_context(FileIO(reader, "rb")), stack.enter_context(FileIO(writer, "wb"))


def _spawn(requests: int, answers: int, output: int) -> subprocess.Popen[bytes]:
    """Start the interpreter that runs this one's standard library, and nothing else of it."""
    if os.name != "posix":
        raise HarnessFault(
            f"expected a POSIX system such as Linux or macOS to run a submission on, "
            f"got {sys.platform}; on Windows, use its subsystem for Linux"
        )
    # The real path: a virtual environment's link would bring its site-packages.
    python = os.path.realpath(sys.executable)
    flags = ("-s", "-P", "-S", "-B")  # not -I, which would ignore the hash seed
    try:
        with _fixed_addresses():
            return subprocess.Popen(
                (python, *flags, "-c", BOOT, f"{requests}", f"{answers}"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(requests, answers),
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,
            )
    except OSError as error:
        raise HarnessFault(f"cannot start a process for the submission: {error}") from error


@contextmanager
def _fixed_addresses() -> Generator[bool]:
    """Have processes started here laid out alike, so that a set of objects has one order.

    Yields whether that can be had.
    """
    if sys.platform != "linux":
        yield False
        return
    personality = ctypes.CDLL(None).personality
    personality.argtypes = [ctypes.c_ulong]
    before: int = personality(0xFFFFFFFF)
    fixed: int = personality(before | _ADDR_NO_RANDOMIZE)
    try:
        yield fixed != -1
    finally:
        if fixed != -1:
            personality(before)
