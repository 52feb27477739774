"""Documents full of hostile text, beside what a reader of any format has to find in them.

What is to be found is known from how the text was put together, and not from any renderer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, final

from hypothesis import strategies as st

from verification.render.document import Block, Code, Document, Paragraph, Section, Table

Piece = tuple[str, bool]
"""Text, and whether it is shown as code."""

Pieces = tuple[Piece, ...]

_MARKUP: Final = "|*_[]()<>&#~\\-+=.!$:@'\"{}%;/1aZ \t\n\r"
# Escapes of a terminal, overrides of direction, half a character, what ends a line elsewhere.
_UNPRINTABLE: Final = "\x00\x07\x1b\x7f\x85\xa0\xad\u200b\u200f\u202e\u2028\u2066\ufeff\ud800\udfff"
_ENTITIES: Final = (
    "&amp;",
    "&#124;",
    "</td>",
    "<script>",
    "-->",
    "]]>",
    "1. ",
    "# ",
    "    ",
    "| --- |",
)
_LETTERS: Final = st.one_of(
    st.sampled_from(_MARKUP), st.sampled_from(_UNPRINTABLE), st.characters(exclude_characters="`")
)
_TEXTS: Final = st.one_of(st.text(_LETTERS, min_size=1, max_size=12), st.sampled_from(_ENTITIES))


@final
@dataclass(frozen=True, slots=True)
class Written:
    """A text as a document has it, and as it is to be read."""

    source: str
    read: Pieces


def found(pieces: Sequence[Piece]) -> Pieces:
    """Return the pieces as all formats can keep them: without spaces that none of them shows."""
    merged = [
        (re.sub(" +", " ", "".join(text for text, _ in group)), is_code)
        for is_code, group in groupby(pieces, key=lambda piece: piece[1])
    ]
    if merged and not merged[0][1]:
        merged[0] = merged[0][0].lstrip(" "), False
    if merged and not merged[-1][1]:
        merged[-1] = merged[-1][0].rstrip(" "), False
    return tuple(piece for piece in merged if piece[0])


def spelled(text: str) -> str:
    """Return the text with every character that does not print as Python would write it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _write(pieces: Sequence[Piece]) -> Written:
    source = "".join(f"`{text}`" if is_code else text for text, is_code in pieces)
    return Written(source, found([(spelled(text), is_code) for text, is_code in pieces]))


WRITTEN: Final = st.lists(st.tuples(_TEXTS, st.booleans()), max_size=4).map(_write)
CODE: Final = st.text(st.one_of(_LETTERS, st.just("`")), max_size=30)


@final
@dataclass(frozen=True, slots=True)
class Hostile:
    """A document, and the texts that are to be found in it, in order; empty ones are left out."""

    document: Document
    title: Pieces
    lead: Pieces
    heading: Pieces
    paragraph: Pieces
    rows: tuple[tuple[Pieces, ...], ...]
    code: tuple[str, ...]


def _hostile(
    texts: tuple[Written, Written, Written, Written],
    cells: list[list[Written]],
    code: str,
    language: str,
) -> Hostile:
    title, lead, heading, paragraph = texts
    headings, *rows = (tuple(cell.source for cell in row) for row in cells)
    blocks: tuple[Block, ...] = (
        Paragraph(paragraph.source),
        Table(headings, tuple(rows)),
        Code(code, language),
    )
    lines = code.replace("\t", "    ").strip("\n").split("\n")
    return Hostile(
        Document(title.source, lead.source, (Section(heading.source, blocks),)),
        title.read,
        lead.read,
        heading.read,
        paragraph.read,
        tuple(tuple(cell.read for cell in row) for row in cells),
        tuple(map(spelled, lines)),
    )


def _tables(width: int) -> st.SearchStrategy[list[list[Written]]]:
    row = st.lists(WRITTEN, min_size=width, max_size=width)
    return st.lists(row, min_size=1, max_size=4)


HOSTILE: Final = st.builds(
    _hostile,
    st.tuples(WRITTEN, WRITTEN, WRITTEN, WRITTEN),
    st.integers(1, 3).flatmap(_tables),
    CODE,
    st.sampled_from(["python", "sh", "", '"><script>', "c++\n```"]),
)
