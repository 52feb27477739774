"""Markdown says what the document says, whatever characters are in it."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.verification.render.documents import HOSTILE, Hostile, Piece, Pieces, found
from verification.render.document import Code, Document, Paragraph, Plot, Section, Series, Table
from verification.render.markdown import render

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXT = {"text", "text_special", "entity"}


def pieces(tokens: Sequence[Token]) -> Pieces:
    """Return what is between two tags; markup that no document asked for is an error."""
    read: list[Piece] = []
    is_code = False
    for token in tokens:
        if token.type == "html_inline":
            assert token.content == ("</code>" if is_code else "<code>")
            is_code = not is_code
        elif token.type == "softbreak":
            read.append((" ", False))
        else:
            assert token.type == "code_inline" or token.type in TEXT, token
            read.append((token.content, is_code or token.type == "code_inline"))
    return found(read)


def blocks(text: str) -> list[tuple[str, Pieces]]:
    """Return each block that holds text, under its tag; a block of code is one piece."""
    tokens = READER.parse(text)
    read: list[tuple[str, Pieces]] = []
    for i, token in enumerate(tokens):
        if token.type == "inline":
            read.append((tokens[i - 1].tag, pieces(token.children or [])))
        elif token.type == "fence":
            read.append(("fence", ((token.content, True),)))
        else:
            assert token.tag in {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td"}
    return read


def expected(hostile: Hostile) -> list[tuple[str, Pieces]]:
    headings, *rows = hostile.rows
    paragraphs = [("p", text) for text in (hostile.lead, hostile.paragraph)]
    lead, paragraph = ([each] if each[1] else [] for each in paragraphs)
    return [
        ("h1", hostile.title),
        *lead,
        ("h2", hostile.heading),
        *paragraph,
        *(("th", cell) for cell in headings),
        *(("td", cell) for row in rows for cell in row),
        ("fence", (("".join(f"{line}\n" for line in hostile.code), True),)),
    ]


@given(HOSTILE)
@settings(max_examples=200)
def test_a_reader_finds_every_text_and_nothing_else(hostile: Hostile) -> None:
    text = render(hostile.document)
    assert blocks(text) == expected(hostile)
    assert text.replace("\n", "").isprintable()
    assert text.endswith("\n")
    text.encode()


def shown(*content: Paragraph | Code | Table | Plot) -> str:
    return render(Document("T", "L.", (Section("S", content),))).partition("## S\n\n")[2]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("One. Two: `a. B`. Three", "One.\nTwo: `a. B`.\nThree\n"),
        ("leaky_relu and __init__", "leaky_relu and \\_\\_init\\_\\_\n"),
        ("1. no list", "1\\. no list\n"),
        ("- no list", "\\- no list\n"),
        ("a ` alone", "a \\` alone\n"),
        ("`a``b`", "`ab`\n"),
        ("` a ` and ` b`", "`  a  ` and ` b`\n"),
        ("1 - t*t < 0 & more", "1 - t\\*t \\< 0 \\& more\n"),
    ],
)
def test_the_source_stays_readable(text: str, markdown: str) -> None:
    assert shown(Paragraph(text)) == markdown


def test_numbers_are_to_the_right_of_their_columns() -> None:
    table = Table(("op", "ulp"), (("add", "0.5"), ("tanh", "9e15"), ("cbrt", "-")))
    assert shown(table).splitlines()[1] == "| --- | ---: |"
    assert shown(Table(("op",), ())) == "| op |\n| --- |\n"


def test_code_cannot_end_its_own_block() -> None:
    assert shown(Code("a\n````\nb\n", "python")) == "`````python\na\n````\nb\n`````\n"


def test_a_plot_is_told_in_words() -> None:
    plot = Plot("Ulps of tanh", "x", "ulp", (Series("a", ((0.0, 1.0),)),), "All is well.")
    assert shown(plot) == "Plot: Ulps of tanh\nAll is well.\n"
