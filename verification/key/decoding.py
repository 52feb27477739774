"""An answer key decoded from JSON without trust: strictly, as schemas/ has it."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, final

import msgspec

from verification.frames import decode_point, decode_program
from verification.judge import is_decided
from verification.key.answer_key import (
    UNJUDGED,
    Answer,
    AnswerKey,
    Entry,
    Omission,
    Oracle,
    Retired,
)
from verification.key.flags import Family
from verification.model import Case, Component, Exact

_HEX: Final = r"^-?0x([01]\.[0-9a-f]{13}p[+-](0|[1-9][0-9]{0,3})|0\.0p\+0)$"
_ID: Final = r"^[a-z0-9_]+\.[a-z0-9_]+/[0-9]{4}$"

_Hex = Annotated[str, msgspec.Meta(pattern=_HEX)]
_Id = Annotated[str, msgspec.Meta(pattern=_ID)]
_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Count = Annotated[int, msgspec.Meta(ge=0)]
_Triple = tuple[_Hex, _Hex, _Hex]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


@final
class _Program(_Strict, frozen=True):
    inputs: Annotated[int, msgspec.Meta(ge=1)]
    steps: Annotated[list[list[str | int | list[int]]], msgspec.Meta(min_length=1)]
    roots: Annotated[list[_Count], msgspec.Meta(min_length=1)]


@final
class _Answer(_Strict, frozen=True):
    values: list[_Triple | None]
    gradients: list[_Triple]
    profile: _Text | msgspec.UnsetType = msgspec.UNSET


@final
class _Case(_Strict, frozen=True):
    id: _Id
    flags: Annotated[list[Family], msgspec.Meta(min_length=1)]
    oracles: Annotated[list[Oracle], msgspec.Meta(min_length=1)]
    program: _Program
    point: Annotated[list[int | _Hex], msgspec.Meta(min_length=1)]
    result: Literal["exact", "acceptable"]
    answers: Annotated[list[_Answer], msgspec.Meta(min_length=1)]


@final
class _Retired(_Strict, frozen=True):
    id: _Id
    why: _Text


@final
class _Counts(_Strict, frozen=True):
    cases: _Count
    confirmed_by_three: _Count
    left_out: dict[Omission, _Count]


@final
class _Key(_Strict, frozen=True):
    format: Literal["refgrad-answer-key"]
    version: Literal[1]
    generator: dict[str, str | int]
    seeds: Annotated[list[_Count], msgspec.Meta(min_length=1)]
    comment: list[str]
    notes: dict[Family, dict[str, str | list[str]]]
    counts: _Counts
    sha256: str
    retired: list[_Retired]
    cases: list[_Case]


class KeyFormatError(ValueError):
    """Text that is no answer key; the message says what was expected, and where."""


_DECODER: Final[msgspec.json.Decoder[_Key]] = msgspec.json.Decoder(_Key)


def decode(text: bytes) -> AnswerKey:
    """Return the key that the text is; what its header says of the cases is not believed.

    Raises:
        KeyFormatError: the text is none.
    """
    try:
        raw = _DECODER.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise KeyFormatError(f"{error}") from None
    _refuse_repeats("seeds", raw.seeds)
    return AnswerKey(
        tuple(raw.seeds),
        tuple(raw.counts.left_out.items()),
        tuple(Retired(each.id, each.why) for each in raw.retired),
        tuple(map(_decode_case, raw.cases)),
    )


def _decode_case(raw: _Case) -> Entry:
    try:
        program = decode_program(msgspec.to_builtins(raw.program))
        case = Case(raw.id, program, decode_point(raw.point))
    except (ValueError, OverflowError) as error:
        raise KeyFormatError(f"{raw.id}: {error}") from None
    _refuse_repeats(f"{raw.id}: flags", raw.flags)
    _refuse_repeats(f"{raw.id}: oracles", raw.oracles)
    answers = tuple(map(_decode_answer, raw.answers))
    if len(case.point) != program.inputs or not all(
        (len(each.values), len(each.gradients)) == (program.size, program.inputs)
        for each in answers
    ):
        raise KeyFormatError(
            f"{raw.id}: expected {program.inputs} inputs, as many gradients and {program.size} "
            "values, got others"
        )
    if not all(is_decided(program, each.reference(program)) for each in answers):
        raise KeyFormatError(f"{raw.id}: expected endpoints close enough to tell right from wrong")
    return Entry(case, tuple(raw.flags), tuple(raw.oracles), answers)


def _refuse_repeats(where: str, items: Sequence[object]) -> None:
    if len({*items}) < len(items):
        raise KeyFormatError(f"{where}: expected each once, got {items!r}")


def _decode_answer(raw: _Answer) -> Answer:
    return Answer(
        "" if isinstance(raw.profile, msgspec.UnsetType) else raw.profile,
        tuple(UNJUDGED if each is None else _decode_component(each) for each in raw.values),
        tuple(map(_decode_component, raw.gradients)),
    )


def _decode_component(raw: _Triple) -> Component:
    nearest, lower, upper = map(float.fromhex, raw)
    return Component(Exact(nearest, 0.0), lower, upper)
