"""An engine with the functions of a scientific calculator."""

import math


class Value:
    def __init__(self, data, _parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = _parents  # pairs of a parent and the derivative by it

    def _of(self, data, slope):
        return Value(data, ((self, slope),))

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    __radd__ = __add__
    __rmul__ = __mul__

    def square(self):
        return self._of(self.data * self.data, 2 * self.data)

    def reciprocal(self):
        return self._of(1 / self.data, -1 / self.data**2)

    def cbrt(self):
        root = math.copysign(abs(self.data) ** (1 / 3), self.data)
        return self._of(root, 1 / (3 * root * root))

    def exp2(self):
        power = 2.0**self.data
        return self._of(power, power * math.log(2))

    def expm1(self):
        return self._of(math.expm1(self.data), math.exp(self.data))

    def log2(self):
        return self._of(math.log2(self.data), 1 / (self.data * math.log(2)))

    def log10(self):
        return self._of(math.log10(self.data), 1 / (self.data * math.log(10)))

    def log1p(self):
        return self._of(math.log1p(self.data), 1 / (1 + self.data))

    def tan(self):
        t = math.tan(self.data)
        return self._of(t, 1 + t * t)

    def arcsin(self):
        return self._of(math.asin(self.data), 1 / math.sqrt(1 - self.data**2))

    def arccos(self):
        return self._of(math.acos(self.data), -1 / math.sqrt(1 - self.data**2))

    def arctan(self):
        return self._of(math.atan(self.data), 1 / (1 + self.data * self.data))

    def sinh(self):
        return self._of(math.sinh(self.data), math.cosh(self.data))

    def cosh(self):
        return self._of(math.cosh(self.data), math.sinh(self.data))

    def arcsinh(self):
        return self._of(math.asinh(self.data), 1 / math.sqrt(self.data * self.data + 1))

    def arccosh(self):
        return self._of(math.acosh(self.data), 1 / math.sqrt(self.data * self.data + 1))

    def arctanh(self):
        return self._of(math.atanh(self.data), 1 / (1 - self.data * self.data))

    def softplus(self):
        x = self.data
        return self._of(max(x, 0.0) + math.log1p(math.exp(-abs(x))), 1 / (1 + math.exp(-x)))

    def leaky_relu(self, slope=0.01):
        return self._of(self.data, 1.0) if self.data > 0 else self._of(slope * self.data, slope)

    def elu(self, alpha=1.0):
        x = self.data
        return self._of(x, 1.0) if x > 0 else self._of(alpha * (math.exp(x) - 1), alpha * math.exp(x))

    def silu(self):
        s = 1 / (1 + math.exp(-self.data))
        return self._of(self.data * s, s + self.data * s * (1 - s))

    def gelu(self):
        x = self.data
        below = 0.5 * (1 + math.erf(x / math.sqrt(2)))
        density = math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
        return self._of(x * below, below + x * density)

    def erf(self):
        x = self.data
        return self._of(math.erf(x), 2 / math.sqrt(math.pi) * math.exp(-x * x))

    def hypot(self, other):
        r = math.sqrt(self.data**2 + other.data**2)
        return Value(r, ((self, self.data / r), (other, other.data / r)))

    def arctan2(self, other):
        y, x = self.data, other.data
        r2 = x * x + y * y
        return Value(math.atan2(y, x), ((self, x / r2), (other, -y / r2)))

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((parent, False) for parent, _ in node._parents)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in node._parents:
                parent.grad += node.grad * slope
