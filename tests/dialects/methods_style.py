"""Named methods in place of operators, and other words for everything."""

import math


class Scalar:
    def __init__(self, val, _children=(), _op=""):
        self.val = val
        self.gradient = 0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def plus(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.val + other.val, (self, other), "+")

        def _backward():
            self.gradient += out.gradient
            other.gradient += out.gradient

        out._backward = _backward
        return out

    def times(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        out = Scalar(self.val * other.val, (self, other), "*")

        def _backward():
            self.gradient += other.val * out.gradient
            other.gradient += self.val * out.gradient

        out._backward = _backward
        return out

    def pow(self, other):
        assert isinstance(other, (int, float)), "only numbers as exponents"
        out = Scalar(self.val**other, (self,), f"**{other}")

        def _backward():
            self.gradient += other * self.val ** (other - 1) * out.gradient

        out._backward = _backward
        return out

    def _unary(self, val, slope):
        out = Scalar(val, (self,))

        def _backward():
            self.gradient += slope * out.gradient

        out._backward = _backward
        return out

    def reLU(self):
        return self._unary(max(0.0, self.val), float(self.val > 0))

    def tanh(self):
        t = math.tanh(self.val)
        return self._unary(t, 1 - t * t)

    def exp(self):
        e = math.exp(self.val)
        return self._unary(e, e)

    def log(self):
        return self._unary(math.log(self.val), 1 / self.val)

    def backprop(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node._prev:
                    visit(child)
                order.append(node)

        visit(self)
        self.gradient = 1
        for node in reversed(order):
            node._backward()

    def negate(self):
        return self.times(-1)

    def minus(self, other):
        return self.plus(other.negate() if isinstance(other, Scalar) else -other)

    def divide(self, other):
        other = other if isinstance(other, Scalar) else Scalar(other)
        return self.times(other.pow(-1))
