"""An engine whose gelu is the tanh approximation, and whose leaky relu and elu have other constants."""

import math


class Value:
    def __init__(self, data, _parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = _parents  # pairs of a parent and the derivative by it

    def _of(self, data, slope):
        return Value(data, ((self, slope),))

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    __radd__ = __add__
    __rmul__ = __mul__

    def leaky_relu(self, slope=0.2):
        return self._of(self.data, 1.0) if self.data > 0 else self._of(slope * self.data, slope)

    def elu(self, alpha=0.5):
        x = self.data
        return self._of(x, 1.0) if x > 0 else self._of(alpha * (math.exp(x) - 1), alpha * math.exp(x))

    def silu(self):
        s = 1 / (1 + math.exp(-self.data))
        return self._of(self.data * s, s + self.data * s * (1 - s))

    def gelu(self):
        x = self.data
        root = math.sqrt(2 / math.pi)
        t = math.tanh(root * (x + 0.044715 * x**3))
        slope = 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 0.134145 * x * x)
        return self._of(0.5 * x * (1 + t), slope)

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((parent, False) for parent, _ in node._parents)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node._parents:
                parent.grad += node.grad * slope
