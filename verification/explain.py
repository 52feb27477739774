"""The lesson: an expression at a point, forward and backward, one line of arithmetic per node."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Final, final

from refgrad import Value, ops
from verification.catalogue import CATALOGUE, Function
from verification.evaluate import evaluate
from verification.expression import Parsed
from verification.program import Number, Operand, Ref, Slot
from verification.render.lesson import (
    Collected,
    Computed,
    Contribution,
    Explanation,
    format_number,
)
from verification.tokens import is_number, read_number


def read_point(assignments: Sequence[str], names: Sequence[str]) -> tuple[Number, ...]:
    """Return one number per name from texts such as ``a=2``; ints stay ints.

    >>> read_point(["b=-3", "a=2.5"], ["a", "b"])
    (2.5, -3)

    Raises:
        ValueError: a text is not NAME=NUMBER, a name is unknown or given twice, or
            one is missing; the message lists the names needed.
    """
    needed = "Needed: " + " ".join(f"{name}=..." for name in names)
    numbers: dict[str, Number] = {}
    for assignment in assignments:
        name, _, digits = (part.strip() for part in assignment.partition("="))
        if not is_number(digits) or not math.isfinite(float(digits)):
            raise ValueError(f"Expected NAME=NUMBER such as a=2, got {assignment[:60]!r}. {needed}")
        if name not in names:
            raise ValueError(f"The expression has no {name!r}. {needed}")
        if name in numbers:
            raise ValueError(f"{name} is given twice. {needed}")
        numbers[name] = read_number(digits)
    missing = [name for name in names if name not in numbers]
    if missing:
        raise ValueError(f"No number for {', '.join(missing)}. {needed}")
    return tuple(numbers[name] for name in names)


def explain(parsed: Parsed, point: Sequence[Number]) -> Explanation:
    """Return both passes over the expression, worked out by the engine.

    >>> from verification.expression import parse
    >>> lesson = explain(parse("(a*b + c) * f"), (2, -3, 10, -2))
    >>> [(node.name, node.gradient) for node in lesson.backward]
    [('L', 1.0), ('e', -2.0), ('f', 4.0), ('d', -2.0), ('c', -2.0), ('a', 6.0), ('b', -4.0)]

    Raises:
        ValueError: a negative number is raised to a power that is no integer.
    """
    steps = tuple(parsed.program.numbered())
    nodes = evaluate(parsed.program, [_Node(Value(number), ()) for number in point], _apply)
    nodes[-1].value.backward()
    names = (*parsed.names, *_name_steps(len(steps), parsed.names))
    gradients = [node.value.grad for node in nodes]
    numbers = [format_number(node.value.data) for node in nodes]

    forward = tuple(
        Computed(
            names[slot],
            _write(step.op, _texts(step.operands, names)),
            _write(step.op, _texts(step.operands, numbers)),
            nodes[slot].value.data,
        )
        for slot, step in steps
    )
    received: dict[Slot, list[Contribution]] = {Slot(slot): [] for slot in range(len(nodes))}
    earliest = {ref: slot for slot, step in reversed(steps) for ref in step.refs}
    finished = [Slot(len(nodes) - 1)]
    for slot, step in reversed(steps):
        is_tie = len(set(_texts(step.operands, numbers))) == 1
        words = _slopes(step.op, _texts(step.operands, names), names[slot], is_tie=is_tie)
        for operand, word, slope in zip(step.operands, words, nodes[slot].slopes, strict=True):
            if isinstance(operand, Ref):
                sent = Contribution(names[slot], gradients[slot], word, slope)
                received[operand.slot].append(sent)
        # A node's gradient is whole once the earliest of its consumers has sent its share.
        finished.extend(ref for ref in dict.fromkeys(step.refs) if earliest[ref] == slot)
    return Explanation(
        tuple(zip(parsed.names, point, strict=True)),
        forward,
        tuple(Collected(names[slot], tuple(received[slot]), gradients[slot]) for slot in finished),
    )


# --- The engine, with its partial derivatives in the open --------------------


@final
@dataclass(frozen=True, slots=True)
class _Node:
    """A value of the engine beside the partials of the op that made it."""

    value: Value
    slopes: tuple[float, ...]


_UNARY: Final = {
    "neg": ops.neg,
    "abs": ops.abs,
    "relu": ops.relu,
    "tanh": ops.tanh,
    "exp": ops.exp,
    "log": ops.log,
    "sqrt": ops.sqrt,
    "sin": ops.sin,
    "cos": ops.cos,
    "sigmoid": ops.sigmoid,
}
_BINARY: Final = {
    "add": ops.add,
    "sub": ops.sub,
    "mul": ops.mul,
    "div": ops.div,
    "pow": ops.pow,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
}


def _apply(op: str, operands: tuple[_Node | Number, ...]) -> _Node:
    """Do what the engine's operators do: apply the op and record its partials."""
    x, *rest = (node.value if isinstance(node, _Node) else Value(node) for node in operands)
    if not rest:
        out, dx = _UNARY[op](x.data)
        return _Node(Value(out, op, x, None, dx), (dx,))
    (y,) = rest
    out, dx, dy = _BINARY[op](x.data, y.data)
    return _Node(Value(out, op, x, y, dx, dy), (dx, dy))


