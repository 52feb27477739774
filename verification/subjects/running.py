"""Running what an adapter names: an op, a constructor, a backward pass.

This file travels to the child that runs a submission: standard library only.
"""

import operator
import sys
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from verification.adapter import Adapter, Attribute, Constructor, Seed, Wrap
from verification.catalogue import Function, Functor, Method, Operator, Spelling
from verification.program import Number
from verification.subjects.words import name_of

# The name that each operator has in `operator`, and between double underscores.
UNARY: Final = {"-": "neg", "abs": "abs"}
BINARY: Final = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "**": "pow"}

Run = Callable[[Sequence[object]], object]
"""An op of the engine: operands in, result out; it may raise anything."""

_UNARY: Final[dict[str, Callable[[object], object]]] = {
    symbol: getattr(operator, name) for symbol, name in UNARY.items()
}
_BINARY: Final[dict[str, Callable[[object, object], object]]] = {
    symbol: getattr(operator, name) for symbol, name in BINARY.items()
}


class Names(Protocol):
    """Something that names can be looked up in."""

    def find(self, path: str) -> object:
        """Return what the name stands for, or raise AttributeError."""
        ...


def bind(names: Names, spelling: Spelling) -> Run:
    """Return what runs the op as ``spelling`` says.

    >>> from verification.subjects.namespace import Namespace
    >>> names = Namespace(operator)
    >>> bind(names, Operator("-"))((5,)), bind(names, Function("neg"))((5,))
    (-5, -5)
    """
    match spelling:
        case Operator(symbol):
            return lambda operands: (
                _BINARY[symbol](operands[0], operands[1])
                if len(operands) > 1
                else _UNARY[symbol](operands[0])
            )
        case Method(name):
            return lambda operands: call(getattr(operands[0], name), *operands[1:])
        case Function(name):
            return lambda operands: call(names.find(name), *operands)
        case Functor(name):
            return lambda operands: call(call(names.find(name)), *operands)


def make(cls: type, constructor: Constructor, number: Number) -> object:
    """Return a new object of the class, made from one number."""
    flags = dict.fromkeys(constructor.flags, True)
    given: object = number
    match constructor.wrap:
        case Wrap.NOTHING:
            pass
        case Wrap.LIST:
            given = [number]
        case Wrap.ARRAY:  # of floats, since an array of ints computes in ints for good
            given = _array(float(number))
    node: object = cls(given, **flags)
    return node


def seeded(
    backward: Run, adapter: Adapter, construct: Callable[[Number], object]
) -> Callable[[object], object]:
    """Return the backward pass from a node, its gradient set to 1 by whoever has to.

    Raises:
        TypeError: the caller has to set it, and the adapter names nothing that can be set.
    """
    match adapter.seed:
        case Seed.ENGINE:
            return lambda root: backward((root,))
        case Seed.GRADIENT:
            place = Attribute(adapter.seeded) if adapter.seeded else adapter.gradient
            if not isinstance(place, Attribute):
                raise TypeError(f"expected an attribute to set to 1, got {place!r}")
            return lambda root: backward((put(root, place, 1.0),))
        case Seed.NUMBER:
            return lambda root: backward((root, 1.0))
        case Seed.VALUE:
            return lambda root: backward((root, construct(1.0)))
        case Seed.ARRAY:
            return lambda root: backward((root, _array(1.0)))


def put(node: object, access: Attribute, number: float) -> object:
    """Return the node, its number set."""
    *path, name = access.name.split(".")
    place = node
    for part in path:
        place = getattr(place, part)
    setattr(place, name, number)
    return node


def _array(number: float) -> object:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        raise TypeError("the submission uses no numpy")
    array: object = numpy.asarray(number)
    return array


def call(function: object, *operands: object) -> object:
    """Return what the thing returns, or raise TypeError if it cannot be called."""
    if not callable(function):
        raise TypeError(f"{name_of(function)} is not callable")
    result: object = function(*operands)
    return result
