"""Right: ints stay ints, and the gradient is None until backward has reached the node."""

import math


class Var:
    def __init__(self, data, operands=()):
        self.data = data
        self.grad = None
        self.operands = operands

    def receive(self, gradient):
        self.grad = gradient if self.grad is None else self.grad + gradient

    def push(self):
        """An input has no operands to push to."""

    def __add__(self, other):
        return Sum(self, wrap(other))

    def __radd__(self, other):
        return Sum(wrap(other), self)

    def __sub__(self, other):
        return Sum(self, Product(wrap(other), Var(-1)))

    def __rsub__(self, other):
        return Sum(wrap(other), Product(self, Var(-1)))

    def __mul__(self, other):
        return Product(self, wrap(other))

    def __rmul__(self, other):
        return Product(wrap(other), self)

    def __neg__(self):
        return Product(self, Var(-1))

    def __pow__(self, exponent):
        assert isinstance(exponent, (int, float))
        return Power(self, exponent)

    def __truediv__(self, other):
        return Product(self, Power(wrap(other), -1))

    def __rtruediv__(self, other):
        return Product(wrap(other), Power(self, -1))

    def relu(self):
        return Relu(self.data if self.data > 0 else 0, (self,))

    def tanh(self):
        return Tanh(math.tanh(self.data), (self,))

    def backward(self):
        order = []
        seen = set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for operand in node.operands:
                    visit(operand)
                order.append(node)

        visit(self)
        self.grad = 1
        for node in order[::-1]:
            node.push()


class Sum(Var):
    def __init__(self, a, b):
        super().__init__(a.data + b.data, (a, b))

    def push(self):
        for operand in self.operands:
            operand.receive(self.grad)


class Product(Var):
    def __init__(self, a, b):
        super().__init__(a.data * b.data, (a, b))

    def push(self):
        a, b = self.operands
        a.receive(self.grad * b.data)
        b.receive(self.grad * a.data)


class Power(Var):
    def __init__(self, base, exponent):
        super().__init__(base.data**exponent, (base,))
        self.exponent = exponent

    def push(self):
        (base,) = self.operands
        base.receive(self.grad * self.exponent * base.data ** (self.exponent - 1))


class Relu(Var):
    def push(self):
        (x,) = self.operands
        x.receive(self.grad if x.data > 0 else 0)


class Tanh(Var):
    def push(self):
        (x,) = self.operands
        x.receive(self.grad * (1 - self.data**2))


def wrap(x):
    return x if isinstance(x, Var) else Var(x)