# --- Words -------------------------------------------------------------------

# The local derivative by each operand; {out} is the result's name.
_SLOPES: Final = {
    "add": ("1", "1"),
    "sub": ("1", "-1"),
    "mul": ("{y}", "{x}"),
    "div": ("1/{y}", "-{x}/{y}**2"),
    "pow": ("{y}*{x}**({y} - 1)", "{out}*log({x})"),
    "neg": ("-1",),
    "abs": ("sign({x})",),
    "relu": ("(1 if {x} > 0 else 0)",),
    "tanh": ("(1 - {out}**2)",),
    "exp": ("{out}",),
    "log": ("1/{x}",),
    "sqrt": ("1/(2*{out})",),
    "sin": ("cos({x})",),
    "cos": ("-sin({x})",),
    "sigmoid": ("{out}*(1 - {out})",),
    "maximum": ("(1 if {x} > {y} else 0)", "(1 if {y} > {x} else 0)"),
    "minimum": ("(1 if {x} < {y} else 0)", "(1 if {y} < {x} else 0)"),
}


def _slopes(op: str, operands: tuple[str, ...], out: str, *, is_tie: bool) -> tuple[str, ...]:
    """Return the formula of the local derivative by each operand."""
    if op in {"maximum", "minimum"} and is_tie:
        return ("(1/2, a tie)", "(1/2, a tie)")
    x, y = operands[0], operands[-1]
    if op == "pow" and is_number(y):
        power = format_number(float(y) - 1)
        known = {"0": "0", "1": "1", "2": f"2*{x}"}
        return (known.get(y, f"{y}*{x}**{power}"), "")
    if op != "mul":
        x, y = _bracket(x), _bracket(y)
    return tuple(words.format(x=x, y=y, out=out) for words in _SLOPES[op])


def _bracket(text: str) -> str:
    """Put a negative number into brackets, as inside a formula."""
    return f"({text})" if text.startswith("-") else text


def _write(op: str, operands: tuple[str, ...]) -> str:
    """Return the op as a person writes it, with names or with numbers."""
    spec = CATALOGUE[op]
    if op in {"neg", "pow"}:
        operands = (_bracket(operands[0]), *operands[1:])
    return (spec.operator[0] if spec.operator else Function(op)).write(operands)


def _texts(operands: tuple[Operand, ...], nodes: Sequence[str]) -> tuple[str, ...]:
    """Return each operand as text: a node by its entry in ``nodes``, a number as it is."""
    return tuple(
        nodes[operand.slot] if isinstance(operand, Ref) else format_number(operand.number)
        for operand in operands
    )


def _name_steps(steps: int, taken: tuple[str, ...]) -> tuple[str, ...]:
    """Return names for the results of steps: d, e, ... and L for the last, unless taken."""
    if not steps:
        return ()
    # Without l and o, which look like 1 and 0.
    letters = chain("defghijkmnpqrstuvwxyz", (f"v{i}" for i in count(1)))
    free = (name for name in letters if name not in taken)
    capitals = chain("LMNPQRSTUVWXYZ", (f"L{i}" for i in count(1)))
    root = next(name for name in capitals if name not in taken)
    return (*islice(free, steps - 1), root)
