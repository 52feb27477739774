"""The lines of an engine that a fault changes, whatever the engine's style."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never, final

from verification.catalogue import CATALOGUE
from verification.faults.engines.right import RIGHT
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
from verification.faults.formula import EVERYWHERE, Formula

_PYTHON: Final = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "**": "pow", "abs": "abs"}


@final
@dataclass(frozen=True, slots=True)
class RuleText:
    """An op's rule as Python: ``out`` is set to ``right`` first, and ``value`` is the result."""

    right: str
    value: str
    slopes: tuple[str, ...]


def rule_text(op: str, change: Change | None) -> RuleText:
    """Return the op's rule, with the change if that is one of it."""
    right, *slopes = RIGHT[op]
    if isinstance(change, Rule) and change.op == op:
        value = _instead(change.value, "out", change)
        partials = change.partials[: len(slopes)]
        slopes = [
            _instead(formula and Formula(_named(formula.text, slopes)), slope, change)
            for formula, slope in zip(partials, slopes, strict=True)
        ]
        texts = (change.value.text if change.value else "out", *slopes)
        if not any("out" in text for text in texts):
            # The right value is of no use here, and there may be none.
            return RuleText(_instead(change.value, right, change), "out", tuple(slopes))
        return RuleText(right, value, tuple(slopes))
    if change is Typing.SINGLE_SLOPES:
        slopes = [f"single({slope})" for slope in slopes]
    return RuleText(right, "out", tuple(slopes))


def _named(text: str, slopes: Sequence[str]) -> str:
    """Return a formula in which the right slopes stand for their names."""
    for name, slope in zip(("dx", "dy"), slopes, strict=False):
        text = text.replace(name, f"({slope})")
    return text


def _instead(formula: Formula | None, right: str, change: Rule) -> str:
    if formula is None:
        return right
    conditions = [f"kind == {change.kind!r}"] if change.kind else []
    if change.where != EVERYWHERE:
        conditions.append(change.where.text)
    wrong = formula.text.replace("sigmoid(", "_sigmoid(")
    return f"({wrong}) if {' and '.join(conditions)} else ({right})" if conditions else wrong


# --- Giving ------------------------------------------------------------------


def giving_of(op: str, change: Change | None) -> Giving | None:
    """Return how the op's nodes give wrongly, by a change of theirs alone or of all."""
    is_meant = isinstance(change, Accumulate) and change.op in {"", op}
    return change.giving if is_meant and isinstance(change, Accumulate) else None


# Of each way to give wrongly, the share or the statement that takes its place.
_SHARES: Final = {
    Giving.OWN_GRADIENT: "{parent}.grad * ({slope})",
    Giving.DATA: "node.data * ({slope})",
    Giving.TWICE: "2.0 * g * ({slope})",
    Giving.ZERO_IS_NAN: "(g * ({slope}) if g else nan)",
    Giving.IGNORES_UPSTREAM: "{slope}",
}
_STATEMENTS: Final = {
    Giving.ASSIGNED: "{parent}.grad = g * ({slope})",
    Giving.ONCE: "give_once({parent}, g * ({slope}))",
    Giving.FIRST_ONLY: "give_first({parent}, g * ({slope}))",
    Giving.FOUR_AT_MOST: "give_four({parent}, g * ({slope}))",
}


def give(parent: str, slope: str, giving: Giving | None, change: Change | None) -> str:
    """Return the statement that gives a parent its share of the node's gradient ``g``."""
    if giving in _STATEMENTS:
        return _STATEMENTS[giving].format(parent=parent, slope=slope)
    share = "g * ({slope})" if giving is None else _SHARES.get(giving, "g * ({slope})")
    share = share.format(parent=parent, slope=slope)
    if change is Typing.SINGLE:
        return f"{parent}.grad = single({parent}.grad + {share})"
    if change is Typing.INTS_STILL:
        return f"{parent}.grad += 0.0 if {parent}.is_still else {share}"
    return f"{parent}.grad += {share}"


def gives(
    parents: Sequence[str], slopes: Sequence[str], giving: Giving | None, change: Change | None
) -> list[str]:
    """Return the statements that give every parent its share."""
    if giving is Giving.LAST_SLOT and len(parents) > 1:
        pairs = ", ".join(f"{p}: {s}" for p, s in zip(parents, slopes, strict=True))
        return [
            f"for parent, slope in {{{pairs}}}.items():",
            f"    {give('parent', 'slope', None, change)}",
        ]
    return [give(p, s, giving, change) for p, s in zip(parents, slopes, strict=True)]


# --- The backward pass -------------------------------------------------------


def wants_uses(change: Change | None) -> bool:
    """Whether a node counts how often it was taken as an operand."""
    return change == Traverse("dead_counted")


def wants_given(change: Change | None) -> bool:
    """Whether a node counts what it was given."""
    return isinstance(change, Accumulate) and change.giving in {
        Giving.ONCE,
        Giving.FIRST_ONLY,
        Giving.FOUR_AT_MOST,
    }


