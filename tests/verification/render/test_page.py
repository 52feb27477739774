"""The page says what the document says, and holds nothing that reaches out or runs."""

import importlib.resources
import re
from html.parser import HTMLParser
from typing import Final

import pytest

pytest.importorskip("jinja2", reason="lacks Jinja2: run tox -e oracles")
pytest.importorskip("matplotlib", reason="lacks matplotlib: run tox -e oracles")

from hypothesis import given, settings

from tests.verification.render.documents import HOSTILE, Hostile, Piece, Pieces, found, spelled
from verification.render.document import (
    Code,
    Document,
    Paragraph,
    Plot,
    Section,
    Series,
    Table,
)
from verification.render.page import render

pytestmark = pytest.mark.reports

TEXT: Final = {"title", "h1", "h2", "p", "caption", "th", "td", "pre", "strong", "li", "figcaption"}
VOID: Final = {"meta", "br"}
KNOWN: Final = {
    *TEXT,
    *VOID,
    *("html", "head", "style", "body", "main", "section", "nav", "ul", "a", "div", "figure"),
    *("table", "thead", "tbody", "tr", "code"),
    *("svg", "g", "defs", "path", "use", "text", "clippath", "rect"),
}
HOSTILE_TEXT: Final = "</p><script>alert(1)</script>&lt;`x|y`\x1b[2J\u202e\" onload=x'"


class Reader(HTMLParser):
    """Reads a page as any browser would, strictly: each tag is known, and closed in its turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[tuple[str, Pieces]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[str] = []
        self._pieces: dict[str, list[Piece]] = {}
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in KNOWN, tag
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)
            self._pieces[tag] = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag in TEXT:
            self.texts.append((tag, found(self._pieces[tag])))

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self._pieces[tag].append((data, "code" in self._open))

    def of(self, tag: str) -> list[Pieces]:
        return [pieces for name, pieces in self.texts if name == tag]


@given(HOSTILE)
@settings(max_examples=200)
def test_a_reader_finds_every_text_and_nothing_else(hostile: Hostile) -> None:
    page = Reader(render(hostile.document))
    headings, *rows = hostile.rows
    heads = [*headings, *(row[0] for row in rows)]
    assert page.of("h1") == [hostile.title]
    assert page.of("h2") == page.of("caption") == [hostile.heading]
    assert page.of("p") == [hostile.lead, hostile.paragraph]
    assert page.of("th") == heads
    assert page.of("td") == [cell for row in rows for cell in row[1:]]
    code = "\n".join(hostile.code)
    assert page.of("pre") == [found([(code, True)])]


def full() -> Document:
    cloud = ((-1.0, 0.5), (1.0, 2.0))
    plot = Plot(
        HOSTILE_TEXT,
        HOSTILE_TEXT,
        HOSTILE_TEXT,
        (Series(HOSTILE_TEXT, cloud), Series("two", cloud)),
        HOSTILE_TEXT,
        (True, True),
    )
    table = Table(("op", "ulp"), ((HOSTILE_TEXT, "1.5"),))
    blocks = (Paragraph(HOSTILE_TEXT), Code(HOSTILE_TEXT, HOSTILE_TEXT), table, plot, plot)
    return Document(HOSTILE_TEXT, HOSTILE_TEXT, (Section("a", blocks),) * 3)


def test_no_text_becomes_markup_wherever_it_stands() -> None:
    page = Reader(render(full()))
    before, code, after = HOSTILE_TEXT.split("`")
    prose = ((spelled(before), False), (code, True), (spelled(after), False))
    assert page.of("title") == [((spelled(before + code + after), False),)]
    assert page.of("strong") == [prose] * 6
    assert page.of("p") == [prose, *[prose, prose, prose, prose, prose] * 3]
    assert page.of("pre") == [((spelled(HOSTILE_TEXT), True),)] * 3
    assert [item for item in page.of("li") if item == prose] == [prose] * 6


def test_nothing_reaches_out_or_runs() -> None:
    page = render(full())
    for _, name, value in Reader(page).attributes:
        assert not name.startswith("on")
        assert name not in {"src", "srcset", "action", "ping"}
        assert name != "href" or value.startswith("#")
    style = "".join(re.findall(r"<style>.*?</style>", page, re.DOTALL))
    assert "url(" not in style
    assert "@import" not in style
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in Reader(
        page
    ).attributes


def test_ids_are_unique_and_every_reference_has_one() -> None:
    attributes = Reader(render(full())).attributes
    ids = [value for _, name, value in attributes if name == "id"]
    assert len(set(ids)) == len(ids) > 6
    references = [value for _, name, value in attributes if name == "aria-labelledby"]
    references += [value[1:] for _, name, value in attributes if name == "href"]
    references += [
        name for _, _, value in attributes for name in re.findall(r"url\(#(.*?)\)", value)
    ]
    assert set(references) <= set(ids)


def test_a_page_is_the_same_every_time() -> None:
    assert render(full()) == render(full())


def test_tables_and_plots_can_be_heard() -> None:
    page = Reader(render(full()))
    assert ("th", "scope", "col") in page.attributes
    assert ("th", "scope", "row") in page.attributes
    images = [value for _, name, value in page.attributes if name == "aria-label"]
    assert spelled(HOSTILE_TEXT.replace("`", "")) in images
    assert page.attributes.count(("svg", "viewbox", "0 0 518.4 244.8")) == 6  # drawn, not spelled
    scrolled = page.attributes.count(("div", "class", "scroll"))
    assert scrolled == page.attributes.count(("div", "tabindex", "0")) == 9


def test_numbers_are_to_the_right_of_their_columns() -> None:
    page = render(Document("T", "L", (Section("S", (Table(("op", "n"), (("a", "1"),)),)),)))
    assert '<th scope="row">a</th><td class="number">1</td>' in page


def test_the_template_travels_with_the_package() -> None:
    folder = importlib.resources.files("verification.render")
    assert (folder / "templates" / "page.html").is_file()
