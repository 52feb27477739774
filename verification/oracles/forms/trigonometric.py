"""The forms of sine, cosine, tangent and their inverses."""

from typing import Final

from flint import arb

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, covered


def _quarter(x: Rounded) -> Rounded:
    return x.constant(arb.pi()) / 2


def _cosine(x: Rounded) -> Rounded:
    """Return the slope of asin from the square of x, as people write it first."""
    return (1 - x**2) ** x.exact(-0.5)


def _cosine_factored(x: Rounded) -> Rounded:
    return ((1 - x) * (1 + x)) ** x.exact(-0.5)


def _quotient(x: Rounded) -> Rounded:
    return x * (1 - x * x) ** x.exact(-0.5)


def _cosine_composed(x: Rounded) -> Rounded:
    """Return the composed slope of atan(u), where u = x / s and s = sqrt(1 - x * x)."""
    s = (1 - x * x).sqrt()
    return (1 + (x / s) ** 2) ** -1 * (s**-1 + x * (x / s) * s**-2)


def _tangent_composed(x: Rounded) -> Rounded:
    """Return the composed slope of sin(x) / cos(x)."""
    return x.cos() * x.cos() ** -1 + x.sin() * x.sin() * x.cos() ** -2


TRIGONOMETRIC: Final = {
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
    "tan": Forms(
        values=(
            Form("sin(x) * cos(x)**-1", lambda x, y: x.sin() * x.cos() ** -1),
            Form("sin(x) / cos(x)", lambda x, y: x.sin() / x.cos(), covered),
            Form("tan(x)", lambda x, y: x.tan(), covered),
        ),
        partials=(
            (
                Form("cos(x)**-2", lambda x, y, out: x.cos() ** -2),
                Form("1 / cos(x)**2", lambda x, y, out: 1 / x.cos() ** 2),
                Form("1 + out**2", lambda x, y, out: 1 + out**2),
            ),
        ),
        weaker_partials=(
            (
                Form(
                    "sin(x) / cos(x) from an engine's own ops",
                    lambda x, y, out: _tangent_composed(x),
                ),
            ),
        ),
        terms=2,
    ),
    "asin": Forms(
        values=(Form("asin(x)", lambda x, y: x.asin()),),
        partials=(
            (
                Form("(1 - x**2)**-0.5", lambda x, y, out: _cosine(x)),
                Form("((1 - x) * (1 + x))**-0.5", lambda x, y, out: _cosine_factored(x)),
                Form("1 / sqrt(1 - x * x)", lambda x, y, out: 1 / (1 - x * x).sqrt(), covered),
            ),
        ),
        weaker_values=(
            Form("atan(x / sqrt(1 - x * x))", lambda x, y: _quotient(x).atan()),
            Form("pi/2 - acos(x)", lambda x, y: _quarter(x) - x.acos()),
        ),
        weaker_partials=(
            (
                Form(
                    "atan(x / sqrt(1 - x * x)) from an engine's own ops",
                    lambda x, y, out: _cosine_composed(x),
                ),
            ),
        ),
        terms=3,
    ),
    "acos": Forms(
        values=(Form("acos(x)", lambda x, y: x.acos()),),
        partials=(
            (
                Form("-(1 - x**2)**-0.5", lambda x, y, out: -_cosine(x)),
                Form("-((1 - x) * (1 + x))**-0.5", lambda x, y, out: -_cosine_factored(x)),
                Form("-1 / sqrt(1 - x * x)", lambda x, y, out: -1 / (1 - x * x).sqrt(), covered),
            ),
        ),
        weaker_values=(
            Form("pi/2 - asin(x)", lambda x, y: _quarter(x) - x.asin()),
            Form(
                "pi/2 - atan(x / sqrt(1 - x * x))", lambda x, y: _quarter(x) - _quotient(x).atan()
            ),
        ),
        weaker_partials=(
            (
                Form(
                    "pi/2 - atan(x / sqrt(1 - x * x)) from an engine's own ops",
                    lambda x, y, out: -_cosine_composed(x),
                ),
            ),
        ),
        terms=3,
    ),
    "atan": Forms(
        values=(Form("atan(x)", lambda x, y: x.atan()),),
        partials=(
            (
                Form("(1 + x**2)**-1", lambda x, y, out: (1 + x**2) ** -1),
                Form("1 / (1 + x * x)", lambda x, y, out: 1 / (1 + x * x), covered),
            ),
        ),
    ),
}
