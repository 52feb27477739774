"""The forms of sine, cosine and tangent."""

from typing import Final

from flint import arb

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, covered, nonzero


def _quarter(x: Rounded) -> Rounded:
    return x.constant(arb.pi()) / 2


def _tangent_composed(x: Rounded) -> Rounded:
    """Return the composed slope of sin(x) / cos(x)."""
    return x.cos() * x.cos() ** -1 + x.sin() * x.sin() * x.cos() ** -2


def _tangent_shifted(x: Rounded) -> Rounded:
    """Return the composed slope of sin(x) / sin(x + pi/2)."""
    shifted = x + _quarter(x)
    return x.cos() / shifted.sin() - x.sin() / shifted.sin() ** 2 * shifted.cos()


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
        weaker_values=(
            Form("sin(x) / sin(x + pi/2)", lambda x, y: x.sin() / (x + _quarter(x)).sin()),
            Form(
                "(1 - cos(2*x)) / sin(2*x)",
                lambda x, y: (1 - (2 * x).cos()) / (2 * x).sin(),
                nonzero,
            ),
            Form("sin(2*x) / (1 + cos(2*x))", lambda x, y: (2 * x).sin() / (1 + (2 * x).cos())),
        ),
        weaker_partials=(
            (
                Form("1 / (1 - sin(x)**2)", lambda x, y, out: 1 / (1 - x.sin() ** 2)),
                Form("2 / (1 + cos(2*x))", lambda x, y, out: 2 / (1 + (2 * x).cos())),
                Form(
                    "sin(x) / cos(x) from an engine's own ops",
                    lambda x, y, out: _tangent_composed(x),
                ),
                Form(
                    "sin(x) / sin(x + pi/2) likewise",
                    lambda x, y, out: _tangent_shifted(x),
                ),
            ),
        ),
        terms=2,
    ),
}
