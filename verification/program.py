"""Programs: straight-line lists of steps over inputs and constants, and their validity.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NewType, final

from verification.catalogue import CATALOGUE

Slot = NewType("Slot", int)
"""A node's place in a program: the inputs first, then one slot per step."""

Number = int | float
"""A plain Python number, as a person would write it; ints stay ints."""


@final
@dataclass(frozen=True, slots=True)
class Ref:
    """An operand that is an earlier node."""

    slot: Slot


@final
@dataclass(frozen=True, slots=True)
class Const:
    """An operand that is a plain number, not a node: the ``2`` of ``x * 2``."""

    number: Number


Operand = Ref | Const


@final
@dataclass(frozen=True, slots=True)
class Step:
    """One op applied to earlier nodes and plain numbers.

    >>> Step("mul", (Const(2), Ref(Slot(0)))).kind
    'nv'
    """

    op: str
    operands: tuple[Operand, ...]

    @property
    def kind(self) -> str:
        """One letter per operand: ``v`` for a node, ``n`` for a plain number."""
        return "".join("v" if isinstance(operand, Ref) else "n" for operand in self.operands)

    @property
    def refs(self) -> tuple[Slot, ...]:
        """The slots of the operands that are nodes, in order, repeats kept."""
        return tuple(operand.slot for operand in self.operands if isinstance(operand, Ref))


@final
@dataclass(frozen=True, slots=True)
class Program:
    """A directed acyclic graph of ops, written as a list of steps.

    ``inputs`` is the number of leaves; ``backward`` is called on each of ``roots``
    in turn, usually the last node alone.

    >>> square = Program(1, (Step("mul", (Ref(Slot(0)), Ref(Slot(0)))),))
    >>> square.roots
    (1,)

    Raises:
        ValueError: a step uses an unknown op, a wrong number of operands, no node
            at all or a node that does not precede it; or a root is not a node.
    """

    inputs: int
    steps: tuple[Step, ...]
    roots: tuple[Slot, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.roots:
            object.__setattr__(self, "roots", (Slot(self.size - 1),))
        # Kept, since references are looked up by their cases all the time.
        object.__setattr__(self, "_hash", hash((self.inputs, self.steps, self.roots)))
        for slot, step in self.numbered():
            spec = CATALOGUE.get(step.op)
            if spec is None:
                raise ValueError(f"step {slot}: expected an op of the catalogue, got {step.op!r}")
            if len(step.operands) != spec.arity:
                raise ValueError(
                    f"step {slot}: {step.op} takes {spec.arity} operands, got {step.operands!r}"
                )
            if not step.refs or not all(0 <= ref < slot for ref in step.refs):
                raise ValueError(
                    f"step {slot}: expected at least one node, each before {slot}, "
                    f"got {step.operands!r}"
                )
        if not all(0 <= root < self.size for root in self.roots):
            raise ValueError(f"expected roots below {self.size}, got {self.roots!r}")

    def __hash__(self) -> int:
        """Return the hash of what makes two programs equal."""
        return self._hash

    @property
    def size(self) -> int:
        """The number of nodes, inputs included."""
        return self.inputs + len(self.steps)

    def numbered(self) -> Iterable[tuple[Slot, Step]]:
        """Each step beside the slot of its result, in order."""
        return ((Slot(self.inputs + i), step) for i, step in enumerate(self.steps))

    def in_floats(self) -> "Program":
        """Return the program with every int among its constants as a float."""
        steps = tuple(
            replace(
                step,
                operands=tuple(
                    Const(float(x.number)) if isinstance(x, Const) else x for x in step.operands
                ),
            )
            for step in self.steps
        )
        return replace(self, steps=steps)

    def live(self) -> tuple[bool, ...]:
        """For each node, whether any root depends on it."""
        alive = [slot in self.roots for slot in range(self.size)]
        for slot, step in reversed(tuple(self.numbered())):
            if alive[slot]:
                for ref in step.refs:
                    alive[ref] = True
        return tuple(alive)


def assemble(
    inputs: int, *rows: tuple[str, *tuple[int | Const, ...]], roots: tuple[int, ...] = ()
) -> Program:
    """Return a program written by hand: one row per step, an int for a node's slot.

    >>> assemble(2, ("mul", 0, 1), ("add", 2, Const(1.0))).size
    4
    """
    steps = tuple(
        Step(op, tuple(x if isinstance(x, Const) else Ref(Slot(x)) for x in operands))
        for op, *operands in rows
    )
    return Program(inputs, steps, tuple(map(Slot, roots)))
