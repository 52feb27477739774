"""Programs of fixed shape: ops in a chain, results that are shared, published expressions."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, final

from verification.catalogue import CATALOGUE
from verification.conventions import CONVENTIONS
from verification.model import Point
from verification.program import Const, Program, assemble
from verification.wording import ADD, MUL, POWER, Wording

_PRODUCT: Final = ("mul", 0, 1)

WORKED: Final = assemble(4, _PRODUCT, ("add", 4, 2), ("mul", 5, 3))
"""L = (a*b + c)*f."""

WORKED_POINT: Final = (2.0, -3.0, 10.0, -2.0)

# A fault of the traversal shows where interior nodes are shared. In each of these the
# first step, x*y, is the node that is.
SHARED: Final[dict[str, tuple[str, tuple[Program, ...]]]] = {
    "sharing": (
        "one result used by two others",
        (
            assemble(2, _PRODUCT, ("mul", 2, 0), ("mul", 2, 1), ("add", 3, 4)),
            assemble(2, _PRODUCT, ("add", 2, 0), ("mul", 2, 3)),
            assemble(2, _PRODUCT, ("mul", 2, 2), ("add", 3, 2), ("mul", 3, 4)),
            assemble(2, _PRODUCT, ("add", 2, 2), ("mul", 3, 1)),
        ),
    ),
    "unequal": (
        "one result used near and far from the output",
        (
            assemble(2, _PRODUCT, ("mul", 2, 1), ("add", 3, 0), ("mul", 4, 2)),
            assemble(2, _PRODUCT, ("mul", 2, 1), ("add", 3, 0), ("mul", 2, 4)),
            assemble(2, _PRODUCT, ("mul", 2, 0), ("mul", 3, 1), ("add", 4, 2), ("mul", 5, 3)),
            assemble(2, _PRODUCT, ("mul", 2, 0), ("mul", 3, 1), ("add", 2, 4), ("mul", 3, 5)),
        ),
    ),
    "doubling": (
        "a result added to itself, again and again",
        (assemble(2, _PRODUCT, *(("add", 2 + i, 2 + i) for i in range(6))),),
    ),
    "equal": (
        "different nodes that hold the same number",
        (
            assemble(2, _PRODUCT, ("mul", 1, 0), ("mul", 2, 3), ("add", 4, 2)),
            assemble(3, ("add", 0, 1), ("add", 1, 0), ("mul", 4, 2), ("mul", 3, 5)),
        ),
    ),
    "dead": (
        "results that are computed and not used",
        (assemble(2, _PRODUCT, ("mul", 2, 0), ("add", 2, 2), ("add", 2, 1)),),
    ),
    "fan_out": (
        "one result used by seven others",
        (
            assemble(
                2,
                _PRODUCT,
                *(("mul", 2, i % 2) for i in range(7)),
                ("add", 3, 4),
                *(("add", 10 + i, 5 + i) for i in range(5)),
            ),
        ),
    ),
}

ZERO: Final = (assemble(3, _PRODUCT, ("mul", 3, 2), ("add", 4, 0)), (2.0, -3.0, 0.0))
"""A product that is multiplied by 0, so that a gradient of 0 comes in there; at its point."""

# micrograd's two published test expressions, at the points published with them.
PUBLISHED: Final[dict[str, tuple[Program, Point]]] = {
    "test_sanity_check": (
        assemble(
            1,
            ("mul", Const(2), 0), ("add", 1, Const(2)), ("add", 2, 0),
            ("relu", 3), ("mul", 3, 0), ("add", 4, 5),
            ("mul", 3, 3), ("relu", 7),
            ("add", 8, 6), ("mul", 6, 0), ("add", 9, 10),
        ),
        (-4.0,),
    ),
    "test_more_ops": (
        assemble(
            2,
            ("add", 0, 1),
            ("mul", 0, 1), ("pow", 1, Const(3)), ("add", 3, 4),
            ("add", 2, Const(1)), ("add", 2, 6),
            ("add", Const(1), 7), ("neg", 0), ("add", 8, 9), ("add", 7, 10),
            ("mul", 5, Const(2)), ("add", 1, 0), ("relu", 13), ("add", 12, 14), ("add", 5, 15),
            ("mul", Const(3), 16), ("sub", 1, 0), ("relu", 18), ("add", 17, 19), ("add", 16, 20),
            ("sub", 11, 21), ("pow", 22, Const(2)), ("div", 23, Const(2)),
            ("div", Const(10.0), 23), ("add", 24, 25),
        ),
        (-4.0, 2.0),
    ),
}  # fmt: skip

DISJOINT: Final = assemble(4, ("mul", 0, 1), ("mul", 2, 3), roots=(4, 5))
"""Two outputs that share nothing, one after the other."""

TWO_OUTPUTS: Final = (
    assemble(2, _PRODUCT, ("add", 0, 1), roots=(2, 3)),
    assemble(3, _PRODUCT, ("add", 3, 2), ("mul", 1, 2), ("mul", 5, 0), roots=(4, 6)),
)
"""Two outputs over the same leaves and no other shared node."""


def fan(width: int) -> Program:
    """Return the sum, in pairs, of the products of one input with ``width`` others.

    >>> fan(2).steps[-1]
    Step(op='add', operands=(Ref(slot=3), Ref(slot=4)))
    """
    steps: list[tuple[str, int, int]] = [("mul", 0, other + 1) for other in range(width)]
    terms = deque(range(width + 1, 2 * width + 1))
    while len(terms) > 1:
        steps.append(("add", terms.popleft(), terms.popleft()))
        terms.append(width + len(steps))
    return assemble(width + 1, *steps)


def ladder(rungs: int) -> Program:
    """Return ``x = x + x`` so many times: as many nodes, and 2 to that power as many paths."""
    return assemble(1, *(("add", i, i) for i in range(rungs)))


def chain(length: int) -> Program:
    """Return the sum of an input and itself, added one at a time: a graph this deep."""
    return assemble(1, *(("add", i, 0) for i in range(length)))


@final
@dataclass(frozen=True, slots=True)
class Tools:
    """The two ops that programs are built with around whatever they are about.

    ``scale`` gives an edge a slope that is not 1, where the engine has an op that can;
    ``join`` brings two results together.
    """

    scale: Wording
    join: Wording

    def fit(self, program: Program) -> Program:
        """Return a program built of products and sums, rebuilt with these ops."""
        fitted = {"mul": self.scale.op, "add": self.join.op}
        steps = tuple(replace(step, op=fitted[step.op]) for step in program.steps)
        return replace(program, steps=steps)


def choose_tools(can_write: Callable[[Wording], bool]) -> Tools:
    """Return the likeliest tools that an engine has: products and sums, or what it has instead."""
    ops = {op: Wording(op, "vv") for op in ("mul", "div", "sub", "add")}
    scale = next((word for word in ops.values() if can_write(word)), MUL)
    joins = (ops[op] for op in ("add", "sub", "mul", "div"))
    return Tools(scale, next((word for word in joins if can_write(word)), ADD))


def chained(wording: Wording, tools: Tools) -> tuple[Program, ...]:
    """Return programs with the op behind a non-unit slope, before a factor, on a shared leaf.

    Only leaves are shared: a fault of the traversal must not look like one of the op. Nor
    must one of the tools: what ``scale`` is given is used nowhere else. The leaves are x, an
    inner factor, an outer factor, and one for a second operand.
    """
    op, scale, join = wording.op, tools.scale.op, tools.join.op
    inner = (join if wording == tools.join else scale, 0, 1)
    match wording.kind:
        case "v":
            return (
                assemble(3, inner, (op, 3), (scale, 4, 2)),
                assemble(1, (op, 0), (join, 1, 0)),
                assemble(2, (op, 0), (scale, 2, 1), (join, 0, 3)),
                assemble(3, (op, 0), (op, 1), (scale, 3, 2), (join, 5, 4)),
                assemble(3, (op, 0), (scale, 3, 1), (op, 0), (scale, 5, 2), (join, 4, 6)),
            )
        case "vv":
            programs = (
                assemble(4, inner, (op, 4, 3), (scale, 5, 2), (join, 6, 3)),
                assemble(4, inner, (op, 3, 4), (scale, 5, 2), (join, 3, 6)),
                assemble(2, (op, 0, 1), (join, 2, 0), (join, 3, 1)),
            )
            if op in CONVENTIONS:  # the same node twice is a tie, which edge checks ask
                return programs
            return (*programs, assemble(1, (op, 0, 0)), assemble(2, (op, 0, 0), (scale, 2, 1)))
        case "vn":
            return tuple(
                p for n in (2, 3.0, -1) for p in _mixed(op, tools, (3, Const(n)), (0, Const(n)))
            )
        case _:
            return tuple(
                p for n in (2, 0.5, 3) for p in _mixed(op, tools, (Const(n), 3), (Const(n), 0))
            )


def _mixed(
    op: str,
    tools: Tools,
    inner: tuple[int | Const, int | Const],
    leaf: tuple[int | Const, int | Const],
) -> tuple[Program, Program]:
    scale, join = tools.scale.op, tools.join.op
    return (
        assemble(3, (scale, 0, 1), (op, *inner), (scale, 4, 2)),
        assemble(1, (op, *leaf), (join, 1, 0)),
    )


def faint(wording: Wording, tools: Tools) -> tuple[tuple[Program, Point], ...]:
    """Return the op before a tiny factor: a gradient is none the less for being small."""
    if tools.scale.op not in {"mul", "div"}:
        return ()
    scale = tools.scale.op
    factors = (1e-12, 3e-11) if scale == "mul" else (1e12, 3e11)
    plain = CATALOGUE[wording.op].domains[0].plain
    if wording.kind == "vv":
        program = assemble(3, (wording.op, 0, 1), (scale, 3, 2))
        return tuple((program, (plain, 1.5, factor)) for factor in factors)
    exponent = (Const(3),) if wording == POWER else ()
    program = assemble(2, (wording.op, 0, *exponent), (scale, 2, 1))
    return tuple((program, (plain, factor)) for factor in factors)
