"""The ops a program may use: arity, domain, and how people write them.

This file travels to the child that runs a submission: standard library only, and
it must not know a derivative, a convention or an expected number.
"""

import math
from dataclasses import dataclass
from typing import Final, final


@final
@dataclass(frozen=True, slots=True)
class Domain:
    """Where an op has a derivative by an operand: an open interval, perhaps without 0.

    Kinks do not count. ``calm`` is the range, both ends included, in which sound engines keep most
    of their digits: neither close to a singular point nor saturated. Random programs keep to it.

    >>> 0.5 in POSITIVE, -1 in POSITIVE, 0 in NONZERO
    (True, False, False)
    """

    lower: float = -math.inf
    upper: float = math.inf
    has_zero: bool = True
    calm: tuple[float, float] = (-math.inf, math.inf)

    def __contains__(self, number: float) -> bool:
        return self.lower < number < self.upper and (self.has_zero or number != 0)

    @property
    def plain(self) -> float:
        """An everyday number of the domain.

        >>> REAL.plain
        1.25
        """
        return 1.25 if 1.25 in self else 0.25


REAL: Final = Domain()
POSITIVE: Final = Domain(lower=0.0, calm=(1e-3, math.inf))
NONZERO: Final = Domain(has_zero=False)


@final
@dataclass(frozen=True, slots=True)
class Operator:
    """An op written with Python's own syntax: ``x + y``, ``-x``, ``abs(x)``.

    >>> Operator("+").write(("a", "2.0"))
    'a + 2.0'
    """

    symbol: str

    def write(self, operands: tuple[str, ...]) -> str:
        """Return the expression as a person would type it."""
        if self.symbol == "abs":
            return f"abs({operands[0]})"
        if len(operands) == 1:
            return f"{self.symbol}{operands[0]}"
        return f"{operands[0]} {self.symbol} {operands[1]}"


@final
@dataclass(frozen=True, slots=True)
class Method:
    """An op written as a method of its first operand: ``x.tanh()``.

    >>> Method("maximum").write(("a", "b"))
    'a.maximum(b)'
    """

    name: str

    def write(self, operands: tuple[str, ...]) -> str:
        """Return the expression as a person would type it."""
        return f"{operands[0]}.{self.name}({', '.join(operands[1:])})"


@final
@dataclass(frozen=True, slots=True)
class Function:
    """An op written as a free function of the engine's module: ``tanh(x)``.

    >>> Function("add").write(("a", "b"))
    'add(a, b)'
    """

    name: str

    def write(self, operands: tuple[str, ...]) -> str:
        """Return the expression as a person would type it."""
        return f"{self.name}({', '.join(operands)})"


@final
@dataclass(frozen=True, slots=True)
class Functor:
    """An op written as a class whose objects are called: ``Tanh()(x)``.

    >>> Functor("ReLU").write(("a",))
    'ReLU()(a)'
    """

    name: str

    def write(self, operands: tuple[str, ...]) -> str:
        """Return the expression as a person would type it."""
        return f"{self.name}()({', '.join(operands)})"


Spelling = Operator | Method | Function | Functor


@final
@dataclass(frozen=True, slots=True)
class OpSpec:
    """What the harness knows of an op independently of any engine.

    ``domains`` has one entry per operand; ``operator`` is empty for an op that
    Python has no syntax for; ``names`` are the method and function names in use,
    the commonest first.
    """

    name: str
    domains: tuple[Domain, ...]
    operator: tuple[Operator, ...]
    names: tuple[str, ...]

    @property
    def arity(self) -> int:
        """The number of operands, 1 or 2."""
        return len(self.domains)

    @property
    def spellings(self) -> tuple[Spelling, ...]:
        """Every way to write the op, in the order in which to try them."""
        methods = tuple(Method(name) for name in self.names)
        functions = tuple(Function(name) for name in self.names)
        functors = tuple(Functor(name) for name in self.names)
        return (*self.operator, *methods, *functions, *functors)


_R, _P, _N = REAL, POSITIVE, NONZERO
_UNIT: Final = Domain(lower=-1.0, upper=1.0, calm=(-0.95, 0.95))


def _within(reach: float) -> tuple[Domain, ...]:
    """Return a domain of all real numbers that is calm as far as ``reach`` from 0."""
    return (Domain(calm=(-reach, reach)),)


