"""The adapter: how one engine spells construction, value, gradient, backward and each op.

This file travels to the child that runs a submission: standard library only.
"""

from dataclasses import dataclass
from enum import Enum
from typing import final

from verification.catalogue import Function, Method, Spelling


@final
@dataclass(frozen=True, slots=True)
class Attribute:
    """A number kept in an attribute or property: ``x.grad``, or ``x.d.value`` further in."""

    name: str

    def write(self, node: str) -> str:
        """Return the expression as a person would type it."""
        return f"{node}.{self.name}"


@final
@dataclass(frozen=True, slots=True)
class Getter:
    """A number handed out by a method without arguments: ``x.grad()``, ``x.grad.item()``."""

    name: str

    def write(self, node: str) -> str:
        """Return the expression as a person would type it."""
        return f"{node}.{self.name}()"


Access = Attribute | Getter


class Entry(Enum):
    """A number kept by the node, or by its id, in the mapping that the backward pass returned."""

    NODE = "gradients[x]"
    ID = "gradients[id(x)]"

    def write(self, node: str) -> str:
        """Return the expression as a person would type it.

        >>> Entry.ID.write("a")
        'gradients[id(a)]'
        """
        return self.value.replace("x", node)


Gradient = Access | Entry


class Wrap(Enum):
    """What a number is put into before the constructor gets it."""

    NOTHING = "x"
    LIST = "[x]"
    ARRAY = "np.array(x)"


@final
@dataclass(frozen=True, slots=True)
class Constructor:
    """How an input is made; each keyword in ``flags`` is given as True.

    >>> Constructor(Wrap.LIST, ("requires_grad",)).write("Tensor", "2.0")
    'Tensor([2.0], requires_grad=True)'
    """

    wrap: Wrap = Wrap.NOTHING
    flags: tuple[str, ...] = ()

    def write(self, class_name: str, number: str) -> str:
        """Return the expression as a person would type it."""
        given = self.wrap.value.replace("x", number)
        return f"{class_name}({', '.join((given, *(f'{flag}=True' for flag in self.flags)))})"


class Seed(Enum):
    """Who sets the output's own gradient to 1, and how: as a person would type it."""

    ENGINE = "nothing"
    GRADIENT = "y.grad = 1.0"
    NUMBER = "1.0"
    VALUE = "Value(1.0)"
    ARRAY = "np.array(1.0)"


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
    not for such: to a grader it is missing, to its author it may be a slip. ``setup``
    names functions of the file to call once, before anything else. ``zero_grad`` is the
    method that clears a node's gradient, if there is one; grading has no need of it.
    ``seeded`` names the attribute that the caller sets to 1 where that is not the gradient.
    """

    class_name: str
    value: Access
    gradient: Gradient
    backward: Method | Function
    usages: tuple[Usage, ...]
    refused: tuple[Usage, ...]
    constructor: Constructor = Constructor()
    seed: Seed = Seed.ENGINE
    setup: tuple[str, ...] = ()
    zero_grad: str = ""
    seeded: str = ""

    def spelling(self, op: str, kind: str) -> Spelling | None:
        """Return how the engine writes the op, or None if it has no way that works."""
        for usage in self.usages:
            if usage.op == op and usage.kind == kind:
                return usage.spelling
        return None

    def write_input(self, number: str) -> str:
        """Return the expression that makes an input, as a person would type it."""
        return self.constructor.write(self.class_name, number)

    def write_backward(self, root: str) -> tuple[str, ...]:
        """Return the lines that run the backward pass from ``root``, as a person would type them.

        >>> grad, backward = Attribute("grad"), Method("backward")
        >>> Adapter("V", grad, grad, backward, (), (), seed=Seed.VALUE).write_backward("y")
        ('y.backward(V(1.0))',)
        """
        given: tuple[str, ...] = (root,)
        before: tuple[str, ...] = ()
        match self.seed:
            case Seed.ENGINE:
                pass
            case Seed.GRADIENT:
                before = (f"{root}.{self.seeded} = 1.0",)
                if not self.seeded:
                    before = (f"{self.gradient.write(root)} = 1.0",)
            case Seed.VALUE:
                given = (root, self.write_input("1.0"))
            case Seed.NUMBER | Seed.ARRAY:
                given = (root, self.seed.value)
        kept = "gradients = " if isinstance(self.gradient, Entry) else ""
        return (*before, f"{kept}{self.backward.write(given)}")


@final
@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of an engine before it is tried out: None where nothing is said.

    A usage whose spelling is None says that the engine has no such op.
    """

    class_name: str | None = None
    constructor: Constructor | None = None
    value: Access | None = None
    gradient: Gradient | None = None
    backward: Method | Function | None = None
    seed: Seed | None = None
    setup: tuple[str, ...] = ()
    ops: tuple[tuple[str, str, Spelling | None], ...] = ()
    seeded: str = ""
