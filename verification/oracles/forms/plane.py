"""The forms of hypot and atan2, length and angle of a point in the plane."""

from typing import Final

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, covered, extreme, rightward, sideways


def _square(x: Rounded, y: Rounded) -> Rounded:
    """Return the squared length of which the hull is made: a superset of x**2 + y**2."""
    return x.hypot(y) ** 2


def _tangent(x: Rounded, y: Rounded) -> Rounded:
    """Return the derivative of atan(x / y) by the quotient."""
    return (1 + (x * y**-1) ** 2) ** -1


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
        weaker_values=(Form("atan(x / y)", lambda x, y: (x * y**-1).atan(), rightward),),
        weaker_partials=(
            (
                Form(
                    "atan(x / y) from an engine's own ops",
                    lambda x, y, out: _tangent(x, y) * y**-1,
                    sideways,
                ),
            ),
            (
                Form(
                    "atan(x / y) from an engine's own ops",
                    lambda x, y, out: -(_tangent(x, y) * x * y**-2),
                    sideways,
                ),
            ),
        ),
    ),
}
