"""The style of PyTorch's functions: each op is a class with ``forward`` and ``backward``."""

from typing import Final

from verification.faults.engines.texts import (
    RuleText,
    gives,
    giving_of,
    in_place,
    is_latest,
)
from verification.faults.fault import Change

PARAMETERS: Final = "function=None, parents=()"
FIELDS: Final = ("self.function = function",)


def visits(_change: Change | None) -> list[str]:
    """Return the loop over the ordered nodes, in which each gives to its parents."""
    return [
        "for v in nodes:",
        "    if v.function is not None:",
        "        v.function.backward(v, v.grad)",
    ]


def op(name: str, rule: RuleText, change: Change | None) -> list[str]:
    """Return the op's class, and the function of operands that are nodes, ``name_``."""
    parents = "ab"[: len(rule.slopes)]
    numbers = ", ".join("xy"[: len(rule.slopes)])
    operands = ", ".join(parents)
    keeper = "type(self)" if is_latest(name, change) else "self"
    cls = "".join(part.capitalize() for part in name.split("_"))
    return [
        f"class {cls}:",
        "    def __init__(self, kind):",
        "        self.kind = kind",
        "",
        f"    def forward(self, {numbers}):",
        "        kind = self.kind",
        f"        out = {rule.right}",
        f"        {keeper}.saved = {numbers}, out",
        f"        return {rule.value}",
        "",
        "    def backward(self, node, g):",
        "        kind = self.kind",
        f"        {operands}, = node.parents"
        if len(parents) == 1
        else f"        {operands} = node.parents",
        f"        {numbers}, out = self.saved",
        *(
            f"        {line}"
            for line in gives(parents, rule.slopes, giving_of(name, change), change)
        ),
        "",
        "",
        f"def {name}_({operands}, kind):",
        f"    function = {cls}(kind)",
        f"    out = function.forward({', '.join(f'{p}.data' for p in parents)})",
        f"    node = Value(out, function, ({operands},))",
        *(f"    {line}" for line in in_place(name, change)),
        "    return node",
    ]
