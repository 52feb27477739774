"""Right: one global tape of records; backward walks it in reverse."""

import math

TAPE = []  # one record an operation: (result, its inputs, the derivative by each)


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0
        self.first = None  # the part of the tape that this result depends on
        self.last = None


def record(data, inputs, slopes):
    out = Value(data)
    out.last = len(TAPE)
    out.first = min([i.first for i in inputs if i.first is not None], default=out.last)
    TAPE.append((out, inputs, slopes))
    return out


def as_value(x):
    return x if isinstance(x, Value) else Value(x)


def add(a, b):
    a, b = as_value(a), as_value(b)
    return record(a.data + b.data, (a, b), (1.0, 1.0))


def sub(a, b):
    a, b = as_value(a), as_value(b)
    return record(a.data - b.data, (a, b), (1.0, -1.0))


def mul(a, b):
    a, b = as_value(a), as_value(b)
    return record(a.data * b.data, (a, b), (b.data, a.data))


def div(a, b):
    a, b = as_value(a), as_value(b)
    return record(a.data / b.data, (a, b), (1 / b.data, -a.data / b.data**2))


def power(a, n):
    if isinstance(n, Value):
        raise TypeError("the exponent must be a number")
    return record(a.data**n, (a,), (n * a.data ** (n - 1),))


def tanh(a):
    t = math.tanh(a.data)
    return record(t, (a,), (1 - t * t,))


def exp(a):
    e = math.exp(a.data)
    return record(e, (a,), (e,))


def log(a):
    return record(math.log(a.data), (a,), (1 / a.data,))


def relu(a):
    return record(max(a.data, 0.0), (a,), (1.0 if a.data > 0 else 0.0,))


def backward(self):
    adjoint = {id(self): 1.0}
    touched = {id(self): self}
    if self.last is not None:
        for out, inputs, slopes in reversed(TAPE[self.first : self.last + 1]):
            incoming = adjoint.get(id(out))
            if incoming is None:
                continue  # another expression's record
            for i, slope in zip(inputs, slopes):
                adjoint[id(i)] = adjoint.get(id(i), 0.0) + slope * incoming
                touched[id(i)] = i
    for key, value in touched.items():
        value.grad += adjoint[key]


Value.__add__, Value.__radd__ = add, lambda self, other: add(other, self)
Value.__sub__, Value.__rsub__ = sub, lambda self, other: sub(other, self)
Value.__mul__, Value.__rmul__ = mul, lambda self, other: mul(other, self)
Value.__truediv__, Value.__rtruediv__ = div, lambda self, other: div(other, self)
Value.__neg__ = lambda self: mul(self, -1.0)
Value.__pow__ = power
Value.tanh, Value.exp, Value.log, Value.relu = tanh, exp, log, relu
Value.backward = backward
