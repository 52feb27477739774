"""What a run over the frameworks found, as JSON: version 1 of the format.

Operands, answers and exact numbers are text, as ``float.hex()`` writes them; errors in ulp are
numbers, or text where JSON has none.
"""

import json
import math
from collections.abc import Sequence
from typing import Final, assert_never

from verification.comparison import (
    Answered,
    Comparison,
    Custom,
    Extreme,
    Place,
    Row,
    Silent,
    Standing,
)
from verification.ledger import Cover, Entry
from verification.model import Absent
from verification.render.policy import Json

FORMAT: Final = "refgrad-frameworks"
VERSION: Final = 1


def encode(comparison: Comparison) -> str:
    """Return everything as one JSON object, indented, ending in a newline."""
    asked = [(row.op, row.part) for row in comparison.rows]
    points = [(custom.op, custom.point) for custom in comparison.customs]
    ledger = [(each.entry, each.standing) for each in comparison.entries]
    document: dict[str, Json] = {
        "format": FORMAT,
        "version": VERSION,
        "deterministic": deterministic(comparison.seed, comparison.effort, asked, points, ledger),
        "measured": _measured(comparison),
    }
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def deterministic(
    seed: int,
    effort: int,
    asked: Sequence[tuple[str, str]],
    points: Sequence[tuple[str, tuple[float, ...]]],
    ledger: Sequence[tuple[Entry, Standing]],
) -> Json:
    """Return what is the same on every machine: what is asked, and the ledger as it is written."""
    return {
        "seed": seed,
        "effort": effort,
        "rows": [f"{op} {part}" for op, part in asked],
        "conventions": [{"op": op, "point": _hex(point)} for op, point in points],
        "ledger": [_entry(entry, standing) for entry, standing in ledger],
    }


def _entry(entry: Entry, standing: Standing) -> Json:
    return {
        "id": entry.id,
        "framework": entry.framework,
        "version": entry.version,
        "op": entry.op,
        "part": entry.part,
        "point": _hex(entry.point),
        "point_decimal": [repr(x) for x in entry.point],
        "got": entry.got.hex(),
        "exact": entry.exact.hex(),
        "standing": standing.value,
        "covers": [_cover(cover) for cover in entry.covers],
        "why": entry.why,
        "upstream": entry.upstream,
        "script": entry.script,
    }


def _cover(cover: Cover) -> Json:
    if not cover.op:
        return {"subnormal": True}
    return {
        "op": cover.op,
        "part": cover.part,
        "where": [[low.hex(), high.hex()] for low, high in cover.where],
    }


def _measured(comparison: Comparison) -> Json:
    names = [subject.name for subject in comparison.subjects]
    return {
        "subjects": [{"name": each.name, "version": each.version} for each in comparison.subjects],
        "not_installed": [
            {"name": each.name, "requirement": each.requirement} for each in comparison.missing
        ],
        "platform": comparison.platform,
        "rows": [_row(row, names) for row in comparison.rows],
        "curves": [
            {
                "op": curve.op,
                "part": curve.part,
                "points": {
                    name: [[x, _ulp(ulp)] for x, ulp in points]
                    for name, points in zip(names, curve.points, strict=True)
                },
            }
            for curve in comparison.curves
        ],
        "conventions": [_custom(custom, names) for custom in comparison.customs],
        "ledger": [
            {"id": each.entry.id, "got": each.got.hex(), "state": each.state.value}
            for each in comparison.entries
        ],
    }


def _row(row: Row, names: Sequence[str]) -> Json:
    return {
        "op": row.op,
        "part": row.part,
        "is_relative_to_terms": row.is_relative_to_terms,
        "subjects": {name: _place(each) for name, each in zip(names, row.places, strict=True)},
    }


def _place(place: Place | Absent) -> Json:
    match place:
        case Absent():
            return "absent"
        case Place():
            return {
                "points": place.points,
                "normal": _extreme(place.normal),
                "below": _extreme(place.below),
                "not_finite": place.not_finite,
                "listed": place.listed,
                "unlisted": [
                    {
                        "point": _hex(each.point),
                        "got": each.got.hex(),
                        "exact": each.exact.hex(),
                        "ulp": _ulp(each.ulp),
                    }
                    for each in place.unlisted
                ],
            }
        case _:
            assert_never(place)


def _custom(custom: Custom, names: Sequence[str]) -> Json:
    return {
        "op": custom.op,
        "point": _hex(custom.point),
        "is_kink": custom.is_kink,
        "answers": {
            name: _answer(answer) for name, answer in zip(names, custom.answers, strict=True)
        },
        "departing": custom.departing,
    }


def _answer(answer: Answered | Silent) -> Json:
    match answer:
        case Answered(numbers):
            return _hex(numbers)
        case Silent(reason):
            return reason
        case _:
            assert_never(answer)


def _extreme(extreme: Extreme) -> Json:
    return {"ulp": _ulp(extreme.ulp), "point": _hex(extreme.point)}


def _hex(point: Sequence[float]) -> list[str]:
    return [float(x).hex() for x in point]


def _ulp(ulp: float) -> Json:
    return ulp if math.isfinite(ulp) else str(ulp)
