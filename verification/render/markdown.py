"""A document as Markdown, in the dialect of GitHub and its like."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

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
    spans,
)

# What may begin markup anywhere; `_` inside a word does not.
_MARKUP: Final = re.compile(r"[\\`*\[\]<>~&$]|(?<![^\W_])_|_(?![^\W_])")
# What begins a block if it begins a line: a heading, a list, a rule.
_BLOCK: Final = re.compile(r"^(?:#+(?= |$)|=|[+-](?=[ +-]|$)|\d+(?=[.)](?: |$)))")
_SENTENCE: Final = re.compile(r"(?<=[.?!:]) +(?=[A-Z])")
_RUN: Final = re.compile(r"`+")
_NO_LANGUAGE: Final = re.compile(r"[^\w+-]")


def render(document: Document) -> str:
    r"""Return the document as Markdown, one sentence a line, ending in a newline.

    A plot is its title and its summary. Spaces around a text are dropped.

    >>> print(render(Document("Ulps", "Two *ops*.", (Section("Ops", (
    ...     Table(("op", "ulp"), (("`a|b`", "1.5"),)),
    ... )),))), end="")
    # Ulps
    <BLANKLINE>
    Two \*ops\*.
    <BLANKLINE>
    ## Ops
    <BLANKLINE>
    | op | ulp |
    | --- | ---: |
    | <code>a&#124;b</code> | 1.5 |
    """
    blocks = [f"# {_heading(document.title)}", _paragraph(document.lead)]
    for section in document.sections:
        blocks += _section(section)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {_heading(section.heading)}"
    for block in section.blocks:
        yield _block(block)


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return _paragraph(text)
        case Code():
            return _code(block)
        case Table():
            return _table(block)
        case Plot():
            return f"Plot: {_heading(block.title)}\n{_paragraph(block.summary)}".strip()
        case _:
            assert_never(block)


def _paragraph(text: str) -> str:
    """Return a text on its own, a line for each sentence."""
    lines = "".join(
        _inline(span) if span.is_code else "\n".join(map(_escape, _SENTENCE.split(span.text)))
        for span in spans(text)
    ).split("\n")
    return "\n".join(_BLOCK.sub(_spell, line) for line in lines)


def _heading(text: str) -> str:
    r"""Return a text behind the signs of a heading, which a heading may also end with.

    >>> _heading("C #")
    'C \\#'
    """
    return re.sub(r"(#+)$", r"\\\1", "".join(map(_inline, spans(text))))


def _spell(match: re.Match[str]) -> str:
    """Return what begins a line so that it begins no block; a number keeps its digits."""
    return f"{match[0]}\\" if match[0][0].isdigit() else f"\\{match[0]}"


def _inline(span: Span) -> str:
    return _fence(span.text) if span.is_code else _escape(span.text)


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _fence(text: str) -> str:
    """Return text as code; a space at both its ends would else be taken for part of the fence."""
    return f"` {text} `" if text[0] == text[-1] == " " and text.strip() else f"`{text}`"


def _code(code: Code) -> str:
    lines = code_lines(code)
    longest = max((len(run) for line in lines for run in _RUN.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence + _NO_LANGUAGE.sub("", code.language), *lines, fence])


def _table(table: Table) -> str:
    rules = ["---:" if is_numeric else "---" for is_numeric in numeric_columns(table)]
    rows = [table.headings, *table.rows]
    head, *body = (_row([_cell(text) for text in row]) for row in rows)
    return "\n".join([head, _row(rules), *body])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return a text for a table; readers do not agree what a backslash before a bar means."""
    return "".join(
        f"<code>{_as_entities(span.text)}</code>"
        if span.is_code and "|" in span.text
        else _inline(span).replace("|", "&#124;")
        for span in spans(text)
    )


def _as_entities(text: str) -> str:
    """Return text with every sign that could be markup as an entity.

    >>> _as_entities("a|b*")
    'a&#124;b&#42;'
    """
    return "".join(c if c.isalnum() or c == " " or ord(c) > 127 else f"&#{ord(c)};" for c in text)
