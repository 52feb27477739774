"""Right: at 0 relu has the slope 1 and abs has -1, as some choose; a tie goes to the second."""

import math


class Value:
    def __init__(self, data, _prev=(), _op=""):
        self.data = data
        self.grad = 0.0
        self._prev = _prev
        self._op = _op
        self._backward = lambda: None

    def _make(self, data, op, *edges):
        out = Value(data, tuple(node for node, _ in edges), op)

        def _backward():
            for node, slope in edges:
                node.grad += slope * out.grad

        out._backward = _backward
        return out

    def __add__(self, other):
        other = lift(other)
        return self._make(self.data + other.data, "+", (self, 1.0), (other, 1.0))

    def __sub__(self, other):
        other = lift(other)
        return self._make(self.data - other.data, "-", (self, 1.0), (other, -1.0))

    def __mul__(self, other):
        other = lift(other)
        return self._make(self.data * other.data, "*", (self, other.data), (other, self.data))

    def __truediv__(self, other):
        other = lift(other)
        a, b = self.data, other.data
        return self._make(a / b, "/", (self, 1 / b), (other, -a / b**2))

    def __neg__(self):
        return self._make(-self.data, "neg", (self, -1.0))

    def __pow__(self, n):
        if not isinstance(n, (int, float)):
            raise TypeError("only numbers as exponents")
        return self._make(self.data**n, "**", (self, n * self.data ** (n - 1)))

    def __radd__(self, other):
        return lift(other) + self

    def __rsub__(self, other):
        return lift(other) - self

    def __rmul__(self, other):
        return lift(other) * self

    def __rtruediv__(self, other):
        return lift(other) / self

    def relu(self):
        on = self.data >= 0
        return self._make(self.data if on else 0.0, "relu", (self, 1.0 if on else 0.0))

    def __abs__(self):
        return self._make(abs(self.data), "abs", (self, 1.0 if self.data > 0 else -1.0))

    def abs(self):
        return abs(self)

    def maximum(self, other):
        other = lift(other)
        first = self.data > other.data
        winner = self if first else other
        return self._make(winner.data, "maximum", (self, float(first)), (other, float(not first)))

    def minimum(self, other):
        other = lift(other)
        first = self.data < other.data
        winner = self if first else other
        return self._make(winner.data, "minimum", (self, float(first)), (other, float(not first)))

    def tanh(self):
        t = math.tanh(self.data)
        return self._make(t, "tanh", (self, 1 - t**2))

    def exp(self):
        e = math.exp(self.data)
        return self._make(e, "exp", (self, e))

    def log(self):
        return self._make(math.log(self.data), "log", (self, 1 / self.data))

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for p in v._prev:
                    visit(p)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            v._backward()


def lift(x):
    return x if isinstance(x, Value) else Value(x)
