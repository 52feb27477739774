"""A document: what a report of evidence says, before it is Markdown or a page.

Every text in it is plain, on one line, and what stands between backticks is code. A renderer
shows any character as itself; what would steer a terminal or turn the line around is spelled out.
"""

import math
import re
from dataclasses import dataclass
from itertools import groupby
from typing import Final, final

from verification.render.lines import escape

_CODE: Final = re.compile(r"`([^`]+)`")
_NUMBER: Final = re.compile(
    r"""-                                               # none
    |   [-+]?(?:inf|nan|\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)
        (?:\ %|\ of\ \d[\d,]*)?""",
    re.VERBOSE,
)


@final
@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; what stands between backticks is code."""

    text: str


@final
@dataclass(frozen=True, slots=True)
class Code:
    """Lines to be shown as they are, and perhaps pasted; ``language`` is as in a Markdown fence."""

    text: str
    language: str


@final
@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; every row has as many cells as there are headings.

    Raises:
        ValueError: there are no headings, or a row has another number of cells.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.headings:
            raise ValueError("expected at least one heading, got none")
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"expected {len(self.headings)} cells, got {row!r}")


@final
@dataclass(frozen=True, slots=True)
class Series:
    """One line or cloud of a plot: its name, and the points from left to right.

    A y that is infinite or nan is shown in a row of its own.

    Raises:
        ValueError: an x is infinite or nan.
    """

    label: str
    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        for x, y in self.points:
            if not math.isfinite(x):
                raise ValueError(f"expected a finite x, got {(x, y)!r}")


@final
@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of one or more series; ``is_log`` says which axes are logarithmic, x then y.

    A logarithmic x axis is one of magnitudes on both sides of 0; a logarithmic y axis begins
    with a row for 0. ``summary`` says in a sentence what is to be seen, for who does not see it.

    Raises:
        ValueError: a logarithmic y axis has to show a negative number.
    """

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    summary: str
    is_log: tuple[bool, bool] = (False, True)

    def __post_init__(self) -> None:
        for series in self.series:
            for point in series.points:
                if self.is_log[1] and point[1] < 0 and math.isfinite(point[1]):
                    raise ValueError(f"expected no negative y on a logarithmic axis, got {point!r}")


Block = Paragraph | Code | Table | Plot


@final
@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]


@final
@dataclass(frozen=True, slots=True)
class Document:
    """A title, a first sentence that says the outcome, and sections."""

    title: str
    lead: str
    sections: tuple[Section, ...]


# --- What every renderer needs to know ---------------------------------------


@final
@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text, either code or not."""

    text: str
    is_code: bool


def spans(text: str) -> tuple[Span, ...]:
    r"""Return the text made harmless and taken apart at its backticks; one alone is text.

    Spaces around it are dropped, and no two pieces of the same kind follow each other.

    >>> spans("`1 - t*t` loses\x1b digits")
    (Span(text='1 - t*t', is_code=True), Span(text=' loses\\x1b digits', is_code=False))
    >>> spans("a ` alone")
    (Span(text='a ` alone', is_code=False),)
    """
    pieces = _CODE.split(printable(text).strip())  # text and code by turns
    found = (Span(piece, bool(i % 2)) for i, piece in enumerate(pieces) if piece)
    groups = groupby(found, key=lambda span: span.is_code)
    return tuple(Span("".join(span.text for span in group), is_code) for is_code, group in groups)


def printable(text: str) -> str:
    r"""Return the text on one line, its unprintable characters spelled out.

    >>> printable("left\u202eright\n")
    'left\\u202eright\\n'
    """
    return escape(text, len(text))


def code_lines(code: Code) -> tuple[str, ...]:
    r"""Return the lines of the code made harmless; tabs are four spaces.

    >>> code_lines(Code("if x:\n\ty = '\x1b'\n", "python"))
    ('if x:', "    y = '\\x1b'")
    """
    return tuple(
        printable(line.replace("\t", "    ")) for line in code.text.strip("\n").split("\n")
    )


def numeric_columns(table: Table) -> tuple[bool, ...]:
    """Return of each column whether it holds numbers throughout, which belong to its right.

    >>> numeric_columns(Table(("op", "cases", "ulp"), (("add", "2,500", "-"), ("1", "7", "9e15"))))
    (False, True, True)
    """
    return tuple(
        bool(table.rows) and all(map(_NUMBER.fullmatch, column)) for column in _columns(table)
    )


def _columns(table: Table) -> list[list[str]]:
    return [[row[i] for row in table.rows] for i in range(len(table.headings))]
