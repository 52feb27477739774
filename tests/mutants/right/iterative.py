"""Right: no recursion; nodes are counted by their uses and swept when all have reported."""

import math
from collections import deque


class Value:
    def __init__(self, data, edges=()):
        self.data = data
        self.grad = 0.0
        self._edges = edges  # pairs of a parent and the derivative by it

    @classmethod
    def _of(cls, x):
        return x if isinstance(x, cls) else cls(x)

    def __add__(self, other):
        other = Value._of(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __sub__(self, other):
        other = Value._of(other)
        return Value(self.data - other.data, ((self, 1.0), (other, -1.0)))

    def __mul__(self, other):
        other = Value._of(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __truediv__(self, other):
        other = Value._of(other)
        inverse = 1 / other.data
        slopes = inverse, -self.data * inverse * inverse
        return Value(self.data / other.data, tuple(zip((self, other), slopes)))

    def __neg__(self):
        return Value(-self.data, ((self, -1.0),))

    def __pow__(self, n):
        if not isinstance(n, (int, float)):
            raise TypeError(f"the exponent must be a number, not {n!r}")
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, ((self, slope),))

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def exp(self):
        e = math.exp(self.data)
        return Value(e, ((self, e),))

    def log(self):
        return Value(math.log(self.data), ((self, 1 / self.data),))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, (1 - t) * (1 + t)),))

    def relu(self):
        return Value(max(self.data, 0.0), ((self, float(self.data > 0)),))

    def maximum(self, other):
        other = Value._of(other)
        return self._choose(other, self.data > other.data)

    def minimum(self, other):
        other = Value._of(other)
        return self._choose(other, self.data < other.data)

    def _choose(self, other, first):
        if self.data == other.data:
            return Value(self.data, ((self, 0.5), (other, 0.5)))
        chosen = self if first else other
        return Value(chosen.data, ((chosen, 1.0),))

    def backward(self):
        uses = {self: 0}
        stack = [self]
        while stack:
            for parent, _ in stack.pop()._edges:
                if parent not in uses:
                    uses[parent] = 0
                    stack.append(parent)
                uses[parent] += 1

        incoming = dict.fromkeys(uses, 0.0)
        incoming[self] = 1.0
        ready = deque([self])
        while ready:
            node = ready.popleft()
            node.grad += incoming[node]
            for parent, slope in node._edges:
                incoming[parent] += slope * incoming[node]
                uses[parent] -= 1
                if uses[parent] == 0:
                    ready.append(parent)
