"""The forms of the inverses of the hyperbolic functions."""

from typing import Final

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, covered


def _root(x: Rounded, one: int) -> Rounded:
    """Return sqrt(x * x + 1), or sqrt(x * x - 1) for a ``one`` of -1."""
    return (x * x + one).sqrt()


def _composed_log(x: Rounded, root: Rounded) -> Rounded:
    """Return the composed slope of log(x + root), where root = sqrt(x * x + 1) or - 1."""
    return (1 + x / root) / (x + root)


def _composed_even(x: Rounded) -> Rounded:
    """Return the composed slope of sign(x) * log(|x| + sqrt(x * x + 1)).

    Where x may be 0, the engine's own sign is anything from -1 to 1.
    """
    slope = _composed_log(abs(x), _root(x, 1))
    return slope.either(-slope) if x.ball.contains(0) else slope


def _atanh_quotient(x: Rounded) -> Rounded:
    return ((1 + x) * (1 - x) ** -1).log() / 2


def _atanh_composed(x: Rounded) -> Rounded:
    """Return the composed slope of log((1 + x) / (1 - x)) / 2."""
    p, q = 1 + x, 1 - x
    return (p * q**-1) ** -1 * (q**-1 + p * q**-2) / 2


AREAS: Final = {
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
            Form("-log(sqrt(x * x + 1) - x)", lambda x, y: -(_root(x, 1) - x).log()),
            Form("atanh(x / sqrt(x * x + 1))", lambda x, y: (x / _root(x, 1)).atanh()),
        ),
        weaker_partials=(
            (
                Form(
                    "log(x + sqrt(x * x + 1)) from an engine's own ops",
                    lambda x, y, out: _composed_log(x, _root(x, 1)),
                ),
                Form(
                    "sign(x) * log(abs(x) + sqrt(x * x + 1)) likewise",
                    lambda x, y, out: _composed_even(x),
                ),
                Form(
                    "-log(sqrt(x * x + 1) - x) likewise",
                    lambda x, y, out: _composed_log(-x, _root(x, 1)),
                ),
                Form("1 / cosh(out)", lambda x, y, out: 1 / out.cosh()),
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
                Form("1 / sinh(out)", lambda x, y, out: 1 / out.sinh()),
                Form(
                    "1 / sqrt(cosh(out)**2 - 1)", lambda x, y, out: 1 / (out.cosh() ** 2 - 1).sqrt()
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
                Form("cosh(out)**2", lambda x, y, out: out.cosh() ** 2),
                Form("1 / (1 - tanh(out)**2)", lambda x, y, out: 1 / (1 - out.tanh() ** 2)),
            ),
        ),
        terms=2,
    ),
}
