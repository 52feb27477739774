"""The kill matrix, which check catches which fault: as text, as JSON, and as a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, final

import msgspec
from rich.text import Text

from verification.render.document import Block, Document, Paragraph, Section, Table
from verification.render.lines import align, count


@final
@dataclass(frozen=True, slots=True)
class Tried:
    """One faulty engine: its style, whether the word was said, and the checks that it failed."""

    style: str
    is_killed: bool
    failed: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault: what must be said of it and where, why it is none if so, and its engines."""

    id: str
    title: str
    word: str
    at: str
    lines: tuple[int, ...]
    reason: str
    engines: tuple[Tried, ...]

    @property
    def family(self) -> str:
        """The family: what stands before the first point of the id."""
        return self.id.partition(".")[0]

    @property
    def is_killed(self) -> bool:
        """Whether the word was said of every engine."""
        return all(engine.is_killed for engine in self.engines)

    @property
    def failed(self) -> tuple[str, ...]:
        """The checks that every engine failed."""
        first, *others = (engine.failed for engine in self.engines)
        return tuple(check for check in first if all(check in other for other in others))


@final
@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the taxonomy; ``reason`` says why no engine can have it, if none can."""

    number: int
    what: str
    reason: str


@final
@dataclass(frozen=True, slots=True)
class Matrix:
    """All faults and all checks, for one seed."""

    seed: int
    checks: tuple[str, ...]
    faults: tuple[FaultRow, ...]
    lines: tuple[LineRow, ...]
    seconds: float
    libraries: tuple[str, ...]

    @property
    def wrong(self) -> tuple[FaultRow, ...]:
        """The faults of which some check must complain."""
        return tuple(fault for fault in self.faults if fault.word in _WRONG)

    @property
    def survivors(self) -> tuple[FaultRow, ...]:
        """The faults that were not killed."""
        return tuple(fault for fault in self.faults if not fault.is_killed)

    @property
    def silent(self) -> tuple[str, ...]:
        """The checks that no fault trips."""
        heard = {check for fault in self.wrong for check in fault.failed}
        return tuple(check for check in self.checks if check not in heard)

    @property
    def killing_set(self) -> tuple[str, ...]:
        """Checks that between them kill every wrong engine, none of which can be left out.

        First those without which some fault would live, then the one that kills most of the
        rest, and so on.
        """
        alive = {fault.id: set(fault.failed) for fault in self.wrong if fault.failed}
        chosen = {check for checks in alive.values() if len(checks) == 1 for check in checks}
        while rest := [checks for checks in alive.values() if not checks & chosen]:
            chosen.add(max(self.checks, key=lambda check: sum(check in each for each in rest)))
        return tuple(check for check in self.checks if check in chosen)


_WRONG: Final = frozenset({"differs", "failed"})
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


# --- Text --------------------------------------------------------------------

_MEANINGS: Final = {
    "differs": "a number lies outside the hull",
    "failed": "it raises, hangs or gives no number",
    "missing": "it cannot be asked, which costs nothing",
    "inaccurate": "right, with few digits: a remark",
    "noted": "a behaviour that is no fault: a note",
    "accepted": "nothing: it is right after all",
}


def render(matrix: Matrix) -> Text:
    """Return the summary: what must be said and was, the checks, the survivors."""
    lines = [
        lead(matrix),
        "",
        *align(_words(matrix)),
        "",
        _checks(matrix),
        *(f"Survived: {_survivor(fault)}" for fault in matrix.survivors),
        "",
        "Killed is: the word was said, where it is due, of the engine in every style.",
        "What must not be said of a fault that is none:",
        *align([(f.id, f.reason) for f in matrix.faults if f.reason]),
    ]
    return Text("\n".join(lines))


def lead(matrix: Matrix) -> str:
    """Return the outcome in a sentence."""
    engines = sum(len(fault.engines) for fault in matrix.faults)
    killed = sum(fault.is_killed for fault in matrix.wrong)
    return (
        f"{killed:,} of {len(matrix.wrong):,} wrong ways are caught, and "
        f"{_right(matrix):,} of {len(matrix.faults) - len(matrix.wrong):,} that are no fault are "
        f"told from them, in {engines:,} engines."
    )


def _right(matrix: Matrix) -> int:
    return sum(fault.is_killed for fault in matrix.faults if fault.word not in _WRONG)


def _words(matrix: Matrix) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("must be said", "faults", "was said", "meaning")]
    for word, meaning in _MEANINGS.items():
        faults = [fault for fault in matrix.faults if fault.word == word]
        killed = sum(fault.is_killed for fault in faults)
        rows.append((word, f"{len(faults)}", f"{killed}", meaning))
    return rows


def _checks(matrix: Matrix) -> str:
    heard = len(matrix.checks) - len(matrix.silent)
    silent = f" None trips {', '.join(matrix.silent)}." if matrix.silent else ""
    return (
        f"{heard} of {len(matrix.checks)} checks catch something; {len(matrix.killing_set)} of "
        f"them catch everything, and none of those can be left out.{silent}"
    )


def _survivor(fault: FaultRow) -> str:
    alive = ", ".join(engine.style for engine in fault.engines if not engine.is_killed)
    return f"{fault.id} ({alive}): expected {fault.word} at {fault.at}"


# --- A document --------------------------------------------------------------


def document(matrix: Matrix) -> Document:
    """Return the whole matrix as a document."""
    return Document(
        "Ways to be wrong, and the checks that catch them",
        lead(matrix),
        (
            Section("What must be said", _said(matrix)),
            Section("Which group of checks catches which family", (_families(matrix),)),
            Section("Survivors", _told(matrix)),
            Section("The smallest set of checks", _smallest(matrix)),
            Section("Checks", (_by_check(matrix),)),
            Section("Faults", (_by_fault(matrix),)),
            Section("The taxonomy", _taxonomy(matrix)),
        ),
    )


def _said(matrix: Matrix) -> tuple[Block, ...]:
    headings, *rows = _words(matrix)
    styles = ", ".join(engine.style for engine in matrix.faults[0].engines)
    return (
        Paragraph(
            f"Every fault is written as an engine in {count(len(styles.split(', ')), 'style')} "
            f"({styles}), graded by the default suite with seed {matrix.seed}. It is killed if "
            "the word was said of it, at the check or in the note where it is due, in each style."
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
    alive = tuple((fault.id, _survivor(fault)) for fault in matrix.survivors)
    kept = tuple((fault.id, fault.title, fault.reason) for fault in matrix.faults if fault.reason)
    found = (Table(("fault", "what was expected"), alive),) if alive else ()
    return (
        Paragraph(f"Of the wrong engines {'these live' if alive else 'none lives'}."),
        *found,
        Paragraph("These are no faults, and must live:"),
        Table(("fault", "what it is", "why it is none"), kept),
    )


def _smallest(matrix: Matrix) -> tuple[Block, ...]:
    names = ", ".join(f"`{check}`" for check in matrix.killing_set)
    return (Paragraph(_checks(matrix)), Paragraph(f"{names}."))


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
        Paragraph("What has been wrong in real engines, and the faults that stand for it here."),
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
