"""Wrong: the derivative of abs is +1 for negative numbers too."""

import math


class Var:
    def __init__(self, value, children=(), op="", number=None):
        self.value = value
        self.grad = 0.0
        self.children = children
        self.op = op
        self.number = number  # the constant exponent or base, where there is one

    def __add__(self, other):
        other = as_var(other)
        return Var(self.value + other.value, (self, other), "add")

    def __sub__(self, other):
        other = as_var(other)
        return Var(self.value - other.value, (self, other), "sub")

    def __mul__(self, other):
        other = as_var(other)
        return Var(self.value * other.value, (self, other), "mul")

    def __truediv__(self, other):
        other = as_var(other)
        return Var(self.value / other.value, (self, other), "div")

    def __neg__(self):
        return Var(-self.value, (self,), "neg")

    def __pow__(self, n):
        assert not isinstance(n, Var)
        return Var(self.value**n, (self,), "pow", n)

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return as_var(other) - self

    def __rtruediv__(self, other):
        return as_var(other) / self

    def relu(self):
        return Var(self.value if self.value > 0 else 0, (self,), "relu")

    def tanh(self):
        return Var(math.tanh(self.value), (self,), "tanh")

    def exp(self):
        return Var(math.exp(self.value), (self,), "exp")

    def log(self):
        return Var(math.log(self.value), (self,), "log")

    def sqrt(self):
        return Var(math.sqrt(self.value), (self,), "sqrt")

    def __abs__(self):
        return Var(abs(self.value), (self,), "abs")

    def _push(self):
        """Hand this node's gradient on to its children."""
        g = self.grad
        if self.op in ("add", "sub", "mul", "div"):
            a, b = self.children
            if self.op == "add":
                a.grad += g
                b.grad += g
            elif self.op == "sub":
                a.grad += g
                b.grad -= g
            elif self.op == "mul":
                a.grad += g * b.value
                b.grad += g * a.value
            else:
                a.grad += g / b.value
                b.grad -= g * a.value / b.value**2
        elif self.op:
            (a,) = self.children
            a.grad += g * self._slope(a.value)

    def _slope(self, x):
        n = self.number
        match self.op:
            case "neg":
                return -1.0
            case "pow":
                return n * x ** (n - 1)
            case "relu":
                return 1.0 if x > 0 else 0.0
            case "tanh":
                return 1.0 - self.value**2
            case "exp":
                return self.value
            case "log":
                return 1.0 / x
            case "sqrt":
                return 0.5 / self.value
            case "abs":
                return float(x != 0)

    def backward(self):
        order, seen = [], set()

        def collect(node):
            if id(node) in seen:
                return
            seen.add(id(node))
            for child in node.children:
                collect(child)
            order.append(node)

        collect(self)
        self.grad = 1.0
        while order:
            order.pop()._push()


def as_var(x):
    return x if isinstance(x, Var) else Var(x)
