"""The lesson: an expression at a point, forward and backward, one line of arithmetic per node."""

import math
import re
from collections.abc import Sequence
from itertools import chain, count, islice
from typing import Final

from refgrad import Value
from verification.catalogue import CATALOGUE, Function
from verification.evaluate import evaluate
from verification.expression import Parsed
from verification.oracles.forms import FORMS
from verification.program import Number, Operand, Ref, Slot
from verification.render.lesson import (
    Collected,
    Computed,
    Contribution,
    Explanation,
    format_number,
)
from verification.subjects.in_process import written
from verification.tokens import is_number, read_number

_APPLY: Final = written(Value, Value, {})


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
    nodes = evaluate(parsed.program, [Value(number) for number in point], _APPLY)
    nodes[-1].backward()
    names = (*parsed.names, *_name_steps(len(steps), parsed.names))
    gradients = [node.grad for node in nodes]
    numbers = [format_number(node.data) for node in nodes]

    forward = tuple(
        Computed(
            names[slot],
            _write(step.op, _texts(step.operands, names)),
            _write(step.op, _texts(step.operands, numbers)),
            nodes[slot].data,
        )
        for slot, step in steps
    )
    received: dict[Slot, list[Contribution]] = {Slot(slot): [] for slot in range(len(nodes))}
    earliest = {ref: slot for slot, step in reversed(steps) for ref in step.refs}
    finished = [Slot(len(nodes) - 1)]
    for slot, step in reversed(steps):
        is_tie = len(set(_texts(step.operands, numbers))) == 1
        words = _slopes(step.op, _texts(step.operands, names), names[slot], is_tie=is_tie)
        for operand, word, slope in zip(step.operands, words, nodes[slot].partials, strict=True):
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


# --- Words -------------------------------------------------------------------

# The local derivative by each operand, where it reads better than the first of the op's forms;
# {out} is the result's name.
_SLOPES: Final = {
    "div": ("1/{y}", "-{x}/{y}**2"),
    "pow": ("{y}*{x}**({y} - 1)", "{out}*log({x})"),
    "relu": ("(1 if {x} > 0 else 0)",),
    "tanh": ("(1 - {out}**2)",),
    "log": ("1/{x}",),
    "sqrt": ("1/(2*{out})",),
    "reciprocal": ("-1/{x}**2",),
    "sigmoid": ("{out}*(1 - {out})",),
    "softplus": ("sigmoid({x})",),
    "silu": ("(sigmoid({x}) + {out}*(1 - sigmoid({x})))",),
    "gelu": ("(Phi({x}) + {x}*phi({x}))",),
    "erf": ("2/sqrt(pi)*exp(-{x}**2)",),
    "leaky_relu": ("(1 if {x} > 0 else 0.01)",),
    "elu": ("(1 if {x} > 0 else exp({x}))",),
    "hypot": ("{x}/{out}", "{y}/{out}"),
    "maximum": ("(1 if {x} > {y} else 0)", "(1 if {y} > {x} else 0)"),
    "minimum": ("(1 if {x} < {y} else 0)", "(1 if {y} < {x} else 0)"),
}
_NAMES: Final = re.compile(r"\b(x|y|out)\b")


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
    if op in _SLOPES:
        return tuple(words.format(x=x, y=y, out=out) for words in _SLOPES[op])
    names = {"x": x, "y": y, "out": out}
    formulas = (ways[0].name for ways in FORMS[op].partials)
    return tuple(
        _together(_NAMES.sub(lambda match: names[match[0]], formula)) for formula in formulas
    )


def _together(formula: str) -> str:
    """Put a sum into brackets, as a factor of a product."""
    return f"({formula})" if " + " in formula or " - " in formula else formula


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
