"""The forms of sigmoid and of the activation functions of its family, and of erf."""

from typing import Final

from flint import arb

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, covered, steep


def _rising(x: Rounded) -> Rounded:
    """Return exp(x) / (1 + exp(x))."""
    return x.exp() * (1 + x.exp()) ** -1


def _falling(x: Rounded) -> Rounded:
    """Return 1 / (1 + exp(-x))."""
    return (1 + (-x).exp()) ** -1


def _logistic(x: Rounded) -> Rounded:
    """Return sigmoid by either: the second gives more only where an exponential is extreme."""
    rising = x.once(_rising)
    return rising.either(_falling(x)) if steep(x, x) else rising


def _from_tanh(x: Rounded) -> Rounded:
    return (1 + (x / 2).tanh()) / 2


def _slope_falling(x: Rounded) -> Rounded:
    """Return the slope of sigmoid as exp(-x) * (1 + exp(-x))^-2."""
    return (-x).exp() * (1 + (-x).exp()) ** -2


def _slope_squared(x: Rounded) -> Rounded:
    """Return the same as a quotient, whose divisor overflows before any other form does."""
    return (-x).exp() / (1 + (-x).exp()) ** 2


def _slope_even(x: Rounded) -> Rounded:
    """Return the slope of sigmoid as e / (1 + e)^2, where e = exp(-|x|): nothing overflows."""
    e = (-abs(x)).exp()
    return e * (1 + e) ** -2


def _slope(x: Rounded) -> Rounded:
    if steep(x, x):
        return _slope_falling(x).either(_slope_even(x)).either(_slope_squared(x))
    return _slope_falling(x)


def _slope_composed(x: Rounded) -> Rounded:
    """Return the composed slope of E / (1 + E), where E = exp(x)."""
    e = x.exp()
    return (1 / (1 + e) - e / (1 + e) ** 2) * e


def _slope_from_tanh(x: Rounded) -> Rounded:
    """Return the slope of sigmoid as (1 - t^2) / 4, where t = tanh(x/2)."""
    return (1 - (x / 2).tanh() ** 2) / 4


def _any_logistic(x: Rounded) -> Rounded:
    return x.once(_logistic).either(_from_tanh(x))


def _any_slope(x: Rounded) -> Rounded:
    composed = _slope_composed(x).either(_slope_from_tanh(x))
    s = x.once(_any_logistic)
    return _slope(x).either(composed).either(s * (1 - s))


def _silu_slope(x: Rounded, s: Rounded) -> Rounded:
    return s * (1 + x * (1 - s))


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


LOGISTIC: Final = {
    "sigmoid": Forms(
        values=(
            Form("1 / (1 + exp(-x))", lambda x, y: x.once(_falling), steep),
            Form("exp(x) / (1 + exp(x))", lambda x, y: x.once(_rising)),
        ),
        partials=(
            (
                Form("out * (1 - out)", lambda x, y, out: out * (1 - out)),
                Form("exp(-x) * (1 + exp(-x))**-2", lambda x, y, out: x.once(_slope_falling)),
                Form("exp(-x) / (1 + exp(-x))**2", lambda x, y, out: _slope_squared(x), steep),
                Form("e / (1 + e)**2, e = exp(-abs(x))", lambda x, y, out: _slope_even(x), steep),
            ),
        ),
        weaker_values=(Form("(1 + tanh(x/2)) / 2", lambda x, y: x.once(_from_tanh)),),
        weaker_partials=(
            (
                Form(
                    "exp(x) / (1 + exp(x)) from an engine's own ops",
                    lambda x, y, out: _slope_composed(x),
                ),
                Form("(1 - t**2) / 4, t = tanh(x/2)", lambda x, y, out: _slope_from_tanh(x)),
            ),
        ),
        terms=2,
    ),
    "silu": Forms(
        values=(
            Form("x * s, s = exp(x) / (1 + exp(x))", lambda x, y: x * x.once(_rising)),
            Form("x * s, s = 1 / (1 + exp(-x))", lambda x, y: x * x.once(_falling), steep),
            Form("x / (1 + exp(-x))", lambda x, y: x / (1 + (-x).exp()), steep),
        ),
        partials=(
            (
                Form(
                    "s * (1 + x * (1 - s)), s = sigmoid(x)",
                    lambda x, y, out: _silu_slope(x, x.once(_logistic)),
                ),
                Form(
                    "s + x * s * (1 - s)",
                    lambda x, y, out: (
                        x.once(_logistic) + x * x.once(_logistic) * (1 - x.once(_logistic))
                    ),
                ),
                Form(
                    "s + x * exp(-x) / (1 + exp(-x))**2",
                    lambda x, y, out: x.once(_logistic) + x * x.once(_slope),
                ),
                Form("out + s * (1 - out)", lambda x, y, out: out + x.once(_logistic) * (1 - out)),
            ),
        ),
        weaker_values=(Form("x * (1 + tanh(x/2)) / 2", lambda x, y: x * x.once(_from_tanh)),),
        weaker_partials=(
            (
                Form(
                    "s * (1 + x * (1 - s)) with a weaker s",
                    lambda x, y, out: _silu_slope(x, x.once(_any_logistic)),
                ),
                Form(
                    "s + x * s' with a weaker s and s'",
                    lambda x, y, out: x.once(_any_logistic) + x * x.once(_any_slope),
                ),
                Form(
                    "out + s * (1 - out) with a weaker s",
                    lambda x, y, out: out + x.once(_any_logistic) * (1 - out),
                ),
            ),
        ),
        terms=2,
    ),
    "softplus": Forms(
        values=(
            Form(
                "max(x, 0) + log1p(exp(-abs(x)))",
                lambda x, y: x.maximum(0) + (-abs(x)).exp().log1p(),
            ),
            Form("log1p(exp(x))", lambda x, y: x.exp().log1p()),
        ),
        partials=(
            (
                Form("1 / (1 + exp(-x))", lambda x, y, out: x.once(_falling), steep),
                Form("exp(x) / (1 + exp(x))", lambda x, y, out: x.once(_rising)),
            ),
        ),
        weaker_values=(Form("log(1 + exp(x))", lambda x, y: (1 + x.exp()).log()),),
        weaker_partials=(
            (
                Form("1 - exp(-out)", lambda x, y, out: 1 - (-out).exp()),
                Form("(1 + tanh(x/2)) / 2", lambda x, y, out: x.once(_from_tanh)),
                Form("1 - 1 / (1 + exp(x))", lambda x, y, out: 1 - _falling(-x)),
                Form("1 - e / (1 + e), e = exp(-x)", lambda x, y, out: 1 - _rising(-x)),
            ),
        ),
        terms=2,
    ),
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
            ),
        ),
        terms=2,
    ),
    "erf": Forms(
        values=(Form("erf(x)", lambda x, y: x.erf()),),
        partials=((Form("2 * exp(-x**2) / sqrt(pi)", lambda x, y, out: _bell(x)),),),
        weaker_values=(Form("1 - erfc(x)", lambda x, y: 1 - x.erfc()),),
    ),
}
