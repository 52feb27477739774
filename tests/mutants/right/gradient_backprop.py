"""Right: other names (value, gradient, backprop), and each pass starts from fresh gradients."""

import math


class Node:
    def __init__(self, value, parents=(), name=""):
        self.value = value
        self.gradient = 0.0
        self.parents = parents
        self.name = name
        self.send = lambda g: ()

    def __repr__(self):
        return f"{self.name or 'Node'}({self.value}; {self.gradient})"

    def _result(self, value, parents, send):
        out = Node(value, parents)
        out.send = send
        return out

    def __add__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        return self._result(self.value + other.value, (self, other), lambda g: (g, g))

    def __mul__(self, other):
        other = other if isinstance(other, Node) else Node(other)
        return self._result(
            self.value * other.value,
            (self, other),
            lambda g: (g * other.value, g * self.value),
        )

    def __pow__(self, other):
        if isinstance(other, Node):
            return self._power_of_nodes(other)
        slope = other * self.value ** (other - 1) if other else 0.0
        return self._result(self.value**other, (self,), lambda g: (g * slope,))

    def _power_of_nodes(self, exponent):
        x, y = self.value, exponent.value
        out = x**y
        by_base = y * x ** (y - 1) if y else 0.0
        by_exponent = out * math.log(x) if x > 0 else (0.0 if x == 0 else math.nan)
        return self._result(out, (self, exponent), lambda g: (g * by_base, g * by_exponent))

    def __rpow__(self, base):
        return Node(base) ** self

    def __neg__(self):
        return self._result(-self.value, (self,), lambda g: (-g,))

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return -self + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self**-1 * other

    def tanh(self):
        t = math.tanh(self.value)
        return self._result(t, (self,), lambda g: (g * (1 - t**2),))

    def relu(self):
        on = self.value > 0
        return self._result(self.value if on else 0.0, (self,), lambda g: (g if on else 0.0,))

    def exp(self):
        e = math.exp(self.value)
        return self._result(e, (self,), lambda g: (g * e,))

    def log(self):
        return self._result(math.log(self.value), (self,), lambda g: (g / self.value,))

    def backprop(self):
        order, seen = [], set()

        def dig(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    dig(parent)
                order.append(node)

        dig(self)
        for node in order:
            node.gradient = 0.0
        self.gradient = 1.0
        for node in reversed(order):
            for parent, share in zip(node.parents, node.send(node.gradient)):
                parent.gradient += share
