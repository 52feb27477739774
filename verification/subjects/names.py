"""The names that learners give to things, and how to find the things on a class or an object.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Iterator
from types import CodeType
from typing import Final

from verification.adapter import Access, Attribute, Constructor, Getter, Wrap
from verification.catalogue import Function, Method
from verification.subjects.namespace import Namespace
from verification.subjects.reading import ABSENT, NONE, NOT_A_NUMBER, read

# Met in learners' engines, the commonest first; any other name is tried after them.
CLASSES: Final = (
    *("Value", "Scalar", "Variable", "Var", "Node", "Param", "Parameter", "Tensor"),
    *("ScalarValue", "DataPoint"),
)
_VALUES: Final = ("data", "value", "val", "v", "of", "x", "item", "numpy", "array")
_GRADIENTS: Final = (
    *("grad", "gradient", "derivative", "grad_value", "adjoint", "d", "deriv", "g"),
    *("_grad", "_gradient", "grads", "derivs", "bar", "dv", "grade"),
)
# What a constructor may have to be told before it records gradients.
_FLAGS: Final = ("requires_grad", "require_grad", "needs_grad", "need_grad", "track_grad")
ZEROINGS: Final = (
    "zero_grad",
    "zero_grads",
    "zerograd",
    "zero_gradient",
    "reset_grad",
    "clear_grad",
)
# What may have to be called before a class knows of gradients at all.
SETUPS: Final = ("enable_autograd",)
_BACKWARDS: Final = (
    *("backward", "backprop", "backwards", "backpropagate", "run_backpropagation"),
    *("backward_pass", "back_propagate_gradient_to_inputs", "_reverse_autodiff"),
    *("backpropagation", "back_propagate", "backwardpropagation", "compute_gradients"),
)
# Parts of other names that a backward pass may have.
_LIKELY: Final = ("back", "propag", "grad", "diff", "deriv")


def offers(thing: object, name: str) -> bool:
    """Whether a class or an object has something callable of that name."""
    try:
        return callable(getattr(thing, name, None))
    except BaseException:  # noqa: BLE001 - the submission's own descriptor
        return False


def peek(node: object, access: Access) -> str:
    """Read a number as ``read`` does; what raises is absent."""
    try:
        return read(node, access)
    except BaseException:  # noqa: BLE001 - the submission's own property or getter
        return ABSENT


def is_reading(reading: str) -> bool:
    """Whether a number was read, and not a reason why there is none."""
    return reading not in (NONE, NOT_A_NUMBER, ABSENT)


def value_of(node: object, number: float) -> Access | None:
    """Return how to read back the number that the node was made from, if there is a way."""
    for name in (*_VALUES, *_attributes(node)):
        if peek(node, Attribute(name)) == number.hex():
            return Attribute(name)
    for name in _VALUES:
        if peek(node, Getter(name)) == number.hex():
            return Getter(name)
    return None


def familiar_gradients(node: object, value: Access) -> Iterator[Access]:
    """Yield what has a gradient's name and holds a number, or None, or hands one out.

    A gradient may be a node itself, whose number is where every node's ``value`` is.
    """
    for name in _GRADIENTS:
        for access in (Attribute(name), Getter(name), _within(name, value)):
            reading = peek(node, access)
            if reading == NONE or is_reading(reading):
                yield access
                if is_reading(reading):
                    break


def numbers_of(node: object) -> Iterator[Access]:
    """Yield every other attribute that holds a number."""
    for name in _attributes(node):
        if name not in _GRADIENTS and is_reading(peek(node, Attribute(name))):
            yield Attribute(name)


def backwards_of(namespace: Namespace, cls: type) -> Iterator[Method | Function]:
    """Yield everything that may be the backward pass: methods, functions, then less likely ones."""
    for name in _BACKWARDS:
        if offers(cls, name):
            yield Method(name)
    for name in _BACKWARDS:
        if namespace.own(name) is not None:
            yield Function(name)
    for name in filter(_is_likely, dir(cls)):
        if offers(cls, name):
            yield Method(name)
    for module in namespace.modules:
        for name in filter(_is_likely, tuple(vars(module))):
            if not isinstance(namespace.own(name), type | None):
                yield Function(name)


def _is_likely(name: str) -> bool:
    """Whether a backward pass may have this name, which is none of the usual ones."""
    is_private = name.startswith("__") or name in _BACKWARDS
    return not is_private and any(part in name.lower() for part in _LIKELY)


def constructors_of(cls: type) -> Iterator[Constructor]:
    """Yield the ways in which an object may be made from one number, the plainest first."""
    flags = [(), *((name,) for name in _FLAGS if name in _parameters(cls))]
    for wrap in Wrap:
        for flag in flags:
            yield Constructor(wrap, flag)


def _parameters(cls: type) -> tuple[str, ...]:
    """Return the names in the constructor's signature, and in its body."""
    try:
        constructor: object = getattr(cls, "__init__", None)
        code: object = getattr(constructor, "__code__", None)
    except BaseException:  # noqa: BLE001 - the submission's own descriptors
        return ()
    return code.co_varnames if isinstance(code, CodeType) else ()


def _within(name: str, access: Access) -> Access:
    """Return the access to a number inside what an attribute holds.

    >>> _within("d", Attribute("value"))
    Attribute(name='d.value')
    """
    return type(access)(f"{name}.{access.name}")


def _attributes(node: object) -> Iterator[str]:
    """Yield the names of what the node holds: attributes, slots, properties."""
    yield from tuple(getattr(node, "__dict__", ()))
    for cls in type(node).__mro__:
        for name, thing in tuple(vars(cls).items()):
            if not name.startswith("__") and not callable(thing):
                yield name
