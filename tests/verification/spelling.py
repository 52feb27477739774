"""Programs spelled out as calls of ops, and how often a node is used."""

from verification.evaluate import evaluate
from verification.program import Program


def spelled(program: Program) -> str:
    """Return the last output as calls of ops, its inputs named a, b, c, d."""
    names = list("abcd")[: program.inputs]
    nodes = evaluate(program, names, lambda op, xs: f"{op}({', '.join(map(str, xs))})")
    return nodes[program.roots[-1]]


def uses(program: Program, slot: int) -> int:
    return sum(ref == slot for step in program.steps for ref in step.refs)
