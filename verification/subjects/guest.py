"""The guest: it sits in the child beside the submission, asks it, and sends back numbers.

It knows no expected answer and no convention.
This file travels to the child that runs a submission: standard library only.
"""

import fcntl
import os
import resource
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Final, NoReturn, final

from verification.adapter import Wanted
from verification.adapter_json import decode_adapter, decode_wanted, encode_adapter
from verification.evaluate import evaluate
from verification.frames import (
    Json,
    decode_point,
    decode_program,
    field,
    items,
    pack,
    pairs,
    split,
    text,
    unpack,
    whole,
)
from verification.program import Number, Program
from verification.subjects.engine import Engine, NoSpellingError, NotAValueError
from verification.subjects.loading import Load
from verification.subjects.namespace import Namespace
from verification.subjects.packages import admit
from verification.subjects.sources import Sources
from verification.subjects.words import error_name, is_about_number, text_of

_HIGH: Final = 40  # the pipes move up to here, away from a submission that closes 3, 4, 5
_FILES: Final = 64
_ANY_SIZE: Final = 2**32
_CHUNK: Final = 2**16
_MOST_CLASSES: Final = 20

Fields = dict[str, Json]


def main(requests: int, answers: int) -> NoReturn:
    """Serve the judge at the other ends of these two pipes, until it hangs up."""
    guest = _Guest(_Channel(requests, answers))
    while True:
        guest.serve()


@final
class _Channel:
    """One request at a time; every answer repeats its nonce."""

    def __init__(self, requests: int, answers: int) -> None:
        self._requests = _move_up(requests)
        self._answers = _move_up(answers)
        self._inbox = bytearray()
        self._nonce = ""
        # Bound before the submission could replace them.
        self._read, self._write, self._exit = os.read, os.write, os._exit

    def receive(self) -> object:
        """Return the next request; end the process if there will be none."""
        while (body := split(self._inbox, _ANY_SIZE)) is None:
            more = self._read(self._requests, _CHUNK)
            if not more:
                self._exit(0)
            self._inbox += more
        request = unpack(body)
        self._nonce = text(field(request, "nonce"))
        return request

    def answer(self, fields: Mapping[str, Json]) -> None:
        """Send one answer to the request at hand."""
        frame = pack({"nonce": self._nonce, **fields})
        while frame:
            frame = frame[self._write(self._answers, frame) :]


def _move_up(descriptor: int) -> int:
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    os.close(descriptor)
    return moved


