"""Right: pulls; each node asks its consumers for its gradient and remembers the answer."""

import math


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0
        self.made_of = ()
        self.consumers = []  # pairs of a result and its derivative by this node

    def __repr__(self):
        return f"Value({self.data})"

    def __add__(self, other):
        other = number(other)
        return result(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = number(other)
        return result(self.data * other.data, (self, other.data), (other, self.data))

    def __truediv__(self, other):
        other = number(other)
        a, b = self.data, other.data
        return result(a / b, (self, 1 / b), (other, -a / b**2))

    def __neg__(self):
        return result(-self.data, (self, -1.0))

    def __sub__(self, other):
        return self + (-number(other))

    def __pow__(self, n):
        assert not isinstance(n, Value), "the exponent has to be a number"
        return result(self.data**n, (self, n * self.data ** (n - 1)))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return number(other) - self

    def __rtruediv__(self, other):
        return number(other) / self

    def tanh(self):
        e = math.exp(2 * self.data)
        t = (e - 1) / (e + 1)
        return result(t, (self, 1 - t**2))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        return result(s, (self, s * (1 - s)))

    def exp(self):
        e = math.exp(self.data)
        return result(e, (self, e))

    def log(self):
        return result(math.log(self.data), (self, 1 / self.data))

    def relu(self):
        return result(max(0.0, self.data), (self, 1.0 if self.data > 0 else 0.0))

    def backward(self):
        inside = set()
        self._gather(inside)
        known = {self: 1.0}
        for node in inside:
            node.grad += node._pull(inside, known)

    def _gather(self, inside):
        if self not in inside:
            inside.add(self)
            for source in self.made_of:
                source._gather(inside)

    def _pull(self, inside, known):
        if self not in known:
            known[self] = sum(
                slope * consumer._pull(inside, known)
                for consumer, slope in self.consumers
                if consumer in inside
            )
        return known[self]


def number(x):
    return x if isinstance(x, Value) else Value(x)


def result(data, *inputs):
    out = Value(data)
    out.made_of = [node for node, _ in inputs]
    for node, slope in inputs:
        node.consumers.append((out, slope))
    return out
