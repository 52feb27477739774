"""Lines for a terminal: made harmless, wrapped, set in columns; and marks.

Text that comes from a submission must pass ``escape`` or ``cut`` and never be read as markup.
"""

from collections.abc import Sequence
from textwrap import wrap as fold
from typing import Final

from rich.text import Text

NO_BREAK: Final = "\xa0"
"""A space at which ``wrap`` does not break a line; ``escape`` lets none through."""


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

    A no-break space keeps two words on one line, and is shown as a space.

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
    return [Text(line.replace(NO_BREAK, " "), style=style) for line in lines]


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


def count(number: int, noun: str) -> str:
    """Return how many of something there are, in its singular or its plural.

    >>> count(1, "program"), count(1289, "program")
    ('1 program', '1,289 programs')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def abridge(names: Sequence[str], most: int) -> str:
    """Return the first few names, and how many more there are.

    >>> abridge(["add", "mul", "tanh"], 2)
    'add, mul, 1 more'
    """
    more = len(names) - most
    return ", ".join([*names[:most], *([f"{more:,} more"] if more > 0 else [])])


def write_marks(score: float) -> str:
    """Return a score without needless zeros.

    >>> write_marks(71.5), write_marks(100.0), write_marks(100 / 3)
    ('71.5', '100', '33.33')
    """
    return f"{score:.2f}".rstrip("0").rstrip(".")
