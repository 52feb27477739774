from typing import Dict, List, Optional, Tuple

import numpy


class Op:
    """An operation: `compute` works on arrays, `gradient` on tensors."""

    def __call__(self, *args):
        return Tensor.make_from_op(self, args)

    def compute(self, *args):
        raise NotImplementedError()

    def gradient(self, out_grad: "Tensor", node: "Tensor"):
        raise NotImplementedError()

    def gradient_as_tuple(self, out_grad: "Tensor", node: "Tensor") -> Tuple["Tensor"]:
        output = self.gradient(out_grad, node)
        return output if isinstance(output, tuple) else (output,)


class TensorOp(Op):
    """ Op class specialized to output tensors """


class Tensor:
    grad: "Tensor"

    def __init__(self, array, *, device=None, dtype=None, requires_grad=True):
        if isinstance(array, Tensor):
            array = array.numpy()
        dtype = dtype or "float32"
        self._init(None, (), numpy.array(array, dtype=dtype), requires_grad)

    def _init(self, op: Optional[Op], inputs, cached_data, requires_grad):
        self.op = op
        self.inputs = inputs
        self.cached_data = cached_data
        self.requires_grad = requires_grad

    @staticmethod
    def make_from_op(op: Op, inputs):
        tensor = Tensor.__new__(Tensor)
        tensor._init(op, inputs, None, any(x.requires_grad for x in inputs))
        tensor.realize_cached_data()
        return tensor

    @staticmethod
    def make_const(data):
        tensor = Tensor.__new__(Tensor)
        tensor._init(None, (), data, False)
        return tensor

    def realize_cached_data(self):
        if self.cached_data is None:
            self.cached_data = self.op.compute(*[x.realize_cached_data() for x in self.inputs])
        return self.cached_data

    @property
    def data(self):
        return self.detach()

    def detach(self):
        return Tensor.make_const(self.realize_cached_data())

    @property
    def shape(self):
        return numpy.shape(self.realize_cached_data())

    @property
    def dtype(self):
        return self.realize_cached_data().dtype

    def numpy(self):
        return self.realize_cached_data()

    def __repr__(self):
        return "needle.Tensor(" + str(self.realize_cached_data()) + ")"

    def backward(self, out_grad=None):
        out_grad = out_grad if out_grad else Tensor(numpy.ones(self.shape), dtype=self.dtype)
        compute_gradient_of_variables(self, out_grad)

    def __bool__(self):
        return True

    def __add__(self, other):
        if isinstance(other, Tensor):
            return ops.EWiseAdd()(self, other)
        return ops.AddScalar(other)(self)

    def __mul__(self, other):
        if isinstance(other, Tensor):
            return ops.EWiseMul()(self, other)
        return ops.MulScalar(other)(self)

    def __pow__(self, other):
        if isinstance(other, Tensor):
            raise NotImplementedError()
        return ops.PowerScalar(other)(self)

    def __sub__(self, other):
        if isinstance(other, Tensor):
            return ops.EWiseAdd()(self, ops.Negate()(other))
        return ops.AddScalar(-other)(self)

    def __rsub__(self, other):
        return ops.AddScalar(other)(-self)

    def __truediv__(self, other):
        if isinstance(other, Tensor):
            return ops.EWiseDiv()(self, other)
        return ops.DivScalar(other)(self)

    def __rtruediv__(self, other):
        return ops.MulScalar(other)(self ** -1)

    def __neg__(self):
        return ops.Negate()(self)

    __radd__ = __add__
    __rmul__ = __mul__


def compute_gradient_of_variables(output_tensor: Tensor, out_grad: Tensor) -> None:
    """Store the gradient of the output in `grad` of each tensor that it was made from."""
    node_to_output_grads_list: Dict[int, List[Tensor]] = {id(output_tensor): [out_grad]}
    for node in reversed(find_topo_sort([output_tensor])):
        node.grad = sum_node_list(node_to_output_grads_list[id(node)])
        if node.op is None:
            continue
        for inp, grad in zip(node.inputs, node.op.gradient_as_tuple(node.grad, node)):
            node_to_output_grads_list.setdefault(id(inp), []).append(grad)


def find_topo_sort(node_list: List[Tensor]) -> List[Tensor]:
    visited: set = set()
    topo_order: List[Tensor] = []
    for node in node_list:
        topo_sort_dfs(node, visited, topo_order)
    return topo_order


def topo_sort_dfs(node, visited, topo_order):
    if id(node) in visited:
        return
    visited.add(id(node))
    for inp in node.inputs:
        topo_sort_dfs(inp, visited, topo_order)
    topo_order.append(node)


def sum_node_list(node_list):
    total = node_list[0]
    for node in node_list[1:]:
        total = total + node
    return total


from . import ops  # noqa: E402  (ops needs Tensor)
