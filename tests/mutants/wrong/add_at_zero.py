"""Wrong: + sends no gradient back where the sum is 0."""

import math


class Value:
    def __init__(self, data, _children=(), _op=""):
        self.data = float(data)
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    @staticmethod
    def wrap(o):
        return o if isinstance(o, Value) else Value(o)

    def __add__(self, other):
        other = Value.wrap(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            if out.data:
                self.grad += out.grad
                other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = Value.wrap(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __sub__(self, other):
        other = Value.wrap(other)
        out = Value(self.data - other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad -= out.grad

        out._backward = _backward
        return out

    def __truediv__(self, other):
        other = Value.wrap(other)
        out = Value(self.data / other.data, (self, other))

        def _backward():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out._backward = _backward
        return out

    def __pow__(self, other):
        other = Value.wrap(other)
        out = Value(self.data**other.data, (self, other))

        def _backward():
            self.grad += other.data * self.data ** (other.data - 1) * out.grad
            if self.data > 0:
                other.grad += out.data * math.log(self.data) * out.grad

        out._backward = _backward
        return out

    def __radd__(self, o):
        return Value.wrap(o) + self

    def __rsub__(self, o):
        return Value.wrap(o) - self

    def __rmul__(self, o):
        return Value.wrap(o) * self

    def __rtruediv__(self, o):
        return Value.wrap(o) / self

    def __rpow__(self, o):
        return Value.wrap(o) ** self

    def _unary(self, value, slope):
        out = Value(value, (self,))

        def _backward():
            self.grad += slope * out.grad

        out._backward = _backward
        return out

    def __neg__(self):
        return self._unary(-self.data, -1.0)

    def __abs__(self):
        return self._unary(abs(self.data), 1.0 if self.data > 0 else -1.0 if self.data < 0 else 0.0)

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

    def sqrt(self):
        r = math.sqrt(self.data)
        return self._unary(r, 0.5 / r)

    def sin(self):
        return self._unary(math.sin(self.data), math.cos(self.data))

    def cos(self):
        return self._unary(math.cos(self.data), -math.sin(self.data))

    def sigmoid(self):
        x = self.data
        s = 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))
        return self._unary(s, s * (1 - s))

    def maximum(self, other):
        other = Value.wrap(other)
        out = Value(max(self.data, other.data), (self, other))

        def _backward():
            if self.data >= other.data:
                self.grad += out.grad
            else:
                other.grad += out.grad

        out._backward = _backward
        return out

    def minimum(self, other):
        other = Value.wrap(other)
        out = Value(min(self.data, other.data), (self, other))

        def _backward():
            if self.data <= other.data:
                self.grad += out.grad
            else:
                other.grad += out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, seen = [], set()

        def build(v):
            if id(v) not in seen:
                seen.add(id(v))
                for c in v._prev:
                    build(c)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()
