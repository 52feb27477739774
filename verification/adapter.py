"""The adapter: how one engine spells construction, value, gradient, backward and each op.

This file travels to the child that runs a submission: standard library only.
"""

from dataclasses import dataclass
from typing import final

from verification.catalogue import Function, Method, Spelling


@final
@dataclass(frozen=True, slots=True)
class Attribute:
    """A number kept in an attribute or property: ``x.grad``."""

    name: str

    def write(self, node: str) -> str:
        """Return the expression as a person would type it."""
        return f"{node}.{self.name}"


@final
@dataclass(frozen=True, slots=True)
class Getter:
    """A number handed out by a method without arguments: ``x.grad()``."""

    name: str

    def write(self, node: str) -> str:
        """Return the expression as a person would type it."""
        return f"{node}.{self.name}()"


Access = Attribute | Getter


@final
@dataclass(frozen=True, slots=True)
class Usage:
    """How one op is written when its operands are of one kind, as ``vn``."""

    op: str
    kind: str
    spelling: Spelling


@final
@dataclass(frozen=True, slots=True)
class Adapter:
    """Everything needed to drive an engine without having read it.

    ``usages`` lists only what the engine has a spelling for. ``refused`` lists what is
    written in the file, too, and raises for every operand it was tried with that it is
    not for such: to a grader it is missing, to its author it may be a slip.
    """

    class_name: str
    value: Access
    gradient: Access
    backward: Method | Function
    usages: tuple[Usage, ...]
    refused: tuple[Usage, ...]

    def spelling(self, op: str, kind: str) -> Spelling | None:
        """Return how the engine writes the op, or None if it has no way that works."""
        for usage in self.usages:
            if usage.op == op and usage.kind == kind:
                return usage.spelling
        return None
