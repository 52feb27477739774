"""What ``refgrad verify`` found as a file: JSON that can be read back, and a document."""

import math
from collections.abc import Iterator
from typing import Final, Literal, final

import msgspec

from verification.render.document import Block, Code, Document, Paragraph, Section, Table
from verification.render.evidence import HEADINGS, Canaries, Evidence, Row, cells
from verification.render.lines import count

_Measure = float | Literal["inf", "nan"]  # JSON has numbers for neither


@final
class _CountedRow(msgspec.Struct, frozen=True):
    """The part of a row that is the same on every machine."""

    name: str
    cases: int
    differences: int
    held: int
    enclosures: int
    overlapping: int
    unresolved: int


@final
class _MeasuredRow(msgspec.Struct, frozen=True):
    """The part of a row in which a C library has its share."""

    name: str
    refgrad_ulp: _Measure
    torch_ulp: _Measure | None
    tight: int
    torch_outside: int


@final
class _Canaries(msgspec.Struct, frozen=True):
    rejected: int
    accepted: int


@final
class _Deterministic(msgspec.Struct, frozen=True):
    seed: int
    examples: int
    rows: tuple[_CountedRow, ...]
    disagreements: tuple[str, ...]
    oracle_disagreements: tuple[str, ...]
    canaries: _Canaries


@final
class _Measured(msgspec.Struct, frozen=True):
    libraries: tuple[str, ...]
    rows: tuple[_MeasuredRow, ...]


@final
class _File(msgspec.Struct, frozen=True, tag_field="format", tag="refgrad-verification"):
    version: Literal[1]
    deterministic: _Deterministic
    measured: _Measured


def encode(evidence: Evidence) -> str:
    """Return the evidence as one JSON object, indented, ending in a newline."""
    rows = evidence.rows
    canaries = evidence.canaries
    file = _File(
        1,
        _Deterministic(
            evidence.seed,
            evidence.examples,
            tuple(map(_counted, rows)),
            evidence.disagreements,
            evidence.oracle_disagreements,
            _Canaries(canaries.rejected, canaries.accepted),
        ),
        _Measured(evidence.libraries, tuple(map(_measured, rows))),
    )
    return msgspec.json.format(msgspec.json.encode(file), indent=2).decode() + "\n"


def decode(text: str) -> Evidence:
    """Return the evidence that was encoded.

    Raises:
        msgspec.ValidationError: it is of another format or version, or of none.
        ValueError: its two parts are not about the same rows.
    """
    file = msgspec.json.decode(text, type=_File)
    known, measured = file.deterministic, file.measured
    return Evidence(
        known.seed,
        known.examples,
        measured.libraries,
        tuple(_row(*pair) for pair in zip(known.rows, measured.rows, strict=True)),
        known.disagreements,
        known.oracle_disagreements,
        Canaries(known.canaries.rejected, known.canaries.accepted),
    )


def _counted(row: Row) -> _CountedRow:
    return _CountedRow(
        row.name,
        row.cases,
        row.differences,
        row.held,
        row.enclosures,
        row.overlapping,
        row.unresolved,
    )


def _measured(row: Row) -> _MeasuredRow:
    torch_ulp = None if row.torch_ulp is None else _measure(row.torch_ulp)
    return _MeasuredRow(
        row.name, _measure(row.refgrad_ulp), torch_ulp, row.tight, row.torch_outside
    )


def _measure(number: float) -> _Measure:
    if math.isnan(number):
        return "nan"
    return "inf" if math.isinf(number) else number


def _row(known: _CountedRow, measured: _MeasuredRow) -> Row:
    if known.name != measured.name:
        raise ValueError(f"expected a row on {known.name!r}, got {measured.name!r}")
    return Row(
        name=known.name,
        cases=known.cases,
        refgrad_ulp=float(measured.refgrad_ulp),
        torch_ulp=None if measured.torch_ulp is None else float(measured.torch_ulp),
        differences=known.differences,
        held=known.held,
        enclosures=known.enclosures,
        overlapping=known.overlapping,
        unresolved=known.unresolved,
        tight=measured.tight,
        torch_outside=measured.torch_outside,
    )


# --- The document ------------------------------------------------------------

_COLUMNS: Final = (
    ("cases", "different programs and points that were asked"),
    ("ulp", "worst distance to the exact answer, in units in the last place"),
    ("FD estimate holds", "gradients whose estimate by differences (mpmath) meets Arb's enclosure"),
    ("enclosures overlap", "values on which mpmath and Arb meet"),
    ("tight", "cases within 4 ulp throughout"),
    ("outside", "PyTorch's cases off the hull, where the oracles agree"),
)


def document(evidence: Evidence) -> Document:
    """Return the evidence in words and tables."""
    blocks = ((heading, tuple(blocks)) for heading, blocks in _sections(evidence))
    return Document(
        "The engine verified",
        _lead(evidence),
        tuple(Section(heading, block) for heading, block in blocks if block),
    )


def _lead(evidence: Evidence) -> str:
    cases = count(sum(row.cases for row in evidence.rows), "case")
    if evidence.disagreements:
        return f"refgrad is wrong on some of {cases}."
    if evidence.oracle_disagreements:
        return f"The oracles disagree on some of {cases}, which says nothing about refgrad."
    return f"refgrad agrees with mpmath's differences, Arb's enclosures and the hull on {cases}."


def _sections(evidence: Evidence) -> Iterator[tuple[str, Iterator[Block]]]:
    yield "What disagrees", _disagreements(evidence)
    yield "Each op", _ops(evidence)
    yield "How it was done", _circumstances(evidence)


def _disagreements(evidence: Evidence) -> Iterator[Block]:
    """Yield what disagrees, its numbers as they came; nothing if all agree."""
    told = (
        *(("an oracle", each) for each in evidence.oracle_disagreements),
        *(("refgrad", each) for each in evidence.disagreements),
    )
    if told:
        yield Table(("who", "where"), told)


def _ops(evidence: Evidence) -> Iterator[Block]:
    headings = tuple(" ".join(filter(None, pair)) for pair in zip(*HEADINGS, strict=True))
    yield Table(headings, tuple(map(cells, evidence.rows)))
    yield Paragraph(
        "Large ulps come of saturation (tanh' as `1 - t*t`), of cancellation (`1 + erf`) and of "
        "softplus cut off. Whole programs have none: there it would measure their cancellation."
    )
    yield Table(("column", "meaning"), _COLUMNS)


def _circumstances(evidence: Evidence) -> Iterator[Block]:
    yield Paragraph(f"These are the numbers of this command, on {', '.join(evidence.libraries)}.")
    asked = f"refgrad verify --examples {evidence.examples} --seed {evidence.seed}"
    yield Code(f"{asked} --write reports", "sh")
    canaries = evidence.canaries
    yield Paragraph(
        f"Before it asked refgrad, it had rejected {count(canaries.rejected, 'faulty engine')} "
        f"and accepted {count(canaries.accepted, 'sound one')}."
    )
    if unresolved := sum(row.unresolved for row in evidence.rows):
        left = f"{count(unresolved, 'number')} left unresolved by an oracle"
        yield Paragraph(f"{left}: not counted, for or against anybody.")
