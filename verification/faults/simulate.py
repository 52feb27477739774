"""The simulator: what an engine with a fault would answer, from the oracle's own partials.

It is an engine in the abstract: each node's value and partials come from the oracle, exact to
the nearest double, and the fault changes what is done with them.
"""

import math
import struct
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, assert_never, final

from verification.faults import orders
from verification.faults.engines.right import STEP_AT_ZERO
from verification.faults.fault import (
    Accumulate,
    Call,
    Change,
    Giving,
    Keeping,
    Mistake,
    Rule,
    Save,
    Saving,
    Seed,
    Traverse,
    Typing,
)
from verification.model import Case, Evaluated, Exact, Phase, Raised
from verification.oracles import flint
from verification.program import Const, Number, Ref, Slot, Step, assemble

Answer = Evaluated | Raised


@final
@dataclass(eq=False, slots=True)
class _Node:
    """A node of the engine in the abstract; ``slopes`` has one partial per parent."""

    data: float
    parents: tuple["_Node", ...] = ()
    slopes: tuple[float, ...] = ()
    op: str = ""
    grad: float = 0.0
    uses: int = 0
    given: int = 0
    is_still: bool = False


@final
class _Stop(Exception):  # noqa: N818 - what the engine would raise
    """The engine raises an exception of this kind here."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def simulate(change: Change, case: Case) -> Answer:
    """Return what a right engine with this change would answer, run afresh.

    The numbers are those of exact rules rounded once, so an engine's own differ in last
    digits. Of an exception only its kind and where it is raised are predicted.

    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3.0,))
    >>> simulate(Accumulate("mul", Giving.ASSIGNED), square)
    Evaluated(values=(3.0, 9.0), gradients=(3.0, 1.0))
    """
    engine = _Engine(change)
    nodes: list[_Node] = []
    phase = Phase.FORWARD
    try:
        for number in case.point:
            nodes.append(engine.leaf(number))  # noqa: PERF401 - those before a stop count
        for step in case.program.steps:
            nodes.append(engine.apply(step, nodes))
        phase = Phase.BACKWARD
        for root in case.program.roots:
            engine.backward(nodes[root])
    except _Stop as stop:
        return Raised(stop.kind, "", phase, Slot(len(nodes)), on_number=False, line=None)
    return Evaluated(tuple(n.data for n in nodes), tuple(n.grad for n in nodes))


@lru_cache(maxsize=100_000)
def _local(op: str, operands: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
    """Return an op's exact value and partials, each as the nearest double; nan where unknown."""
    program = assemble(len(operands), (op, *range(len(operands))))
    values, adjoints = flint.exact(Case("local", program, operands), STEP_AT_ZERO.get(op))
    numbers = [x.nearest if isinstance(x, Exact) else math.nan for x in (*values, *adjoints)]
    arity = len(operands)
    return numbers[arity], tuple(numbers[arity + 1 : 2 * arity + 1])


def _single(number: float) -> float:
    try:
        rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return number * math.inf
    return rounded


