"""The forms: every way in use to compute an op's value or a partial derivative.

A form is a few steps of ``Rounded`` arithmetic; the hull of an op is the union of
its forms. docs/acceptance.md holds the same table for readers, and says what being
listed means. A form that another one contains in every ball is not repeated: x*x,
for instance, lies in x**2, and x + (-y) is x - y.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, final

from verification.catalogue import Domain
from verification.oracles import exponentials as exps
from verification.oracles.ball import Rounded

ValueRule = Callable[[Rounded, Rounded], Rounded]
"""Operands in, value out; an op of one operand ignores the second."""

PartialRule = Callable[[Rounded, Rounded, Rounded], Rounded]
"""Operands and rounded output in, one partial derivative out."""

Rule = TypeVar("Rule", ValueRule, PartialRule)


@final
@dataclass(frozen=True, slots=True)
class Form(Generic[Rule]):
    """One way to compute a number; ``name`` is how the documentation writes it.

    A form that takes the logarithm of x, or divides by it, is a form only where it can.
    """

    name: str
    rule: Rule
    where: Domain = Domain.REAL


@final
@dataclass(frozen=True, slots=True)
class Forms:
    """An op's forms: listed ones, and weaker ones that lose accuracy somewhere.

    ``partials`` has one group per operand. ``terms`` is how many separate additions
    to one operand's adjoint a listed or weaker form may make: ten for a tenth power.
    """

    values: tuple[Form[ValueRule], ...]
    partials: tuple[tuple[Form[PartialRule], ...], ...]
    weaker_values: tuple[Form[ValueRule], ...] = ()
    weaker_partials: tuple[tuple[Form[PartialRule], ...], ...] = ()
    terms: int = 1


def _one(x: Rounded, y: Rounded, out: Rounded) -> Rounded:
    return x.rounding.exact(1)


def _minus_one(x: Rounded, y: Rounded, out: Rounded) -> Rounded:
    return x.rounding.exact(-1)


def _quarter(x: Rounded) -> Rounded:
    return x.rounding.pi() / 2


FORMS: Final = {
    "add": Forms(
        values=(Form("x + y", lambda x, y: x + y),),
        partials=((Form("1", _one),), (Form("1", _one),)),
    ),
    "sub": Forms(
        values=(Form("x - y", lambda x, y: x - y),),
        partials=((Form("1", _one),), (Form("-1", _minus_one),)),
    ),
    "mul": Forms(
        values=(Form("x * y", lambda x, y: x * y),),
        partials=(
            (Form("y", lambda x, y, out: y),),
            (Form("x", lambda x, y, out: x),),
        ),
    ),
    "div": Forms(
        values=(Form("x * y**-1", lambda x, y: x * y**-1),),
        partials=(
            (Form("y**-1", lambda x, y, out: y**-1),),
            (
                Form("-x * y**-2", lambda x, y, out: -(x * y**-2)),
                Form("-out * y**-1", lambda x, y, out: -(out * y**-1)),
            ),
        ),
    ),
    "pow": Forms(
        values=(Form("x**y", lambda x, y: x**y),),
        partials=(
            (
                Form("y * x**(y - 1)", lambda x, y, out: y * x ** (y - 1)),
                Form("y * out * x**-1", lambda x, y, out: y * out * x**-1, where=Domain.NONZERO),
            ),
            (Form("out * log(x)", lambda x, y, out: out * x.log()),),
        ),
        weaker_values=(
            Form("exp(y * log(x))", lambda x, y: (y * x.log()).exp(), where=Domain.POSITIVE),
        ),
        weaker_partials=(
            (),
            (
                Form(
                    "exp(y * log(x)) * log(x)",
                    lambda x, y, out: (y * x.log()).exp() * x.log(),
                    where=Domain.POSITIVE,
                ),
            ),
        ),
        terms=10,
    ),
    "neg": Forms(
        values=(Form("-x", lambda x, y: -x),),
        partials=((Form("-1", _minus_one),),),
    ),
    "abs": Forms(
        values=(
            Form("abs(x)", lambda x, y: abs(x)),
            Form("sqrt(x * x)", lambda x, y: (x * x).sqrt()),
        ),
        partials=(
            (
                Form("sign(x)", lambda x, y, out: x.above(0) * 2 - 1),
                Form("x / out", lambda x, y, out: x / out, where=Domain.NONZERO),
            ),
        ),
    ),
    "relu": Forms(
        values=(Form("max(x, 0)", lambda x, y: x.maximum(0)),),
        partials=((Form("x > 0", lambda x, y, out: x.above(0)),),),
    ),
    "tanh": Forms(
        values=(Form("tanh(x)", lambda x, y: x.tanh()),),
        partials=(
            (
                Form("1 - out**2", lambda x, y, out: 1 - out**2),
                Form("(1 - out) * (1 + out)", lambda x, y, out: (1 - out) * (1 + out)),
                Form("cosh(x)**-2", lambda x, y, out: x.cosh() ** -2),
                Form("4 * (exp(x) + exp(-x))**-2", lambda x, y, out: exps.sech2_growing(x)),
                Form("4*e / (1 + e)**2, e = exp(-2*abs(x))", lambda x, y, out: exps.sech2(x)),
            ),
        ),
        weaker_values=(
            Form("(E - 1) / (E + 1), E = exp(2x)", lambda x, y: exps.tanh_growing(x)),
            Form("(1 - e) / (1 + e), e = exp(-2x)", lambda x, y: -exps.tanh_growing(-x)),
            Form("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", lambda x, y: exps.sinh_over_cosh(x)),
            Form("2 / (1 + exp(-2x)) - 1", lambda x, y: exps.twice_sigmoid(x) - 1),
            Form("1 - 2 / (1 + exp(2x))", lambda x, y: 1 - exps.twice_sigmoid(-x)),
        ),
        weaker_partials=(
            (
                Form(
                    "(E - 1) / (E + 1) from an engine's own ops",
                    lambda x, y, out: exps.tanh_slope_growing(x),
                ),
                Form(
                    "(1 - e) / (1 + e) from an engine's own ops",
                    lambda x, y, out: exps.tanh_slope_shrinking(x),
                ),
                Form(
                    "(exp(x) - exp(-x)) / (exp(x) + exp(-x)) likewise",
                    lambda x, y, out: exps.tanh_slope_quotient(x),
                ),
                Form(
                    "4 * s * (1 - s), s = 1 / (1 + exp(-2x))",
                    lambda x, y, out: exps.tanh_slope_from_sigmoid(x),
                ),
            ),
        ),
        terms=2,
    ),
    "exp": Forms(
        values=(Form("exp(x)", lambda x, y: x.exp()),),
        partials=(
            (
                Form("out", lambda x, y, out: out),
                Form("exp(x)", lambda x, y, out: x.exp()),
            ),
        ),
        weaker_values=(Form("2.718281828459045**x", lambda x, y: x.rounding.euler() ** x),),
        weaker_partials=(
            (Form("2.718281828459045**x", lambda x, y, out: x.rounding.euler() ** x),),
        ),
    ),
    "log": Forms(
        values=(Form("log(x)", lambda x, y: x.log()),),
        partials=((Form("x**-1", lambda x, y, out: x**-1),),),
    ),
    "sqrt": Forms(
        values=(Form("x**0.5", lambda x, y: x ** x.rounding.exact(0.5)),),
        partials=(
            (
                Form("0.5 * x**-0.5", lambda x, y, out: x ** x.rounding.exact(-0.5) / 2),
                Form("0.5 / out", lambda x, y, out: 1 / (2 * out)),
            ),
        ),
        weaker_values=(Form("exp(0.5 * log(x))", lambda x, y: (x.log() / 2).exp()),),
    ),
    "sin": Forms(
        values=(Form("sin(x)", lambda x, y: x.sin()),),
        partials=((Form("cos(x)", lambda x, y, out: x.cos()),),),
        weaker_values=(Form("cos(x - pi/2)", lambda x, y: (x - _quarter(x)).cos()),),
        weaker_partials=((Form("-sin(x - pi/2)", lambda x, y, out: -(x - _quarter(x)).sin()),),),
    ),
    "cos": Forms(
        values=(Form("cos(x)", lambda x, y: x.cos()),),
        partials=((Form("-sin(x)", lambda x, y, out: -x.sin()),),),
        weaker_values=(Form("sin(x + pi/2)", lambda x, y: (x + _quarter(x)).sin()),),
        weaker_partials=((Form("cos(x + pi/2)", lambda x, y, out: (x + _quarter(x)).cos()),),),
    ),
    "sigmoid": Forms(
        values=(
            Form("(1 + exp(-x))**-1", lambda x, y: (1 + (-x).exp()) ** -1),
            Form("exp(x) / (1 + exp(x))", lambda x, y: x.exp() * (1 + x.exp()) ** -1),
        ),
        partials=(
            (
                Form("out * (1 - out)", lambda x, y, out: out * (1 - out)),
                Form("e / (1 + e)**2, e = exp(-abs(x))", lambda x, y, out: exps.logistic_slope(x)),
                Form(
                    "exp(-x) * (1 + exp(-x))**-2",
                    lambda x, y, out: (-x).exp() * (1 + (-x).exp()) ** -2,
                ),
            ),
        ),
        weaker_values=(Form("(1 + tanh(x/2)) / 2", lambda x, y: (1 + (x / 2).tanh()) / 2),),
        weaker_partials=(
            (
                Form(
                    "exp(x) / (1 + exp(x)) from an engine's own ops",
                    lambda x, y, out: exps.sigmoid_slope_composed(x),
                ),
                Form(
                    "(1 - t**2) / 4, t = tanh(x/2)",
                    lambda x, y, out: exps.sigmoid_slope_from_tanh(x),
                ),
            ),
        ),
        terms=2,
    ),
    "maximum": Forms(
        values=(Form("max(x, y)", lambda x, y: x.maximum(y)),),
        partials=(
            (Form("x > y", lambda x, y, out: x.above(y)),),
            (Form("1 - (x > y)", lambda x, y, out: 1 - x.above(y)),),
        ),
        weaker_values=(
            Form("(x + y + abs(x - y)) / 2", lambda x, y: (x + y + abs(x - y)) / 2),
            Form("x + max(y - x, 0)", lambda x, y: x + (y - x).maximum(0)),
        ),
    ),
    "minimum": Forms(
        values=(Form("min(x, y)", lambda x, y: x.minimum(y)),),
        partials=(
            (Form("1 - (x > y)", lambda x, y, out: 1 - x.above(y)),),
            (Form("x > y", lambda x, y, out: x.above(y)),),
        ),
        weaker_values=(
            Form("(x + y - abs(x - y)) / 2", lambda x, y: (x + y - abs(x - y)) / 2),
            Form("x - max(x - y, 0)", lambda x, y: x - (x - y).maximum(0)),
        ),
    ),
}
