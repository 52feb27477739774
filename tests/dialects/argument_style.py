"""backward(seed) wants its seed, and numbers are handed out by methods."""

import math


class Value:
    def __init__(self, data, _children=(), _op=""):
        self._value = data
        self._g = 0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self._value + other._value, (self, other), "+")

        def _backward():
            self._g += out._g
            other._g += out._g

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self._value * other._value, (self, other), "*")

        def _backward():
            self._g += other._value * out._g
            other._g += self._value * out._g

        out._backward = _backward
        return out

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only numbers as exponents"
        out = Value(self._value**other, (self,), f"**{other}")

        def _backward():
            self._g += other * self._value ** (other - 1) * out._g

        out._backward = _backward
        return out

    def _unary(self, data, slope):
        out = Value(data, (self,))

        def _backward():
            self._g += slope * out._g

        out._backward = _backward
        return out

    def relu(self):
        return self._unary(max(0.0, self._value), float(self._value > 0))

    def tanh(self):
        t = math.tanh(self._value)
        return self._unary(t, 1 - t * t)

    def exp(self):
        e = math.exp(self._value)
        return self._unary(e, e)

    def log(self):
        return self._unary(math.log(self._value), 1 / self._value)

    def backward(self, seed):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node._prev:
                    visit(child)
                order.append(node)

        visit(self)
        self._g = seed
        for node in reversed(order):
            node._backward()

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def value(self):
        return self._value

    def grad(self):
        return self._g

    def __repr__(self):
        return f"Value(data={self._value}, grad={self._g})"
