"""The forms of the hyperbolic functions and their inverses.

A slope called composed is what an engine computes that builds the op from its own exp,
+ and /: an exponential that is used twice gets two gradients, which may cancel.
"""

from typing import Final

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


def _root(x: Rounded, one: int) -> Rounded:
    """Return sqrt(x * x + 1), or sqrt(x * x - 1) for a ``one`` of -1."""
    return (x * x + one).sqrt()


def _composed_log(x: Rounded, root: Rounded) -> Rounded:
    """Return the composed slope of log(x + root), where root = sqrt(x * x + 1) or - 1."""
    return (1 + x / root) / (x + root)


def _atanh_quotient(x: Rounded) -> Rounded:
    return ((1 + x) * (1 - x) ** -1).log() / 2


def _atanh_composed(x: Rounded) -> Rounded:
    """Return the composed slope of log((1 + x) / (1 - x)) / 2."""
    p, q = 1 + x, 1 - x
    return (p * q**-1) ** -1 * (q**-1 + p * q**-2) / 2


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
        weaker_values=(Form("(E - 1 / E) / 2, E = exp(x)", lambda x, y: x.once(_sinh)),),
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
        weaker_partials=((Form("(E - 1 / E) / 2, E = exp(x)", lambda x, y, out: x.once(_sinh)),),),
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
    "asinh": Forms(
        values=(Form("asinh(x)", lambda x, y: x.asinh()),),
        partials=(
            (
                Form("(1 + x**2)**-0.5", lambda x, y, out: (1 + x**2) ** x.exact(-0.5)),
                Form("1 / sqrt(1 + x * x)", lambda x, y, out: 1 / (1 + x * x).sqrt(), covered),
            ),
        ),
        weaker_values=(
            Form("log(x + sqrt(x * x + 1))", lambda x, y: (x + _root(x, 1)).log()),
            Form(
                "sign(x) * log(abs(x) + sqrt(x * x + 1))",
                lambda x, y: x.chosen(
                    (abs(x) + _root(x, 1)).log(), -((abs(x) + _root(x, 1)).log())
                ),
                covered,
            ),
        ),
        weaker_partials=(
            (
                Form(
                    "log(x + sqrt(x * x + 1)) from an engine's own ops",
                    lambda x, y, out: _composed_log(x, _root(x, 1)),
                ),
                Form(
                    "sign(x) * log(abs(x) + sqrt(x * x + 1)) likewise",
                    lambda x, y, out: _composed_log(abs(x), _root(x, 1)),
                    covered,
                ),
            ),
        ),
        terms=3,
    ),
    "acosh": Forms(
        values=(Form("acosh(x)", lambda x, y: x.acosh()),),
        partials=(
            (
                Form("(x**2 - 1)**-0.5", lambda x, y, out: (x**2 - 1) ** x.exact(-0.5)),
                Form(
                    "((x - 1) * (x + 1))**-0.5",
                    lambda x, y, out: ((x - 1) * (x + 1)) ** x.exact(-0.5),
                ),
                Form("1 / sqrt(x * x - 1)", lambda x, y, out: 1 / _root(x, -1), covered),
                Form(
                    "1 / (sqrt(x - 1) * sqrt(x + 1))",
                    lambda x, y, out: 1 / ((x - 1).sqrt() * (x + 1).sqrt()),
                    covered,
                ),
            ),
        ),
        weaker_values=(Form("log(x + sqrt(x * x - 1))", lambda x, y: (x + _root(x, -1)).log()),),
        weaker_partials=(
            (
                Form(
                    "log(x + sqrt(x * x - 1)) from an engine's own ops",
                    lambda x, y, out: _composed_log(x, _root(x, -1)),
                ),
            ),
        ),
        terms=3,
    ),
    "atanh": Forms(
        values=(
            Form("atanh(x)", lambda x, y: x.atanh(), covered),
            Form("(log1p(x) - log1p(-x)) / 2", lambda x, y: (x.log1p() - (-x).log1p()) / 2),
        ),
        partials=(
            (
                Form("(1 - x**2)**-1", lambda x, y, out: (1 - x**2) ** -1),
                Form("((1 - x) * (1 + x))**-1", lambda x, y, out: ((1 - x) * (1 + x)) ** -1),
                Form("1 / (1 - x * x)", lambda x, y, out: 1 / (1 - x * x), covered),
                Form("1 / ((1 - x) * (1 + x))", lambda x, y, out: 1 / ((1 - x) * (1 + x)), covered),
            ),
        ),
        weaker_values=(
            Form("log((1 + x) / (1 - x)) / 2", lambda x, y: _atanh_quotient(x)),
            Form("(log(1 + x) - log(1 - x)) / 2", lambda x, y: ((1 + x).log() - (1 - x).log()) / 2),
            Form("log1p(2*x / (1 - x)) / 2", lambda x, y: (2 * x / (1 - x)).log1p() / 2),
        ),
        weaker_partials=(
            (
                Form(
                    "log((1 + x) / (1 - x)) / 2 from an engine's own ops",
                    lambda x, y, out: _atanh_composed(x),
                ),
                Form(
                    "(log(1 + x) - log(1 - x)) / 2 likewise",
                    lambda x, y, out: ((1 + x) ** -1 + (1 - x) ** -1) / 2,
                ),
            ),
        ),
        terms=2,
    ),
}
