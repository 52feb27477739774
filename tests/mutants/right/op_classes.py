"""Right: every operation is a class with forward and backward; a node remembers its class."""

import math


class Function:
    @classmethod
    def apply(cls, *inputs):
        inputs = tuple(i if isinstance(i, Scalar) else Scalar(i) for i in inputs)
        numbers = tuple(i.data for i in inputs)
        result = cls.forward(*numbers)
        return Scalar(result, cls, inputs)


class Add(Function):
    @staticmethod
    def forward(x, y):
        return x + y

    @staticmethod
    def backward(g, out, x, y):
        return g, g


class Mul(Function):
    @staticmethod
    def forward(x, y):
        return x * y

    @staticmethod
    def backward(g, out, x, y):
        return g * y, g * x


class Inv(Function):
    @staticmethod
    def forward(x):
        return 1.0 / x

    @staticmethod
    def backward(g, out, x):
        return (-g / x**2,)


class Exp(Function):
    forward = staticmethod(math.exp)

    @staticmethod
    def backward(g, out, x):
        return (g * out,)


class Log(Function):
    forward = staticmethod(math.log)

    @staticmethod
    def backward(g, out, x):
        return (g / x,)


class ReLU(Function):
    @staticmethod
    def forward(x):
        return x if x > 0 else 0.0

    @staticmethod
    def backward(g, out, x):
        return (g if x > 0 else 0.0,)


class Scalar:
    def __init__(self, data, function=None, inputs=()):
        self.data = float(data)
        self.grad = None
        self.function = function
        self.inputs = inputs

    def backward(self):
        order = []
        self._collect(order, set())
        adjoint = {self: 1.0}
        for node in reversed(order):
            g = adjoint[node]
            node.grad = g if node.grad is None else node.grad + g
            if node.function is not None:
                numbers = [i.data for i in node.inputs]
                for i, share in zip(node.inputs, node.function.backward(g, node.data, *numbers)):
                    adjoint[i] = adjoint.get(i, 0.0) + share

    def _collect(self, order, seen):
        if self not in seen:
            seen.add(self)
            for i in self.inputs:
                i._collect(order, seen)
            order.append(self)

    def __add__(self, other):
        return Add.apply(self, other)

    def __radd__(self, other):
        return Add.apply(other, self)

    def __mul__(self, other):
        return Mul.apply(self, other)

    def __rmul__(self, other):
        return Mul.apply(other, self)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __truediv__(self, other):
        return self * Inv.apply(other)

    def exp(self):
        return Exp.apply(self)

    def log(self):
        return Log.apply(self)

    def relu(self):
        return ReLU.apply(self)
