"""An engine driven through its adapter: construct, apply, run backward, read.

This file travels to the child that runs a submission: standard library only.
"""

from typing import final

from verification.adapter import Adapter, Entry
from verification.catalogue import Function
from verification.program import Number
from verification.subjects.namespace import Namespace
from verification.subjects.reading import look_up, read
from verification.subjects.running import bind, make, seeded
from verification.subjects.words import is_number, name_of, placeholders


class NoSpellingError(Exception):
    """The engine has no way to write this op with operands of this kind."""

    def __init__(self, op: str, kind: str) -> None:
        super().__init__(op, kind)
        self.op = op
        self.kind = kind


class NotAValueError(Exception):
    """An op of the engine returned something that is not one of its values."""


@final
class Engine:
    """A loaded submission and the adapter that fits it.

    Every method runs the submission's code and lets through whatever it raises. What
    the adapter says is refused can be applied too: one sees what it raises.
    """

    def __init__(self, namespace: Namespace, adapter: Adapter) -> None:
        for name in adapter.setup:
            bind(namespace, Function(name))(())
        cls = namespace.find(adapter.class_name)
        if not isinstance(cls, type):
            raise TypeError(f"{adapter.class_name!r} is no class")
        self._class = cls
        self._family = namespace.family_of(cls)
        self._adapter = adapter
        self._backward = seeded(bind(namespace, adapter.backward), adapter, self.construct)
        self._returned: object = None
        self._ops = {
            (use.op, use.kind): (bind(namespace, use.spelling), use.spelling)
            for use in adapter.usages + adapter.refused
        }

    def construct(self, number: Number) -> object:
        """Return a new input."""
        return make(self._class, self._adapter.constructor, number)

    def apply(self, op: str, operands: tuple[object, ...]) -> object:
        """Return the op's result.

        Raises:
            NoSpellingError: the adapter has none for these operands.
            NotAValueError: the result is nothing that an op could be applied to.
        """
        kind = "".join("n" if is_number(operand) else "v" for operand in operands)
        bound = self._ops.get((op, kind))
        if bound is None:
            raise NoSpellingError(op, kind)
        run, spelling = bound
        result = run(operands)
        if not isinstance(result, self._family):
            raise NotAValueError(f"{spelling.write(placeholders(kind))} returned {name_of(result)}")
        return result

    def backward(self, root: object) -> None:
        """Run the backward pass from this node."""
        self._returned = self._backward(root)

    def value(self, node: object) -> str:
        """Read the node's number."""
        return read(node, self._adapter.value)

    def gradient(self, node: object) -> str:
        """Read the node's gradient, of the last backward pass if it is not kept elsewhere."""
        gradient = self._adapter.gradient
        if isinstance(gradient, Entry):
            return look_up(self._returned, node, gradient)
        return read(node, gradient)
