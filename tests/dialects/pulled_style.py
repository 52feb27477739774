"""Derivatives on demand: each node knows what it was used in, and asks there."""

import math


class Var:
    def __init__(self, value):
        self.value = value
        self.children = []  # pairs of the local derivative and the node that was made
        self.grad_value = None

    def grad(self):
        """The derivative of the output by this node; set the output's ``grad_value`` to 1 first."""
        if self.grad_value is None:
            self.grad_value = sum(weight * child.grad() for weight, child in self.children)
        return self.grad_value

    def used_in(self, weight, child):
        self.children.append((weight, child))
        return child

    def __add__(self, other):
        other = lift(other)
        z = Var(self.value + other.value)
        self.used_in(1.0, z)
        return other.used_in(1.0, z)

    def __mul__(self, other):
        other = lift(other)
        z = Var(self.value * other.value)
        self.used_in(other.value, z)
        return other.used_in(self.value, z)

    def __pow__(self, n):
        assert not isinstance(n, Var)
        return self.used_in(n * self.value ** (n - 1), Var(self.value**n))

    def __neg__(self): return self.used_in(-1.0, Var(-self.value))
    def __sub__(self, other): return self + -lift(other)
    def __truediv__(self, other): return self * lift(other) ** -1
    def __radd__(self, other): return self + other
    def __rsub__(self, other): return lift(other) - self
    def __rmul__(self, other): return self * other
    def __rtruediv__(self, other): return lift(other) / self


def lift(x):
    return x if isinstance(x, Var) else Var(x)


def exp(x):
    e = math.exp(x.value)
    return x.used_in(e, Var(e))


def log(x):
    return x.used_in(1 / x.value, Var(math.log(x.value)))


def tanh(x):
    t = math.tanh(x.value)
    return x.used_in(1 - t * t, Var(t))


def relu(x):
    return x.used_in(1.0 if x.value > 0 else 0.0, Var(max(0.0, x.value)))
