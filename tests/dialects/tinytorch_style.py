"""A Tensor that learns of gradients only when autograd is enabled, as in TinyTorch."""

import numpy as np


class Tensor:
    def __init__(self, data, requires_grad=False):
        self.data = np.array(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.grad = None

    def __add__(self, other):
        return Tensor(self.data + _data(other))

    def __sub__(self, other):
        return Tensor(self.data - _data(other))

    def __mul__(self, other):
        return Tensor(self.data * _data(other))

    def __truediv__(self, other):
        return Tensor(self.data / _data(other))

    def __pow__(self, n):
        if isinstance(n, Tensor):
            raise NotImplementedError("only numbers as exponents")
        return Tensor(self.data ** float(n))

    def __neg__(self):
        return Tensor(-self.data)

    def __radd__(self, other):
        return Tensor(other) + self

    def __rsub__(self, other):
        return Tensor(other) - self

    def __rmul__(self, other):
        return Tensor(other) * self

    def __rtruediv__(self, other):
        return Tensor(other) / self

    def exp(self):
        return Tensor(np.exp(self.data))

    def log(self):
        return Tensor(np.log(self.data))

    def tanh(self):
        return Tensor(np.tanh(self.data))

    def relu(self):
        return Tensor(np.maximum(0.0, self.data))


def _data(thing):
    return thing.data if isinstance(thing, Tensor) else thing


class Function:
    def __init__(self, out, *saved):
        self.out, self.saved = out, saved


class AddBackward(Function):
    def apply(self, grad_output):
        return grad_output, grad_output


class SubBackward(Function):
    def apply(self, grad_output):
        return grad_output, -grad_output


class MulBackward(Function):
    def apply(self, grad_output):
        a, b = self.saved
        return grad_output * _data(b), grad_output * _data(a)


class DivBackward(Function):
    def apply(self, grad_output):
        a, b = self.saved
        return grad_output / _data(b), -grad_output * _data(a) / _data(b) ** 2


class PowBackward(Function):
    def apply(self, grad_output):
        a, n = self.saved
        return grad_output * n * a.data ** float(n - 1), None


class NegBackward(Function):
    def apply(self, grad_output):
        return (-grad_output,)


class ExpBackward(Function):
    def apply(self, grad_output):
        return (grad_output * self.out.data,)


class LogBackward(Function):
    def apply(self, grad_output):
        return (grad_output / self.saved[0].data,)


class TanhBackward(Function):
    def apply(self, grad_output):
        t = self.out.data
        return (grad_output * (1 - t * t),)


class ReLUBackward(Function):
    def apply(self, grad_output):
        return (grad_output * (self.saved[0].data > 0),)


def enable_autograd():
    """Give every operation of the class a memory, once."""
    if hasattr(Tensor, "backward"):
        return
    rules = {
        "__add__": AddBackward,
        "__sub__": SubBackward,
        "__mul__": MulBackward,
        "__truediv__": DivBackward,
        "__pow__": PowBackward,
        "__neg__": NegBackward,
        "exp": ExpBackward,
        "log": LogBackward,
        "tanh": TanhBackward,
        "relu": ReLUBackward,
    }
    for name, rule in rules.items():
        setattr(Tensor, name, _tracked(getattr(Tensor, name), rule))
    Tensor.backward = _backward


def _tracked(plain, rule):
    def op(*inputs):
        out = plain(*inputs)
        if any(isinstance(x, Tensor) and x.requires_grad for x in inputs):
            out.requires_grad = True
            out._grad_fn, out._inputs = rule(out, *inputs), inputs
        return out

    return op


def _backward(self, gradient=None):
    gradient = np.ones_like(self.data) if gradient is None else gradient
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for source in getattr(node, "_inputs", ()):
                if isinstance(source, Tensor):
                    visit(source)
            order.append(node)

    visit(self)
    grads = {id(self): gradient}
    for node in reversed(order):
        grad = grads.pop(id(node), None)
        if grad is None or not node.requires_grad:
            continue
        node.grad = grad if node.grad is None else node.grad + grad
        if hasattr(node, "_grad_fn"):
            for source, share in zip(node._inputs, node._grad_fn.apply(grad)):
                if isinstance(source, Tensor):
                    grads[id(source)] = grads.get(id(source), 0.0) + share
