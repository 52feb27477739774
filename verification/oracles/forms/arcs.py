"""The forms of the inverses of sine, cosine and tangent."""

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


def _arc_of_sine(x: Rounded) -> Rounded:
    """Return asin(x / sqrt(1 + x * x)), whose operand is no further from 0 than 1.

    That holds in floating point, too: the root of a rounded x * x is |x|, and adding 1
    before the root is taken makes it no smaller. A ball's ends are put there by hand,
    since the union of two of Arb's balls reaches a little beyond both.
    """
    sine = (x / (1 + x * x).sqrt()).ball
    if not sine.is_finite():
        return Rounded(sine, x.rounding).asin()
    lower, upper = sine.lower().max(arb(-1)), sine.upper().min(arb(1))
    return Rounded(x.rounding.function(lower.asin().union(upper.asin())), x.rounding)


def _by_tangent(out: Rounded) -> Rounded:
    """Return 1 / (1 + tan(out)^2); by the cosine where the ball of ``out`` reaches a pole.

    No engine's own number does: a double next to pi/2 has a tangent.
    """
    has_pole = not out.ball.tan().is_finite()
    return out.cos() ** 2 if has_pole else 1 / (1 + out.tan() ** 2)


ARCS: Final = {
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
                Form("1 / cos(out)", lambda x, y, out: 1 / out.cos()),
                Form(
                    "1 / sqrt(1 - sin(out)**2)", lambda x, y, out: 1 / (1 - out.sin() ** 2).sqrt()
                ),
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
                Form("-1 / sin(out)", lambda x, y, out: -1 / out.sin()),
                Form(
                    "-1 / sqrt(1 - cos(out)**2)", lambda x, y, out: -1 / (1 - out.cos() ** 2).sqrt()
                ),
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
        weaker_values=(
            Form("asin(x / sqrt(1 + x * x))", lambda x, y: _arc_of_sine(x)),
            Form("pi/2 - atan2(1, x)", lambda x, y: _quarter(x) - x.exact(1).atan2(x)),
        ),
        weaker_partials=(
            (
                Form("cos(out)**2", lambda x, y, out: out.cos() ** 2),
                Form("1 / (1 + tan(out)**2)", lambda x, y, out: _by_tangent(out)),
            ),
        ),
    ),
}
