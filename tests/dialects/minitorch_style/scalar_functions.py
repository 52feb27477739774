"""Each function of scalars: forward and backward."""

import math

from . import operators
from .autodiff import Context


class ScalarFunction:
    @classmethod
    def apply(cls, *vals):
        from .scalar import Scalar, ScalarHistory

        scalars = [v if isinstance(v, Scalar) else Scalar(v) for v in vals]
        ctx = Context()
        c = cls.forward(ctx, *(s.data for s in scalars))
        return Scalar(c, ScalarHistory(cls, ctx, scalars))


class Add(ScalarFunction):
    @staticmethod
    def forward(ctx, a, b):
        return a + b

    @staticmethod
    def backward(ctx, d):
        return d, d


class Mul(ScalarFunction):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, d):
        a, b = ctx.saved_values
        return d * b, d * a


class Inv(ScalarFunction):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return 1.0 / a

    @staticmethod
    def backward(ctx, d):
        (a,) = ctx.saved_values
        return (operators.inv_back(a, d),)


class Pow(ScalarFunction):
    @staticmethod
    def forward(ctx, a, n):
        ctx.save_for_backward(a, n)
        return a**n

    @staticmethod
    def backward(ctx, d):
        a, n = ctx.saved_values
        return d * n * a ** (n - 1), 0.0


class Neg(ScalarFunction):
    @staticmethod
    def forward(ctx, a):
        return -a

    @staticmethod
    def backward(ctx, d):
        return (-d,)


class ReLU(ScalarFunction):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return operators.relu(a)

    @staticmethod
    def backward(ctx, d):
        (a,) = ctx.saved_values
        return (d if a > 0 else 0.0,)


class Tanh(ScalarFunction):
    @staticmethod
    def forward(ctx, a):
        t = operators.tanh(a)
        ctx.save_for_backward(t)
        return t

    @staticmethod
    def backward(ctx, d):
        (t,) = ctx.saved_values
        return (d * (1 - t * t),)


class Exp(ScalarFunction):
    @staticmethod
    def forward(ctx, a):
        e = math.exp(a)
        ctx.save_for_backward(e)
        return e

    @staticmethod
    def backward(ctx, d):
        (e,) = ctx.saved_values
        return (d * e,)


class Log(ScalarFunction):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return math.log(a)

    @staticmethod
    def backward(ctx, d):
        (a,) = ctx.saved_values
        return (d / a,)


class LT(ScalarFunction):
    @staticmethod
    def forward(ctx, a, b):
        return 1.0 if a < b else 0.0

    @staticmethod
    def backward(ctx, d):
        return 0.0, 0.0


class EQ(ScalarFunction):
    @staticmethod
    def forward(ctx, a, b):
        return 1.0 if a == b else 0.0

    @staticmethod
    def backward(ctx, d):
        return 0.0, 0.0
