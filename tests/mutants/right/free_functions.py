"""Right: free functions, backward among them; the class holds only data and operators."""

import math


class Var:
    def __init__(self, value, inputs=()):
        self.value = value
        self.grad = 0.0
        self.inputs = inputs  # pairs of an input and the derivative by it

    def __add__(self, other):
        return add(self, other)

    def __radd__(self, other):
        return add(other, self)

    def __sub__(self, other):
        return sub(self, other)

    def __rsub__(self, other):
        return sub(other, self)

    def __mul__(self, other):
        return mul(self, other)

    def __rmul__(self, other):
        return mul(other, self)

    def __truediv__(self, other):
        return div(self, other)

    def __rtruediv__(self, other):
        return div(other, self)

    def __neg__(self):
        return neg(self)

    def __pow__(self, n):
        return power(self, n)


def to_var(x):
    return x if isinstance(x, Var) else Var(x)


def add(a, b):
    a, b = to_var(a), to_var(b)
    return Var(a.value + b.value, ((a, 1.0), (b, 1.0)))


def sub(a, b):
    a, b = to_var(a), to_var(b)
    return Var(a.value - b.value, ((a, 1.0), (b, -1.0)))


def mul(a, b):
    a, b = to_var(a), to_var(b)
    return Var(a.value * b.value, ((a, b.value), (b, a.value)))


def div(a, b):
    a, b = to_var(a), to_var(b)
    quotient = a.value / b.value
    return Var(quotient, ((a, 1.0 / b.value), (b, -quotient / b.value)))


def neg(a):
    return Var(-a.value, ((a, -1.0),))


def power(a, n):
    if isinstance(n, Var):
        raise NotImplementedError("only a number can be the exponent")
    return Var(a.value**n, ((a, n * a.value ** (n - 1)),))


def exp(a):
    e = math.exp(a.value)
    return Var(e, ((a, e),))


def log(a):
    return Var(math.log(a.value), ((a, 1.0 / a.value),))


def sin(a):
    return Var(math.sin(a.value), ((a, math.cos(a.value)),))


def cos(a):
    return Var(math.cos(a.value), ((a, -math.sin(a.value)),))


def tanh(a):
    t = math.tanh(a.value)
    return Var(t, ((a, 1.0 - t * t),))


def relu(a):
    return Var(a.value, ((a, 1.0),)) if a.value > 0 else Var(0.0, ((a, 0.0),))


def sort(node, seen, order):
    if id(node) not in seen:
        seen.add(id(node))
        for i, _ in node.inputs:
            sort(i, seen, order)
        order.append(node)
    return order


def backward(out):
    out.grad = 1.0
    for node in reversed(sort(out, set(), [])):
        for i, slope in node.inputs:
            i.grad += slope * node.grad
