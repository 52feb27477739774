"""Wrong: relu keeps the negative half."""

import math


class Scalar:
    def __init__(self, value, parents=(), shares=None):
        self.value = value
        self.gradient = 0.0
        self.parents = parents
        self.shares = shares  # from my gradient to the share of each parent

    def __repr__(self):
        return f"Scalar({self.value!r})"

    def __add__(self, other):
        other = lift(other)
        return Scalar(self.value + other.value, [self, other], lambda g: (g, g))

    def __sub__(self, other):
        other = lift(other)
        return Scalar(self.value - other.value, [self, other], lambda g: (g, -g))

    def __mul__(self, other):
        other = lift(other)
        x, y = self.value, other.value
        return Scalar(x * y, [self, other], lambda g: (g * y, g * x))

    def __truediv__(self, other):
        other = lift(other)
        x, y = self.value, other.value
        return Scalar(x / y, [self, other], lambda g: (g / y, -g * x / y**2))

    def __neg__(self):
        return Scalar(-self.value, [self], lambda g: (-g,))

    def __pow__(self, k):
        if isinstance(k, Scalar):
            raise NotImplementedError("a Scalar as the exponent")
        x = self.value
        return Scalar(x**k, [self], lambda g: (g * k * x ** (k - 1),))

    def __radd__(self, other):
        return lift(other) + self

    def __rsub__(self, other):
        return lift(other) - self

    def __rmul__(self, other):
        return lift(other) * self

    def __rtruediv__(self, other):
        return lift(other) / self

    def relu(self):
        x = self.value
        return Scalar(min(0.0, x), [self], lambda g: (g if x > 0 else 0.0,))

    def tanh(self):
        t = math.tanh(self.value)
        return Scalar(t, [self], lambda g: (g * (1 - t**2),))

    def exp(self):
        y = math.exp(self.value)
        return Scalar(y, [self], lambda g: (g * y,))

    def log(self):
        x = self.value
        return Scalar(math.log(x), [self], lambda g: (g / x,))

    def backward(self):
        done, order = set(), []

        def walk(node):
            if node not in done:
                done.add(node)
                for parent in node.parents:
                    walk(parent)
                order.append(node)

        walk(self)
        self.gradient = 1.0
        for node in reversed(order):
            if node.shares is not None:
                for parent, share in zip(node.parents, node.shares(node.gradient)):
                    parent.gradient += share


def lift(x):
    return x if isinstance(x, Scalar) else Scalar(x)
