"""A class for each operation, below one of nodes, as in a book on object-oriented design."""

import math


class Node:
    def __init__(self, *inputs):
        self.inputs = [x if isinstance(x, Node) else Constant(x) for x in inputs]
        self.derivative = None
        self.value = self.compute(*(node.value for node in self.inputs))

    def compute(self, *values):
        raise NotImplementedError

    def slopes(self, *values):
        return ()

    def __add__(self, other): return Sum(self, other)
    def __radd__(self, other): return Sum(other, self)
    def __sub__(self, other): return Difference(self, other)
    def __rsub__(self, other): return Difference(other, self)
    def __mul__(self, other): return Product(self, other)
    def __rmul__(self, other): return Product(other, self)
    def __truediv__(self, other): return Quotient(self, other)
    def __rtruediv__(self, other): return Quotient(other, self)
    def __neg__(self): return Negation(self)
    def __pow__(self, exponent): return Power(self, exponent)

    def run_backpropagation(self):
        order = []
        self.collect(order, set())
        for node in order:
            node.derivative = 0.0 if node.inputs or node.derivative is None else node.derivative
        self.derivative = 1.0
        for node in reversed(order):
            values = [child.value for child in node.inputs]
            for child, slope in zip(node.inputs, node.slopes(*values)):
                child.derivative += slope * node.derivative

    def collect(self, order, seen):
        if self not in seen:
            seen.add(self)
            for child in self.inputs:
                child.collect(order, seen)
            order.append(self)


class Variable(Node):
    def __init__(self, value):
        self.start = value
        super().__init__()

    def compute(self):
        return self.start


class Constant(Variable):
    """A number that somebody wrote into an expression."""


class Sum(Node):
    def compute(self, x, y): return x + y
    def slopes(self, x, y): return 1.0, 1.0


class Difference(Node):
    def compute(self, x, y): return x - y
    def slopes(self, x, y): return 1.0, -1.0


class Product(Node):
    def compute(self, x, y): return x * y
    def slopes(self, x, y): return y, x


class Quotient(Node):
    def compute(self, x, y): return x / y
    def slopes(self, x, y): return 1 / y, -x / (y * y)


class Negation(Node):
    def compute(self, x): return -x
    def slopes(self, x): return (-1.0,)


class Power(Node):
    def __init__(self, base, exponent):
        if isinstance(exponent, Node):
            raise TypeError("the exponent has to be a number")
        self.exponent = exponent
        super().__init__(base)

    def compute(self, x): return x**self.exponent
    def slopes(self, x): return (self.exponent * x ** (self.exponent - 1),)


class Exp(Node):
    def compute(self, x): return math.exp(x)
    def slopes(self, x): return (self.value,)


class Log(Node):
    def compute(self, x): return math.log(x)
    def slopes(self, x): return (1 / x,)


class Tanh(Node):
    def compute(self, x): return math.tanh(x)

    def slopes(self, x):
        t = self.value
        return (1 - t * t,)


class ReLU(Node):
    def compute(self, x): return max(x, 0)
    def slopes(self, x): return (1.0 if x > 0 else 0.0,)
