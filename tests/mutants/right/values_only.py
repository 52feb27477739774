"""Right: plain numbers are refused, by each operation in a way of its own; pow is a method."""

import math


class Var:
    def __init__(self, value, *history):
        self.value = value
        self.grad = 0.0
        self.history = history  # pairs of an input and the derivative by it

    def __add__(self, other):
        return Var(self.value + other.value, (self, 1.0), (other, 1.0))

    def __sub__(self, other):
        if not isinstance(other, Var):
            return NotImplemented
        return Var(self.value - other.value, (self, 1.0), (other, -1.0))

    def __mul__(self, other):
        assert isinstance(other, Var), "both factors have to be Vars"
        return Var(self.value * other.value, (self, other.value), (other, self.value))

    def __truediv__(self, other):
        if not isinstance(other, Var):
            raise NotImplementedError("division by a plain number")
        a, b = self.value, other.value
        return Var(a / b, (self, 1 / b), (other, -a / b**2))

    def __rtruediv__(self, other):
        raise NotImplementedError("division of a plain number")

    def pow(self, n):
        if isinstance(n, Var):
            raise TypeError("the exponent is a plain number")
        return Var(self.value**n, (self, n * self.value ** (n - 1)))

    def ReLU(self):
        return Var(max(self.value, 0.0), (self, float(self.value > 0)))

    def tanh(self):
        t = math.tanh(self.value)
        return Var(t, (self, 1 - t**2))

    def backward(self):
        order = []
        seen = set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for source, _ in node.history:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in node.history:
                source.grad += slope * node.grad
