"""How far an engine's ops are from the exact numbers, and the table that shows it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never, final

from rich.text import Text

from verification.model import Absent
from verification.render.lines import align, count

# Each column's heading, in two lines.
_HEADINGS: Final = (
    ("", "", "", "worst", "other's", "below", "not", "other's", "", "refgrad's worst point"),
    ("op", "part", "points", "ulp", "ulp", "normal", "finite", "not finite", "note", ""),
)
_LEGEND: Final = (
    "part          the value, or the partial derivative by the first or second operand",
    "worst ulp     largest error in units in the last place of the exact number, where operands",
    "              and exact number are normal floats; the other's, on the same points",
    "below normal  the same where an operand or the exact number is subnormal or 0; for a",
    "              subnormal number in units of the smallest float",
    "not finite    answers that are infinite or nan although the exact number is finite",
    "*             near its zero in units of the last place of its terms' sum of magnitudes",
)


@final
@dataclass(frozen=True, slots=True)
class Worst:
    """The largest error that was found, in ulp, and where; operands as hexadecimal floats."""

    ulp: float
    point: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class Other:
    """How the other library fares on the same points, in the same terms as a row."""

    normal: Worst
    below: Worst
    not_finite: int


@final
@dataclass(frozen=True, slots=True)
class Row:
    """One op's value, or one of its partials: how far it is from the exact numbers.

    ``normal`` and ``below`` are the worst where operands and exact number are normal floats,
    and elsewhere. ``not_finite`` holds some of the points at which the answer is no finite number
    although the exact one is. ``is_relative_to_terms`` says that near the zero of a slope the
    error counts beside the terms of which it is the sum.
    """

    op: str
    part: str
    points: int
    normal: Worst
    below: Worst
    not_finite: tuple[tuple[str, ...], ...]
    other: Other | Absent
    is_relative_to_terms: bool


@final
@dataclass(frozen=True, slots=True)
class Accuracy:
    """All rows, and what they were measured on; ``libraries`` as ``glibc 2.36``."""

    seed: int
    effort: int
    other: str
    libraries: tuple[str, ...]
    rows: tuple[Row, ...]


def render(accuracy: Accuracy) -> Text:
    """Return the table, what its columns say, and the conclusion.

    The table is as wide as its numbers need: print it with ``soft_wrap=True``.
    """
    table = _justify([*_HEADINGS, *map(_cells, accuracy.rows)])
    lines = [*table, "", *_LEGEND, "", *_conclusion(accuracy)]
    return Text("\n").join(map(Text, lines))


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
        row.part,
        f"{row.points:,}",
        write_ulp(row.normal.ulp),
        other[0],
        write_ulp(row.below.ulp),
        f"{len(row.not_finite):,}",
        other[1],
        "*" if row.is_relative_to_terms else "",
        ", ".join(row.normal.point),
    )


def write_ulp(ulp: float) -> str:
    """Return an error in at most six characters.

    >>> write_ulp(0.5004), write_ulp(3.0e15), write_ulp(math.inf)
    ('0.500', '3e15', 'inf')
    """
    if math.isinf(ulp):
        return "inf"
    if ulp < 1e3:
        return f"{ulp:.3f}"
    return f"{ulp:.0e}".replace("e+0", "e").replace("e+", "e")


def _justify(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines: words to the left, numbers to the right of their columns."""
    op, part, *numbers, note, point = zip(*rows, strict=True)
    columns = [[cell.rjust(max(map(len, column))) for cell in column] for column in numbers]
    return align(list(zip(op, part, *columns, note, point, strict=True)))


def _conclusion(accuracy: Accuracy) -> list[str]:
    rows = accuracy.rows
    points = sum(row.points for row in rows)
    worse = [
        (row, row.other.normal.ulp)
        for row in rows
        if isinstance(row.other, Other) and row.normal.ulp > row.other.normal.ulp
    ]
    broken = [row for row in rows if row.not_finite]
    other = accuracy.other
    asked = f"seed {accuracy.seed}, effort {accuracy.effort}"
    return [
        f"{count(points, 'number')} held against Arb, {asked}, on {', '.join(accuracy.libraries)}.",
        f"The other is {other}.",
        *(
            f"WORSE than {other}: {row.op}, {row.part}: "
            f"{write_ulp(row.normal.ulp)} and {write_ulp(ulp)} ulp"
            for row, ulp in worse
        ),
        *(f"NOT FINITE: {row.op}, {row.part} at {', '.join(row.not_finite[0])}" for row in broken),
    ]
