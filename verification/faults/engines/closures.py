"""The style of micrograd: each op leaves behind a closure that gives to its operands."""

from typing import Final

from verification.faults.engines.texts import (
    RuleText,
    gives,
    giving_of,
    in_place,
    is_latest,
)
from verification.faults.fault import Change

PARAMETERS: Final = "parents=()"
FIELDS: Final = ("self.give = lambda g: None",)


def visits(_change: Change | None) -> list[str]:
    """Return the loop over the ordered nodes, in which each gives to its parents."""
    return ["for v in nodes:", "    v.give(v.grad)"]


def op(name: str, rule: RuleText, change: Change | None) -> list[str]:
    """Return the function of operands that are nodes, ``name_``."""
    parents = "ab"[: len(rule.slopes)]
    numbers = "xy"[: len(rule.slopes)]
    operands = ", ".join(parents)
    kept = f"{', '.join(numbers)}, out"
    is_last = is_latest(name, change)
    return [
        f"def {name}_({operands}, kind):",
        *(f"    {x} = {p}.data" for x, p in zip(numbers, parents, strict=True)),
        f"    out = {rule.right}",
        *([f"    LATEST[{name!r}] = {kept}"] if is_last else []),
        f"    node = Value({rule.value}, ({operands},))",
        "",
        "    def give(g):",
        *([f"        {kept} = LATEST[{name!r}]"] if is_last else []),
        *(
            f"        {line}"
            for line in gives(parents, rule.slopes, giving_of(name, change), change)
        ),
        "",
        "    node.give = give",
        *(f"    {line}" for line in in_place(name, change)),
        "    return node",
    ]
