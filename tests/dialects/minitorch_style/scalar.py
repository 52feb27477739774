"""The Scalar: a number with a history."""

from .autodiff import backpropagate
from .scalar_functions import EQ, LT, Add, Exp, Inv, Log, Mul, Neg, Pow, ReLU, Tanh

_next_id = 0


class ScalarHistory:
    def __init__(self, last_fn=None, ctx=None, inputs=()):
        self.last_fn = last_fn
        self.ctx = ctx
        self.inputs = inputs


class Scalar:
    def __init__(self, v, back=ScalarHistory(), name=None):
        global _next_id
        _next_id += 1
        self.unique_id = _next_id
        self.data = float(v)
        self.history = back
        self.derivative = None
        self.name = name or str(self.unique_id)

    def __hash__(self):
        return self.unique_id

    def __bool__(self):
        return bool(self.data)

    def __add__(self, b):
        return Add.apply(self, b)

    def __mul__(self, b):
        return Mul.apply(self, b)

    def __truediv__(self, b):
        return Mul.apply(self, Inv.apply(b))

    def __rtruediv__(self, b):
        return Mul.apply(b, Inv.apply(self))

    def __pow__(self, n):
        if isinstance(n, Scalar):
            raise NotImplementedError("the exponent has to be a number")
        return Pow.apply(self, n)

    def __neg__(self):
        return Neg.apply(self)

    def __sub__(self, b):
        return Add.apply(self, -b)

    def __rsub__(self, b):
        return Add.apply(b, -self)

    def __radd__(self, b):
        return self + b

    def __rmul__(self, b):
        return self * b

    def __lt__(self, b):
        return LT.apply(self, b)

    def __eq__(self, b):
        return EQ.apply(self, b)

    def log(self):
        return Log.apply(self)

    def exp(self):
        return Exp.apply(self)

    def tanh(self):
        return Tanh.apply(self)

    def relu(self):
        return ReLU.apply(self)

    def accumulate_derivative(self, x):
        assert self.is_leaf(), "only leaves keep a derivative"
        self.derivative = (self.derivative or 0.0) + x

    def is_leaf(self):
        return self.history.last_fn is None

    def is_constant(self):
        return self.history is None

    @property
    def parents(self):
        return self.history.inputs

    def chain_rule(self, d):
        shares = self.history.last_fn.backward(self.history.ctx, d)
        return zip(self.history.inputs, shares)

    def backward(self, d_output=None):
        backpropagate(self, 1.0 if d_output is None else d_output)
