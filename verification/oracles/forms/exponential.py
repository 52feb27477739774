"""The forms of exponentials and logarithms."""

from typing import Final

from flint import arb

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, covered, extreme


def _two(x: Rounded) -> Rounded:
    """Return log(2)."""
    return x.constant(arb.const_log2())


def _ten(x: Rounded) -> Rounded:
    """Return log(10)."""
    return x.constant(arb.const_log10())


def _by_tanh(x: Rounded) -> Rounded:
    """Return expm1 as 2t / (1 - t), where t = tanh(x/2)."""
    t = (x / 2).tanh()
    return 2 * t / (1 - t)


def _slope_by_tanh(x: Rounded) -> Rounded:
    """Return the composed slope of 2t / (1 - t), where t = tanh(x/2)."""
    t = (x / 2).tanh()
    return (2 / (1 - t) + 2 * t / (1 - t) ** 2) * (1 - t**2) / 2


def _slope_factored(x: Rounded) -> Rounded:
    """Return the composed slope of exp(x) * (1 - exp(-x))."""
    return x.exp() * (1 - (-x).exp()) + x.exp() * (-x).exp()


def _slope_by_halves(x: Rounded) -> Rounded:
    """Return the composed slope of expm1(x/2) * (exp(x/2) + 1)."""
    half = (x / 2).exp()
    return half / 2 * (half + 1) + (x / 2).expm1() * half / 2


def _slope_by_atanh(numerator: Rounded, denominator: Rounded) -> Rounded:
    """Return the composed slope of 2 * atanh(p / q), where p and q have a slope of 1."""
    quotient = numerator / denominator
    inner = 1 / denominator - numerator / denominator**2
    return 2 * inner / (1 - quotient**2)


