"""The forms of the hyperbolic functions.

A slope called composed is what an engine computes that builds the op from its own exp,
+ and /: an exponential that is used twice gets two gradients, which may cancel.
"""

from typing import Final

from flint import arb

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, covered, far, near, steep


def _sinh(x: Rounded) -> Rounded:
    return (x.exp() - x.exp() ** -1) / 2


def _cosh(x: Rounded) -> Rounded:
    return (x.exp() + x.exp() ** -1) / 2


def _sinh_expm1(x: Rounded) -> Rounded:
    """Return sinh from expm1, without cancellation around 0."""
    e = x.expm1()
    return (e + e / (1 + e)) / 2


def _slope_growing(x: Rounded) -> Rounded:
    """Return the slope of tanh as 4 / (exp(x) + 1 / exp(x))^2."""
    return 4 * (x.exp() + x.exp() ** -1) ** -2


def _slope_even(x: Rounded) -> Rounded:
    """Return the slope of tanh as 4e / (1 + e)^2, where e = exp(-2|x|): nothing cancels."""
    e = (-2 * abs(x)).exp()
    return 4 * e * (1 + e) ** -2


def _twice_sigmoid(x: Rounded) -> Rounded:
    """Return 2 / (1 + exp(-2x)), which is tanh(x) + 1."""
    return 2 / (1 + (-2 * x).exp())


def _tanh_growing(x: Rounded) -> Rounded:
    """Return (E - 1) / (E + 1), where E = exp(2x)."""
    e = (2 * x).exp()
    return (e - 1) * (e + 1) ** -1


def _sinh_over_cosh(x: Rounded) -> Rounded:
    """Return (exp(x) - exp(-x)) / (exp(x) + exp(-x))."""
    p, q = x.exp(), (-x).exp()
    return (p - q) * (p + q) ** -1


def _composed_growing(x: Rounded) -> Rounded:
    """Return the composed slope of (E - 1) / (E + 1), where E = exp(2x)."""
    e = (2 * x).exp()
    return (1 / (e + 1) - (e - 1) / (e + 1) ** 2) * e * 2


def _composed_shrinking(x: Rounded) -> Rounded:
    """Return the composed slope of (1 - e) / (1 + e), where e = exp(-2x)."""
    e = (-2 * x).exp()
    return (1 / (1 + e) + (1 - e) / (1 + e) ** 2) * e * 2


def _composed_quotient(x: Rounded) -> Rounded:
    """Return the composed slope of (p - q) / (p + q), where p = exp(x) and q = exp(-x)."""
    p, q = x.exp(), (-x).exp()
    near, far = 1 / (p + q), (p - q) / (p + q) ** 2
    return (near - far) * p + (near + far) * q


def _slope_from_sigmoid(x: Rounded) -> Rounded:
    """Return the slope of tanh as 4s(1 - s), where s = 1 / (1 + exp(-2x))."""
    s = (1 + (-2 * x).exp()) ** -1
    return 4 * s * (1 - s)


def _sinh_of_cosh(x: Rounded, out: Rounded) -> Rounded:
    """Return sign(x) * sqrt(out^2 - 1), where out = cosh(x) is 1 and more in any library."""
    square = (out**2 - 1).ball
    if not square.is_finite():
        return Rounded(square, x.rounding)
    # From the ends, since Arb's larger of a ball and 0 reaches a little below 0.
    lower, upper = square.lower().max(arb(0)), square.upper().max(arb(0))
    root = Rounded(x.rounding.product(lower.sqrt().union(upper.sqrt())), x.rounding)
    return x.chosen(root, -root)