# The names are those met in learners' engines; see docs/glossary.md, "Spelling".
_COMMON: Final = (
    OpSpec("add", (_R, _R), (Operator("+"),), ("add", "plus", "sum")),
    OpSpec("sub", (_R, _R), (Operator("-"),), ("sub", "subtract", "minus")),
    OpSpec("mul", (_R, _R), (Operator("*"),), ("mul", "multiply", "times")),
    OpSpec("div", (_R, _N), (Operator("/"),), ("div", "divide", "truediv")),
    OpSpec("pow", (_P, _R), (Operator("**"),), ("pow", "power")),
    OpSpec("neg", (_R,), (Operator("-"),), ("neg", "negate", "negative")),
    OpSpec("abs", (_R,), (Operator("abs"),), ("abs", "absolute", "fabs")),
    OpSpec("relu", (_R,), (), ("relu", "ReLU", "reLU", "Relu", "RELU")),
    OpSpec("tanh", _within(6.0), (), ("tanh", "Tanh")),
    OpSpec("exp", _within(6.0), (), ("exp", "Exp")),
    OpSpec("log", (_P,), (), ("log", "ln", "Log", "natural_log")),
    OpSpec("sqrt", (_P,), (), ("sqrt", "Sqrt", "square_root")),
    OpSpec("sin", (_R,), (), ("sin", "Sin")),
    OpSpec("cos", (_R,), (), ("cos", "Cos")),
    OpSpec("sigmoid", _within(6.0), (), ("sigmoid", "Sigmoid", "sigmod", "logistic")),
    OpSpec("maximum", (_R, _R), (), ("maximum", "max")),
    OpSpec("minimum", (_R, _R), (), ("minimum", "min")),
)
_RARE: Final = (
    OpSpec("square", (_R,), (), ("square", "squared", "sqr")),
    OpSpec("reciprocal", (_N,), (), ("reciprocal", "inv", "inverse", "recip")),
    OpSpec("rsqrt", (_P,), (), ("rsqrt", "inv_sqrt")),
    OpSpec("cbrt", (_N,), (), ("cbrt", "cube_root")),
    OpSpec("exp2", _within(8.0), (), ("exp2",)),
    OpSpec("expm1", _within(6.0), (), ("expm1",)),
    OpSpec("log2", (_P,), (), ("log2",)),
    OpSpec("log10", (_P,), (), ("log10",)),
    OpSpec("log1p", (Domain(lower=-1.0, calm=(-0.99, math.inf)),), (), ("log1p",)),
    OpSpec("tan", _within(1.5), (), ("tan", "Tan")),
    OpSpec("asin", (_UNIT,), (), ("asin", "arcsin")),
    OpSpec("acos", (_UNIT,), (), ("acos", "arccos")),
    OpSpec("atan", (_R,), (), ("atan", "arctan")),
    OpSpec("sinh", _within(6.0), (), ("sinh", "Sinh")),
    OpSpec("cosh", _within(6.0), (), ("cosh", "Cosh")),
    OpSpec("asinh", (_R,), (), ("asinh", "arcsinh")),
    OpSpec("acosh", (Domain(lower=1.0, calm=(1.05, math.inf)),), (), ("acosh", "arccosh")),
    OpSpec("atanh", (_UNIT,), (), ("atanh", "arctanh")),
    OpSpec("softplus", _within(6.0), (), ("softplus", "Softplus", "SoftPlus", "soft_plus")),
    OpSpec("leaky_relu", (_R,), (), ("leaky_relu", "leakyrelu", "leakyReLU", "LeakyReLU", "lrelu")),
    OpSpec("elu", _within(6.0), (), ("elu", "ELU")),
    OpSpec("silu", _within(6.0), (), ("silu", "SiLU", "swish", "Swish")),
    OpSpec("gelu", _within(4.0), (), ("gelu", "GELU", "GeLU")),
    OpSpec("erf", _within(3.0), (), ("erf", "Erf")),
    OpSpec("hypot", (_R, _R), (), ("hypot",)),
    OpSpec("atan2", (_R, _R), (), ("atan2", "arctan2")),
)

CATALOGUE: Final = {spec.name: spec for spec in (*_COMMON, *_RARE)}

COMMON: Final = frozenset(spec.name for spec in _COMMON)
"""The ops that learners' engines have; few have any of the others."""
