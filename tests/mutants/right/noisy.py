"""Right: talks while it is imported and at every step of backward."""

import math

print("autograd engine, version 0.3 (debug build)")


class Value:
    count = 0

    def __init__(self, data, _children=(), _op="", label=""):
        Value.count += 1
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._op = _op
        self.label = label or f"v{Value.count}"
        self._backward = lambda: None

    def __str__(self):
        return f"{self.label}: data {self.data:.3f}, grad {self.grad:.3f}"

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

    def relu(self):
        out = Value(max(0.0, self.data), (self,), "relu")

        def _backward():
            if out.data > 0:
                self.grad += out.grad

        out._backward = _backward
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def backward(self):
        order, visited = [], set()

        def build(v):
            if v in visited:
                print("   already seen", v.label)
                return
            visited.add(v)
            for child in v._prev:
                build(child)
            order.append(v)

        build(self)
        print(f"backward through {len(order)} nodes")
        self.grad = 1.0
        for v in reversed(order):
            v._backward()
            print("  ", v)
        print("done", "-" * 40)


if True:  # left from debugging
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    (a * b + a).relu().backward()
    print(f"a.grad should be 0: {a.grad}")
