"""Value: a number that remembers how it was computed, and the backward pass over that memory.

It must not know a derivative; `ops` does. Nothing here recurses: only memory limits the depth.
"""
# ruff: noqa: SLF001  (one Value looks inside another; nobody else does)

from __future__ import annotations

import reprlib
from typing import final

from refgrad import ops


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

    def __add__(self, other: Value | float) -> Value:
        y = other if type(other) is Value else Value(_number(other, "add"))
        out, dx, dy = ops.add(self.data, y.data)
        return Value(out, "add", self, y, dx, dy)

    def __sub__(self, other: Value | float) -> Value:
        y = other if type(other) is Value else Value(_number(other, "sub"))
        out, dx, dy = ops.sub(self.data, y.data)
        return Value(out, "sub", self, y, dx, dy)

    def __mul__(self, other: Value | float) -> Value:
        y = other if type(other) is Value else Value(_number(other, "mul"))
        out, dx, dy = ops.mul(self.data, y.data)
        return Value(out, "mul", self, y, dx, dy)

    def __truediv__(self, other: Value | float) -> Value:
        y = other if type(other) is Value else Value(_number(other, "div"))
        out, dx, dy = ops.div(self.data, y.data)
        return Value(out, "div", self, y, dx, dy)

    def __pow__(self, other: Value | float) -> Value:
        y = other if type(other) is Value else Value(_number(other, "pow"))
        out, dx, dy = ops.pow(self.data, y.data)
        return Value(out, "pow", self, y, dx, dy)

    def maximum(self, other: Value | float) -> Value:
        """The larger of the two; see `ops.maximum`."""
        y = other if type(other) is Value else Value(_number(other, "maximum"))
        out, dx, dy = ops.maximum(self.data, y.data)
        return Value(out, "maximum", self, y, dx, dy)

    def minimum(self, other: Value | float) -> Value:
        """The smaller of the two; see `ops.minimum`."""
        y = other if type(other) is Value else Value(_number(other, "minimum"))
        out, dx, dy = ops.minimum(self.data, y.data)
        return Value(out, "minimum", self, y, dx, dy)

    def __radd__(self, other: float) -> Value:
        return Value(_number(other, "add")) + self

    def __rsub__(self, other: float) -> Value:
        return Value(_number(other, "sub")) - self

    def __rmul__(self, other: float) -> Value:
        return Value(_number(other, "mul")) * self

    def __rtruediv__(self, other: float) -> Value:
        return Value(_number(other, "div")) / self

    def __rpow__(self, other: float) -> Value:
        return Value(_number(other, "pow")) ** self

    def __pos__(self) -> Value:
        return self

    def __neg__(self) -> Value:
        out, dx = ops.neg(self.data)
        return Value(out, "neg", self, None, dx)

    def __abs__(self) -> Value:
        out, dx = ops.abs(self.data)
        return Value(out, "abs", self, None, dx)

    def relu(self) -> Value:
        """The value where it is positive, else 0; see `ops.relu`."""
        out, dx = ops.relu(self.data)
        return Value(out, "relu", self, None, dx)

    def exp(self) -> Value:
        """The exponential; see `ops.exp`."""
        out, dx = ops.exp(self.data)
        return Value(out, "exp", self, None, dx)

    def log(self) -> Value:
        """The natural logarithm; see `ops.log`."""
        out, dx = ops.log(self.data)
        return Value(out, "log", self, None, dx)

    def sqrt(self) -> Value:
        """The square root; see `ops.sqrt`."""
        out, dx = ops.sqrt(self.data)
        return Value(out, "sqrt", self, None, dx)

    def sin(self) -> Value:
        """The sine, in radians; see `ops.sin`."""
        out, dx = ops.sin(self.data)
        return Value(out, "sin", self, None, dx)

    def cos(self) -> Value:
        """The cosine, in radians; see `ops.cos`."""
        out, dx = ops.cos(self.data)
        return Value(out, "cos", self, None, dx)

    def tanh(self) -> Value:
        """The hyperbolic tangent; see `ops.tanh`."""
        out, dx = ops.tanh(self.data)
        return Value(out, "tanh", self, None, dx)

    def sigmoid(self) -> Value:
        """The logistic function; see `ops.sigmoid`."""
        out, dx = ops.sigmoid(self.data)
        return Value(out, "sigmoid", self, None, dx)

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