HYPERBOLIC: Final = {
    "sinh": Forms(
        values=(
            Form("sinh(x)", lambda x, y: x.sinh(), covered),
            Form("(e + e / (1 + e)) / 2, e = expm1(x)", lambda x, y: x.once(_sinh_expm1), near),
            Form("(E - 1 / E) / 2, E = exp(x)", lambda x, y: x.once(_sinh), far),
        ),
        partials=(
            (
                Form("cosh(x)", lambda x, y, out: x.cosh(), covered),
                Form("(E + 1 / E) / 2, E = exp(x)", lambda x, y, out: x.once(_cosh)),
                Form("sqrt(1 + out**2)", lambda x, y, out: (1 + out**2).sqrt()),
            ),
        ),
        weaker_values=(
            Form("(E - 1 / E) / 2, E = exp(x)", lambda x, y: x.once(_sinh)),
            Form("(e + e / (1 + e)) / 2, e = expm1(x)", lambda x, y: x.once(_sinh_expm1)),
        ),
        weaker_partials=(
            (
                Form("exp(x) - out", lambda x, y, out: x.exp() - out),
                Form("out + exp(-x)", lambda x, y, out: out + (-x).exp()),
            ),
        ),
        terms=2,
    ),
    "cosh": Forms(
        values=(
            Form("cosh(x)", lambda x, y: x.cosh(), covered),
            Form("(E + 1 / E) / 2, E = exp(x)", lambda x, y: x.once(_cosh)),
        ),
        partials=(
            (
                Form("sinh(x)", lambda x, y, out: x.sinh(), covered),
                Form(
                    "(e + e / (1 + e)) / 2, e = expm1(x)",
                    lambda x, y, out: x.once(_sinh_expm1),
                    near,
                ),
                Form("(E - 1 / E) / 2, E = exp(x)", lambda x, y, out: x.once(_sinh), far),
            ),
        ),
        weaker_partials=(
            (
                Form("(E - 1 / E) / 2, E = exp(x)", lambda x, y, out: x.once(_sinh)),
                Form("(e + e / (1 + e)) / 2, e = expm1(x)", lambda x, y, out: x.once(_sinh_expm1)),
                Form("exp(x) - out", lambda x, y, out: x.exp() - out),
                Form("sign(x) * sqrt(out**2 - 1)", lambda x, y, out: _sinh_of_cosh(x, out)),
            ),
        ),
        terms=2,
    ),
    "tanh": Forms(
        values=(Form("tanh(x)", lambda x, y: x.tanh()),),
        partials=(
            (
                Form("1 - out**2", lambda x, y, out: 1 - out**2),
                Form("(1 - out) * (1 + out)", lambda x, y, out: (1 - out) * (1 + out), covered),
                Form("cosh(x)**-2", lambda x, y, out: x.cosh() ** -2, covered),
                Form("1 / cosh(x)**2", lambda x, y, out: 1 / x.cosh() ** 2, steep),
                Form("4 * (E + 1 / E)**-2, E = exp(x)", lambda x, y, out: _slope_growing(x)),
                Form(
                    "4 / (exp(x) + exp(-x))**2",
                    lambda x, y, out: 4 / (x.exp() + (-x).exp()) ** 2,
                    steep,
                ),
                Form(
                    "4*e / (1 + e)**2, e = exp(-2*abs(x))",
                    lambda x, y, out: _slope_even(x),
                    covered,
                ),
            ),
        ),
        weaker_values=(
            Form("(E - 1) / (E + 1), E = exp(2x)", lambda x, y: _tanh_growing(x)),
            Form("(1 - e) / (1 + e), e = exp(-2x)", lambda x, y: -_tanh_growing(-x)),
            Form("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", lambda x, y: _sinh_over_cosh(x)),
            Form("2 / (1 + exp(-2x)) - 1", lambda x, y: _twice_sigmoid(x) - 1),
            Form("1 - 2 / (1 + exp(2x))", lambda x, y: 1 - _twice_sigmoid(-x)),
        ),
        weaker_partials=(
            (
                Form("(1 - out) * (1 + out)", lambda x, y, out: (1 - out) * (1 + out)),
                Form(
                    "(E - 1) / (E + 1) from an engine's own ops",
                    lambda x, y, out: _composed_growing(x),
                ),
                Form(
                    "(1 - e) / (1 + e) from an engine's own ops",
                    lambda x, y, out: _composed_shrinking(x),
                ),
                Form(
                    "(exp(x) - exp(-x)) / (exp(x) + exp(-x)) likewise",
                    lambda x, y, out: _composed_quotient(x),
                ),
                Form(
                    "4 * s * (1 - s), s = 1 / (1 + exp(-2x))",
                    lambda x, y, out: _slope_from_sigmoid(x),
                ),
            ),
        ),
        terms=2,
    ),
}
