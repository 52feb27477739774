"""The documents' links lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md")]
    + [
        document
        for folder in ("docs", "reports", "tests", "examples", "benchmarks")
        for document in ROOT.glob(f"{folder}/**/*.md")
    ]
)
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)


def links(document: Path) -> list[str]:
    """Return the targets of the document's links, those in code and those to the web left out."""
    prose = SPAN.sub("", FENCE.sub("", document.read_text(encoding="utf-8")))
    return [link for link in LINK.findall(prose) if not re.match(r"[a-z][a-z+.-]*:", link)]


def anchors(document: Path) -> set[str]:
    """Return the names under which the document's headings can be reached, as forges build them."""
    prose = FENCE.sub("", document.read_text(encoding="utf-8"))
    headings = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(prose)]
    return {heading.replace(" ", "-") for heading in headings}


def leads_nowhere(document: Path, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = document.parent / path if path else document
    return not target.exists() or (bool(anchor) and anchor not in anchors(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    assert not [link for link in links(document) if leads_nowhere(document, link)]


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    """The check itself can fail: at a missing file and at a missing heading, and not in code."""
    document = tmp_path / "page.md"
    document.write_text(
        "# The hull, in balls\n"
        "[a](#the-hull-in-balls) [b](page.md) [c](https://example.org/x) `[d](gone.md)`\n"
        "```\n[e](gone.md)\n```\n"
        "[f](gone.md) [g](page.md#gone)\n",
        encoding="utf-8",
    )
    assert [link for link in links(document) if leads_nowhere(document, link)] == [
        "gone.md",
        "page.md#gone",
    ]
