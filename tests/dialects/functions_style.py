"""Functions over records on a tape; nothing is a method."""

import math

TAPE = []


class Node:
    def __init__(self, val):
        self.val = val
        self.adjoint = 0.0


def _node(thing):
    return thing if isinstance(thing, Node) else Node(thing)


def _record(val, *shares):
    out = Node(val)
    TAPE.append((out, shares))
    return out


def add(a, b):
    a, b = _node(a), _node(b)
    return _record(a.val + b.val, (a, 1.0), (b, 1.0))


def sub(a, b):
    a, b = _node(a), _node(b)
    return _record(a.val - b.val, (a, 1.0), (b, -1.0))


def mul(a, b):
    a, b = _node(a), _node(b)
    return _record(a.val * b.val, (a, b.val), (b, a.val))


def div(a, b):
    a, b = _node(a), _node(b)
    return _record(a.val / b.val, (a, 1 / b.val), (b, -a.val / b.val**2))


def power(a, n):
    if isinstance(n, Node) or not isinstance(a, Node):
        raise TypeError("power takes a node and a number")
    return _record(a.val**n, (a, n * a.val ** (n - 1)))


def neg(a):
    return _record(-a.val, (a, -1.0))


def relu(a):
    return _record(max(0.0, a.val), (a, float(a.val > 0)))


def tanh(a):
    t = math.tanh(a.val)
    return _record(t, (a, 1 - t * t))


def exp(a):
    e = math.exp(a.val)
    return _record(e, (a, e))


def log(a):
    return _record(math.log(a.val), (a, 1 / a.val))


def backprop(y):
    adjoints = {id(y): 1.0}
    for out, shares in reversed(TAPE):
        seed = adjoints.get(id(out))
        if seed is not None:
            for node, slope in shares:
                adjoints[id(node)] = adjoints.get(id(node), 0.0) + slope * seed
    for out, shares in TAPE:
        for node in (out, *(node for node, _ in shares)):
            node.adjoint += adjoints.pop(id(node), 0.0)
