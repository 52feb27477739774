"""Value: a number that remembers how it was computed, and the backward pass over that memory.

It must not know a derivative; `ops` does. Nothing here recurses: only memory limits the depth.
"""
# ruff: noqa: SLF001  (one Value looks inside another; nobody else does)

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, final

from refgrad import ops

if TYPE_CHECKING:
    from collections.abc import Callable

    BinaryOp = Callable[[float, float], tuple[float, float, float]]


def _labels(name: str, text: str | None) -> tuple[str, str, str]:
    """Return how `help` shows a method: its names, the first line of its op's docstring."""
    return name, f"Value.{name}", f"{(text or '').partition(chr(10))[0]} See `ops.{name}`."


def _unary(op: Callable[[float], tuple[float, float]]) -> Callable[[Value], Value]:
    """Return the method that applies an op to a value and records it."""
    name = op.__name__

    def method(self: Value) -> Value:
        out, dx = op(self.data)
        return Value(out, name, self, None, dx)

    method.__name__, method.__qualname__, method.__doc__ = _labels(name, op.__doc__)
    return method


def _binary(op: BinaryOp) -> Callable[[Value, Value | float], Value]:
    """Return the method that applies an op to a value and a second operand, and records it."""
    name = op.__name__

    def method(self: Value, other: Value | float) -> Value:
        y = other if type(other) is Value else Value(_number(other, name))
        out, dx, dy = op(self.data, y.data)
        return Value(out, name, self, y, dx, dy)

    method.__name__, method.__qualname__, method.__doc__ = _labels(name, op.__doc__)
    return method


def _reflected(op: BinaryOp) -> Callable[[Value, float], Value]:
    """Return the method for a number that stands to the left of the operator."""
    name, forward = op.__name__, _binary(op)

    def method(self: Value, other: float) -> Value:
        return forward(Value(_number(other, name)), self)

    method.__name__, method.__qualname__, method.__doc__ = _labels(name, op.__doc__)
    return method


