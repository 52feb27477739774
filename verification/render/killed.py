"""The kill matrix as a file: JSON that can be read back, and a document."""

from collections.abc import Sequence
from typing import Final, Literal, final

import msgspec

from verification.render.document import Block, Document, Paragraph, Section, Table
from verification.render.kills import (
    FaultRow,
    LineRow,
    Matrix,
    about_checks,
    lead,
    survivor,
    words,
)
from verification.render.lines import count

_FORMAT: Final = "refgrad-faults"

# --- JSON --------------------------------------------------------------------


@final
class _Deterministic(msgspec.Struct, frozen=True):
    seed: int
    killing_set: tuple[str, ...]
    survivors: tuple[str, ...]
    checks: tuple[str, ...]
    faults: tuple[FaultRow, ...]
    lines: tuple[LineRow, ...]


@final
class _Measured(msgspec.Struct, frozen=True):
    seconds: float
    libraries: tuple[str, ...]


@final
class _File(msgspec.Struct, frozen=True, tag_field="format", tag=_FORMAT):
    version: Literal[1]
    deterministic: _Deterministic
    measured: _Measured


def encode(matrix: Matrix) -> str:
    """Return the matrix as one JSON object, indented, ending in a newline."""
    survivors = tuple(fault.id for fault in matrix.survivors)
    file = _File(
        1,
        _Deterministic(
            matrix.seed,
            matrix.killing_set,
            survivors,
            matrix.checks,
            matrix.faults,
            matrix.lines,
        ),
        _Measured(matrix.seconds, matrix.libraries),
    )
    return msgspec.json.format(msgspec.json.encode(file), indent=1).decode() + "\n"


def decode(text: str) -> Matrix:
    """Return the matrix that was encoded.

    Raises:
        msgspec.ValidationError: it is of another format or version, or of none.
    """
    file = msgspec.json.decode(text, type=_File)
    known, measured = file.deterministic, file.measured
    return Matrix(
        known.seed, known.checks, known.faults, known.lines, measured.seconds, measured.libraries
    )


# --- A document --------------------------------------------------------------


def document(matrix: Matrix) -> Document:
    """Return the whole matrix as a document."""
    return Document(
        "Ways to be wrong, and the checks that catch them",
        lead(matrix),
        (
            Section("What must be said", _said(matrix)),
            Section(
                "Which group of checks catches which family",
                (
                    Paragraph("A fault is counted in every group of which some check fails."),
                    _families(matrix),
                ),
            ),
            Section("Survivors", _told(matrix)),
            Section("The smallest set of checks", _smallest(matrix)),
            Section("Checks", (_by_check(matrix),)),
            Section(
                "Faults",
                (
                    Paragraph(
                        "`at` is the check, the group of checks or the note that must say the "
                        "word. The last column has the checks that the engine fails in every "
                        "style, and is empty where none may fail."
                    ),
                    _by_fault(matrix),
                ),
            ),
            Section("The taxonomy", _taxonomy(matrix)),
        ),
    )


def _said(matrix: Matrix) -> tuple[Block, ...]:
    headings, *rows = words(matrix)
    styles = ", ".join(engine.style for engine in matrix.faults[0].engines)
    return (
        Paragraph(
            f"Every fault is written as an engine in {count(len(styles.split(', ')), 'style')} "
            f"({styles}), graded by the default suite with seed {matrix.seed}. It is killed if "
            "the word was said of it, at the check or in the note where it is due, in each style. "
            "Those that must differ or fail are wrong, and so are those that survive; the others "
            "are no fault."
        ),
        Table(headings, tuple(rows)),
        Paragraph(f"Taken {matrix.seconds:.0f} s with {', '.join(matrix.libraries)}."),
    )


def _families(matrix: Matrix) -> Table:
    groups = tuple(dict.fromkeys(_group(check) for check in matrix.checks))
    families = tuple(dict.fromkeys(fault.family for fault in matrix.wrong))
    rows: list[tuple[str, ...]] = []
    for family in families:
        faults = [fault for fault in matrix.wrong if fault.family == family]
        caught = [sum(group in map(_group, f.failed) for f in faults) for group in groups]
        rows.append((family, f"{len(faults)}", *(f"{n}" if n else "" for n in caught)))
    return Table(("family", "faults", *groups), tuple(rows))


def _told(matrix: Matrix) -> tuple[Block, ...]:
    alive = tuple((fault.id, survivor(fault)) for fault in matrix.survivors)
    kept = tuple((f.id, f.title, f.word, f.reason) for f in matrix.faults if f.reason)
    found = (Table(("fault", "what was expected"), alive),) if alive else ()
    return (
        Paragraph(
            f"Of those of which something must be said {'these live' if alive else 'none lives'}."
        ),
        *found,
        Paragraph(
            "Of these nothing is said. What is accepted is no fault; what survives is one, and "
            "nobody is accused of it, because the doubt would fall on sound engines, too."
        ),
        Table(("fault", "what it is", "it", "why"), kept),
    )


def _smallest(matrix: Matrix) -> tuple[Block, ...]:
    names = ", ".join(f"`{check}`" for check in matrix.killing_set)
    return (Paragraph(about_checks(matrix)), Paragraph(f"{names}."))


def _by_check(matrix: Matrix) -> Table:
    rows: list[tuple[str, ...]] = []
    for check in matrix.checks:
        caught = [fault for fault in matrix.wrong if check in fault.failed]
        alone = sum(len(fault.failed) == 1 for fault in caught)
        rows.append((check, f"{len(caught)}", f"{alone}", _some([fault.id for fault in caught])))
    return Table(("check", "catches", "it alone", "among them"), tuple(rows))


def _by_fault(matrix: Matrix) -> Table:
    rows = tuple(
        (fault.id, fault.title, fault.word, fault.at, _some(fault.failed))
        for fault in matrix.faults
    )
    return Table(("fault", "what is wrong", "must be said", "at", "checks that fail"), rows)


def _taxonomy(matrix: Matrix) -> tuple[Block, ...]:
    rows = tuple(
        (f"{line.number}", line.what, line.reason or _some(_faults_of(matrix, line)))
        for line in matrix.lines
    )
    return (
        Paragraph(
            "What has been wrong in real engines and libraries, numbered as in the survey of their "
            "issue threads from which the catalogue was drawn, and the faults that stand for it."
        ),
        Table(("line", "what was wrong", "faults, or why there is none"), rows),
    )


def _faults_of(matrix: Matrix, line: LineRow) -> list[str]:
    return [fault.id for fault in matrix.faults if line.number in fault.lines]


def _group(check: str) -> str:
    return check.partition(".")[0]


_MOST: Final = 5


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
