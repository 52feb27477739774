"""The Tensor, and the backward pass in its own operations."""

import numpy


class Op:
    def __call__(self, *inputs):
        out = Tensor.__new__(Tensor)
        out.op, out.inputs = self, inputs
        out.cached_data = self.compute(*(x.cached_data for x in inputs))
        out.grad = None
        return out


class Tensor:
    def __init__(self, array, *, device=None, dtype="float64", requires_grad=True):
        self.cached_data = numpy.array(array, dtype=dtype)
        self.op, self.inputs = None, ()
        self.requires_grad = requires_grad
        self.grad = None

    def numpy(self):
        return self.cached_data

    @property
    def shape(self):
        return self.cached_data.shape

    def __add__(self, other):
        from . import ops

        if isinstance(other, Tensor):
            return ops.EWiseAdd()(self, other)
        return ops.AddScalar(other)(self)

    def __mul__(self, other):
        from . import ops

        if isinstance(other, Tensor):
            return ops.EWiseMul()(self, other)
        return ops.MulScalar(other)(self)

    def __pow__(self, other):
        from . import ops

        if isinstance(other, Tensor):
            raise NotImplementedError
        return ops.PowerScalar(other)(self)

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * other**-1.0

    def __rtruediv__(self, other):
        return self**-1.0 * other

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self, out_grad=None):
        out_grad = out_grad or Tensor(numpy.ones(self.shape))
        compute_gradient_of_variables(self, out_grad)


def compute_gradient_of_variables(output, out_grad):
    shares = {id(output): [out_grad]}
    for node in reversed(find_topo_sort(output)):
        total = shares[id(node)][0]
        for share in shares[id(node)][1:]:
            total = total + share
        node.grad = total if node.grad is None else node.grad + total
        if node.op is not None:
            gradients = node.op.gradient(total, node)
            gradients = gradients if isinstance(gradients, tuple) else (gradients,)
            for source, share in zip(node.inputs, gradients):
                shares.setdefault(id(source), []).append(share)


def find_topo_sort(output):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for source in node.inputs:
                visit(source)
            order.append(node)

    visit(output)
    return order
