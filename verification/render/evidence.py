"""What ``refgrad verify`` found, and the table that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from rich.text import Text

from verification.render.lines import align, count

HEADINGS: Final = (
    ("", "", "refgrad", "PyTorch", "FD estimate", "enclosures", "refgrad", "PyTorch"),
    ("op", "cases", "ulp", "ulp", "holds", "overlap", "tight", "outside"),
)
"""Each column's heading, in two lines."""
_LEGEND: Final = (
    "ulp      worst distance to the exact answer; tight: cases within 4 ulp throughout",
    "holds    gradients whose estimate by differences (mpmath) meets Arb's enclosure",
    "overlap  values on which mpmath and Arb meet; outside: PyTorch's cases off the hull",
    "Large ulps: saturation (tanh' as 1 - t*t), cancellation (1 + erf), softplus cut off",
)

PROGRAMS: Final = "programs"
"""The name of the row of random programs."""


@final
@dataclass(frozen=True, slots=True)
class Row:
    """One op, or the random programs: how three ways and a bound agree about it.

    ``held`` of ``differences`` estimates of the difference oracle cover their distance
    to the enclosure; ``overlapping`` of ``enclosures`` values do. The ulps are against
    the exact answers, that of PyTorch None if it has no such op; ``torch_outside`` counts its
    answers outside the hull.
    """

    name: str
    cases: int
    refgrad_ulp: float
    torch_ulp: float | None
    differences: int
    held: int
    enclosures: int
    overlapping: int
    unresolved: int
    tight: int
    torch_outside: int


@final
@dataclass(frozen=True, slots=True)
class Canaries:
    """How many faulty engines were rejected, as all of them must be, and sound ones accepted."""

    rejected: int
    accepted: int


@final
@dataclass(frozen=True, slots=True)
class Evidence:
    """All rows, and in words everything that disagreed, ours apart from the oracles'.

    ``examples`` is the number of cases asked for in each row; ``libraries`` says on what the rows
    were measured, as ``glibc 2.36``.
    """

    seed: int
    examples: int
    libraries: tuple[str, ...]
    rows: tuple[Row, ...]
    disagreements: tuple[str, ...]
    oracle_disagreements: tuple[str, ...]
    canaries: Canaries


def render(evidence: Evidence) -> Text:
    """Return the table, what its columns say, and the conclusion.

    The table is as wide as its numbers need: print it with ``soft_wrap=True``.
    """
    table = _justify([*HEADINGS, *map(cells, evidence.rows)])
    return Text("\n").join(map(Text, [*table, "", *_LEGEND, "", *_conclusion(evidence)]))


def cells(row: Row) -> tuple[str, ...]:
    """Return the row as text: its name, and its numbers in the order of ``HEADINGS``."""
    return (
        row.name,
        f"{row.cases:,}",
        _ulp(row, row.refgrad_ulp),
        _ulp(row, row.torch_ulp),
        _share(row.held, row.differences),
        _share(row.overlapping, row.enclosures),
        f"{100 * row.tight / row.cases:.1f} %",
        f"{row.torch_outside:,}",
    )


def _justify(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines: names to the left, numbers to the right of their columns."""
    names, *numbers = zip(*rows, strict=True)
    columns = [[cell.rjust(max(map(len, column))) for cell in column] for column in numbers]
    return align(list(zip(names, *columns, strict=True)))


def _conclusion(evidence: Evidence) -> list[str]:
    cases = sum(row.cases for row in evidence.rows)
    unresolved = sum(row.unresolved for row in evidence.rows)
    sound = count(evidence.canaries.accepted, "sound engine")
    lines = [
        f"{count(cases, 'case')}, seed {evidence.seed}.",
        f"{evidence.canaries.rejected} canaries rejected, {sound} accepted.",
    ]
    if unresolved:
        left = f"{count(unresolved, 'number')} left unresolved by an oracle"
        lines.append(f"{left}: not counted, for or against anybody.")
    complaints = (*evidence.oracle_disagreements, *evidence.disagreements)
    lines += [f"DISAGREES  {complaint}" for complaint in complaints]
    if not evidence.disagreements and not evidence.oracle_disagreements:
        lines.append("refgrad agrees with mpmath's differences, Arb's enclosures and the hull.")
    if any(row.torch_outside for row in evidence.rows):
        lines.append("PyTorch is a witness: where it is out of the hull, the oracles agree.")
    return lines


def _share(part: int, whole: int) -> str:
    return f"{part:,}" if part == whole else f"{part:,} of {whole:,}"


def _ulp(row: Row, ulp: float | None) -> str:
    """Return the ulp, but not for whole programs: there it measures their cancellation."""
    if ulp is None or row.name == PROGRAMS:
        return "-"
    return f"{ulp:.1f}" if ulp < 1e4 else f"{ulp:.0e}".replace("e+0", "e").replace("e+", "e")
