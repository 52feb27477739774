"""The style of a tape: slopes are worked out going forward, and one loop goes back over them."""

from verification.faults.engines.texts import (
    RuleText,
    begin,
    construct,
    give,
    giving_of,
    in_place,
    is_latest,
    links,
)
from verification.faults.fault import Accumulate, Change, Giving


def constructor(change: Change | None) -> list[str]:
    """Return the constructor of a node."""
    return [
        "def __init__(self, data, parents=(), slopes=(), is_odd=False):",
        *(f"    {line}" for line in construct(change)),
        "    self.grad = 0.0",
        "    self.parents = parents",
        "    self.slopes = slopes",
        "    self.is_odd = is_odd",
        *(f"    {line}" for line in links(change)),
    ]


def backward(change: Change | None) -> list[str]:
    """Return the backward pass."""
    usual = _loop(None, change)
    odd = _loop(change.giving, change) if isinstance(change, Accumulate) else []
    return [
        "def backward(self):",
        *(f"    {line}" for line in begin(change)),
        "    for node in nodes:",
        "        g = node.grad",
        *(
            [
                "        if node.is_odd:",
                *(f"            {line}" for line in odd),
                "            continue",
            ]
            if odd
            else []
        ),
        *(f"        {line}" for line in usual),
    ]


def _loop(giving: Giving | None, change: Change | None) -> list[str]:
    pairs = "zip(node.parents, node.slopes)"
    if giving is Giving.LAST_SLOT:
        pairs = f"dict({pairs}).items()"
    return [f"for parent, slope in {pairs}:", f"    {give('parent', 'slope', giving, change)}"]


def op(name: str, rule: RuleText, change: Change | None) -> list[str]:
    """Return the function of operands that are nodes, ``name_``."""
    parents = "ab"[: len(rule.slopes)]
    numbers = "xy"[: len(rule.slopes)]
    operands = ", ".join(parents)
    slopes = f"({', '.join(rule.slopes)},)"
    recorded = slopes
    if is_latest(name, change):
        recorded = f"LATEST.setdefault({name!r}, [])"
    odd = ", is_odd=True" if giving_of(name, change) else ""
    return [
        f"def {name}_({operands}, kind):",
        *(f"    {x} = {p}.data" for x, p in zip(numbers, parents, strict=True)),
        f"    out = {rule.right}",
        f"    node = Value({rule.value}, ({operands},), {recorded}{odd})",
        *([f"    node.slopes[:] = {slopes}"] if recorded != slopes else []),
        *(f"    {line}" for line in in_place(name, change)),
        "    return node",
    ]
