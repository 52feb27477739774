"""The pieces of a typed expression: numbers, names, symbols, and where each one stands."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final, final

from verification.program import Number

_WINDOW: Final = 32  # characters shown either side of a mistake


@final
class ExpressionError(ValueError):
    """The text is no expression; ``str()`` says why and points at ``place`` with a caret.

    >>> print(ExpressionError("a + * b", 4, "Expected a number, a name or a bracket, got '*'."))
    Expected a number, a name or a bracket, got '*'.
        a + * b
            ^
    """

    def __init__(self, text: str, place: int, complaint: str) -> None:
        start = max(0, place - _WINDOW)
        shown = text[start : place + _WINDOW]
        shown = "".join(letter if letter.isprintable() else " " for letter in shown).rstrip()
        super().__init__(f"{complaint}\n    {shown}\n    {' ' * (place - start)}^")
        self.place = place


class Kind(Enum):
    """What a token can be."""

    NUMBER = "number"
    NAME = "name"
    SYMBOL = "symbol"
    END = "end"


@final
@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, and the index at which it starts."""

    kind: Kind
    text: str
    place: int

    def __str__(self) -> str:
        return "the end" if self.kind is Kind.END else repr(self.text)


_DIGITS: Final = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_SIGNED: Final = re.compile(rf"\s*[+-]?{_DIGITS}\s*")
_TOKEN: Final = re.compile(
    rf"(?P<NUMBER>{_DIGITS})|(?P<NAME>[^\W\d]\w*)|(?P<SYMBOL>\*\*|[-+*/(),])|(?P<END>\Z)"
)
_SPACE: Final = re.compile(r"\s*")
_ADVICE: Final = {
    ".": "Write tanh(x), not x.tanh().",
    "=": "Give the numbers after the expression: 'a*b' a=2 b=-3.",
    "^": "A power is written **.",
    "[": "Use round brackets.",
    "{": "Use round brackets.",
    "\N{MULTIPLICATION SIGN}": "A product is written *.",
    "\N{MIDDLE DOT}": "A product is written *.",
    "\N{DIVISION SIGN}": "A quotient is written /.",
    "\N{MINUS SIGN}": "A minus is written -.",
    "\N{SUPERSCRIPT TWO}": "A power is written **.",
    "\N{SUPERSCRIPT THREE}": "A power is written **.",
}


def is_number(text: str) -> bool:
    """Return whether the text is one number, perhaps with a sign: ``-3``, ``.5``, ``1e-3``.

    >>> is_number("-3"), is_number("1e-3"), is_number("nan"), is_number("1/3")
    (True, True, False, False)
    """
    return _SIGNED.fullmatch(text) is not None


def read_number(text: str) -> Number:
    """Return the number that the text is, an int where Python would read one.

    >>> read_number("-3"), read_number("3."), read_number("1e400")
    (-3, 3.0, inf)
    """
    # Python will not read ints of more than 4,300 digits; none beyond 309 is a double.
    if text.strip().lstrip("+-").isdecimal() and len(text) < 400:
        return int(text)
    return float(text)


def tokenize(text: str) -> list[Token]:
    """Return the tokens of the text; the last one is its end.

    >>> [token.text for token in tokenize("2*a")]
    ['2', '*', 'a', '']

    Raises:
        ExpressionError: a character has no place in an expression.
    """
    tokens: list[Token] = []
    place = 0
    while not tokens or tokens[-1].kind is not Kind.END:
        space = _SPACE.match(text, place)
        place = place if space is None else space.end()
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _strange(text, place)
        token = Token(Kind[match.lastgroup], match[0], place)
        if token.kind is Kind.NAME and not token.text.isidentifier():
            odd = next(i for i in range(len(token.text)) if not token.text[: i + 1].isidentifier())
            raise _strange(text, place + odd)
        tokens.append(token)
        place = match.end()
    return tokens


def _strange(text: str, place: int) -> ExpressionError:
    """Return the error for a character that begins no token."""
    character = text[place]
    complaint = f"Expected a number, a name or one of + - * / ** ( ) , got {character!r}."
    return ExpressionError(text, place, f"{complaint} {_ADVICE.get(character, '')}".rstrip())