def links(change: Change | None) -> list[str]:
    """Return the statements of a constructor by which the operands learn of their use."""
    if wants_uses(change):
        return ["self.uses = 0", "for parent in parents:", "    parent.uses += 1"]
    return []


def begin(change: Change | None) -> list[str]:
    """Return the first statements of ``backward``: ``nodes`` in order, gradients made ready."""
    order = change.order if isinstance(change, Traverse) else "reverse_topological"
    clear = ["    if v.parents:", "        v.grad = 0.0"]
    if change is Keeping.INTERIOR:
        clear = []
    if change is Keeping.NOTHING:
        clear = ["    v.grad = 0.0"]
    given = ["    v.given = 0"] if wants_given(change) else []
    seed = change.value if isinstance(change, Seed) else "1.0"
    return [
        *(["if EARLIER:", "    return"] if change is Keeping.ONCE else []),
        f"nodes = {order}(self)",
        *(["for v in nodes:", *given, *clear] if given or clear else []),
        f"self.grad = {seed}" if change is Keeping.INTERIOR else f"self.grad += {seed}",
        *_remembering(change),
    ]


def _remembering(change: Change | None) -> list[str]:
    if change is Keeping.NODES:
        return ["nodes, EARLIER[:] = nodes + EARLIER, nodes + EARLIER"]
    return ["EARLIER.append(self)"] if change is Keeping.ONCE else []


def in_place(op: str, change: Change | None) -> list[str]:
    """Return the statement by which an op overwrites its operand, if the change is that."""
    is_meant = change == Save(op, Saving.IN_PLACE)
    return ["a.data = out"] if is_meant else []


def is_latest(op: str, change: Change | None) -> bool:
    """Whether the op remembers its latest call only."""
    return change == Save(op, Saving.LATEST)


# --- Construction and calls --------------------------------------------------


def construct(change: Change | None) -> list[str]:
    """Return the first statements of a node's constructor: its number."""
    match change:
        case Typing.FLOATS_ONLY:
            return [
                "if type(data) is not float:",
                "    raise TypeError('expected a float, got ' + repr(data))",
                "self.data = data",
            ]
        case Typing.INTS_STILL:
            return ["self.data = float(data)", "self.is_still = type(data) is int"]
        case Typing.COMPLEX:
            return ["self.data = data if type(data) is complex else float(data)"]
        case Typing.SINGLE:
            return ["self.data = single(data)"]
        case Call(mistake=Mistake.WHOLE):
            return ["self.data = data if not parents else float(data)"]
        case _:
            return ["self.data = float(data)"]


def methods(op: str, change: Change | None) -> list[str]:
    """Return the methods by which the op is written, each with its own way of going wrong."""
    spec = CATALOGUE[op]
    symbol = spec.operator[0].symbol if spec.operator else ""
    if spec.arity == 1:
        name = f"__{'neg' if op == 'neg' else 'abs'}__" if symbol else op
        return [f"def {name}(self):", *_body(op, "v", "self", "None", change)]
    name = f"__{_PYTHON[symbol]}__" if symbol else op
    forward = [
        f"def {name}(self, other):",
        "    if isinstance(other, Value):",
        *(f"    {line}" for line in _body(op, "vv", "self", "other", change)),
        *_body(op, "vn", "self", "Value(other)", change),
    ]
    if not symbol:
        return forward
    reflected = f"__r{_PYTHON[symbol]}__"
    return [
        *forward,
        "",
        f"def {reflected}(self, other):",
        *_body(op, "nv", "Value(other)", "self", change),
    ]


def _body(op: str, kind: str, a: str, b: str, change: Change | None) -> list[str]:
    """Return what a method does for operands of one kind."""
    operands = a if kind == "v" else f"{a}, {b}"
    usual = [f"    return {op}_({operands}, {kind!r})"]
    if not (isinstance(change, Call) and (change.op, change.kind) == (op, kind)):
        return usual
    match change.mistake:
        case Mistake.SWAPPED:
            return [f"    return {op}_({b}, {a}, {kind!r})"]
        case Mistake.DETACHED:
            return [f"    return Value({op}_({operands}, {kind!r}).data)"]
        case Mistake.RECURSES:
            return [f"    return other {_symbol(op)} self"]
        case Mistake.UNDEFINED:
            return [f"    return {op}_({operands}, {kind!r}, undefined)"]
        case Mistake.REFUSES:
            return ["    assert False, 'not for such operands'"]
        case Mistake.NOTHING:
            return [f"    {op}_({operands}, {kind!r})"]
        case Mistake.WHOLE:
            return [
                f"    node = {op}_({operands}, {kind!r})",
                f"    if type({a}.data) is int and type({b}.data) is int:",
                f"        node.data = float({a}.data // {b}.data)",
                "    return node",
            ]
        case Mistake.INTS_ONLY:
            return ["    if type(other) is not int:", "        other = other.data", *usual]
        case _:
            assert_never(change.mistake)


def _symbol(op: str) -> str:
    return CATALOGUE[op].operator[0].symbol
