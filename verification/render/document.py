"""A document: what a report of evidence says, before it is Markdown or a page."""

from dataclasses import dataclass
from typing import final


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
        ValueError: a row has another number of cells.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"expected {len(self.headings)} cells, got {row!r}")


@final
@dataclass(frozen=True, slots=True)
class Series:
    """One line or cloud of a plot: its name, and the points from left to right."""

    label: str
    points: tuple[tuple[float, float], ...]


@final
@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of one or more series; ``is_log`` says which axes are logarithmic, x then y.

    A logarithmic x axis is one of magnitudes on both sides of 0. ``summary`` says in a
    sentence what is to be seen, for who does not see it.
    """

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    summary: str
    is_log: tuple[bool, bool] = (False, True)


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
