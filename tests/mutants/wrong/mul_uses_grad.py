"""Wrong: * multiplies by the other operand's gradient where its number belongs."""

import math


class Value:
    def __init__(self, val, _prev=(), _op=""):
        self.val = val
        self.grad = 0
        self._prev = tuple(_prev)
        self._op = _op
        self._local = lambda: None

    def __repr__(self):
        return f"<{self._op or 'leaf'} {self.val:.4f}>"

    @classmethod
    def of(cls, x):
        return x if isinstance(x, cls) else cls(x)

    def __add__(self, other):
        other = Value.of(other)
        out = Value(self.val + other.val, (self, other), "+")

        def _local():
            self.grad += out.grad
            other.grad += out.grad

        out._local = _local
        return out

    def __sub__(self, other):
        other = Value.of(other)
        out = Value(self.val - other.val, (self, other), "-")

        def _local():
            self.grad += out.grad
            other.grad -= out.grad

        out._local = _local
        return out

    def __mul__(self, other):
        other = Value.of(other)
        out = Value(self.val * other.val, (self, other), "*")

        def _local():
            self.grad += other.grad * out.grad
            other.grad += self.val * out.grad

        out._local = _local
        return out

    def __truediv__(self, other):
        other = Value.of(other)
        out = Value(self.val / other.val, (self, other), "/")

        def _local():
            self.grad += out.grad / other.val
            other.grad -= self.val / other.val**2 * out.grad

        out._local = _local
        return out

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def _unary(self, result, slope, op):
        out = Value(result, (self,), op)

        def _local():
            self.grad += slope * out.grad

        out._local = _local
        return out

    def __neg__(self):
        return self._unary(-self.val, -1, "neg")

    def __pow__(self, n):
        if not isinstance(n, (int, float)):
            raise TypeError("only numbers as exponents")
        return self._unary(self.val**n, n * self.val ** (n - 1), "**")

    def relu(self):
        return self._unary(max(0.0, self.val), 1.0 if self.val > 0 else 0.0, "relu")

    def tanh(self):
        t = math.tanh(self.val)
        return self._unary(t, 1 - t**2, "tanh")

    def exp(self):
        e = math.exp(self.val)
        return self._unary(e, e, "exp")

    def log(self):
        return self._unary(math.log(self.val), 1 / self.val, "log")

    def backward(self):
        order, visited = [], set()

        def visit(node):
            if node in visited:
                return
            visited.add(node)
            for parent in node._prev:
                visit(parent)
            order.append(node)

        visit(self)
        self.grad = 1
        for node in reversed(order):
            node._local()
