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


EXPONENTIAL: Final = {
    "exp": Forms(
        values=(Form("exp(x)", lambda x, y: x.exp()),),
        partials=(
            (
                Form("out", lambda x, y, out: out),
                Form("exp(x)", lambda x, y, out: x.exp(), covered),
            ),
        ),
        weaker_values=(Form("2.718281828459045**x", lambda x, y: x.constant(arb.const_e()) ** x),),
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
        weaker_values=(Form("exp(x * log(2))", lambda x, y: (x * _two(x)).exp()),),
    ),
    "expm1": Forms(
        values=(Form("expm1(x)", lambda x, y: x.expm1()),),
        partials=(
            (
                Form("exp(x)", lambda x, y, out: x.exp()),
                Form("out + 1", lambda x, y, out: out + 1),
            ),
        ),
        weaker_values=(Form("exp(x) - 1", lambda x, y: x.exp() - 1),),
    ),
    "log": Forms(
        values=(Form("log(x)", lambda x, y: x.log()),),
        partials=(
            (
                Form("x**-1", lambda x, y, out: x**-1),
                Form("1 / x", lambda x, y, out: 1 / x, covered),
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
    ),
    "log1p": Forms(
        values=(Form("log1p(x)", lambda x, y: x.log1p()),),
        partials=(
            (
                Form("(1 + x)**-1", lambda x, y, out: (1 + x) ** -1),
                Form("1 / (1 + x)", lambda x, y, out: 1 / (1 + x), covered),
            ),
        ),
        weaker_values=(Form("log(1 + x)", lambda x, y: (1 + x).log()),),
    ),
}
