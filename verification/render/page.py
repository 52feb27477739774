"""A document as a page: one HTML file that needs no network and no script.

The one file that knows Jinja2; it escapes everything that it puts into the template.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, assert_never, final

from jinja2 import Environment, PackageLoader, StrictUndefined

from verification.render import plots
from verification.render.document import (
    Block,
    Code,
    Document,
    Paragraph,
    Plot,
    Section,
    Span,
    Table,
    code_lines,
    numeric_columns,
    printable,
    spans,
)

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("verification.render"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_Prose = tuple[Span, ...]
_Column = Literal["number", "short", "long"]
_SHORT: Final = 32  # characters; a column of longer texts is not squeezed further on a phone

# matplotlib's markers as paths, for the legend, in the order of `plots.MARKERS`.
_PATHS: Final = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M-4-4h8v8h-8z",
    "M0-4.5 4.5 4h-9z",
    "M0-5 5 0 0 5-5 0z",
    "M0 4.5-4.5-4h9z",
    "M0-5 4.8-1.5 2.9 4h-5.8L-4.8-1.5z",
)


def render(document: Document) -> str:
    """Return the page, whole: styles and pictures are inside.

    Plots are drawn by matplotlib, and need it to be installed.
    """
    page = _Page(
        printable(document.title.replace("`", "")),
        spans(document.title),
        spans(document.lead),
        tuple(_section(i, section) for i, section in enumerate(document.sections, 1)),
    )
    return _ENVIRONMENT.get_template("page.html").render(page=page)


# --- What the template is given ----------------------------------------------


@final
@dataclass(frozen=True, slots=True)
class _Cell:
    text: _Prose
    column: _Column


@final
@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: _Prose
    kind: Literal["paragraph"] = "paragraph"


@final
@dataclass(frozen=True, slots=True)
class _Code:
    text: str
    language: str
    kind: Literal["code"] = "code"


@final
@dataclass(frozen=True, slots=True)
class _Table:
    id: str
    caption: _Prose
    headings: tuple[_Cell, ...]
    rows: tuple[tuple[_Cell, ...], ...]
    kind: Literal["table"] = "table"


@final
@dataclass(frozen=True, slots=True)
class _Item:
    label: _Prose
    colour: int
    path: str


@final
@dataclass(frozen=True, slots=True)
class _Plot:
    id: str
    title: _Prose
    plain_title: str
    summary: _Prose
    x_label: _Prose
    y_label: _Prose
    legend: tuple[_Item, ...]
    svg: str
    kind: Literal["plot"] = "plot"


@final
@dataclass(frozen=True, slots=True)
class _Section:
    id: str
    heading: _Prose
    blocks: tuple[_Paragraph | _Code | _Table | _Plot, ...]


@final
@dataclass(frozen=True, slots=True)
class _Page:
    name: str
    title: _Prose
    lead: _Prose
    sections: tuple[_Section, ...]


def _section(number: int, section: Section) -> _Section:
    blocks = (
        _block(f"part-{number}-{i}", section.heading, block)
        for i, block in enumerate(section.blocks, 1)
    )
    return _Section(f"part-{number}", spans(section.heading), tuple(blocks))


def _block(name: str, heading: str, block: Block) -> _Paragraph | _Code | _Table | _Plot:
    match block:
        case Paragraph(text):
            return _Paragraph(spans(text))
        case Code():
            return _Code("\n".join(code_lines(block)), block.language)
        case Table():
            columns = _columns(block)
            rows = tuple(_row(row, columns) for row in block.rows)
            return _Table(name, spans(heading), _row(block.headings, columns), rows)
        case Plot():
            return _Plot(
                name,
                spans(block.title),
                printable(block.title.replace("`", "")),
                spans(block.summary),
                spans(block.x_label),
                spans(block.y_label),
                tuple(_legend(block)),
                plots.render(block, name),
            )
        case _:
            assert_never(block)


def _columns(table: Table) -> tuple[_Column, ...]:
    lengths = (
        max((len(row[i]) for row in table.rows), default=0) for i in range(len(table.headings))
    )
    return tuple(
        "number" if is_numeric else "long" if length > _SHORT else "short"
        for is_numeric, length in zip(numeric_columns(table), lengths, strict=True)
    )


def _row(texts: Sequence[str], columns: Sequence[_Column]) -> tuple[_Cell, ...]:
    return tuple(_Cell(spans(text), column) for text, column in zip(texts, columns, strict=True))


def _legend(plot: Plot) -> Iterator[_Item]:
    for i, series in enumerate(plot.series):
        yield _Item(spans(series.label), i % plots.COLOURS, _PATHS[i % len(_PATHS)])
