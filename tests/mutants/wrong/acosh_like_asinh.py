"""An engine with sums, products, arcsinh and arccosh."""

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

    def arcsinh(self):
        return self._of(math.asinh(self.data), 1 / math.sqrt(self.data * self.data + 1))

    def arccosh(self):
        return self._of(math.acosh(self.data), 1 / math.sqrt(self.data * self.data + 1))

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
