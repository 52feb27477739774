"""Layers in place of methods: Tanh()(x), Exp()(x); slots and keyword-only parents."""

import math


class Var:
    __slots__ = ("gradient", "parents", "value")

    def __init__(self, value, *, parents=()):
        self.value = value
        self.parents = parents
        self.gradient = 0.0

    def __add__(self, other):
        other = as_var(other)
        return Var(self.value + other.value, parents=((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = as_var(other)
        return Var(self.value * other.value, parents=((self, other.value), (other, self.value)))

    def __truediv__(self, other):
        other = as_var(other)
        slope = -self.value / other.value**2
        return Var(self.value / other.value, parents=((self, 1 / other.value), (other, slope)))

    def __pow__(self, n):
        if isinstance(n, Var):
            return NotImplemented
        return Var(self.value**n, parents=((self, n * self.value ** (n - 1)),))

    def __neg__(self):
        return Var(-self.value, parents=((self, -1.0),))

    def __sub__(self, other):
        return self + -as_var(other)

    def __rsub__(self, other):
        return as_var(other) - self

    def __rtruediv__(self, other):
        return as_var(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def backwards(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, is_done = stack.pop()
            if is_done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack += [(parent, False) for parent, _ in node.parents]
        self.gradient += 1.0
        for node in reversed(order):
            for parent, slope in node.parents:
                parent.gradient += slope * node.gradient


def as_var(thing):
    return thing if isinstance(thing, Var) else Var(thing)


class ReLU:
    def __call__(self, x):
        return Var(max(0.0, x.value), parents=((x, float(x.value > 0)),))


class Tanh:
    def __call__(self, x):
        t = math.tanh(x.value)
        return Var(t, parents=((x, 1 - t * t),))


class Exp:
    def __call__(self, x):
        e = math.exp(x.value)
        return Var(e, parents=((x, e),))


class Log:
    def __call__(self, x):
        return Var(math.log(x.value), parents=((x, 1 / x.value),))
