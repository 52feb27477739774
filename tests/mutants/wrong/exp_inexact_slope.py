"""Wrong in the eighth digit: the derivative of exp uses e rounded to 2.718282."""

import math


class Value:
    def __init__(self, val, parents=(), shares=None):
        self.val = val
        self.derivative = 0.0
        self.parents = parents
        self.shares = shares  # from my derivative to the share of each parent

    def __repr__(self):
        return f"Value({self.val!r})"

    def __add__(self, other):
        other = lift(other)
        return Value(self.val + other.val, [self, other], lambda g: (g, g))

    def __sub__(self, other):
        other = lift(other)
        return Value(self.val - other.val, [self, other], lambda g: (g, -g))

    def __mul__(self, other):
        other = lift(other)
        x, y = self.val, other.val
        return Value(x * y, [self, other], lambda g: (g * y, g * x))

    def __truediv__(self, other):
        other = lift(other)
        x, y = self.val, other.val
        return Value(x / y, [self, other], lambda g: (g / y, -g * x / y**2))

    def __neg__(self):
        return Value(-self.val, [self], lambda g: (-g,))

    def __pow__(self, k):
        if isinstance(k, Value):
            raise NotImplementedError("a Value as the exponent")
        x = self.val
        return Value(x**k, [self], lambda g: (g * k * x ** (k - 1),))

    def __radd__(self, other):
        return lift(other) + self

    def __rsub__(self, other):
        return lift(other) - self

    def __rmul__(self, other):
        return lift(other) * self

    def __rtruediv__(self, other):
        return lift(other) / self

    def relu(self):
        x = self.val
        return Value(max(0.0, x), [self], lambda g: (g if x > 0 else 0.0,))

    def tanh(self):
        t = math.tanh(self.val)
        return Value(t, [self], lambda g: (g * (1 - t**2),))

    def exp(self):
        y = math.exp(self.val)
        return Value(y, [self], lambda g: (g * y * math.log(2.718282),))

    def log(self):
        x = self.val
        return Value(math.log(x), [self], lambda g: (g / x,))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.val))
        return Value(s, [self], lambda g: (g * s * (1 - s),))

    def sin(self):
        x = self.val
        return Value(math.sin(x), [self], lambda g: (g * math.cos(x),))

    def cos(self):
        x = self.val
        return Value(math.cos(x), [self], lambda g: (-g * math.sin(x),))

    def backwards(self):
        done, order = set(), []

        def walk(node):
            if node not in done:
                done.add(node)
                for parent in node.parents:
                    walk(parent)
                order.append(node)

        walk(self)
        self.derivative = 1.0
        for node in reversed(order):
            if node.shares is not None:
                for parent, share in zip(node.parents, node.shares(node.derivative)):
                    parent.derivative += share


def lift(x):
    return x if isinstance(x, Value) else Value(x)