@final
class Value:
    """A float that records the op that made it, so that `backward()` can differentiate it.

    `Value(data)` takes an int or a float; a bool is an int. Arithmetic with `+ - * / **`, unary
    `+ -` and `abs()` takes Values, ints and floats on either side. The arguments after `data`
    record how a result came about; leave them to the methods below.

    >>> x = Value(3)
    >>> y = x * x + 1
    >>> y.backward()
    >>> y, x
    (Value(data=10.0, grad=1.0), Value(data=3.0, grad=6.0))

    `data` and `grad` may be assigned; no result or partial already computed changes with them.
    `==` and `hash` are by identity, and there is no `<`: compare `.data`. Nor is there `float(x)`,
    which would let `math.sin(x)` lose the gradient without a word.
    """

    __slots__ = ("_adjoint", "_dx", "_dy", "_mark", "_op", "_uses", "_x", "_y", "data", "grad")

    # A walk's own notes about a node. Each walk writes them before it reads them, so one that was
    # interrupted leaves nothing that the next could mistake for its own.
    _mark: object
    _uses: int
    _adjoint: float

    def __init__(
        self,
        data: float,
        op: str = "leaf",
        x: Value | None = None,
        y: Value | None = None,
        dx: float = 0.0,
        dy: float = 0.0,
    ) -> None:
        self.data: float = data if type(data) is float else _number(data, "Value")
        self.grad: float = 0.0
        self._op: str = op
        self._x: Value | None = x
        self._y: Value | None = y
        self._dx: float = dx
        self._dy: float = dy
        self._mark = None

    @property
    def op(self) -> str:
        """The name in `ops` of the op that made this value; "leaf" if none did."""
        return self._op

    @property
    def parents(self) -> tuple[Value, ...]:
        """The values it was computed from, in the order of the op's arguments; none for a leaf."""
        return tuple(parent for parent in (self._x, self._y) if parent is not None)

    @property
    def partials(self) -> tuple[float, ...]:
        """The derivative by each of `parents`, as the op worked it out."""
        return (self._dx, self._dy)[: len(self.parents)]

    def nodes(self) -> list[Value]:
        """Return this value and all it was computed from, each once, in the same order every time.

        >>> x = Value(3.0)
        >>> [node.op for node in ((x + x) * x).nodes()]
        ['mul', 'add', 'leaf']
        """
        if type(self) is not Value:
            raise TypeError(f"expected a Value, got {self!r}; call this on a result of Values")
        mark = object()  # a new one for each walk, so none need ever be taken off
        self._mark = mark
        found: list[Value] = [self]
        for out in found:  # grows meanwhile
            x, y = out._x, out._y
            if x is not None:
                if x._mark is mark:
                    x._uses += 1
                else:
                    x._mark, x._uses, x._adjoint = mark, 1, 0.0
                    found.append(x)
                if y is not None:
                    if y._mark is mark:
                        y._uses += 1
                    else:
                        y._mark, y._uses, y._adjoint = mark, 1, 0.0
                        found.append(y)
        return found

    def backward(self) -> None:
        """Add to `grad`, in this value and all it was computed from, the derivative of this value.

        Gradients accumulate, as in PyTorch: a second call adds the same again, unless you call
        `zero_grad()` in between. Zero times infinity is nan, as IEEE 754 has it. If it raises, no
        `grad` has changed.
        """
        found = Value.nodes(self)
        self._adjoint = 1.0
        ready: list[Value] = [self]
        for out in ready:  # grows meanwhile: a node is ready once every use of it has had its turn
            adjoint = out._adjoint
            out._adjoint = out.grad + adjoint  # from here on, the new grad
            x, y = out._x, out._y
            if x is not None:
                x._adjoint += adjoint * out._dx
                if x._uses == 1:
                    ready.append(x)
                else:
                    x._uses -= 1
                if y is not None:
                    y._adjoint += adjoint * out._dy
                    if y._uses == 1:
                        ready.append(y)
                    else:
                        y._uses -= 1
        for node in found:
            node.grad = node._adjoint

    def zero_grad(self) -> None:
        """Set `grad` to 0 in this value and in all it was computed from."""
        for node in Value.nodes(self):
            node.grad = 0.0

    __add__ = _binary(ops.add)
    __radd__ = _reflected(ops.add)
    __sub__ = _binary(ops.sub)
    __rsub__ = _reflected(ops.sub)
    __mul__ = _binary(ops.mul)
    __rmul__ = _reflected(ops.mul)
    __truediv__ = _binary(ops.div)
    __rtruediv__ = _reflected(ops.div)
    __pow__ = _binary(ops.pow)
    __rpow__ = _reflected(ops.pow)
    __neg__ = _unary(ops.neg)
    __abs__ = _unary(ops.abs)
    square = _unary(ops.square)
    reciprocal = _unary(ops.reciprocal)
    relu = _unary(ops.relu)
    leaky_relu = _unary(ops.leaky_relu)
    elu = _unary(ops.elu)
    silu = _unary(ops.silu)
    gelu = _unary(ops.gelu)
    softplus = _unary(ops.softplus)
    sigmoid = _unary(ops.sigmoid)
    tanh = _unary(ops.tanh)
    erf = _unary(ops.erf)
    exp = _unary(ops.exp)
    exp2 = _unary(ops.exp2)
    expm1 = _unary(ops.expm1)
    log = _unary(ops.log)
    log2 = _unary(ops.log2)
    log10 = _unary(ops.log10)
    log1p = _unary(ops.log1p)
    sqrt = _unary(ops.sqrt)
    rsqrt = _unary(ops.rsqrt)
    cbrt = _unary(ops.cbrt)
    sin = _unary(ops.sin)
    cos = _unary(ops.cos)
    tan = _unary(ops.tan)
    asin = _unary(ops.asin)
    acos = _unary(ops.acos)
    atan = _unary(ops.atan)
    sinh = _unary(ops.sinh)
    cosh = _unary(ops.cosh)
    asinh = _unary(ops.asinh)
    acosh = _unary(ops.acosh)
    atanh = _unary(ops.atanh)
    maximum = _binary(ops.maximum)
    minimum = _binary(ops.minimum)
    hypot = _binary(ops.hypot)
    atan2 = _binary(ops.atan2)

    def __pos__(self) -> Value:
        return self

    def __repr__(self) -> str:
        return f"Value(data={self.data!r}, grad={self.grad!r})"


def _number(raw: object, where: str) -> float:
    """Return `raw`, an int or a float, as a float; `where` is for the error."""
    if isinstance(raw, int | float):
        try:
            return float(raw)
        except OverflowError:
            message = f"{where} expects a number that a float can hold, got an int of "
            raise OverflowError(f"{message}{int(raw).bit_length()} bits; scale it down") from None
    raise TypeError(
        f"{where} expects an int or a float, got {reprlib.repr(raw)} of type {type(raw).__name__}; "
        "pass one real number: float('3') for text, z.real for a complex, x.data for a Value"
    )
