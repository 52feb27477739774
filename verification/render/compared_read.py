"""A file of ``compared.py`` read back."""

from typing import Literal, final

import msgspec

from verification.catalogue import CATALOGUE
from verification.comparison import (
    Answered,
    Checked,
    Comparison,
    Curve,
    Custom,
    Deviation,
    Extreme,
    Missing,
    Place,
    Present,
    Row,
    Silent,
    Standing,
    State,
)
from verification.ledger import Cover, Entry
from verification.model import Absent

_Measure = float | Literal["inf", "nan"]  # JSON has numbers for neither
_Hex = tuple[str, ...]


@final
class _Cover(msgspec.Struct, frozen=True):
    op: str = ""
    part: str = ""
    where: tuple[tuple[str, str], ...] = ()


@final
class _Entry(msgspec.Struct, frozen=True):
    id: str
    framework: str
    version: str
    op: str
    part: str
    point: _Hex
    got: str
    exact: str
    standing: str
    covers: tuple[_Cover, ...]
    why: str
    upstream: str
    script: str


@final
class _Deterministic(msgspec.Struct, frozen=True):
    seed: int
    effort: int
    ledger: tuple[_Entry, ...]


@final
class _Extreme(msgspec.Struct, frozen=True):
    ulp: _Measure
    point: _Hex


@final
class _Deviation(msgspec.Struct, frozen=True):
    point: _Hex
    got: str
    exact: str
    ulp: _Measure


@final
class _Place(msgspec.Struct, frozen=True):
    points: int
    normal: _Extreme
    below: _Extreme
    not_finite: int
    listed: tuple[str, ...]
    unlisted: tuple[_Deviation, ...]


@final
class _Row(msgspec.Struct, frozen=True):
    op: str
    part: str
    is_relative_to_terms: bool
    subjects: dict[str, _Place | Literal["absent"]]


@final
class _Curve(msgspec.Struct, frozen=True):
    op: str
    part: str
    points: dict[str, tuple[tuple[float, _Measure], ...]]


@final
class _Custom(msgspec.Struct, frozen=True):
    op: str
    point: _Hex
    is_kink: bool
    answers: dict[str, _Hex | str]
    departing: tuple[str, ...]


@final
class _State(msgspec.Struct, frozen=True):
    id: str
    got: str
    state: str


@final
class _Subject(msgspec.Struct, frozen=True):
    name: str
    version: str


@final
class _Missing(msgspec.Struct, frozen=True):
    name: str
    requirement: str


@final
class _Measured(msgspec.Struct, frozen=True):
    subjects: tuple[_Subject, ...]
    not_installed: tuple[_Missing, ...]
    platform: tuple[str, ...]
    rows: tuple[_Row, ...]
    curves: tuple[_Curve, ...]
    conventions: tuple[_Custom, ...]
    ledger: tuple[_State, ...]


@final
class _File(msgspec.Struct, frozen=True, tag_field="format", tag="refgrad-frameworks"):
    version: Literal[1]
    deterministic: _Deterministic
    measured: _Measured


def decode(text: str) -> Comparison:
    """Return what was encoded.

    Raises:
        msgspec.ValidationError: it is of another format or version, or of none.
        ValueError: its two parts are not about the same entries.
    """
    file = msgspec.json.decode(text, type=_File)
    known, measured = file.deterministic, file.measured
    return Comparison(
        known.seed,
        known.effort,
        tuple(Present(each.name, each.version) for each in measured.subjects),
        tuple(Missing(each.name, each.requirement) for each in measured.not_installed),
        measured.platform,
        tuple(map(_row, measured.rows)),
        tuple(
            Curve(
                curve.op,
                curve.part,
                tuple(
                    tuple((x, float(ulp)) for x, ulp in points) for points in curve.points.values()
                ),
            )
            for curve in measured.curves
        ),
        tuple(map(_custom, measured.conventions)),
        tuple(_checked(*pair) for pair in zip(known.ledger, measured.ledger, strict=True)),
    )


def _row(row: _Row) -> Row:
    places = tuple(_place(row.op, each) for each in row.subjects.values())
    return Row(row.op, row.part, row.is_relative_to_terms, places)


def _place(op: str, place: _Place | Literal["absent"]) -> Place | Absent:
    if not isinstance(place, _Place):
        return Absent(op, "v" * CATALOGUE[op].arity)
    return Place(
        place.points,
        Extreme(float(place.normal.ulp), _numbers(place.normal.point)),
        Extreme(float(place.below.ulp), _numbers(place.below.point)),
        place.not_finite,
        place.listed,
        tuple(
            Deviation(
                _numbers(each.point),
                float.fromhex(each.got),
                float.fromhex(each.exact),
                float(each.ulp),
            )
            for each in place.unlisted
        ),
    )


def _custom(custom: _Custom) -> Custom:
    return Custom(
        custom.op,
        _numbers(custom.point),
        custom.is_kink,
        tuple(
            Silent(each) if isinstance(each, str) else Answered(_numbers(each))
            for each in custom.answers.values()
        ),
        custom.departing,
    )


def _checked(entry: _Entry, state: _State) -> Checked:
    if entry.id != state.id:
        raise ValueError(f"expected what has become of {entry.id}, got {state.id}")
    covers = tuple(
        Cover(
            each.op,
            each.part,
            tuple((float.fromhex(low), float.fromhex(high)) for low, high in each.where),
        )
        for each in entry.covers
    )
    return Checked(
        Entry(
            entry.id,
            entry.framework,
            entry.version,
            entry.op,
            entry.part,
            _numbers(entry.point),
            float.fromhex(entry.got),
            float.fromhex(entry.exact),
            covers,
            entry.why,
            entry.upstream,
            entry.script,
        ),
        Standing(entry.standing),
        State(state.state),
        float.fromhex(state.got),
    )


def _numbers(point: _Hex) -> tuple[float, ...]:
    return tuple(map(float.fromhex, point))
