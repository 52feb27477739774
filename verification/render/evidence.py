"""What ``refgrad verify`` found, and the table that shows it."""

from dataclasses import dataclass
from typing import Final, Literal, final

from rich.console import Group
from rich.table import Table
from rich.text import Text

_COLUMNS: Final[tuple[tuple[str, Literal["left", "right"]], ...]] = (
    ("op", "left"),
    ("cases", "right"),
    ("refgrad\nulp", "right"),
    ("PyTorch\nulp", "right"),
    ("FD estimate\nholds", "right"),
    ("enclosures\noverlap", "right"),
    ("refgrad\ntight", "right"),
    ("PyTorch\noutside", "right"),
)


PROGRAMS: Final = "programs"
"""The name of the row of random programs."""


@final
@dataclass(frozen=True, slots=True)
class Row:
    """One op, or the random programs: how three ways and a bound agree about it.

    ``held`` of ``differences`` estimates of the difference oracle cover their distance
    to the enclosure; ``overlapping`` of ``enclosures`` values do. The ulps are against
    the exact answers; ``torch_outside`` counts PyTorch's answers outside the hull.
    """

    name: str
    cases: int
    refgrad_ulp: float
    torch_ulp: float
    differences: int
    held: int
    enclosures: int
    overlapping: int
    unresolved: int
    tight: int
    torch_outside: int


@final
@dataclass(frozen=True, slots=True)
class Evidence:
    """All rows, and in words everything that disagreed, ours apart from the oracles'."""

    seed: int
    rows: tuple[Row, ...]
    disagreements: tuple[str, ...]
    oracle_disagreements: tuple[str, ...]


def render(evidence: Evidence) -> Group:
    """Return the table and the conclusion."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading, justify in _COLUMNS:
        table.add_column(heading, justify=justify, no_wrap=True)
    for row in evidence.rows:
        table.add_row(
            row.name,
            f"{row.cases:,}",
            _ulp(row, row.refgrad_ulp),
            _ulp(row, row.torch_ulp),
            _share(row.held, row.differences),
            _share(row.overlapping, row.enclosures),
            f"{100 * row.tight / row.cases:.1f} %",
            f"{row.torch_outside:,}" if row.torch_outside else "",
        )
    return Group(table, Text(), *map(Text, _conclusion(evidence)))


def _conclusion(evidence: Evidence) -> list[str]:
    cases = sum(row.cases for row in evidence.rows)
    unresolved = sum(row.unresolved for row in evidence.rows)
    lines = [f"{cases:,} cases, seed {evidence.seed}; ulp: the worst distance to the exact answer."]
    if unresolved:
        lines.append(
            f"{unresolved:,} numbers stayed unresolved by an oracle and count for nothing."
        )
    complaints = (*evidence.oracle_disagreements, *evidence.disagreements)
    lines += [f"DISAGREES  {complaint}" for complaint in complaints]
    if not evidence.disagreements and not evidence.oracle_disagreements:
        lines.append("refgrad agrees with mpmath's differences, Arb's enclosures and the hull.")
    if any(row.torch_outside for row in evidence.rows):
        lines.append("PyTorch is a witness: where it is out of the hull, the oracles agree.")
    return lines


def _share(part: int, whole: int) -> str:
    return f"{part:,}" if part == whole else f"{part:,} of {whole:,}"


def _ulp(row: Row, ulp: float) -> str:
    """Return the ulp, but not for whole programs: there it measures their cancellation."""
    if row.name == PROGRAMS:
        return "-"
    return f"{ulp:.1f}" if ulp < 1e4 else f"{ulp:.0e}".replace("e+0", "e").replace("e+", "e")
