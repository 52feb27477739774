from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Optional, Sequence, Tuple, Type, Union

from .autodiff import Context, backpropagate
from .scalar_functions import EQ, LT, Add, Exp, Inv, Log, Mul, Neg, Power, ReLU, ScalarFunction, Tanh

ScalarLike = Union[float, int, "Scalar"]


@dataclass
class ScalarHistory:
    "The last function that was called, its context and its inputs; empty for a leaf."

    last_fn: Optional[Type[ScalarFunction]] = None
    ctx: Optional[Context] = None
    inputs: Sequence[Scalar] = ()


_var_count = 0


class Scalar:
    "A scalar value for autodifferentiation that tracks how it was made."

    def __init__(self, v: float, back: ScalarHistory = ScalarHistory(), name: Optional[str] = None):
        global _var_count
        _var_count += 1
        self.unique_id: int = _var_count
        self.data: float = float(v)
        self.history: Optional[ScalarHistory] = back
        self.derivative: Optional[float] = None
        self.name: str = str(self.unique_id) if name is None else name

    def __repr__(self) -> str:
        return "Scalar(%f)" % self.data

    def __hash__(self) -> int:
        return self.unique_id

    def __bool__(self) -> bool:
        return bool(self.data)

    def __add__(self, b: ScalarLike) -> Scalar:
        return Add.apply(self, b)

    def __radd__(self, b: ScalarLike) -> Scalar:
        return self + b

    def __sub__(self, b: ScalarLike) -> Scalar:
        return Add.apply(self, -b)

    def __rsub__(self, b: ScalarLike) -> Scalar:
        return Add.apply(b, -self)

    def __mul__(self, b: ScalarLike) -> Scalar:
        return Mul.apply(self, b)

    def __rmul__(self, b: ScalarLike) -> Scalar:
        return self * b

    def __truediv__(self, b: ScalarLike) -> Scalar:
        return Mul.apply(self, Inv.apply(b))

    def __rtruediv__(self, b: ScalarLike) -> Scalar:
        return Mul.apply(b, Inv.apply(self))

    def __pow__(self, n: float) -> Scalar:
        if isinstance(n, Scalar):
            raise NotImplementedError("the exponent must be a number")
        return Power.apply(self, n)

    def __neg__(self) -> Scalar:
        return Neg.apply(self)

    def __lt__(self, b: ScalarLike) -> Scalar:
        return LT.apply(self, b)

    def __gt__(self, b: ScalarLike) -> Scalar:
        return LT.apply(b, self)

    def __eq__(self, b: ScalarLike) -> Scalar:
        return EQ.apply(b, self)

    def log(self) -> Scalar:
        return Log.apply(self)

    def exp(self) -> Scalar:
        return Exp.apply(self)

    def tanh(self) -> Scalar:
        return Tanh.apply(self)

    def relu(self) -> Scalar:
        return ReLU.apply(self)

    # Variable elements for backprop

    def accumulate_derivative(self, x: float) -> None:
        "Add to the derivative; only for leaves."
        assert self.is_leaf(), "Only leaf variables can have derivatives."
        if self.derivative is None:
            self.derivative = 0.0
        self.derivative += x

    def is_leaf(self) -> bool:
        "True if this variable was created by the user."
        return self.history is not None and self.history.last_fn is None

    def is_constant(self) -> bool:
        return self.history is None

    @property
    def parents(self) -> Iterable[Scalar]:
        assert self.history is not None
        return self.history.inputs

    def chain_rule(self, d_output: float) -> Iterable[Tuple[Scalar, float]]:
        h = self.history
        assert h is not None and h.last_fn is not None and h.ctx is not None
        return zip(h.inputs, h.last_fn._backward(h.ctx, d_output))

    def backward(self, d_output: Optional[float] = None) -> None:
        "Fill in the derivatives of the leaves that made this scalar; starts from 1 by default."
        if d_output is None:
            d_output = 1.0
        backpropagate(self, d_output)
