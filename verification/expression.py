"""The arithmetic a person types for ``refgrad explain``, read into a Program.

Must not evaluate anything as Python: the text goes through the grammar below and
nothing else. As in Python, ``**`` groups from the right and binds tighter than a
minus before it, which binds tighter than ``*`` and ``/``, then ``+`` and ``-``.
"""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from typing import Final, final

from verification.catalogue import CATALOGUE
from verification.oracles import flint
from verification.program import Const, Number, Operand, Program, Ref, Slot, Step
from verification.tokens import ExpressionError, Kind, Token, read_number, tokenize

_LONGEST: Final = 10_000  # characters
_DEEPEST: Final = 50  # brackets, signs and powers inside each other; up to 8 Python frames each


@final
@dataclass(frozen=True, slots=True)
class Parsed:
    """A program, and its inputs' names in the order in which they first appear."""

    program: Program
    names: tuple[str, ...]


def parse(text: str) -> Parsed:
    """Return the program that ``text`` writes down; a name alone is one without steps.

    Operands are numbers, names and calls of the catalogue's ops by any of their
    names: ``tanh(x)``, ``max(a, b)``, ``ln(x)``. What is made of numbers alone is
    worked out on the spot as Python would, and stays an int where Python's would.

    >>> parse("2*3 - x").program.steps
    (Step(op='sub', operands=(Const(number=6), Ref(slot=0))),)
    >>> parse("(a*b + c) * f").names
    ('a', 'b', 'c', 'f')

    Raises:
        ExpressionError: the text is not an expression, has no name in it, or is
            longer or deeper than any person writes.
    """
    if len(text) > _LONGEST:
        raise ExpressionError(
            text, _LONGEST, f"Expected at most {_LONGEST:,} characters, got {len(text):,}."
        )
    tokens = tokenize(text)
    names = tuple(
        dict.fromkeys(
            token.text
            for token, following in pairwise(tokens)
            if token.kind is Kind.NAME and following.text != "("
        )
    )
    parser = _Parser(text, tokens, {name: Slot(i) for i, name in enumerate(names)})
    result = parser.parse()
    if isinstance(result, Const):
        raise ExpressionError(
            text,
            0,
            f"This is the number {result.number!r}: there is no name to take a gradient by. "
            "Put one in: '2*a' a=3.",
        )
    return Parsed(Program(len(names), tuple(parser.steps)), names)


# --- Numbers alone -----------------------------------------------------------


def _power(x: Number, y: Number) -> Number:
    """Return ``x ** y``, without the million digits that Python's ints would give it."""
    if isinstance(x, int) and isinstance(y, int) and 0 <= y * x.bit_length() <= 1100:
        return int(x**y)
    return math.pow(x, y)


# Python's own arithmetic, which keeps an int an int; any other op gives the nearest double.
_UNARY: Final[dict[str, Callable[[Number], Number]]] = {
    "neg": operator.neg,
    "abs": abs,
    "relu": lambda x: max(0, x),
}
_BINARY: Final[dict[str, Callable[[Number, Number], Number]]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": lambda x, y: x / y,
    "pow": _power,
    "maximum": max,
    "minimum": min,
}


def _apply(op: str, numbers: tuple[Number, ...]) -> Number:
    """Return the op of plain numbers, or raise as Python's math does where there is none."""
    if len(numbers) == 1 and op in _UNARY:
        return _UNARY[op](numbers[0])
    if len(numbers) > 1 and op in _BINARY:
        return _BINARY[op](numbers[0], numbers[1])
    out = flint.value(op, numbers)
    if math.isnan(out):
        raise ValueError("math domain error")
    return out


