"""Wrong: number ** Value is a new leaf, which passes no gradient on."""

import math


class Scalar:
    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes  # d(self)/d(parent), one for each parent

    @staticmethod
    def wrap(x):
        return x if isinstance(x, Scalar) else Scalar(x)

    def __repr__(self):
        return f"Scalar({self.data})"

    def __add__(self, other):
        other = Scalar.wrap(other)
        return Scalar(self.data + other.data, (self, other), (1.0, 1.0))

    def __sub__(self, other):
        other = Scalar.wrap(other)
        return Scalar(self.data - other.data, (self, other), (1.0, -1.0))

    def __mul__(self, other):
        other = Scalar.wrap(other)
        return Scalar(self.data * other.data, (self, other), (other.data, self.data))

    def __truediv__(self, other):
        other = Scalar.wrap(other)
        a, b = self.data, other.data
        return Scalar(a / b, (self, other), (1 / b, -a / (b * b)))

    def __neg__(self):
        return Scalar(-self.data, (self,), (-1.0,))

    def __pow__(self, power):
        if isinstance(power, Scalar):
            return NotImplemented
        slope = power * self.data ** (power - 1)
        return Scalar(self.data**power, (self,), (slope,))

    def __rpow__(self, base):
        return Scalar(base**self.data)

    def __radd__(self, other):
        return Scalar.wrap(other) + self

    def __rsub__(self, other):
        return Scalar.wrap(other) - self

    def __rmul__(self, other):
        return Scalar.wrap(other) * self

    def __rtruediv__(self, other):
        return Scalar.wrap(other) / self

    def relu(self):
        return Scalar(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def tanh(self):
        t = math.tanh(self.data)
        return Scalar(t, (self,), (1 - t * t,))

    def log(self):
        return Scalar(math.log(self.data), (self,), (1 / self.data,))

    def backward(self):
        order = []
        visited = set()

        def visit(node):
            if node not in visited:
                visited.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
