"""One tape for the whole program: each operation is written down, backward reads it from the end."""

import math

TAPE = []


class Variable:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0
        self.index = len(TAPE)
        TAPE.append((self, ()))

    def backward(self):
        adjoints = {self.index: 1.0}
        for index in range(self.index, -1, -1):
            if index not in adjoints:
                continue
            adjoint = adjoints.pop(index)
            node, entries = TAPE[index]
            node.grad += adjoint
            for argument, slope in entries:
                adjoints[argument] = adjoints.get(argument, 0.0) + slope * adjoint

    def __add__(self, other): return add(self, other)
    def __radd__(self, other): return add(other, self)
    def __sub__(self, other): return add(self, neg(other))
    def __rsub__(self, other): return add(other, neg(self))
    def __mul__(self, other): return mul(self, other)
    def __rmul__(self, other): return mul(other, self)
    def __truediv__(self, other): return mul(self, variable(other) ** -1)
    def __rtruediv__(self, other): return mul(other, self ** -1)
    def __neg__(self): return neg(self)

    def __pow__(self, n):
        if isinstance(n, Variable):
            raise NotImplementedError("only numbers as exponents")
        return record(self.data ** n, (self, n * self.data ** (n - 1)))


def variable(x):
    return x if isinstance(x, Variable) else Variable(x)


def record(data, *arguments):
    out = Variable(data)
    TAPE[out.index] = (out, tuple((x.index, slope) for x, slope in arguments))
    return out


def add(x, y):
    x, y = variable(x), variable(y)
    return record(x.data + y.data, (x, 1.0), (y, 1.0))


def mul(x, y):
    x, y = variable(x), variable(y)
    return record(x.data * y.data, (x, y.data), (y, x.data))


def neg(x):
    x = variable(x)
    return record(-x.data, (x, -1.0))


def exp(x):
    e = math.exp(x.data)
    return record(e, (x, e))


def log(x):
    return record(math.log(x.data), (x, 1 / x.data))


def tanh(x):
    t = math.tanh(x.data)
    return record(t, (x, 1 - t * t))


def relu(x):
    return record(x.data if x.data > 0 else 0.0, (x, 1.0 if x.data > 0 else 0.0))


def reset():
    """Begin again; what was computed before cannot be differentiated any more."""
    TAPE.clear()
