"""A Value with labels and a picture, and a demonstration below, as in a lecture's notebook."""

import math

import matplotlib.pyplot as plt
from graphviz import Digraph


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op
        self.label = label

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only numbers as exponents"
        out = Value(self.data**other, (self,), f"**{other}")

        def _backward():
            self.grad += other * self.data ** (other - 1) * out.grad

        out._backward = _backward
        return out

    def _unary(self, data, slope):
        out = Value(data, (self,))

        def _backward():
            self.grad += slope * out.grad

        out._backward = _backward
        return out

    def relu(self):
        return self._unary(max(0.0, self.data), float(self.data > 0))

    def tanh(self):
        t = math.tanh(self.data)
        return self._unary(t, 1 - t * t)

    def exp(self):
        e = math.exp(self.data)
        return self._unary(e, e)

    def log(self):
        return self._unary(math.log(self.data), 1 / self.data)

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node._prev:
                    visit(child)
                order.append(node)

        visit(self)
        self.grad = 1
        for node in reversed(order):
            node._backward()

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"


def draw_dot(root):
    dot = Digraph(format="svg", graph_attr={"rankdir": "LR"})
    for node in (root, *root._prev):
        dot.node(name=str(id(node)), label=f"{node.label} | {node.data:.4f} | {node.grad:.4f}")
    return dot


a, b = Value(2.0, label="a"), Value(-3.0, label="b")
L = (a * b + 10.0).tanh()
L.label = "L"
L.backward()
draw_dot(L)
fig, ax = plt.subplots()
ax.plot([a.data, b.data], [a.grad, b.grad])
plt.show()
