"""The forms of erf and of gelu, which is built on it."""

from typing import Final

from flint import arb

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, covered, nonzero


def _upper_normal(x: Rounded) -> Rounded:
    """Return the normal distribution by erfc: nothing cancels."""
    return (-x.once(_scaled)).erfc() / 2


def _normal(x: Rounded) -> Rounded:
    """Return the normal distribution by erf, which cancels left of 0."""
    return (1 + x.once(_scaled).erf()) / 2


def _scaled(x: Rounded) -> Rounded:
    return x / x.constant(arb(2).sqrt())


def _density(x: Rounded) -> Rounded:
    """Return the normal density by the square of a quotient, which exp(-x * x / 2) lies in."""
    return (-(x.once(_scaled) ** 2)).exp() / (2 * x.constant(arb.pi())).sqrt()


def _density_composed(x: Rounded) -> Rounded:
    """Return the slope of the normal distribution as an engine composes it from erf's."""
    return _bell(x.once(_scaled)) / x.constant(arb(2).sqrt()) / 2


def _bell(x: Rounded) -> Rounded:
    """Return the slope of erf."""
    return 2 * (-(x**2)).exp() / x.constant(arb.pi()).sqrt()


def _density_below(x: Rounded) -> Rounded:
    """Return the normal density as 1 / (sqrt(2 pi) * exp(x^2 / 2)), whose divisor overflows."""
    return 1 / ((2 * x.constant(arb.pi())).sqrt() * (x**2 / 2).exp())


NORMAL: Final = {
    "gelu": Forms(
        values=(Form("x * erfc(-x / sqrt(2)) / 2", lambda x, y: x * x.once(_upper_normal)),),
        partials=(
            (
                Form(
                    "P + x * exp(-(x/sqrt(2))**2) / sqrt(2*pi), P = erfc(-x / sqrt(2)) / 2",
                    lambda x, y, out: x.once(_upper_normal) + x * x.once(_density),
                ),
                Form(
                    "P + x * exp(-x**2 / 2) / sqrt(2*pi)",
                    lambda x, y, out: (
                        x.once(_upper_normal)
                        + x * ((-(x**2) / 2).exp() / (2 * x.constant(arb.pi())).sqrt())
                    ),
                    covered,
                ),
            ),
        ),
        weaker_values=(Form("x * (1 + erf(x / sqrt(2))) / 2", lambda x, y: x * x.once(_normal)),),
        weaker_partials=(
            (
                Form(
                    "P with (1 + erf(x / sqrt(2))) / 2",
                    lambda x, y, out: x.once(_normal) + x * x.once(_density),
                    covered,
                ),
                Form(
                    "x * (1 + erf(x / sqrt(2))) / 2 from an engine's own ops",
                    lambda x, y, out: x.once(_normal) + x * _density_composed(x),
                ),
                Form(
                    "P + x / (sqrt(2*pi) * exp(x**2 / 2)) with either P",
                    lambda x, y, out: (
                        x.once(_normal).either(x.once(_upper_normal)) + x * _density_below(x)
                    ),
                ),
                Form(
                    "out / x + x * exp(-(x/sqrt(2))**2) / sqrt(2*pi)",
                    lambda x, y, out: out / x + x * x.once(_density),
                    nonzero,
                ),
            ),
        ),
        terms=2,
    ),
    "erf": Forms(
        values=(Form("erf(x)", lambda x, y: x.erf()),),
        partials=((Form("2 * exp(-x**2) / sqrt(pi)", lambda x, y, out: _bell(x)),),),
        weaker_values=(Form("1 - erfc(x)", lambda x, y: 1 - x.erfc()),),
        weaker_partials=(
            (
                Form(
                    "2 / (sqrt(pi) * exp(x**2))",
                    lambda x, y, out: 2 / (x.constant(arb.pi()).sqrt() * (x**2).exp()),
                ),
            ),
        ),
    ),
}
