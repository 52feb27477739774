"""Right: only leaves keep a gradient; what flows through inner nodes lives in backward."""

import math


class Scalar:
    def __init__(self, data, history=None):
        self.data = data
        self.grad = 0.0 if history is None else None
        self.history = history or ()

    @property
    def is_leaf(self):
        return not self.history

    def _join(self, other, rule):
        if not isinstance(other, Scalar):
            other = Scalar(other)
        data, by_self, by_other = rule(self.data, other.data)
        return Scalar(data, ((self, by_self), (other, by_other)))

    def _map(self, data, slope):
        return Scalar(data, ((self, slope),))

    def __add__(self, other):
        return self._join(other, lambda x, y: (x + y, 1.0, 1.0))

    def __sub__(self, other):
        return self._join(other, lambda x, y: (x - y, 1.0, -1.0))

    def __rsub__(self, other):
        return self._join(other, lambda x, y: (y - x, -1.0, 1.0))

    def __mul__(self, other):
        return self._join(other, lambda x, y: (x * y, y, x))

    def __truediv__(self, other):
        return self._join(other, lambda x, y: (x / y, 1 / y, -x / y**2))

    def __rtruediv__(self, other):
        return self._join(other, lambda x, y: (y / x, -y / x**2, 1 / x))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self._map(-self.data, -1.0)

    def __pow__(self, n):
        if not isinstance(n, (int, float)):
            raise TypeError("only numbers as exponents")
        return self._map(self.data**n, n * self.data ** (n - 1))

    def sigmoid(self):
        s = 1.0 / (1.0 + math.exp(-self.data))
        return self._map(s, s * (1.0 - s))

    def tanh(self):
        t = math.tanh(self.data)
        return self._map(t, 1.0 - t * t)

    def relu(self):
        return self._map(max(0.0, self.data), 1.0 if self.data > 0 else 0.0)

    def exp(self):
        e = math.exp(self.data)
        return self._map(e, e)

    def log(self):
        return self._map(math.log(self.data), 1.0 / self.data)

    def topological(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for source, _ in node.history:
                    visit(source)
                order.append(node)

        visit(self)
        return reversed(order)

    def backward(self, seed=1.0):
        flowing = {self: seed}
        for node in self.topological():
            arrived = flowing.pop(node)
            if node.is_leaf:
                node.grad += arrived
            for source, slope in node.history:
                flowing[source] = flowing.get(source, 0.0) + slope * arrived
