"""An answer key as JSON, version 1 of the format, one case a line; schemas/ has its schema.

Programs and points are as in frames.py. A number that is judged is a list of three floats in
hexadecimal: the double next to the exact number, and the ends of the hull.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from verification.frames import Json, encode_point, encode_program
from verification.key.answer_key import Answer, AnswerKey, Entry
from verification.key.flags import EXPLANATIONS
from verification.model import Component, Exact
from verification.suite import NAME, VERSION

FORMAT: Final = "refgrad-answer-key"
FORMAT_VERSION: Final = 1

COMMENT: Final = (
    "How to compare: a number is right if and only if lower <= number <= upper; no tolerance.",
    "A number is [nearest, lower, upper]: the double next to the exact number, and the endpoints.",
    "null stands where nothing is asked: at a node on which no root depends.",
    "Nodes are numbered: the inputs first, in the order of point, then one per step.",
    "A step is [operation, operand, ...]; an operand [3] is node 3, any other is a plain number.",
    "An int is a whole number written as one; text is a float in hexadecimal, as C's %a.",
    "backward() is called on each of the roots in turn, and gradients are not cleared in between.",
    "values has one number per node, gradients one per input.",
    "A case is answered rightly if one of its answers is met throughout.",
    "exact: there is one answer. acceptable: one per convention, whose name is its profile.",
    "oracles: who confirms every number; at a kink there are no differences for mpmath to take.",
    "An id stands for one case and its answers for ever; retired ids do not come back.",
)


def render(key: AnswerKey) -> str:
    """Return the key as text: a header, then a line for each case."""
    header = "".join(f" {_dump(name)}: {_field(value)},\n" for name, value in head(key).items())
    cases = ",\n".join(_dump(encode_entry(entry)) for entry in key.entries)
    return f'{{\n{header} "cases": [\n{cases}\n ]\n}}\n'


def head(key: AnswerKey) -> dict[str, Json]:
    """Return all that the key says before its cases, most of it worked out from these."""
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "generator": {"suite": NAME, "version": VERSION},
        "seeds": key.seeds,
        "comment": COMMENT,
        "notes": {
            family.value: {"bug": note.bug, "effect": note.effect, "seen": note.seen}
            for family, note in EXPLANATIONS.items()
        },
        "counts": {
            "cases": len(key.entries),
            "confirmed_by_three": key.confirmed,
            "left_out": {reason.value: count for reason, count in key.omitted},
        },
        "sha256": digest(key),
        "retired": [{"id": each.id, "why": each.why} for each in key.retired],
    }


def digest(key: AnswerKey) -> str:
    """Return the hash of the lines of the cases, each ended by a newline."""
    lines = "".join(f"{_dump(encode_entry(entry))}\n" for entry in key.entries)
    return hashlib.sha256(lines.encode("ascii")).hexdigest()


def encode_entry(entry: Entry) -> dict[str, Json]:
    """Return one case as JSON."""
    return {
        "id": entry.case.id,
        "flags": [flag.value for flag in entry.flags],
        "oracles": [oracle.value for oracle in entry.oracles],
        "program": encode_program(entry.program),
        "point": encode_point(entry.case.point),
        "result": "exact" if entry.is_exact else "acceptable",
        "answers": encode_answers(entry.answers),
    }


def encode_answers(answers: Sequence[Answer]) -> Json:
    """Return what is accepted for a case as JSON."""
    return [_encode_answer(answer) for answer in answers]


def _encode_answer(answer: Answer) -> Json:
    profile = {"profile": answer.profile} if answer.profile else {}
    return {
        **profile,
        "values": [_encode_component(component) for component in answer.values],
        "gradients": [_encode_component(component) for component in answer.gradients],
    }


def _encode_component(component: Component) -> Json:
    if not isinstance(component.exact, Exact):
        return None
    return [x.hex() for x in (component.exact.nearest, component.lower, component.upper)]


def _dump(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))


def _field(value: Json) -> str:
    """Return a field of the header, one line for each item of a list or an object that has any."""
    if isinstance(value, dict) and value:
        lines = [f"  {_dump(name)}: {_dump(item)}" for name, item in value.items()]
        return "{\n" + ",\n".join(lines) + "\n }"
    if isinstance(value, list | tuple) and value and not isinstance(value[0], int):
        return "[\n" + ",\n".join(f"  {_dump(item)}" for item in value) + "\n ]"
    return _dump(value)
