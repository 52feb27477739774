"""The ops a program may use: arity, domain, and how people write them.

This file travels to the child that runs a submission: standard library only, and
it must not know a derivative, a convention or an expected number.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final, final


class Domain(Enum):
    """Which numbers an operand may be, kinks and singular points apart."""

    REAL = "any real number"
    POSITIVE = "greater than 0"
    NONZERO = "not 0"


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


Spelling = Operator | Method | Function


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
        return (*self.operator, *methods, *functions)


_R, _P, _N = Domain.REAL, Domain.POSITIVE, Domain.NONZERO

# The names are those met in learners' engines; see docs/glossary.md, "Spelling".
_OPS: Final = (
    OpSpec("add", (_R, _R), (Operator("+"),), ("add", "plus", "sum")),
    OpSpec("sub", (_R, _R), (Operator("-"),), ("sub", "subtract", "minus")),
    OpSpec("mul", (_R, _R), (Operator("*"),), ("mul", "multiply", "times")),
    OpSpec("div", (_R, _N), (Operator("/"),), ("div", "divide", "truediv")),
    OpSpec("pow", (_P, _R), (Operator("**"),), ("pow", "power")),
    OpSpec("neg", (_R,), (Operator("-"),), ("neg", "negate", "negative")),
    OpSpec("abs", (_R,), (Operator("abs"),), ("abs", "absolute", "fabs")),
    OpSpec("relu", (_R,), (), ("relu", "ReLU", "reLU", "Relu", "RELU")),
    OpSpec("tanh", (_R,), (), ("tanh", "Tanh")),
    OpSpec("exp", (_R,), (), ("exp", "Exp")),
    OpSpec("log", (_P,), (), ("log", "ln", "Log", "natural_log")),
    OpSpec("sqrt", (_P,), (), ("sqrt", "Sqrt", "square_root")),
    OpSpec("sin", (_R,), (), ("sin", "Sin")),
    OpSpec("cos", (_R,), (), ("cos", "Cos")),
    OpSpec("sigmoid", (_R,), (), ("sigmoid", "Sigmoid", "sigmod", "logistic")),
    OpSpec("maximum", (_R, _R), (), ("maximum", "max")),
    OpSpec("minimum", (_R, _R), (), ("minimum", "min")),
)

CATALOGUE: Final = {spec.name: spec for spec in _OPS}
