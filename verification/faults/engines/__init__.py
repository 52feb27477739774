"""Engines with a fault, written as Python in several styles, each a right one transformed."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final, final

from verification.faults import orders
from verification.faults.engines import closures, op_classes, tape
from verification.faults.engines.right import PRELUDE
from verification.faults.engines.texts import (
    RuleText,
    begin,
    construct,
    links,
    methods,
    rule_text,
)
from verification.faults.fault import (
    Accumulate,
    Call,
    Change,
    Fault,
    Giving,
    Keeping,
    Rule,
    Save,
    Saving,
    Traverse,
    Typing,
)


class Style(Enum):
    """How an engine is built."""

    CLOSURES = "closures"
    TAPE = "tape"
    OP_CLASSES = "op_classes"


@final
@dataclass(frozen=True, slots=True)
class _Writer:
    """What a style writes: the constructor's parameters and fields, the loop back, each op."""

    parameters: str
    fields: tuple[str, ...]
    visits: Callable[[Change | None], list[str]]
    op: Callable[[str, RuleText, Change | None], list[str]]


_WRITERS: Final = {
    Style.CLOSURES: _Writer(closures.PARAMETERS, closures.FIELDS, closures.visits, closures.op),
    Style.TAPE: _Writer(tape.PARAMETERS, tape.FIELDS, tape.visits, tape.op),
    Style.OP_CLASSES: _Writer(
        op_classes.PARAMETERS, op_classes.FIELDS, op_classes.visits, op_classes.op
    ),
}

CORE: Final = ("add", "mul", "sub", "neg", "div", "pow", "relu", "tanh", "exp", "log")
"""The ops of an engine whose fault is of no op in particular: those that most learners write."""

_TOOLS: Final = ("add", "mul")

# What only some faults need.
_SINGLE: Final = """\
import struct


def single(number):
    try:
        return struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return number * float("inf")
"""
_GIVE_ONCE: Final = """\
def give_once(parent, share):
    parent.given += 1
    if parent.given == 1:
        parent.grad += share
"""
_GIVE_FIRST: Final = """\
def give_first(parent, share):
    parent.given += 1
    if parent.given == 1 or not parent.parents:
        parent.grad += share
"""
_GIVE_FOUR: Final = """\
def give_four(parent, share):
    parent.given += 1
    if parent.given <= 4:
        parent.grad += share
"""
_GIVERS: Final = {
    Giving.ONCE: _GIVE_ONCE,
    Giving.FIRST_ONLY: _GIVE_FIRST,
    Giving.FOUR_AT_MOST: _GIVE_FOUR,
}


def ops_of(change: Change | None) -> tuple[str, ...]:
    """Return the ops that an engine with this change is written with.

    >>> ops_of(Accumulate("sub", Giving.ASSIGNED))
    ('add', 'mul', 'sub')
    """
    match change:
        case Rule(op=op) | Call(op=op) | Save(op=op):
            return tuple(dict.fromkeys((*_TOOLS, op)))
        case Accumulate(op=op) if op:
            return tuple(dict.fromkeys((*_TOOLS, op)))
        case _:
            return CORE


def write(style: Style, change: Change | None, ops: tuple[str, ...] = CORE) -> str:
    """Return the source of an engine in a style, right but for the change.

    >>> "v.grad = 0.0" in write(Style.TAPE, Keeping.INTERIOR)
    False
    """
    writer = _WRITERS[style]
    members = [
        _constructor(writer, change),
        *(methods(op, change) for op in ops),
        ["def backward(self):", *_inside(begin(change)), *_inside(writer.visits(change))],
    ]
    functions = [writer.op(op, rule_text(op, change), change) for op in ops]
    class_body = "\n\n".join("\n".join(_inside(lines)) for lines in members)
    return "\n\n".join(
        (
            "from __future__ import annotations",
            PRELUDE,
            *_extras(change),
            *("\n".join(lines) + "\n" for lines in functions),
            f"class Value:\n{class_body}\n",
        )
    )


def write_fault(style: Style, fault: Fault) -> str:
    """Return the source of an engine in a style that has the fault, and the ops that it needs."""
    return f'"""{fault.title}."""\n\n{write(style, fault.change, ops_of(fault.change))}'


def _constructor(writer: _Writer, change: Change | None) -> list[str]:
    fields = ("self.grad = 0.0", "self.parents = parents", *writer.fields)
    return [
        f"def __init__(self, data, {writer.parameters}):",
        *_inside([*construct(change), *fields, *links(change)]),
    ]


def _inside(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


def _extras(change: Change | None) -> list[str]:
    """Return the helpers that the changed lines refer to, and the order of the backward pass."""
    extras: list[str] = []
    if change in {Typing.SINGLE, Typing.SINGLE_SLOPES}:
        extras.append(_SINGLE)
    if isinstance(change, Accumulate) and change.giving in _GIVERS:
        extras.append(_GIVERS[change.giving])
    if change in {Keeping.NODES, Keeping.ONCE}:
        extras.append("EARLIER = []\n")
    if isinstance(change, Save) and change.saving is Saving.LATEST:
        extras.append("LATEST = {}\n")
    order = change.order if isinstance(change, Traverse) else "reverse_topological"
    sort = inspect.getsource(orders.topological)
    return [*extras, sort, inspect.getsource(orders.ORDERS[order])]
