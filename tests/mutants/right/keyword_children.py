"""Right: the label is the second positional argument, the children are keyword-only."""

import math


class Value:
    def __init__(self, data, label="", *, children=(), op=None):
        self.data = data
        self.label = label
        self.children = tuple(children)
        self.op = op
        self.grad = 0.0
        self._backward = None

    def __repr__(self):
        return f"{self.label or '?'}={self.data}"

    @staticmethod
    def _node(x):
        return x if isinstance(x, Value) else Value(x, label=str(x))

    def __add__(self, other):
        other = Value._node(other)
        out = Value(self.data + other.data, children=(self, other), op="+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    __radd__ = __add__

    def __mul__(self, other):
        other = Value._node(other)
        out = Value(self.data * other.data, children=(self, other), op="*")

        def _backward():
            self.grad += out.grad * other.data
            other.grad += out.grad * self.data

        out._backward = _backward
        return out

    __rmul__ = __mul__

    def __sub__(self, other):
        other = Value._node(other)
        out = Value(self.data - other.data, children=(self, other), op="-")

        def _backward():
            self.grad += out.grad
            other.grad += -out.grad

        out._backward = _backward
        return out

    def __rsub__(self, other):
        return Value._node(other) - self

    def __neg__(self):
        return self * -1

    def tanh(self):
        out = Value(math.tanh(self.data), children=(self,), op="tanh")

        def _backward():
            self.grad += out.grad * (1 - out.data * out.data)

        out._backward = _backward
        return out

    def exp(self):
        out = Value(math.exp(self.data), children=(self,), op="exp")

        def _backward():
            self.grad += out.grad * out.data

        out._backward = _backward
        return out

    def max(self, other):
        other = Value._node(other)
        out = Value(max(self.data, other.data), children=(self, other), op="max")

        def _backward():
            if self.data >= other.data:
                self.grad += out.grad
            else:
                other.grad += out.grad

        out._backward = _backward
        return out

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for child in v.children:
                    visit(child)
                order.append(v)

        visit(self)
        self.grad = 1.0
        while order:
            v = order.pop()
            if v._backward:
                v._backward()
