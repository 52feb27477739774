"""Nothing is written on the nodes: whoever asks gets a dictionary of gradients."""

import math
from collections import defaultdict


class Variable:
    def __init__(self, value, local_gradients=()):
        self.value = value
        self.local_gradients = local_gradients

    def __add__(self, other): return add(self, lift(other))
    def __radd__(self, other): return add(lift(other), self)
    def __sub__(self, other): return add(self, neg(lift(other)))
    def __rsub__(self, other): return add(lift(other), neg(self))
    def __mul__(self, other): return mul(self, lift(other))
    def __rmul__(self, other): return mul(lift(other), self)
    def __truediv__(self, other): return mul(self, invert(lift(other)))
    def __rtruediv__(self, other): return mul(lift(other), invert(self))
    def __neg__(self): return neg(self)

    def __pow__(self, n):
        if isinstance(n, Variable):
            raise TypeError("a number, please")
        return Variable(self.value**n, ((self, n * self.value ** (n - 1)),))


def lift(x):
    return x if isinstance(x, Variable) else Variable(x)


def add(a, b):
    return Variable(a.value + b.value, ((a, 1.0), (b, 1.0)))


def mul(a, b):
    return Variable(a.value * b.value, ((a, b.value), (b, a.value)))


def neg(a):
    return Variable(-a.value, ((a, -1.0),))


def invert(a):
    return Variable(1 / a.value, ((a, -1 / a.value**2),))


def exp(a):
    value = math.exp(a.value)
    return Variable(value, ((a, value),))


def log(a):
    return Variable(math.log(a.value), ((a, 1 / a.value),))


def tanh(a):
    t = math.tanh(a.value)
    return Variable(t, ((a, 1 - t * t),))


def relu(a):
    is_positive = a.value > 0
    return Variable(a.value if is_positive else 0.0, ((a, 1.0 if is_positive else 0.0),))


def sort(variable, seen, order):
    if variable in seen:
        return
    seen.add(variable)
    for child, _ in variable.local_gradients:
        sort(child, seen, order)
    order.append(variable)


def get_gradients(variable):
    """Return the derivative of the variable by everything that it was made from."""
    gradients = defaultdict(float)
    gradients[variable] = 1.0
    order = []
    sort(variable, set(), order)
    for node in reversed(order):
        for child, local in node.local_gradients:
            gradients[child] += local * gradients[node]
    return gradients