def _fits(number: Number) -> bool:
    """Return whether the number fits a double."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


# --- The grammar -------------------------------------------------------------

_OPS: Final = {name: spec.name for spec in CATALOGUE.values() for name in spec.names}
_LEVELS: Final = {"+": ("add", 1), "-": ("sub", 1), "*": ("mul", 2), "/": ("div", 2)}


@final
@dataclass(slots=True)
class _Parser:
    """Precedence climbing over the tokens; steps are appended as they are completed."""

    text: str
    tokens: list[Token]
    slots: dict[str, Slot]
    steps: list[Step] = field(default_factory=list[Step])
    position: int = 0
    depth: int = 0

    def parse(self) -> Operand:
        """Read the whole text."""
        result = self._sum(1)
        if self._next.text == ")":
            raise self._error(self._next, "This bracket closes nothing.")
        if self._next.kind is not Kind.END:
            raise self._expected("an operator or the end")
        return result

    @property
    def _next(self) -> Token:
        return self.tokens[self.position]

    def _take(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def _error(self, token: Token, complaint: str) -> ExpressionError:
        return ExpressionError(self.text, token.place, complaint)

    def _expected(self, what: str) -> ExpressionError:
        """Return the error for an operand that is followed by the wrong thing."""
        before, token = self.tokens[self.position - 1], self._next
        is_product = token.kind in {Kind.NAME, Kind.NUMBER} or token.text == "("
        return self._error(
            token,
            f"Expected {what} after {before}, got {token}."
            + (" A product needs its *: 2*a." if is_product else ""),
        )

    def _sum(self, lowest: int) -> Operand:
        """Read operators of at least the given level, and their operands."""
        left = self._signed()
        while self._next.text in _LEVELS and _LEVELS[self._next.text][1] >= lowest:
            sign = self._take()
            op, level = _LEVELS[sign.text]
            left = self._apply(sign, op, (left, self._sum(level + 1)))
        return left

    def _signed(self) -> Operand:
        """Read a power and any signs before it."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error(self._next, f"This is nested more than {_DEEPEST} deep.")
        if self._next.text == "-":
            sign = self._take()
            result = self._apply(sign, "neg", (self._signed(),))
        elif self._next.text == "+":
            self._take()
            result = self._signed()
        else:
            result = self._power()
        self.depth -= 1
        return result

    def _power(self) -> Operand:
        """Read an operand and, if one follows, its exponent."""
        base = self._operand()
        if self._next.text != "**":
            return base
        sign = self._take()
        return self._apply(sign, "pow", (base, self._signed()))

    def _operand(self) -> Operand:
        """Read a number, a name, a call or a bracket."""
        token = self._take()
        if token.kind is Kind.NUMBER:
            number = read_number(token.text)
            if not _fits(number):
                raise self._error(token, "Expected a number below 1.8e308.")
            return Const(number)
        if token.kind is Kind.NAME:
            if self._next.text == "(":
                return self._call(token)
            if token.text in CATALOGUE:
                raise self._error(token, f"{token.text} is an op: write {token.text}(...).")
            return Ref(self.slots[token.text])
        if token.text == "(":
            inside = self._sum(1)
            self._close(token, "an operator or ')'")
            return inside
        raise self._error(token, f"Expected a number, a name or a bracket, got {token}.")

    def _close(self, opening: Token, expected: str) -> None:
        """Read the bracket that closes ``opening``."""
        if self._next.kind is Kind.END:
            raise self._error(opening, "This bracket is never closed.")
        if self._next.text != ")":
            raise self._expected(expected)
        self._take()

    def _call(self, name: Token) -> Operand:
        """Read the operands of a call whose name has been taken."""
        op = _OPS.get(name.text)
        if op is None:
            near = get_close_matches(name.text, _OPS, n=2)
            advice = (
                f"Did you mean {' or '.join(near)}?" if near else f"Ops: {', '.join(CATALOGUE)}."
            )
            raise self._error(name, f"There is no op {name.text!r}. {advice}")
        opening = self._take()
        operands: tuple[Operand, ...] = (self._sum(1),)
        while self._next.text == ",":
            self._take()
            operands = (*operands, self._sum(1))
        self._close(opening, "an operator, ',' or ')'")
        arity = CATALOGUE[op].arity
        if len(operands) != arity:
            plural = "s" if arity > 1 else ""
            raise self._error(
                name, f"{name.text} takes {arity} operand{plural}, got {len(operands)}."
            )
        return self._apply(name, op, operands)

    def _apply(self, token: Token, op: str, operands: tuple[Operand, ...]) -> Operand:
        """Return the op's result: a number if all operands are numbers, else a new step."""
        match operands:
            case (Const(x),):
                return self._fold(token, lambda: _apply(op, (x,)))
            case (Const(x), Const(y)):
                return self._fold(token, lambda: _apply(op, (x, y)))
            case _:
                self.steps.append(Step(op, operands))
                return Ref(Slot(len(self.slots) + len(self.steps) - 1))

    def _fold(self, token: Token, compute: Callable[[], Number]) -> Const:
        """Return what the numbers come to."""
        try:
            number = compute()
        except OverflowError:
            number = math.inf
        except (ZeroDivisionError, ValueError) as error:
            raise self._error(token, f"These numbers cannot be worked out: {error}.") from None
        if not _fits(number):
            raise self._error(token, "These numbers come to more than a double holds.")
        return Const(number)
