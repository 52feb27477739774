"""How far an engine's ops are from the exact numbers, and the table that shows it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final, assert_never, final

from rich.text import Text

from verification.model import Absent
from verification.render.lines import align, count

_WIDTH: Final = 110
_TIE: Final = 0.1  # ulp; less is a matter of which points were tried
_TIGHT: Final = 4.0  # ulp; the bound that refgrad promises

# Each column's heading, in two lines.
_HEADINGS: Final = (
    ("", "", "", "worst", "other's", "below", "not", "refgrad's worst point"),
    ("op", "part", "points", "ulp", "ulp", "normal", "finite", ""),
)
_LEGEND: Final = (
    "part          the value, or the partial derivative by the first or second operand",
    "worst ulp     largest error in units in the last place of the exact number, where operands",
    "              and exact number are normal floats; the other's, on the same points",
    "below normal  the same where an operand or the exact number is subnormal or 0; for a",
    "              subnormal number in units of the smallest float",
    "not finite    answers that are infinite or nan although the exact number is finite:",
    "              refgrad's and the other's",
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

    Lines have at most 110 columns, with few exceptions: print it with ``soft_wrap=True``.
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
        f"{row.part} *" if row.is_relative_to_terms else row.part,
        f"{row.points:,}",
        write_ulp(row.normal.ulp),
        other[0],
        write_ulp(row.below.ulp),
        f"{len(row.not_finite)}, {other[1]}",
        " ".join(row.normal.point),
    )


def write_ulp(ulp: float) -> str:
    """Return an error in at most six characters.

    >>> write_ulp(0.5004), write_ulp(294.1), write_ulp(3.0e15), write_ulp(math.inf)
    ('0.500', '294', '3e15', 'inf')
    """
    if math.isinf(ulp):
        return "inf"
    if ulp < 1e3:
        return f"{ulp:.3f}" if ulp < 99.0 else f"{ulp:.0f}"
    return f"{ulp:.0e}".replace("e+0", "e").replace("e+", "e")


def _justify(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines: words to the left, numbers to the right of their columns."""
    op, part, *numbers, point = zip(*rows, strict=True)
    columns = [[cell.rjust(max(map(len, column))) for cell in column] for column in numbers]
    return align(list(zip(op, part, *columns, point, strict=True)))


def _conclusion(accuracy: Accuracy) -> list[str]:
    rows = accuracy.rows
    points = sum(row.points for row in rows)
    asked = f"seed {accuracy.seed}, effort {accuracy.effort}"
    return [
        f"{count(points, 'number')} held against Arb, {asked}, on {', '.join(accuracy.libraries)}.",
        f"The other is {accuracy.other}.",
        *_comparison(accuracy),
        *(
            f"NOT FINITE: {row.op}, {row.part} at {', '.join(row.not_finite[0])}"
            for row in rows
            if row.not_finite
        ),
    ]


def _comparison(accuracy: Accuracy) -> Iterator[str]:
    """Yield where the other library is closer to the exact numbers, and whether that matters."""
    other = accuracy.other
    ties: list[str] = []
    for row in accuracy.rows:
        if not isinstance(row.other, Other) or row.normal.ulp <= row.other.normal.ulp:
            continue
        ours, its = row.normal.ulp, row.other.normal.ulp
        found = f"{row.op}, {row.part}: {write_ulp(ours)} and {write_ulp(its)} ulp"
        if ours > _TIGHT:
            yield f"WORSE than {other}: {found}"
        elif ours - its > _TIE:
            told = f"Further off than {other} at its worst point, within 4 ulp all the same: "
            yield from wrap(told + found, _WIDTH, subsequent_indent="  ")
        else:
            ties.append(f"{row.op} {row.part}")
    if ties:
        yield from wrap(f"Within {_TIE} ulp of {other}'s: {', '.join(ties)}.", _WIDTH)
