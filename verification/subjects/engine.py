"""An engine driven through its adapter: construct, apply, run backward, read.

This file travels to the child that runs a submission: standard library only.
"""

import operator
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Final, final

from verification.adapter import Access, Adapter, Attribute
from verification.catalogue import Function, Method, Operator, Spelling
from verification.program import Number

NONE: Final = "None"
NOT_A_NUMBER: Final = "not a number"
ABSENT: Final = "no such attribute"

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

    def __init__(self, module: ModuleType, adapter: Adapter) -> None:
        cls: object = getattr(module, adapter.class_name)
        if not isinstance(cls, type):
            raise TypeError(f"{adapter.class_name!r} is no class")
        self._class: type = cls
        self._family = family_of(cls, module)
        self._adapter = adapter
        self._backward = bind(module, adapter.backward)
        self._ops = {
            (use.op, use.kind): (bind(module, use.spelling), use.spelling)
            for use in adapter.usages + adapter.refused
        }

    def construct(self, number: Number) -> object:
        """Return a new input."""
        node: object = self._class(number)
        return node

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
        self._backward((root,))

    def value(self, node: object) -> str:
        """Read the node's number."""
        return read(node, self._adapter.value)

    def gradient(self, node: object) -> str:
        """Read the node's gradient."""
        return read(node, self._adapter.gradient)


# --- Running ------------------------------------------------------------------


def bind(module: ModuleType, spelling: Spelling) -> Run:
    """Return what runs the op as ``spelling`` says.

    >>> bind(operator, Operator("-"))((5,)), bind(operator, Method("bit_length"))((5,))
    (-5, 3)
    """
    match spelling:
        case Operator(symbol):
            return lambda operands: (
                _BINARY[symbol](operands[0], operands[1])
                if len(operands) > 1
                else _UNARY[symbol](operands[0])
            )
        case Method(name):
            return lambda operands: _call(getattr(operands[0], name), *operands[1:])
        case Function(name):
            return lambda operands: _call(getattr(module, name), *operands)


def _call(function: object, *operands: object) -> object:
    if not callable(function):
        raise TypeError(f"{name_of(function)} is not callable")
    result: object = function(*operands)
    return result


def family_of(cls: type, module: ModuleType) -> type:
    """Return the most basic class of the module that ``cls`` is made of.

    An op may return another class than that of the inputs, as ``Sum`` beside
    ``Variable``, if both are of one family.
    """
    return [cls, *(c for c in cls.__mro__ if c.__module__ == module.__name__)][-1]


# --- Reading ------------------------------------------------------------------


def read(node: object, access: Access) -> str:
    """Read one number from a node, once: its ``float.hex()``, or why there is none.

    Only exact types count, so that no number can answer differently when asked again.
    An int too large for a double is infinite. A property may raise anything.

    >>> class Value:
    ...     data, grad = 3, None
    >>> read(Value(), Attribute("data")), read(Value(), Attribute("grad"))
    ('0x1.8000000000000p+1', 'None')
    """
    try:
        number: object = getattr(node, access.name)
    except AttributeError:
        return ABSENT
    if not isinstance(access, Attribute):
        number = _call(number)
    if type(number) is float:
        return number.hex()
    if type(number) is int:
        try:
            return float(number).hex()
        except OverflowError:
            return "inf" if number > 0 else "-inf"
    if number is None:
        return NONE
    plain = _from_numpy(number)
    return NOT_A_NUMBER if plain is None else plain.hex()


def _from_numpy(number: object) -> float | None:
    numpy = sys.modules.get("numpy")
    if numpy is None or type(number) not in (numpy.float64, numpy.float32, numpy.ndarray):
        return None
    try:
        plain: object = numpy.asarray(number).item()
    except ValueError:  # an array of several numbers
        return None
    return plain if type(plain) is float else None


# --- Words --------------------------------------------------------------------


def is_number(thing: object) -> bool:
    """Whether ``thing`` is a plain number and not a node; a subclass is a node."""
    return type(thing) is float or type(thing) is int


def is_about_number(error: BaseException) -> bool:
    """Whether the error is that a plain number lacks what a node has."""
    try:
        return isinstance(error, AttributeError) and is_number(error.obj)
    except BaseException:  # noqa: BLE001 - a subclass may define ``obj`` as it likes
        return False


def placeholders(kind: str) -> tuple[str, ...]:
    """Return operands to write an op with.

    >>> Operator("**").write(placeholders("nv"))
    '2 ** y'
    """
    return tuple("xy"[place] if letter == "v" else "2" for place, letter in enumerate(kind))


def name_of(thing: object) -> str:
    """Return a few words for a thing, without running its code.

    >>> name_of(None), name_of(2.5), name_of([])
    ('None', 'the number 2.5', 'a list')
    """
    if thing is None or thing is NotImplemented:
        return f"{thing!r}"
    if is_number(thing):
        return f"the number {thing!r}"
    return f"a {class_name(thing)}"


def class_name(thing: object) -> str:
    """Return the name of the thing's class, past whatever its metaclass says."""
    name: object = type.__getattribute__(type(thing), "__name__")
    return text_of(name, 80)


def text_of(thing: object, limit: int = 300) -> str:
    """Return ``str(thing)``, plain and bounded, whatever its ``__str__`` does.

    >>> class Silent(Exception):
    ...     def __str__(self): raise KeyError
    >>> text_of(Silent()), text_of(ValueError("no"))
    ('', 'no')
    """
    try:
        text = str(thing)
    except BaseException:  # noqa: BLE001 - the submission's own __str__
        return ""
    # The methods of str itself, since ``text`` may be of a subclass.
    return str.encode(text, "utf-8", "replace").decode()[:limit]
