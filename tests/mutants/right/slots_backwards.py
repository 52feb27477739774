"""Right: __slots__, other names (val, derivative, backwards), and a cast to float."""

import math


class Scalar:
    __slots__ = ("val", "derivative", "_from", "_rule")

    def __init__(self, val, _from=(), _rule=None):
        self.val = float(val)
        self.derivative = 0.0
        self._from = _from
        self._rule = _rule

    def __add__(self, other):
        other = _scalar(other)
        return Scalar(self.val + other.val, (self, other), lambda d: (d, d))

    def __sub__(self, other):
        other = _scalar(other)
        return Scalar(self.val - other.val, (self, other), lambda d: (d, -d))

    def __mul__(self, other):
        other = _scalar(other)
        a, b = self.val, other.val
        return Scalar(a * b, (self, other), lambda d: (d * b, d * a))

    def __truediv__(self, other):
        other = _scalar(other)
        a, b = self.val, other.val
        return Scalar(a / b, (self, other), lambda d: (d / b, -d * a / (b * b)))

    def __neg__(self):
        return Scalar(-self.val, (self,), lambda d: (-d,))

    def __pow__(self, n):
        if isinstance(n, Scalar):
            return NotImplemented
        return Scalar(self.val**n, (self,), lambda d: (d * n * self.val ** (n - 1),))

    def __radd__(self, other):
        return _scalar(other) + self

    def __rsub__(self, other):
        return _scalar(other) - self

    def __rmul__(self, other):
        return _scalar(other) * self

    def __rtruediv__(self, other):
        return _scalar(other) / self

    def __abs__(self):
        sign = (self.val > 0) - (self.val < 0)
        return Scalar(abs(self.val), (self,), lambda d: (d * sign,))

    def relu(self):
        return Scalar(max(self.val, 0.0), (self,), lambda d: (d * (self.val > 0),))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.val))
        return Scalar(s, (self,), lambda d: (d * s * (1 - s),))

    def sin(self):
        return Scalar(math.sin(self.val), (self,), lambda d: (d * math.cos(self.val),))

    def cos(self):
        return Scalar(math.cos(self.val), (self,), lambda d: (-d * math.sin(self.val),))

    def sqrt(self):
        root = self.val**0.5
        return Scalar(root, (self,), lambda d: (d * 0.5 / root,))

    def backwards(self, derivative=1.0):
        order = []
        _sort(self, order, set())
        self.derivative = derivative
        for node in reversed(order):
            if node._rule:
                for source, share in zip(node._from, node._rule(node.derivative)):
                    source.derivative += share


def _scalar(x):
    return x if isinstance(x, Scalar) else Scalar(x)


def _sort(node, order, seen):
    if node in seen:
        return
    seen.add(node)
    for source in node._from:
        _sort(source, order, seen)
    order.append(node)
