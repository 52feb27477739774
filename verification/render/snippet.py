"""A case as a script in the engine's own spelling, ready to paste below its class."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain, count
from typing import Final, final

from verification.adapter import Adapter
from verification.catalogue import Function, Method, Operator, Spelling
from verification.model import Case, Part
from verification.program import Number, Ref, Slot, Step

_LONGEST: Final = 60  # characters of an expression; indented in a report, it still fits 80


@final
@dataclass(frozen=True, slots=True)
class Snippet:
    """The script, and for each node what it is called there and how it is computed.

    ``source`` ends with the expression that shows the number asked for. A node that
    has no name of its own there is called by its expression, as ``x.tanh()``.
    """

    source: str
    names: tuple[str, ...]
    expressions: tuple[str, ...]


def write_snippet(case: Case, adapter: Adapter, slot: Slot, part: Part) -> Snippet:
    """Return the script that shows one number of a case: a node's value or gradient.

    An op that the engine has no spelling for is written as a function of its name.

    >>> from verification.adapter import Attribute, Usage
    >>> from verification.program import Program, Ref, Step
    >>> x, t = Ref(Slot(0)), Ref(Slot(1))
    >>> program = Program(1, (Step("tanh", (x,)), Step("add", (t, x))))
    >>> usages = (Usage("tanh", "v", Method("tanh")), Usage("add", "vv", Operator("+")))
    >>> backward = Method("backward")
    >>> adapter = Adapter("Value", Attribute("data"), Attribute("grad"), backward, usages, ())
    >>> print(write_snippet(Case("a/1", program, (1.0,)), adapter, x.slot, Part.GRADIENT).source)
    x = Value(1.0)
    y = x.tanh() + x
    y.backward()
    x.grad
    """
    writer = _Writer(case, adapter, slot)
    for step_slot, step in case.program.numbered():
        writer.add(step_slot, step)
    roots = [writer.pieces[root].text for root in case.program.roots]
    access = adapter.value if part is Part.VALUE else adapter.gradient
    # A number that is wrong somewhere inside may have been right until the backward pass.
    is_later = part is Part.GRADIENT or slot not in case.program.roots
    lines = (
        *writer.lines,
        *(line for root in roots if is_later for line in adapter.write_backward(root)),
        access.write(writer.pieces[slot].text),
    )
    names = tuple(piece.text for piece in writer.pieces)
    return Snippet("\n".join(lines), names, tuple(writer.expressions))


# --- One expression ----------------------------------------------------------


class _Level(IntEnum):
    """How tightly an expression holds together, loosest first."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    NUMERAL = 5
    NAME = 6


# Each operator's own level, then the least that its left and its right operand need.
_BINARY: Final = {
    "+": (_Level.SUM, _Level.SUM, _Level.PRODUCT),
    "-": (_Level.SUM, _Level.SUM, _Level.PRODUCT),
    "*": (_Level.PRODUCT, _Level.PRODUCT, _Level.SIGN),
    "/": (_Level.PRODUCT, _Level.PRODUCT, _Level.SIGN),
    "**": (_Level.POWER, _Level.NUMERAL, _Level.SIGN),
}


@final
@dataclass(frozen=True, slots=True)
class _Piece:
    """An expression that may become part of a larger one."""

    text: str
    level: _Level

    def within(self, least: _Level) -> str:
        """Return the text, in brackets if it holds together less than ``least``."""
        return self.text if self.level >= least else f"({self.text})"


def _write_number(number: Number) -> _Piece:
    """Return a number as a Python literal, or as near to one as there is."""
    text = repr(number)
    if isinstance(number, float) and not math.isfinite(number):
        return _Piece(f'float("{text}")', _Level.NAME)
    return _Piece(text, _Level.SIGN if text.startswith("-") else _Level.NUMERAL)


def _write(spelling: Spelling, operands: tuple[_Piece, ...]) -> _Piece:
    """Return the op applied to its operands, bracketed where Python needs it."""
    match spelling, operands:
        case Operator(symbol), (x, y):
            level, left, right = _BINARY[symbol]
            return _Piece(spelling.write((x.within(left), y.within(right))), level)
        case Operator("-"), (x,):
            return _Piece(spelling.write((x.within(_Level.POWER),)), _Level.SIGN)
        case Method(), (x, *others):
            texts = (x.within(_Level.NAME), *(piece.text for piece in others))
            return _Piece(spelling.write(texts), _Level.NAME)
        case _:
            return _Piece(spelling.write(tuple(piece.text for piece in operands)), _Level.NAME)


# --- Several lines -----------------------------------------------------------


def _name_inputs(inputs: int) -> tuple[str, ...]:
    """Return short names: x, or x and y, or a, b, c and so on."""
    if inputs <= 2:
        return ("x", "y")[:inputs]
    return tuple("abcdefgh"[:inputs]) if inputs <= 8 else tuple(f"x{i + 1}" for i in range(inputs))


@final
class _Writer:
    """Writes steps into lines; one that is used once goes into its user's line if it fits."""

    def __init__(self, case: Case, adapter: Adapter, slot: Slot) -> None:
        program = case.program
        inputs = _name_inputs(program.inputs)
        taken = {*inputs, adapter.class_name}
        self._adapter = adapter
        self._roots = program.roots
        uses = Counter(ref for step in program.steps for ref in step.refs)
        self._kept = {slot, *program.roots, *(i for i in range(program.size) if uses[Slot(i)] != 1)}
        self._results = (name for name in chain("yzw", _numbered("y")) if name not in taken)
        self._between = (name for name in chain("uvpqrst", _numbered("u")) if name not in taken)
        values = [adapter.write_input(_write_number(number).text) for number in case.point]
        self.pieces = [_Piece(name, _Level.NAME) for name in inputs]
        self.expressions = values
        self.lines = [f"{name} = {value}" for name, value in zip(inputs, values, strict=True)]

    def add(self, slot: Slot, step: Step) -> None:
        """Write one step, whose operands have been written."""
        spelling = self._adapter.spelling(step.op, step.kind) or Function(step.op)
        piece = _write(spelling, self._operands(step))
        if len(piece.text) > _LONGEST:
            for ref in step.refs:
                self._name(ref)
            piece = _write(spelling, self._operands(step))
        self.pieces.append(piece)
        self.expressions.append(piece.text)
        if slot in self._kept:
            self._name(slot)

    def _operands(self, step: Step) -> tuple[_Piece, ...]:
        return tuple(
            self.pieces[operand.slot] if isinstance(operand, Ref) else _write_number(operand.number)
            for operand in step.operands
        )

    def _name(self, slot: Slot) -> None:
        """Give a node a line and a name of its own, unless it has them."""
        text = self.pieces[slot].text
        if text.isidentifier():
            return
        name = next(self._results if slot in self._roots else self._between)
        self.lines.append(f"{name} = {text}")
        self.pieces[slot] = _Piece(name, _Level.NAME)


def _numbered(stem: str) -> Iterator[str]:
    """Return stem1, stem2 and so on."""
    return (f"{stem}{i}" for i in count(1))
