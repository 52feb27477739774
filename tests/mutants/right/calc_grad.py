"""Right: unusual names; the backward pass is called calc_grad."""

import math


class Autodiff:
    def __init__(self, data, _children=(), _op=""):
        self.number = float(data)
        self.sensitivity = 0.0
        self._prev = _children
        self._backward = lambda: None

    @staticmethod
    def wrap(o):
        return o if isinstance(o, Autodiff) else Autodiff(o)

    def __add__(self, other):
        other = Autodiff.wrap(other)
        out = Autodiff(self.number + other.number, (self, other))

        def _backward():
            self.sensitivity += out.sensitivity
            other.sensitivity += out.sensitivity

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = Autodiff.wrap(other)
        out = Autodiff(self.number * other.number, (self, other))

        def _backward():
            self.sensitivity += other.number * out.sensitivity
            other.sensitivity += self.number * out.sensitivity

        out._backward = _backward
        return out

    def __sub__(self, other):
        other = Autodiff.wrap(other)
        out = Autodiff(self.number - other.number, (self, other))

        def _backward():
            self.sensitivity += out.sensitivity
            other.sensitivity -= out.sensitivity

        out._backward = _backward
        return out

    def __truediv__(self, other):
        other = Autodiff.wrap(other)
        out = Autodiff(self.number / other.number, (self, other))

        def _backward():
            self.sensitivity += out.sensitivity / other.number
            other.sensitivity -= out.sensitivity * self.number / other.number**2

        out._backward = _backward
        return out

    def __pow__(self, other):
        other = Autodiff.wrap(other)
        out = Autodiff(self.number**other.number, (self, other))

        def _backward():
            self.sensitivity += other.number * self.number ** (other.number - 1) * out.sensitivity
            if self.number > 0:
                other.sensitivity += out.number * math.log(self.number) * out.sensitivity

        out._backward = _backward
        return out

    def __radd__(self, o):
        return Autodiff.wrap(o) + self

    def __rsub__(self, o):
        return Autodiff.wrap(o) - self

    def __rmul__(self, o):
        return Autodiff.wrap(o) * self

    def __rtruediv__(self, o):
        return Autodiff.wrap(o) / self

    def __rpow__(self, o):
        return Autodiff.wrap(o) ** self

    def _unary(self, value, slope):
        out = Autodiff(value, (self,))

        def _backward():
            self.sensitivity += slope * out.sensitivity

        out._backward = _backward
        return out

    def __neg__(self):
        return self._unary(-self.number, -1.0)

    def __abs__(self):
        return self._unary(abs(self.number), 1.0 if self.number > 0 else -1.0 if self.number < 0 else 0.0)

    def relu(self):
        return self._unary(max(0.0, self.number), float(self.number > 0))

    def tanh(self):
        t = math.tanh(self.number)
        return self._unary(t, 1 - t * t)

    def exp(self):
        e = math.exp(self.number)
        return self._unary(e, e)

    def log(self):
        return self._unary(math.log(self.number), 1 / self.number)

    def sqrt(self):
        r = math.sqrt(self.number)
        return self._unary(r, 0.5 / r)

    def sin(self):
        return self._unary(math.sin(self.number), math.cos(self.number))

    def cos(self):
        return self._unary(math.cos(self.number), -math.sin(self.number))

    def sigmoid(self):
        x = self.number
        s = 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))
        return self._unary(s, s * (1 - s))

    def maximum(self, other):
        other = Autodiff.wrap(other)
        out = Autodiff(max(self.number, other.number), (self, other))

        def _backward():
            if self.number >= other.number:
                self.sensitivity += out.sensitivity
            else:
                other.sensitivity += out.sensitivity

        out._backward = _backward
        return out

    def minimum(self, other):
        other = Autodiff.wrap(other)
        out = Autodiff(min(self.number, other.number), (self, other))

        def _backward():
            if self.number <= other.number:
                self.sensitivity += out.sensitivity
            else:
                other.sensitivity += out.sensitivity

        out._backward = _backward
        return out

    def calc_grad(self):
        topo, seen = [], set()

        def build(v):
            if id(v) not in seen:
                seen.add(id(v))
                for c in v._prev:
                    build(c)
                topo.append(v)

        build(self)
        self.sensitivity = 1.0
        for v in reversed(topo):
            v._backward()
