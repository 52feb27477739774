"""The forms of hypot and atan2, length and angle of a point in the plane."""

from typing import Final

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import (
    Form,
    Forms,
    covered,
    extreme,
    nonzero,
    rightward,
    sideways,
)


def _square(x: Rounded, y: Rounded) -> Rounded:
    """Return the squared length of which the hull is made: a superset of x**2 + y**2."""
    return x.hypot(y) ** 2


def _tangent(x: Rounded, y: Rounded) -> Rounded:
    """Return the derivative of atan(x / y) by the quotient."""
    return (1 + (x * y**-1) ** 2) ** -1


def _half(x: Rounded, y: Rounded) -> Rounded:
    """Return the tangent of half the angle, x / (r + y)."""
    return x / (x.hypot(y) + y)


def _half_slopes(x: Rounded, y: Rounded) -> tuple[Rounded, Rounded]:
    """Return the composed slopes of 2 * atan(x / (r + y)), where r is the length."""
    r = x.hypot(y)
    outer = 2 / (1 + _half(x, y) ** 2)
    by_sum = x / (r + y) ** 2
    return outer * (1 / (r + y) - by_sum * (x / r)), -(outer * (by_sum + by_sum * (y / r)))


PLANE: Final = {
    "hypot": Forms(
        values=(
            Form("(x**2 + y**2)**0.5", lambda x, y: (x**2 + y**2) ** x.exact(0.5)),
            Form("sqrt(x * x + y * y)", lambda x, y: (x * x + y * y).sqrt(), covered),
            Form("hypot(x, y)", lambda x, y: x.hypot(y), extreme),
        ),
        partials=(
            (
                Form("x * out**-1", lambda x, y, out: x * out**-1),
                Form("x / out", lambda x, y, out: x / out, covered),
            ),
            (
                Form("y * out**-1", lambda x, y, out: y * out**-1),
                Form("y / out", lambda x, y, out: y / out, covered),
            ),
        ),
        weaker_partials=(
            (Form("cos(atan2(y, x))", lambda x, y, out: y.atan2(x).cos()),),
            (Form("sin(atan2(y, x))", lambda x, y, out: y.atan2(x).sin()),),
        ),
        terms=2,
    ),
    "atan2": Forms(
        values=(Form("atan2(x, y)", lambda x, y: x.atan2(y)),),
        partials=(
            (
                Form("y / (x**2 + y**2)", lambda x, y, out: y / (x**2 + y**2), extreme),
                Form("y / hypot(x, y)**2", lambda x, y, out: y / _square(x, y)),
            ),
            (
                Form("-x / (x**2 + y**2)", lambda x, y, out: -x / (x**2 + y**2), extreme),
                Form("-x / hypot(x, y)**2", lambda x, y, out: -x / _square(x, y)),
            ),
        ),
        weaker_values=(
            Form("atan(x / y)", lambda x, y: (x * y**-1).atan(), rightward),
            Form(
                "2 * atan(x / (r + y)), r = hypot(x, y)",
                lambda x, y: 2 * _half(x, y).atan(),
                nonzero,
            ),
        ),
        weaker_partials=(
            (
                Form(
                    "atan(x / y) from an engine's own ops",
                    lambda x, y, out: _tangent(x, y) * y**-1,
                    sideways,
                ),
                Form("cos(out) / hypot(x, y)", lambda x, y, out: out.cos() / x.hypot(y)),
                Form(
                    "2 * atan(x / (r + y)) likewise",
                    lambda x, y, out: _half_slopes(x, y)[0],
                    nonzero,
                ),
            ),
            (
                Form(
                    "atan(x / y) from an engine's own ops",
                    lambda x, y, out: -(_tangent(x, y) * x * y**-2),
                    sideways,
                ),
                Form("-sin(out) / hypot(x, y)", lambda x, y, out: -out.sin() / x.hypot(y)),
                Form(
                    "2 * atan(x / (r + y)) likewise",
                    lambda x, y, out: _half_slopes(x, y)[1],
                    nonzero,
                ),
            ),
        ),
    ),
}
