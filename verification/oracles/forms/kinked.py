"""The forms of ops that choose a side: they do it by comparing the computed operands."""

from typing import Final

from flint import arb

from verification.oracles.ball import ONE, Rounded
from verification.oracles.forms.form import (
    Form,
    Forms,
    apart,
    covered,
    free_step,
    nonzero,
)


def _leak(x: Rounded) -> Rounded:
    """Return the double 0.01 rounded once more, so that division by 100 is inside."""
    return x.constant(arb(0.01))


def _rest(x: Rounded) -> Rounded:
    """Return 0.99."""
    return x.constant(1 - arb(0.01))


def _leaky(x: Rounded) -> Rounded:
    return x.maximum(0) + _leak(x) * x.minimum(0)


def _leaky_slope(x: Rounded) -> Rounded:
    return x.chosen(Rounded(ONE, x.rounding), _leak(x))


def _elu_slope(x: Rounded, left: Rounded) -> Rounded:
    return x.chosen(Rounded(ONE, x.rounding), left)


def _halves(x: Rounded) -> Rounded:
    """Return the unit step as the composed slope of (x + sqrt(x * x)) / 2."""
    return (1 + x * (x * x) ** x.exact(-0.5)) / 2


def _distance(x: Rounded, y: Rounded) -> Rounded:
    return ((x - y) ** 2).sqrt()


def _elu_of_relus(x: Rounded) -> Rounded:
    """Return the composed slope of relu(x) + exp(-relu(-x)) - 1, with kinks that cancel."""
    return free_step(x) + free_step(-x) * x.minimum(0).exp()


KINKED: Final = {
    "abs": Forms(
        values=(
            Form("abs(x)", lambda x, y: abs(x), covered),
            Form("sqrt(x * x)", lambda x, y: (x * x).sqrt()),
        ),
        partials=(
            (
                Form("sign(x)", lambda x, y, out: x.above(0) * 2 - 1),
                Form("x / out", lambda x, y, out: x / out, nonzero),
            ),
        ),
        terms=2,
    ),
    "relu": Forms(
        values=(Form("max(x, 0)", lambda x, y: x.maximum(0)),),
        partials=((Form("x > 0", lambda x, y, out: x.above(0)),),),
        weaker_values=(Form("(x + sqrt(x * x)) / 2", lambda x, y: (x + (x * x).sqrt()) / 2),),
        weaker_partials=(
            (
                Form(
                    "(x + sqrt(x * x)) / 2 from an engine's own ops",
                    lambda x, y, out: _halves(x),
                    nonzero,
                ),
            ),
        ),
    ),
    "leaky_relu": Forms(
        values=(Form("max(x, 0) + 0.01 * min(x, 0)", lambda x, y: _leaky(x)),),
        partials=((Form("1 if x > 0 else 0.01", lambda x, y, out: _leaky_slope(x)),),),
        weaker_values=(
            Form(
                "0.01 * x + 0.99 * max(x, 0)",
                lambda x, y: _leak(x) * x + _rest(x) * x.maximum(0),
            ),
        ),
        weaker_partials=(
            (
                Form(
                    "0.01 + 0.99 * (x > 0)",
                    lambda x, y, out: _leak(x) + _rest(x) * x.above(0),
                ),
            ),
        ),
        terms=2,
    ),
    "elu": Forms(
        values=(
            Form("max(x, 0) + expm1(min(x, 0))", lambda x, y: x.maximum(0) + x.minimum(0).expm1()),
        ),
        partials=(
            (
                Form(
                    "1 if x > 0 else exp(x)",
                    lambda x, y, out: _elu_slope(x, x.minimum(0).exp()),
                ),
                Form(
                    "1 if x > 0 else out + 1",
                    lambda x, y, out: _elu_slope(x, out.minimum(0) + 1),
                ),
            ),
        ),
        weaker_values=(
            Form(
                "max(x, 0) + exp(min(x, 0)) - 1",
                lambda x, y: x.maximum(0) + (x.minimum(0).exp() - 1).minimum(0),
            ),
            Form(
                "(max(x, 0) + exp(min(x, 0))) - 1",
                lambda x, y: x.maximum(0) + x.minimum(0).exp() - 1,
            ),
            Form(
                "max(x, 0) + min(exp(x) - 1, 0)",
                lambda x, y: x.maximum(0) + (x.exp() - 1).minimum(0),
            ),
        ),
        weaker_partials=(
            (
                Form(
                    "relu(x) + exp(-relu(-x)) - 1 from an engine's own ops",
                    lambda x, y, out: _elu_of_relus(x),
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
            Form("(x + y + sqrt((x - y)**2)) / 2", lambda x, y: (x + y + _distance(x, y)) / 2),
        ),
        weaker_partials=(
            (
                Form(
                    "(x + y + sqrt((x - y)**2)) / 2 from an engine's own ops",
                    lambda x, y, out: _halves(x - y),
                    apart,
                ),
            ),
            (
                Form(
                    "(x + y + sqrt((x - y)**2)) / 2 from an engine's own ops",
                    lambda x, y, out: _halves(y - x),
                    apart,
                ),
            ),
        ),
        terms=2,
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
            Form("(x + y - sqrt((x - y)**2)) / 2", lambda x, y: (x + y - _distance(x, y)) / 2),
        ),
        weaker_partials=(
            (
                Form(
                    "(x + y - sqrt((x - y)**2)) / 2 from an engine's own ops",
                    lambda x, y, out: _halves(y - x),
                    apart,
                ),
            ),
            (
                Form(
                    "(x + y - sqrt((x - y)**2)) / 2 from an engine's own ops",
                    lambda x, y, out: _halves(x - y),
                    apart,
                ),
            ),
        ),
        terms=2,
    ),
}
