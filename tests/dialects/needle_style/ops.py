"""The operations: each computes, and says its gradient in operations."""

import numpy

from .autograd import Op, Tensor


class EWiseAdd(Op):
    def compute(self, a, b):
        return a + b

    def gradient(self, out_grad, node):
        return out_grad, out_grad


class AddScalar(Op):
    def __init__(self, scalar):
        self.scalar = scalar

    def compute(self, a):
        return a + self.scalar

    def gradient(self, out_grad, node):
        return out_grad


class EWiseMul(Op):
    def compute(self, a, b):
        return a * b

    def gradient(self, out_grad, node):
        a, b = node.inputs
        return out_grad * b, out_grad * a


class MulScalar(Op):
    def __init__(self, scalar):
        self.scalar = scalar

    def compute(self, a):
        return a * self.scalar

    def gradient(self, out_grad, node):
        return out_grad * self.scalar


class PowerScalar(Op):
    def __init__(self, scalar):
        self.scalar = scalar

    def compute(self, a):
        return numpy.power(a, float(self.scalar))

    def gradient(self, out_grad, node):
        (a,) = node.inputs
        return out_grad * (a ** (self.scalar - 1) * self.scalar)


class Exp(Op):
    def compute(self, a):
        return numpy.exp(a)

    def gradient(self, out_grad, node):
        return out_grad * node


class Log(Op):
    def compute(self, a):
        return numpy.log(a)

    def gradient(self, out_grad, node):
        return out_grad / node.inputs[0]


class TanhOp(Op):
    def compute(self, a):
        return numpy.tanh(a)

    def gradient(self, out_grad, node):
        t = node
        return out_grad * (1 - t * t)


class ReLUOp(Op):
    def compute(self, a):
        return numpy.maximum(a, 0)

    def gradient(self, out_grad, node):
        return out_grad * Tensor(node.inputs[0].numpy() > 0)


def exp(a):
    return Exp()(a)


def log(a):
    return Log()(a)


def tanh(a):
    return TanhOp()(a)


def relu(a):
    return ReLUOp()(a)
