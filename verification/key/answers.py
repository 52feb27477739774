"""Answers of an engine in any language, and what they are worth by the key alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

import msgspec

from verification.alternatives import has_no_slope
from verification.judge import judge
from verification.key.answer_key import AnswerKey, Entry
from verification.key.flags import Family
from verification.model import Agrees, Differs, Evaluated, Observation, Reading, Unread


class AnswersError(ValueError):
    """A line that is no answer to a case of the key; the message says which, and why."""


@final
@dataclass(frozen=True, slots=True)
class Wrong:
    """A case that was answered wrongly, and the first number that is."""

    entry: Entry
    differs: Differs


@final
@dataclass(frozen=True, slots=True)
class Marks:
    """What came of the cases: ids answered rightly, wrongly, with no slope at a kink, or not."""

    right: tuple[Entry, ...]
    wrong: tuple[Wrong, ...]
    without_slope: tuple[Entry, ...]
    unanswered: tuple[Entry, ...]


_Number = int | float | str | None


@final
class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    values: list[_Number]
    gradients: list[_Number]


# Python would read "0.5" as hexadecimal, too: five sixteenths.
_TEXT: Final = re.compile(
    r"[+-]?(0[xX][0-9a-fA-F.]+([pP][+-]?[0-9]+)?|inf(inity)?|nan)", re.IGNORECASE
)
_DECODER: Final[msgspec.json.Decoder[_Line]] = msgspec.json.Decoder(_Line)


def decode_answers(text: bytes, key: AnswerKey) -> dict[str, Evaluated]:
    """Return what an engine answered, by the case's id; empty lines are none.

    A line is ``{"id": ..., "values": [...], "gradients": [...]}``: a number per node, and
    one per input. A number is one of JSON, or text as "0x1.8p+1", "nan" or "-inf"; null is none.

    Raises:
        AnswersError: a line is no answer, or to no case of the key, or to one that has been.
    """
    entries = {entry.case.id: entry for entry in key.entries}
    retired = {each.id for each in key.retired}
    answers: dict[str, Evaluated] = {}
    for number, body in enumerate(text.splitlines(), 1):
        if not body.strip():
            continue
        try:
            line = _DECODER.decode(body)
            readings = [tuple(map(_read, each)) for each in (line.values, line.gradients)]
        except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
            raise AnswersError(f"line {number}: {error}") from None
        if line.id in retired:
            raise AnswersError(f"line {number}: {line.id} is retired: ask the cases of this key")
        if line.id not in entries or line.id in answers:
            was = "again" if line.id in answers else "and the key has no such case"
            raise AnswersError(f"line {number}: expected a case once, got {line.id!r} {was}")
        program = entries[line.id].case.program
        sizes = [len(each) for each in readings]
        if sizes != [program.size, program.inputs]:
            raise AnswersError(
                f"line {number}: {line.id} has {program.size} nodes and {program.inputs} inputs, "
                f"got {sizes[0]} values and {sizes[1]} gradients"
            )
        answers[line.id] = Evaluated(*readings)
    return answers


def mark(key: AnswerKey, answers: Mapping[str, Observation]) -> Marks:
    """Return what the answers are worth: right is what lies between the endpoints."""
    right: list[Entry] = []
    wrong: list[Wrong] = []
    without_slope: list[Entry] = []
    unanswered: list[Entry] = []
    for entry in key.entries:
        observation = answers.get(entry.case.id)
        if not isinstance(observation, Evaluated):
            unanswered.append(entry)
            continue
        program = entry.case.program
        verdicts = [
            judge(program, answer.reference(program), observation) for answer in entry.answers
        ]
        # A key is decoded only if it decides every number, so there is no third verdict.
        differing = [verdict for verdict in verdicts if isinstance(verdict, Differs)]
        if any(isinstance(verdict, Agrees) for verdict in verdicts):
            right.append(entry)
        elif Family.KINK in entry.flags and not entry.is_exact and has_no_slope(observation):
            without_slope.append(entry)
        else:
            wrong.append(Wrong(entry, differing[0]))
    return Marks(tuple(right), tuple(wrong), tuple(without_slope), tuple(unanswered))


def _read(number: _Number) -> Reading:
    if number is None:
        return Unread.NONE
    if not isinstance(number, str):
        return float(number)
    if not _TEXT.fullmatch(number):
        raise ValueError(f'expected a hexadecimal "0x1.8p+1", or "nan" or "-inf", got {number!r}')
    return float.fromhex(number)
