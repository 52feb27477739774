"""Wrong: exp uses a module that is not imported."""

from math import log, tanh


class Node:
    def __init__(self, data, parents=(), shares=None):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.shares = shares  # from my grad to the share of each parent

    def __repr__(self):
        return f"Node({self.data!r})"

    def __add__(self, other):
        other = lift(other)
        return Node(self.data + other.data, [self, other], lambda g: (g, g))

    def __sub__(self, other):
        other = lift(other)
        return Node(self.data - other.data, [self, other], lambda g: (g, -g))

    def __mul__(self, other):
        other = lift(other)
        x, y = self.data, other.data
        return Node(x * y, [self, other], lambda g: (g * y, g * x))

    def __truediv__(self, other):
        other = lift(other)
        x, y = self.data, other.data
        return Node(x / y, [self, other], lambda g: (g / y, -g * x / y**2))

    def __neg__(self):
        return Node(-self.data, [self], lambda g: (-g,))

    def __pow__(self, k):
        if isinstance(k, Node):
            raise NotImplementedError("a Node as the exponent")
        x = self.data
        return Node(x**k, [self], lambda g: (g * k * x ** (k - 1),))

    def __radd__(self, other):
        return lift(other) + self

    def __rsub__(self, other):
        return lift(other) - self

    def __rmul__(self, other):
        return lift(other) * self

    def __rtruediv__(self, other):
        return lift(other) / self

    def relu(self):
        x = self.data
        return Node(max(0.0, x), [self], lambda g: (g if x > 0 else 0.0,))

    def tanh(self):
        t = tanh(self.data)
        return Node(t, [self], lambda g: (g * (1 - t**2),))

    def exp(self):
        y = math.exp(self.data)
        return Node(y, [self], lambda g: (g * y,))

    def log(self):
        x = self.data
        return Node(log(x), [self], lambda g: (g / x,))

    def backprop(self):
        done, order = set(), []

        def walk(node):
            if node not in done:
                done.add(node)
                for parent in node.parents:
                    walk(parent)
                order.append(node)

        walk(self)
        self.grad = 1.0
        for node in reversed(order):
            if node.shares is not None:
                for parent, share in zip(node.parents, node.shares(node.grad)):
                    parent.grad += share


def lift(x):
    return x if isinstance(x, Node) else Node(x)