@final
class _Guest:
    """The submission's module, once loaded, and what is asked of it."""

    def __init__(self, channel: _Channel) -> None:
        self._channel = channel
        self._entry = ""
        self._sources = Sources({}, "")
        self._namespace = Namespace()
        self._engine: Engine | None = None

    def serve(self) -> None:
        """Answer one request."""
        request = self._channel.receive()
        match field(request, "do"):
            case "confine":
                _confine(
                    whole(field(request, "cpu_seconds")), whole(field(request, "memory_bytes"))
                )
                admit({name: text(path) for name, path in pairs(field(request, "packages"))})
                self._channel.answer({"is": "ready"})
            case "load":
                self._channel.answer(self._load(request))
            case "discover":
                fatal = {text(what) for what in items(field(request, "fatal"))}
                wanted = decode_wanted(field(request, "wanted"))
                self._channel.answer(self._discover(wanted, fatal))
            case "adopt":
                self._channel.answer(self._adopt(field(request, "adapter")))
            case "observe":
                for case in items(field(request, "cases")):
                    program, point = items(case)
                    self._channel.answer(
                        self._observe(decode_program(program), decode_point(point))
                    )
            case unknown:
                raise ValueError(f"expected a request of this protocol, got {unknown!r}")

    # --- the submission as a whole ---

    def _load(self, request: object) -> Fields:
        """Run the submission's module that holds the engine, and whatever it imports."""
        load = Load(request)
        self._entry, self._sources = load.entry, load.sources
        try:
            self._namespace = Namespace(*load.run())
        except BaseException as error:  # noqa: BLE001 - whatever the submission raises
            return self._unloadable(error)
        return {"is": "loaded", **load.told()}

    def _adopt(self, adapter: object) -> Fields:
        try:
            self._engine = Engine(self._namespace, decode_adapter(adapter))
        except BaseException as error:  # noqa: BLE001 - its setup is the submission's own code
            return self._unloadable(error)
        return {"is": "adopted"}

    def _discover(self, wanted: Wanted, fatal: set[str]) -> Fields:
        from verification.subjects.discover import (  # noqa: PLC0415 - one child in many needs it
            NotFound,
            discover,
        )

        def announce(what: str) -> bool:
            self._channel.answer({"is": "trying", "what": what})
            return what not in fatal

        found = discover(self._namespace, wanted, announce)
        if isinstance(found, NotFound):
            return {"is": "nothing", "classes": found.classes[:_MOST_CLASSES]}
        return {"is": "found", "adapter": encode_adapter(found)}

    # --- one program ---

    def _observe(self, program: Program, point: tuple[Number, ...]) -> Fields:
        """Evaluate, run backward from each root in turn, then read every number once."""
        engine = self._engine
        if engine is None:
            raise ValueError("expected an adapter before the first program")
        phase, slot = "forward", 0

        def apply(op: str, operands: tuple[object, ...]) -> object:
            nonlocal slot
            result = engine.apply(op, operands)
            slot += 1
            return result

        try:
            nodes: list[object] = []
            for number in point:
                nodes.append(engine.construct(number))
                slot += 1
            nodes = evaluate(program, nodes, apply)
            phase = "backward"
            for slot in program.roots:
                engine.backward(nodes[slot])
            phase, slot = "reading", 0
            values: list[str] = []
            gradients: list[str] = []
            for node in nodes:
                values.append(engine.value(node))
                gradients.append(engine.gradient(node))
                slot += 1
        except NoSpellingError as absent:
            return {"is": "absent", "op": absent.op, "kind": absent.kind}
        except NotAValueError as odd:
            said: Fields = {"kind": "NotAValue", "message": text_of(odd), "line": None}
            return {"is": "raised", "phase": phase, "slot": slot, "on_number": False, **said}
        except BaseException as error:  # noqa: BLE001 - whatever the submission raises
            on_number = is_about_number(error)
            said = self._describe(error)
            return {"is": "raised", "phase": phase, "slot": slot, "on_number": on_number, **said}
        return {"is": "evaluated", "values": values, "gradients": gradients}

    # --- what the submission raised ---

    def _unloadable(self, error: BaseException) -> Fields:
        try:
            lacks = error.name if isinstance(error, NameError | ImportError) else ""
        except BaseException:  # noqa: BLE001 - a subclass may define ``name`` as it likes
            lacks = ""
        told = self._describe(error)
        line, file = self._place(error.__traceback__)
        if line is not None:  # beside the message, and not in it
            told |= {"line": line, "message": text_of(error)}
        name = text_of(lacks or "", 100)
        return {"is": "unloadable", "name": name, "file": text_of(file), **told}

    def _describe(self, error: BaseException) -> Fields:
        line, file = self._place(error.__traceback__)
        message = text_of(error)
        if file:
            message, line = f"{message} ({file}, line {line})", None
        if line is None and type(error) in (SyntaxError, IndentationError, TabError):
            syntax = error if isinstance(error, SyntaxError) else SyntaxError()
            line, message = syntax.lineno, text_of(syntax.msg)
        return {"kind": error_name(error), "message": message, "line": line}

    def _place(self, trace: TracebackType | None) -> tuple[int | None, str]:
        """Return the last line of the submission on the way to the error, and its file.

        The file is not named if it is the one that holds the engine.
        """
        line, file = None, ""
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if self._sources.owns(name):
                line, file = trace.tb_lineno, "" if name == self._entry else name
            trace = trace.tb_next
        return line, file


def _confine(cpu_seconds: int, memory_bytes: int) -> None:
    """Limit this process before anything of the submission runs."""
    limits = {
        resource.RLIMIT_CPU: (cpu_seconds, cpu_seconds + 1),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (_FILES, _FILES),
    }
    if sys.platform == "linux":  # elsewhere it is not kept, or counts what nobody uses
        limits[resource.RLIMIT_AS] = (memory_bytes, memory_bytes)
    for limit, (soft, hard) in limits.items():
        _, ceiling = resource.getrlimit(limit)
        most = max(soft, hard) if ceiling == resource.RLIM_INFINITY else ceiling
        resource.setrlimit(limit, (min(soft, most), min(hard, most)))
