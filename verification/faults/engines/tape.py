"""The style of a tape: slopes are worked out going forward, and one loop goes back over them."""

from typing import Final

from verification.faults.engines.texts import (
    RuleText,
    give,
    giving_of,
    in_place,
    is_latest,
)
from verification.faults.fault import Accumulate, Change, Giving

PARAMETERS: Final = "parents=(), slopes=(), is_odd=False"
FIELDS: Final = ("self.slopes = slopes", "self.is_odd = is_odd")


def visits(change: Change | None) -> list[str]:
    """Return the loop over the ordered nodes, in which each gives to its parents."""
    odd = _loop(change.giving, change) if isinstance(change, Accumulate) else []
    return [
        "for node in nodes:",
        "    g = node.grad",
        *(["    if node.is_odd:"] if odd else []),
        *(f"        {line}" for line in odd),
        *(["        continue"] if odd else []),
        *(f"    {line}" for line in _loop(None, change)),
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
