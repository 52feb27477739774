"""An engine with sums, products, gelu and the error function."""

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

    def gelu(self):
        x = self.data
        below = 0.5 * (1 + math.erf(x / math.sqrt(2)))
        root = math.sqrt(2 / math.pi)
        t = math.tanh(root * (x + 0.044715 * x**3))
        slope = 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 0.134145 * x * x)
        return self._of(x * below, slope)

    def erf(self):
        x = self.data
        return self._of(math.erf(x), 2 / math.sqrt(math.pi) * math.exp(-x * x))

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
