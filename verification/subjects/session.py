"""A session: the dialogue with one child, from loading the submission's file on."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from types import TracebackType
from typing import Final, Self, final

from verification.adapter import Adapter, Wanted
from verification.adapter_json import encode_adapter, encode_wanted
from verification.frames import Json, encode_point, encode_program
from verification.model import Broke, Case, Observation, TimedOut
from verification.subjects.admission import absent, admitted
from verification.subjects.launch import Child, HarnessFault, Limits, Lost
from verification.subjects.reasons import GUARD, reason
from verification.subjects.submission import Submission, Ungradable, Unloaded
from verification.wire import (
    Adopted,
    Answer,
    Found,
    Loaded,
    Nothing,
    ProtocolError,
    Ready,
    Trying,
    Unloadable,
    clean,
    decode_answer,
    decode_observation,
)

_START_SECONDS: Final = 30.0
_PROBE_SECONDS: Final = 2.0
_TALK_BYTES: Final = 2**18
_NODE_BYTES: Final = 2 * 128


@final
class Session:
    """One child that has loaded the submission.

    ``answered`` counts the programs that it has answered, ``loaded`` says what was done
    to load it. Once anything has been raised, the only thing left to do is to close it.
    A ``child`` that was started in advance saves the time that starting takes.

    Raises:
        Unloaded: the submission does not load.
        HarnessFault: the child could not be started.
    """

    def __init__(self, submission: Submission, limits: Limits, child: Child | None = None) -> None:
        self.answered = 0
        self._name = submission.name
        self._limits = limits
        self._nonce = ""
        self._child = child or Child(limits)
        try:
            self._confine()
            self.loaded = self._load(submission)
        except BaseException:
            self.close()
            raise

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
        """Kill the child and what it started."""
        self._child.close()

    def discover(self, wanted: Wanted, fatal: Sequence[str]) -> Iterator[Trying | Found | Nothing]:
        """Yield what is tried, then what was found; what is ``fatal`` is not tried again.

        Raises:
            Lost: the child is gone, at what was tried last.
        """
        self._request({"do": "discover", "wanted": encode_wanted(wanted), "fatal": fatal})
        seconds = min(_PROBE_SECONDS, self._limits.answer_seconds)
        while isinstance(answer := self._answer(seconds), Trying):
            yield answer
        if not isinstance(answer, Found | Nothing):
            raise _unexpected(answer)
        yield answer

    def adopt(self, adapter: Adapter) -> None:
        """Have the child drive the engine in this way.

        Raises:
            Ungradable: the submission has nothing of the class's or function's name.
            Lost: the child is gone.
        """
        self._request({"do": "adopt", "adapter": encode_adapter(adapter)})
        match self._answer(self._limits.answer_seconds):
            case Adopted():
                return
            case Unloadable(message=message):
                raise Ungradable(f"{self._name} does not fit its adapter: {clean(message)}.")
            case answer:
                raise _unexpected(answer)

    def observe(
        self,
        cases: Sequence[Case],
        seconds: float,
        meanwhile: Callable[[Sequence[Case]], None],
    ) -> Iterator[Observation]:
        """Yield one observation per case, in order; ``seconds`` are for all together.

        ``meanwhile`` is called with the cases while the child is at work on them; the
        time that it takes is not the child's.

        Raises:
            Lost: the child is gone, at the first case without an observation.
        """
        questions = [[encode_program(c.program), encode_point(c.point)] for c in cases]
        self._request({"do": "observe", "cases": questions})
        self._child.flush()
        meanwhile(cases)
        deadline = monotonic() + seconds
        for case in cases:
            left = min(self._limits.answer_seconds, deadline - monotonic())
            size = case.program.size
            body = self._child.receive(left, _TALK_BYTES + size * _NODE_BYTES)
            try:
                observation = decode_observation(body, self._nonce, size)
            except ProtocolError as error:
                raise _broke(error) from None
            self.answered += 1
            yield observation

    # --- starting ---

    def _confine(self) -> None:
        limits = self._limits
        cpu, memory = limits.cpu_seconds, limits.memory_bytes
        folders = dict(admitted())
        self._request(
            {"do": "confine", "cpu_seconds": cpu, "memory_bytes": memory, "packages": folders}
        )
        try:
            answer = self._answer(_START_SECONDS)
        except Lost as lost:
            said = clean(self._child.last_words)
            raise HarnessFault(f"the child did not start: {how(lost)}: {said}") from None
        if not isinstance(answer, Ready):
            raise HarnessFault(f"expected the child to be ready, got {answer!r}")

    def _load(self, submission: Submission) -> Loaded:
        name = submission.name
        # Latin-1 gives every byte a character; it is the child that looks for UTF-8.
        files = {file: source.decode("latin-1") for file, source in submission.sources.items()}
        self._request(
            {
                "do": "load",
                "files": files,
                "top": submission.top,
                "entry": submission.entry,
                "cells": [] if submission.notebook is None else submission.notebook.cells,
                "is_notebook": submission.notebook is not None,
                "definitions_only": submission.definitions_only,
            }
        )
        try:
            answer = self._answer(self._limits.load_seconds)
            if not isinstance(answer, Loaded | Unloadable):
                raise _unexpected(answer)
        except Lost as lost:
            hint = f" {GUARD}" if isinstance(lost.how, TimedOut) else ""
            raise Unloaded(name, f"{how(lost)}.{hint}") from None
        if isinstance(answer, Loaded):
            return answer
        if answer.kind == "ModuleNotFoundError" and answer.name in absent():
            install = f"install it beside refgrad: pip install {answer.name}"
            raise HarnessFault(f"{name} may import {answer.name}, which is not here; {install}")
        raise Unloaded(name, reason(answer, submission))

    # --- requests and answers ---

    def _request(self, message: Mapping[str, Json]) -> None:
        self._nonce = secrets.token_hex(16)
        self._child.send({"nonce": self._nonce, **message})

    def _answer(self, seconds: float) -> Answer:
        body = self._child.receive(seconds, _TALK_BYTES)
        try:
            return decode_answer(body, self._nonce)
        except ProtocolError as error:
            raise _broke(error) from None


def how(lost: Lost) -> str:
    """Say in a clause what became of the child.

    >>> how(Lost(TimedOut(10.0)))
    'it did not finish within 10 s'
    """
    match lost.how:
        case TimedOut(seconds):
            return f"it did not finish within {seconds:g} s"
        case Broke(cause):
            return cause


def _broke(error: ProtocolError) -> Lost:
    return Lost(Broke(f"it broke the protocol: {error}"))


def _unexpected(answer: Answer) -> Lost:
    return Lost(Broke(f"it broke the protocol: unexpected {type(answer).__name__}"))
