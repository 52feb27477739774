"""The forms of sigmoid and of the activation functions of its family."""

from typing import Final

from flint import arb

from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, Forms, free_step, nonzero, steep


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


def _softplus_of_relu(x: Rounded) -> Rounded:
    """Return the composed slope of relu(x) + log(1 + exp(-abs(x))), with kinks that cancel."""
    e = (-abs(x)).exp()
    return free_step(x) - (2 * free_step(x) - 1) * (e / (1 + e))


def _softplus_of_rest(x: Rounded) -> Rounded:
    """Return the composed slope of -log(1 - s), where s = sigmoid(x)."""
    s = x.once(_any_logistic)
    return s * (1 - s) / (1 - s)


def _log_cosh(x: Rounded) -> Rounded:
    return x.constant(arb.const_log2()) + x / 2 + (x / 2).cosh().log()


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
                Form("out / x * (1 + x - out)", lambda x, y, out: out / x * (1 + x - out), nonzero),
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
        weaker_values=(
            Form("log(1 + exp(x))", lambda x, y: (1 + x.exp()).log()),
            Form("x + log(1 + exp(-x))", lambda x, y: x + (1 + (-x).exp()).log()),
            Form(
                "-log(1 - s) with a weaker s",
                lambda x, y: -(1 - x.once(_any_logistic)).log(),
            ),
            Form("log(2) + x/2 + log(cosh(x/2))", lambda x, y: _log_cosh(x)),
        ),
        weaker_partials=(
            (
                Form("1 - exp(-out)", lambda x, y, out: 1 - (-out).exp()),
                Form("exp(x - out)", lambda x, y, out: (x - out).exp()),
                Form("(1 + tanh(x/2)) / 2", lambda x, y, out: x.once(_from_tanh)),
                Form("1 - 1 / (1 + exp(x))", lambda x, y, out: 1 - _falling(-x)),
                Form("1 - e / (1 + e), e = exp(-x)", lambda x, y, out: 1 - _rising(-x)),
                Form(
                    "relu(x) + log(1 + exp(-abs(x))) from an engine's own ops",
                    lambda x, y, out: _softplus_of_relu(x),
                ),
                Form(
                    "-log(1 - s) with a weaker s, likewise",
                    lambda x, y, out: _softplus_of_rest(x),
                ),
            ),
        ),
        terms=2,
    ),
}
