"""The only interpreter of a Program: it hands each step's operands to an algebra.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from verification.program import Number, Program, Ref

Node = TypeVar("Node")

Apply = Callable[[str, tuple[Node | Number, ...]], Node]
"""An algebra: an op's name and its operands in, a node out."""


def evaluate(program: Program, inputs: Sequence[Node], apply: Apply[Node]) -> list[Node]:
    """Return every node of the program, the inputs first, computed by ``apply``.

    Whatever ``apply`` raises comes through.

    >>> from verification.program import Const, Slot, Step
    >>> double = Program(1, (Step("mul", (Const(2), Ref(Slot(0)))),))
    >>> def spell(op: str, operands: tuple[str | Number, ...]) -> str:
    ...     return f"{op}{operands}"
    >>> evaluate(double, ["x"], spell)
    ['x', "mul(2, 'x')"]
    """
    nodes = list(inputs)
    for step in program.steps:
        # A list first: this is where every oracle spends its time, and a generator is slower.
        operands = [
            nodes[operand.slot] if isinstance(operand, Ref) else operand.number
            for operand in step.operands
        ]
        nodes.append(apply(step.op, tuple(operands)))
    return nodes
