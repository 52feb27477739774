"""The survey of ``refgrad verify --accuracy`` as a file: JSON to be read back, and a document."""

import math
from collections.abc import Iterator
from typing import Final, Literal, assert_never, final

import msgspec

from verification.model import Absent
from verification.render.accuracy import Accuracy, Other, Row, Worst, write_ulp
from verification.render.document import Block, Code, Document, Paragraph, Section, Table
from verification.render.lines import count

_Measure = float | Literal["inf", "nan"]  # JSON has numbers for neither
_TIGHT: Final = 4.0  # ulp; the bound that refgrad promises


@final
class _Worst(msgspec.Struct, frozen=True):
    ulp: _Measure
    point: tuple[str, ...]


@final
class _Other(msgspec.Struct, frozen=True, tag_field="is", tag="other"):
    normal: _Worst
    below: _Worst
    not_finite: int


@final
class _Absent(msgspec.Struct, frozen=True, tag_field="is", tag="absent"):
    op: str
    kind: str


@final
class _Asked(msgspec.Struct, frozen=True):
    """The part of a row that is the same on every machine."""

    op: str
    part: str
    is_relative_to_terms: bool


@final
class _Found(msgspec.Struct, frozen=True):
    """The part of a row in which a C library has its share: the climbs follow its errors."""

    op: str
    part: str
    points: int
    normal: _Worst
    below: _Worst
    not_finite: tuple[tuple[str, ...], ...]
    other: _Other | _Absent


@final
class _Deterministic(msgspec.Struct, frozen=True):
    seed: int
    effort: int
    rows: tuple[_Asked, ...]


@final
class _Measured(msgspec.Struct, frozen=True):
    other: str
    libraries: tuple[str, ...]
    rows: tuple[_Found, ...]


@final
class _File(msgspec.Struct, frozen=True, tag_field="format", tag="refgrad-accuracy"):
    version: Literal[1]
    deterministic: _Deterministic
    measured: _Measured


def encode(accuracy: Accuracy) -> str:
    """Return the survey as one JSON object, indented, ending in a newline."""
    rows = accuracy.rows
    asked = tuple(_Asked(row.op, row.part, row.is_relative_to_terms) for row in rows)
    file = _File(
        1,
        _Deterministic(accuracy.seed, accuracy.effort, asked),
        _Measured(accuracy.other, accuracy.libraries, tuple(map(_found, rows))),
    )
    return msgspec.json.format(msgspec.json.encode(file), indent=2).decode() + "\n"


def decode(text: str) -> Accuracy:
    """Return the survey that was encoded.

    Raises:
        msgspec.ValidationError: it is of another format or version, or of none.
        ValueError: its two parts are not about the same rows.
    """
    file = msgspec.json.decode(text, type=_File)
    known, measured = file.deterministic, file.measured
    rows = tuple(_row(*pair) for pair in zip(known.rows, measured.rows, strict=True))
    return Accuracy(known.seed, known.effort, measured.other, measured.libraries, rows)


def _found(row: Row) -> _Found:
    return _Found(
        row.op,
        row.part,
        row.points,
        _worst(row.normal),
        _worst(row.below),
        row.not_finite,
        _other(row.other),
    )


def _other(other: Other | Absent) -> _Other | _Absent:
    match other:
        case Other(normal, below, not_finite):
            return _Other(_worst(normal), _worst(below), not_finite)
        case Absent(op, kind):
            return _Absent(op, kind)
        case _:
            assert_never(other)


def _worst(worst: Worst) -> _Worst:
    ulp = worst.ulp
    if math.isnan(ulp):
        return _Worst("nan", worst.point)
    return _Worst("inf" if math.isinf(ulp) else ulp, worst.point)


def _row(asked: _Asked, found: _Found) -> Row:
    if (asked.op, asked.part) != (found.op, found.part):
        raise ValueError(f"expected a row on {asked.op} {asked.part}, got {found!r}")
    return Row(
        found.op,
        found.part,
        found.points,
        _read(found.normal),
        _read(found.below),
        found.not_finite,
        _read_other(found.other),
        asked.is_relative_to_terms,
    )


def _read(worst: _Worst) -> Worst:
    return Worst(float(worst.ulp), worst.point)


def _read_other(other: _Other | _Absent) -> Other | Absent:
    match other:
        case _Other(normal, below, not_finite):
            return Other(_read(normal), _read(below), not_finite)
        case _Absent(op, kind):
            return Absent(op, kind)
        case _:
            assert_never(other)


# --- The document ------------------------------------------------------------

_COLUMNS: Final = (
    ("part", "the value, or the partial derivative by the first or second operand"),
    ("ulp", "largest error in ulp where operands and exact number are normal floats"),
    ("below normal", "largest error where an operand or the exact number is subnormal or 0"),
    ("not finite", "answers that are infinite or nan although the exact number is finite"),
    ("part *", "near its zero, in units of the last place of its terms' sum of magnitudes"),
)


def document(accuracy: Accuracy) -> Document:
    """Return the survey in words and a table."""
    return Document(
        "The engine's worst points",
        _lead(accuracy),
        (
            Section("Each op", tuple(_ops(accuracy))),
            Section("How it was done", tuple(_circumstances(accuracy))),
        ),
    )


def _lead(accuracy: Accuracy) -> str:
    rows = accuracy.rows
    worst = max((row.normal.ulp for row in rows), default=0.0)
    points = count(sum(row.points for row in rows), "number")
    found = f"{write_ulp(worst)} ulp is refgrad's worst error that was found among {points}"
    beyond = sum(row.normal.ulp > _TIGHT for row in rows)
    promise = f", and {beyond} of {len(rows)} rows are beyond the 4 ulp promised" if beyond else ""
    lost = sum(bool(row.not_finite) for row in rows)
    more = f", and {lost} have answers that are not finite where the exact number is"
    return f"{found}{promise}{more if lost else ''}."


def _ops(accuracy: Accuracy) -> Iterator[Block]:
    other = accuracy.other.partition(" ")[0]
    headings = (
        "op",
        "part",
        "points",
        "refgrad ulp",
        f"{other} ulp",
        "refgrad below normal",
        "refgrad not finite",
        f"{other} not finite",
        "refgrad's worst point",
    )
    yield Table(headings, tuple(map(_cells, accuracy.rows)))
    yield Table(("column", "meaning"), _COLUMNS)


def _cells(row: Row) -> tuple[str, ...]:
    match row.other:
        case Other(normal, _, not_finite):
            other = (write_ulp(normal.ulp), f"{not_finite:,}")
        case Absent():
            other = ("-", "-")
        case _:
            assert_never(row.other)
    return (
        row.op,
        f"{row.part} *" if row.is_relative_to_terms else row.part,
        f"{row.points:,}",
        write_ulp(row.normal.ulp),
        other[0],
        write_ulp(row.below.ulp),
        f"{len(row.not_finite):,}",
        other[1],
        " ".join(f"`{number}`" for number in row.normal.point),
    )


def _circumstances(accuracy: Accuracy) -> Iterator[Block]:
    on = ", ".join(accuracy.libraries)
    yield Paragraph(
        f"These are the numbers of this command, held against Arb, on {on}, {accuracy.other}."
    )
    asked = f"refgrad verify --accuracy {accuracy.effort} --seed {accuracy.seed}"
    yield Code(f"{asked} --write reports", "sh")