EXPONENTIAL: Final = {
    "exp": Forms(
        values=(Form("exp(x)", lambda x, y: x.exp()),),
        partials=(
            (
                Form("out", lambda x, y, out: out),
                Form("exp(x)", lambda x, y, out: x.exp(), covered),
            ),
        ),
        weaker_values=(
            Form("2.718281828459045**x", lambda x, y: x.constant(arb.const_e()) ** x),
            Form("expm1(x) + 1", lambda x, y: x.expm1() + 1),
        ),
        weaker_partials=(
            (
                Form(
                    "2.718281828459045**x",
                    lambda x, y, out: x.constant(arb.const_e()) ** x,
                    covered,
                ),
            ),
        ),
    ),
    "exp2": Forms(
        values=(Form("2**x", lambda x, y: x.exact(2) ** x),),
        partials=((Form("out * log(2)", lambda x, y, out: out * _two(x)),),),
        weaker_values=(
            Form("exp(x * log(2))", lambda x, y: (x * _two(x)).exp()),
            Form("expm1(x * log(2)) + 1", lambda x, y: (x * _two(x)).expm1() + 1),
        ),
    ),
    "expm1": Forms(
        values=(Form("expm1(x)", lambda x, y: x.expm1()),),
        partials=(
            (
                Form("exp(x)", lambda x, y, out: x.exp()),
                Form("out + 1", lambda x, y, out: out + 1),
            ),
        ),
        weaker_values=(
            Form("exp(x) - 1", lambda x, y: x.exp() - 1),
            Form("exp(x) * (1 - exp(-x))", lambda x, y: x.exp() * (1 - (-x).exp())),
            Form("exp(x) * -expm1(-x)", lambda x, y: x.exp() * -(-x).expm1()),
            Form("2 * exp(x/2) * sinh(x/2)", lambda x, y: 2 * (x / 2).exp() * (x / 2).sinh()),
            Form("expm1(x/2) * (exp(x/2) + 1)", lambda x, y: (x / 2).expm1() * ((x / 2).exp() + 1)),
            Form("2*t / (1 - t), t = tanh(x/2)", lambda x, y: _by_tanh(x)),
        ),
        weaker_partials=(
            (
                Form(
                    "exp(x) * (1 - exp(-x)) from an engine's own ops",
                    lambda x, y, out: _slope_factored(x),
                ),
                Form(
                    "expm1(x/2) * (exp(x/2) + 1) likewise",
                    lambda x, y, out: _slope_by_halves(x),
                ),
                Form(
                    "2*t / (1 - t), t = tanh(x/2) likewise",
                    lambda x, y, out: _slope_by_tanh(x),
                ),
            ),
        ),
    ),
    "log": Forms(
        values=(Form("log(x)", lambda x, y: x.log()),),
        partials=(
            (
                Form("x**-1", lambda x, y, out: x**-1),
                Form("1 / x", lambda x, y, out: 1 / x, covered),
            ),
        ),
        weaker_values=(
            Form("log1p(x - 1)", lambda x, y: (x - 1).log1p()),
            Form("2 * atanh((x - 1) / (x + 1))", lambda x, y: 2 * ((x - 1) / (x + 1)).atanh()),
        ),
        weaker_partials=(
            (
                Form("exp(-out)", lambda x, y, out: (-out).exp()),
                Form("1 / exp(out)", lambda x, y, out: 1 / out.exp()),
                Form(
                    "2 * atanh((x - 1) / (x + 1)) from an engine's own ops",
                    lambda x, y, out: _slope_by_atanh(x - 1, x + 1),
                ),
            ),
        ),
    ),
    "log2": Forms(
        values=(
            Form("log(x) / log(2)", lambda x, y: x.log() / _two(x)),
            Form("log2(x)", lambda x, y: x.log2(), covered),
        ),
        partials=(
            (
                Form("1 / (x * log(2))", lambda x, y, out: 1 / (x * _two(x)), extreme),
                Form("x**-1 / log(2)", lambda x, y, out: x**-1 / _two(x)),
                Form(
                    "log2(e) / x",
                    lambda x, y, out: x.constant(1 / arb.const_log2()) / x,
                    covered,
                ),
            ),
        ),
        weaker_partials=(
            (Form("1 / (2**out * log(2))", lambda x, y, out: 1 / (x.exact(2) ** out * _two(x))),),
        ),
    ),
    "log10": Forms(
        values=(
            Form("log(x) / log(10)", lambda x, y: x.log() / _ten(x)),
            Form("log10(x)", lambda x, y: x.log10(), covered),
        ),
        partials=(
            (
                Form("1 / (x * log(10))", lambda x, y, out: 1 / (x * _ten(x)), extreme),
                Form("x**-1 / log(10)", lambda x, y, out: x**-1 / _ten(x)),
                Form(
                    "log10(e) / x",
                    lambda x, y, out: x.constant(1 / arb.const_log10()) / x,
                    covered,
                ),
            ),
        ),
        weaker_partials=(
            (
                Form(
                    "1 / (10**out * log(10))",
                    lambda x, y, out: 1 / (x.exact(10) ** out * _ten(x)),
                ),
            ),
        ),
    ),
    "log1p": Forms(
        values=(Form("log1p(x)", lambda x, y: x.log1p()),),
        partials=(
            (
                Form("(1 + x)**-1", lambda x, y, out: (1 + x) ** -1),
                Form("1 / (1 + x)", lambda x, y, out: 1 / (1 + x), covered),
            ),
        ),
        weaker_values=(
            Form("log(1 + x)", lambda x, y: (1 + x).log()),
            Form("2 * atanh(x / (2 + x))", lambda x, y: 2 * (x / (2 + x)).atanh()),
        ),
        weaker_partials=(
            (
                Form("exp(-out)", lambda x, y, out: (-out).exp()),
                Form("1 / exp(out)", lambda x, y, out: 1 / out.exp()),
                Form("1 - x / (1 + x)", lambda x, y, out: 1 - x / (1 + x)),
                Form(
                    "2 * atanh(x / (2 + x)) from an engine's own ops",
                    lambda x, y, out: _slope_by_atanh(x, 2 + x),
                ),
            ),
        ),
    ),
}