@final
@dataclass(slots=True)
class _Engine:
    """An engine in the abstract, with one change."""

    change: Change
    earlier: list[_Node] = field(default_factory=list[_Node])
    latest: dict[str, tuple[float, ...]] = field(default_factory=dict[str, tuple[float, ...]])

    def leaf(self, number: Number) -> _Node:
        """Return a node made from a number."""
        is_int = isinstance(number, int)
        if is_int and self.change is Typing.FLOATS_ONLY:
            raise _Stop("TypeError")
        data = _single(number) if self.change is Typing.SINGLE else float(number)
        return _Node(data, is_still=is_int)

    def apply(self, step: Step, nodes: list[_Node]) -> _Node:
        """Return the node of one step; a plain number becomes a node, too."""
        operands = [
            nodes[operand.slot] if isinstance(operand, Ref) else self._constant(step, operand)
            for operand in step.operands
        ]
        change = self.change
        if isinstance(change, Call) and (change.op, change.kind) == (step.op, step.kind):
            return self._mistaken(change.mistake, step, operands)
        return self._node(step, operands)

    def _constant(self, step: Step, operand: Const) -> _Node:
        is_refused = self.change == Call(step.op, step.kind, Mistake.INTS_ONLY)
        if is_refused and not isinstance(operand.number, int):
            raise _Stop("AttributeError")
        return self.leaf(operand.number)

    def _mistaken(self, mistake: Mistake, step: Step, operands: list[_Node]) -> _Node:
        match mistake:
            case Mistake.SWAPPED:
                return self._node(step, operands[::-1])
            case Mistake.DETACHED:
                return _Node(self._node(step, operands).data)
            case Mistake.RECURSES:
                raise _Stop("RecursionError")
            case Mistake.UNDEFINED:
                raise _Stop("NameError")
            case Mistake.REFUSES:
                raise _Stop("AssertionError")
            case Mistake.NOTHING:
                raise _Stop("NotAValue")
            case Mistake.WHOLE:
                node = self._node(step, operands)
                if all(operand.is_still for operand in operands):
                    node.data = operands[0].data // operands[1].data
                return node
            case Mistake.INTS_ONLY:
                return self._node(step, operands)
            case _:
                assert_never(mistake)

    def _node(self, step: Step, operands: list[_Node]) -> _Node:
        numbers = tuple(operand.data for operand in operands)
        out, slopes = _local(step.op, numbers)
        if isinstance(self.change, Rule):
            out, slopes = _by_rule(self.change, step, numbers, out, slopes)
        if self.change in {Typing.SINGLE, Typing.SINGLE_SLOPES}:
            slopes = tuple(map(_single, slopes))
        if self.change is Typing.SINGLE:
            out = _single(out)
        for operand in operands:
            operand.uses += 1
        if self.change == Save(step.op, Saving.IN_PLACE):
            operands[0].data = out
        self.latest[step.op] = slopes
        return _Node(out, tuple(operands), slopes, step.op)

    def backward(self, root: _Node) -> None:
        """Make one backward pass from the root."""
        change = self.change
        if change is Keeping.ONCE and self.earlier:
            return
        nodes = _ordered(change, root)
        for node in nodes:
            node.given = 0
            is_cleared = change is Keeping.NOTHING or node.parents
            if change is not Keeping.INTERIOR and is_cleared:
                node.grad = 0.0
        seed = _seed(change, root) if isinstance(change, Seed) else 1.0
        root.grad = seed if change is Keeping.INTERIOR else root.grad + seed
        if change is Keeping.NODES:
            nodes = nodes + self.earlier
        self.earlier = nodes
        for node in nodes:
            self._give(node)

    def _give(self, node: _Node) -> None:
        change = self.change
        slopes = node.slopes
        if change == Save(node.op, Saving.LATEST):
            slopes = self.latest[node.op]
        giving = None
        if isinstance(change, Accumulate) and change.op in {"", node.op}:
            giving = change.giving
        pairs = list(zip(node.parents, slopes, strict=True))
        if giving is Giving.LAST_SLOT:
            pairs = list(dict(pairs).items())
        upstream = node.grad
        for parent, slope in pairs:
            parent.grad = self._received(giving, parent, node, upstream, slope)

    def _received(
        self, giving: Giving | None, parent: _Node, node: _Node, upstream: float, slope: float
    ) -> float:
        """Return the parent's gradient after it was given its share."""
        parent.given += giving is not None
        if giving is Giving.ASSIGNED:
            return upstream * slope
        share = _share(giving, parent, node, upstream) * slope
        if self.change is Typing.INTS_STILL and parent.is_still:
            share = 0.0
        total = parent.grad + share
        return _single(total) if self.change is Typing.SINGLE else total


_FOUR: Final = 4


def _seed(seed: Seed, root: _Node) -> float:
    match seed:
        case Seed.NEVER:
            return 0.0
        case Seed.TWO:
            return 2.0
        case Seed.DATA:
            return root.data
        case _:
            assert_never(seed)


def _share(giving: Giving | None, parent: _Node, node: _Node, upstream: float) -> float:
    """Return what the slope is multiplied by, where the gradient that comes in is meant."""
    match giving:
        case Giving.IGNORES_UPSTREAM:
            return 1.0
        case Giving.OWN_GRADIENT:
            return parent.grad
        case Giving.DATA:
            return node.data
        case Giving.TWICE:
            return 2.0 * upstream
        case Giving.ONCE if parent.given > 1:
            return 0.0
        case Giving.FIRST_ONLY if parent.parents and parent.given > 1:
            return 0.0
        case Giving.FOUR_AT_MOST if parent.given > _FOUR:
            return 0.0
        case Giving.ZERO_IS_NAN if upstream == 0.0:
            return math.nan
        case _:
            return upstream


def _ordered(change: Change, root: _Node) -> list[_Node]:
    """Return the nodes in the order in which they are visited."""
    name = change.order if isinstance(change, Traverse) else "reverse_topological"
    nodes = orders.ORDERS[name](root)
    return [node for node in nodes if isinstance(node, _Node)]


def _by_rule(
    change: Rule, step: Step, numbers: tuple[float, ...], out: float, slopes: tuple[float, ...]
) -> tuple[float, tuple[float, ...]]:
    """Return the op's value and partials as the change has them."""
    x, y = numbers[0], numbers[-1]
    is_meant = change.op == step.op and change.kind in {"", step.kind}
    if not is_meant or not change.where.holds(x, y):
        return out, slopes
    names = {"x": x, "y": y, "out": out, "dx": slopes[0], "dy": slopes[-1]}
    changed = [
        slope if formula is None else formula.evaluate(names, flint.value)
        for formula, slope in zip(change.partials, slopes, strict=False)
    ]
    value = out if change.value is None else change.value.evaluate(names, flint.value)
    return value, tuple(changed)
