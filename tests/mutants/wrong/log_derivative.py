"""Wrong: the derivative of log is taken as 1/x**2."""

import math


class Scalar:
    def __init__(self, data, parents=(), partials=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.partials = partials  # d(self)/d(parent), one for each parent

    @staticmethod
    def wrap(x):
        return x if isinstance(x, Scalar) else Scalar(x)

    def __repr__(self):
        return f"Scalar({self.data})"

    def __add__(self, other):
        other = Scalar.wrap(other)
        return Scalar(self.data + other.data, (self, other), (1.0, 1.0))

    def __radd__(self, other):
        return Scalar.wrap(other) + self

    def __sub__(self, other):
        other = Scalar.wrap(other)
        return Scalar(self.data - other.data, (self, other), (1.0, -1.0))

    def __rsub__(self, other):
        return Scalar.wrap(other) - self

    def __mul__(self, other):
        other = Scalar.wrap(other)
        return Scalar(self.data * other.data, (self, other), (other.data, self.data))

    def __rmul__(self, other):
        return Scalar.wrap(other) * self

    def __truediv__(self, other):
        other = Scalar.wrap(other)
        a, b = self.data, other.data
        return Scalar(a / b, (self, other), (1 / b, -a / (b * b)))

    def __rtruediv__(self, other):
        return Scalar.wrap(other) / self

    def __neg__(self):
        return Scalar(-self.data, (self,), (-1.0,))

    def __pow__(self, power):
        if isinstance(power, Scalar):
            return NotImplemented
        slope = power * self.data ** (power - 1)
        return Scalar(self.data**power, (self,), (slope,))

    def __rpow__(self, base):
        result = base**self.data
        slope = result * math.log(base) if base > 0 else 0.0
        return Scalar(result, (self,), (slope,))

    def relu(self):
        return Scalar(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def tanh(self):
        t = math.tanh(self.data)
        return Scalar(t, (self,), (1 - t * t,))

    def exp(self):
        e = math.exp(self.data)
        return Scalar(e, (self,), (e,))

    def log(self):
        return Scalar(math.log(self.data), (self,), (1 / (self.data * self.data),))

    def sqrt(self):
        root = math.sqrt(self.data)
        return Scalar(root, (self,), (1 / (2 * root),))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        return Scalar(s, (self,), (s * (1 - s),))

    def max(self, other):
        other = Scalar.wrap(other)
        first = self.data >= other.data
        return Scalar(max(self.data, other.data), (self, other), (float(first), float(not first)))

    def min(self, other):
        other = Scalar.wrap(other)
        first = self.data <= other.data
        return Scalar(min(self.data, other.data), (self, other), (float(first), float(not first)))

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
            for parent, slope in zip(node.parents, node.partials):
                parent.grad += slope * node.grad
