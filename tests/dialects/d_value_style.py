"""A Variable whose gradient is a Variable, so that it can be derived again."""

import math


class Variable:
    def __init__(self, value, back=()):
        self.value = value
        self.back = back
        self.d = None

    @staticmethod
    def of(thing):
        return thing if isinstance(thing, Variable) else Variable(thing)

    def __add__(self, other):
        other = Variable.of(other)
        return Variable(self.value + other.value, ((self, lambda g: g), (other, lambda g: g)))

    def __mul__(self, other):
        other = Variable.of(other)
        back = ((self, lambda g: g * other), (other, lambda g: g * self))
        return Variable(self.value * other.value, back)

    def __neg__(self):
        return Variable(-self.value, ((self, lambda g: -g),))

    def __sub__(self, other):
        return self + -Variable.of(other)

    def __truediv__(self, other):
        return self * Variable.of(other) ** -1

    def __pow__(self, n):
        if isinstance(n, Variable):
            raise TypeError("the exponent has to be a number")
        return Variable(self.value**n, ((self, lambda g: g * n * self ** (n - 1)),))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other

    def exp(self):
        out = Variable(math.exp(self.value))
        out.back = ((self, lambda g: g * out),)
        return out

    def log(self):
        return Variable(math.log(self.value), ((self, lambda g: g / self),))

    def tanh(self):
        t = Variable(math.tanh(self.value))
        out = Variable(t.value)
        out.back = ((self, lambda g: g * (1 - t * t)),)
        return out

    def relu(self):
        on = 1.0 if self.value > 0 else 0.0
        return Variable(max(0.0, self.value), ((self, lambda g: g * on),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.back:
                    visit(parent)
                order.append(node)

        visit(self)
        self.d = Variable(1.0)
        for node in reversed(order):
            for parent, rule in node.back:
                share = rule(node.d)
                parent.d = share if parent.d is None else parent.d + share
