"""The wire: what a child answered, decoded without trust into the harness's own nouns.

Nothing that arrives can raise here but ``ProtocolError``.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeVar, final

import msgspec

from verification.adapter import Adapter
from verification.adapter_json import decode_adapter
from verification.catalogue import CATALOGUE
from verification.frames import FrameError
from verification.model import Absent, Evaluated, Observation, Phase, Raised, Reading, Unread
from verification.program import Slot

_LONGEST: Final = 300
_ESCAPE: Final = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.?)", re.DOTALL
)
_UNREAD: Final = {unread.value: unread for unread in Unread}


class ProtocolError(Exception):
    """An answer that is none; the message says what was expected and what came."""


def clean(text: str) -> str:
    r"""Return text of a stranger's that is safe to print: one line, no escapes, bounded.

    >>> clean("\x1b[31mred\x1b[0m\nof \u202eright\x00")
    'red of right'
    """
    plain = " ".join(_ESCAPE.sub("", text[: 4 * _LONGEST]).split())
    kept = "".join(c for c in plain if not unicodedata.category(c).startswith("C"))
    return kept if len(kept) <= _LONGEST else f"{kept[: _LONGEST - 1]}…"


# --- What a child may answer -------------------------------------------------

_Text = Annotated[str, msgspec.Meta(max_length=_LONGEST)]
_Word = Annotated[str, msgspec.Meta(max_length=100)]
_Count = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class _Answer(msgspec.Struct, frozen=True, tag_field="is", forbid_unknown_fields=True):
    nonce: _Word


@final
class Ready(_Answer, frozen=True, tag="ready"):
    """The child is confined; nothing of the submission has run yet."""


@final
class Loaded(_Answer, frozen=True, tag="loaded"):
    """The submission's module is there.

    ``stubs`` are the libraries that something empty stands in for, ``stand_ins`` the
    packages that were taken as far as they went, each with what it raised, and
    ``left_out`` what of the files was not run, each with its place and the reason.
    """

    stubs: Annotated[list[_Word], msgspec.Meta(max_length=100)]
    stand_ins: Annotated[list[_Text], msgspec.Meta(max_length=20)]
    left_out: Annotated[list[_Text], msgspec.Meta(max_length=20)]


@final
class Adopted(_Answer, frozen=True, tag="adopted"):
    """The adapter fits the submission."""


@final
class Unloadable(_Answer, frozen=True, tag="unloadable"):
    """The submission's file raised; ``name`` is the name that it lacked, if any.

    ``file`` is the module that the line is in, if it is not the one that was asked for.
    """

    kind: _Word
    message: _Text
    line: _Count | None
    file: _Text
    name: _Word


@final
class Trying(_Answer, frozen=True, tag="trying"):
    """Discovery is about to run this."""

    what: _Text


@final
class Nothing(_Answer, frozen=True, tag="nothing"):
    """Discovery found no engine: each class, and what it lacks."""

    classes: Annotated[list[tuple[_Text, _Text]], msgspec.Meta(max_length=20)]


@final
@dataclass(frozen=True, slots=True)
class Found:
    """Discovery found an engine."""

    adapter: Adapter


@final
class _Found(_Answer, frozen=True, tag="found"):
    adapter: object


@final
class _Evaluated(_Answer, frozen=True, tag="evaluated"):
    values: list[_Word]
    gradients: list[_Word]


@final
class _Raised(_Answer, frozen=True, tag="raised"):
    kind: _Word
    message: _Text
    on_number: bool
    line: _Count | None
    phase: Literal["forward", "backward", "reading"]
    slot: _Count


@final
class _Absent(_Answer, frozen=True, tag="absent"):
    op: _Word
    kind: Literal["v", "vv", "vn", "nv"]


_Spoken = Ready | Loaded | Adopted | Unloadable | Trying | Nothing | _Found
_Seen = _Evaluated | _Raised | _Absent
_SPOKEN: Final[msgspec.json.Decoder[_Spoken]] = msgspec.json.Decoder(_Spoken)
_SEEN: Final[msgspec.json.Decoder[_Seen]] = msgspec.json.Decoder(_Seen)

Answer = Ready | Loaded | Adopted | Unloadable | Trying | Nothing | Found


def decode_answer(body: bytes, nonce: str) -> Answer:
    """Return what the child says of its submission as a whole.

    Raises:
        ProtocolError: it is not an answer, or not to the request with this nonce.
    """
    answer = _decode(_SPOKEN, body, nonce)
    if not isinstance(answer, _Found):
        return answer
    try:
        return Found(decode_adapter(answer.adapter))
    except (FrameError, RecursionError) as error:
        raise ProtocolError(clean(f"{error}")) from None


def decode_observation(body: bytes, nonce: str, size: int) -> Observation:
    """Return what the child saw of a program with ``size`` nodes.

    >>> body = b'{"is":"evaluated","nonce":"7","values":["0x1p+1"],"gradients":["None"]}'
    >>> decode_observation(body, "7", 1)
    Evaluated(values=(2.0,), gradients=(<Unread.NONE: 'None'>,))

    Raises:
        ProtocolError: it is not an answer, or not to the request with this nonce.
    """
    match _decode(_SEEN, body, nonce):
        case _Evaluated(values=values, gradients=gradients):
            return Evaluated(_readings(values, size), _readings(gradients, size))
        case _Absent(op=op, kind=kind):
            if op not in CATALOGUE:
                raise ProtocolError(f"expected an op of the catalogue, got {clean(op)!r}")
            return Absent(op, kind)
        case _Raised() as it:
            if it.slot >= size:
                raise ProtocolError(f"expected a node below {size}, got {it.slot}")
            slot, line = Slot(it.slot), it.line
            return Raised(
                clean(it.kind), clean(it.message), Phase(it.phase), slot, it.on_number, line
            )


_A = TypeVar("_A", bound=_Answer)


def _decode(decoder: msgspec.json.Decoder[_A], body: bytes, nonce: str) -> _A:
    try:
        answer = decoder.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ProtocolError(f"expected an answer, got {clean(f'{body[:60]!r}: {error}')}") from None
    if answer.nonce != nonce:
        raise ProtocolError("expected an answer to the request at hand, got one to another")
    return answer


def _readings(texts: list[str], size: int) -> tuple[Reading, ...]:
    if len(texts) != size:
        raise ProtocolError(f"expected {size} numbers, got {len(texts)}")
    return tuple(map(_reading, texts))


def _reading(text: str) -> Reading:
    try:
        return float.fromhex(text)
    except (ValueError, OverflowError):
        unread = _UNREAD.get(text)
    if unread is None:
        raise ProtocolError(f"expected a number in hexadecimal, got {clean(text)!r}")
    return unread
