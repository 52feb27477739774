"""Lines for a terminal: made harmless, wrapped, set in columns; and marks.

Text that comes from a submission must pass ``escape`` or ``cut`` and never be read as markup.
"""

from collections.abc import Sequence
from textwrap import wrap as fold

from rich.text import Text


def escape(text: str, longest: int = 400) -> str:
    r"""Return the text on one line, with nothing in it that a terminal would obey.

    >>> escape("\x1b[2Jtanh\n\u202e[bold]")
    '\\x1b[2Jtanh\\n\\u202e[bold]'
    """
    shown = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in text[:longest]
    )
    return shown + (f" ... ({len(text):,} characters)" if len(text) > longest else "")


def cut(text: str, width: int) -> str:
    """Return the text made harmless, and no longer than ``width``.

    >>> cut("x.tanh().exp()", 14), cut("x.tanh().exp()", 13)
    ('x.tanh().exp()', 'x.tanh().e...')
    """
    shown = escape(text[: width + 1], width + 1)
    return shown if len(shown) <= width else f"{shown[: width - 3]}..."


def wrap(text: str, width: int, *, first: str = "", style: str = "") -> list[Text]:
    """Return the text in lines below each other, to the right of what begins the first one.

    >>> [line.plain for line in wrap("gradients add up", 13, first="1  ")]
    ['1  gradients', '   add up']
    """
    lines = fold(
        text,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_on_hyphens=False,
    )
    return [Text(line, style=style) for line in lines]


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines, their columns below each other, two spaces apart.

    >>> align([("node", "value"), ("x", "1")])
    ['node  value', 'x     1']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def write_marks(score: float) -> str:
    """Return a score without needless zeros.

    >>> write_marks(71.5), write_marks(100.0), write_marks(100 / 3)
    ('71.5', '100', '33.33')
    """
    return f"{score:.2f}".rstrip("0").rstrip(".")
