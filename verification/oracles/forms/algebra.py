"""The forms of arithmetic, powers and roots."""

from typing import Final

from flint import arb

from verification.oracles.ball import MINUS_ONE, ONE, Rounded
from verification.oracles.forms.form import Form, Forms, covered, extreme, nonzero, positive


def one(x: Rounded, y: Rounded, out: Rounded) -> Rounded:
    """Return 1, a partial derivative of sums."""
    return Rounded(ONE, x.rounding)


def minus_one(x: Rounded, y: Rounded, out: Rounded) -> Rounded:
    """Return -1."""
    return Rounded(MINUS_ONE, x.rounding)


def _thirds(x: Rounded, thirds: int) -> Rounded:
    return x.constant(arb(thirds) / 3)


def _root(x: Rounded) -> Rounded:
    root = abs(x) ** _thirds(x, 1)
    return root if x.ball.is_zero() else x.chosen(root, -root)


def _root_by_log(x: Rounded) -> Rounded:
    root = (abs(x).log() / 3).exp()
    return x.chosen(root, -root)


ALGEBRA: Final = {
    "add": Forms(
        values=(Form("x + y", lambda x, y: x + y),),
        partials=((Form("1", one),), (Form("1", one),)),
    ),
    "sub": Forms(
        values=(
            Form("x - y", lambda x, y: x - y),
            Form("x + (-1) * y", lambda x, y: x + -y, covered),
        ),
        partials=((Form("1", one),), (Form("-1", minus_one),)),
    ),
    "mul": Forms(
        values=(Form("x * y", lambda x, y: x * y),),
        partials=(
            (Form("y", lambda x, y, out: y),),
            (Form("x", lambda x, y, out: x),),
        ),
    ),
    "div": Forms(
        values=(
            Form("x * y**-1", lambda x, y: x * y**-1),
            Form("x / y", lambda x, y: x / y, covered),
        ),
        partials=(
            (
                Form("y**-1", lambda x, y, out: y**-1),
                Form("1 / y", lambda x, y, out: 1 / y, covered),
            ),
            (
                Form("-x * y**-2", lambda x, y, out: -(x * y**-2), extreme),
                Form("-out * y**-1", lambda x, y, out: -(out * y**-1)),
                Form("-x / y**2", lambda x, y, out: -(x / y**2), extreme),
                Form("-out / y", lambda x, y, out: -(out / y), covered),
            ),
        ),
    ),
    "pow": Forms(
        values=(Form("x**y", lambda x, y: x**y),),
        partials=(
            (
                Form("y * x**(y - 1)", lambda x, y, out: y * x ** (y - 1)),
                Form("y * out * x**-1", lambda x, y, out: y * out * x**-1, nonzero),
                Form("y * out / x", lambda x, y, out: y * out / x, covered),
            ),
            (
                Form("out * log(x)", lambda x, y, out: out * x.log()),
                Form("x**y * log(x)", lambda x, y, out: x**y * x.log(), covered),
            ),
        ),
        weaker_values=(Form("exp(y * log(x))", lambda x, y: (y * x.log()).exp(), positive),),
        weaker_partials=(
            (),
            (
                Form(
                    "exp(y * log(x)) * log(x)",
                    lambda x, y, out: (y * x.log()).exp() * x.log(),
                    covered,
                ),
            ),
        ),
        terms=10,
    ),
    "neg": Forms(
        values=(Form("-x", lambda x, y: -x),),
        partials=((Form("-1", minus_one),),),
    ),
    "square": Forms(
        values=(
            Form("x**2", lambda x, y: x**2),
            Form("x * x", lambda x, y: x * x, covered),
        ),
        partials=((Form("2 * x", lambda x, y, out: 2 * x),),),
        weaker_values=(Form("exp(2 * log(x))", lambda x, y: (2 * x.log()).exp(), positive),),
        weaker_partials=((Form("2 * out * x**-1", lambda x, y, out: 2 * out * x**-1, positive),),),
        terms=2,
    ),
    "reciprocal": Forms(
        values=(
            Form("x**-1", lambda x, y: x**-1),
            Form("1 / x", lambda x, y: 1 / x, covered),
        ),
        partials=(
            (
                Form("-out**2", lambda x, y, out: -(out**2)),
                Form("-x**-2", lambda x, y, out: -(x**-2), extreme),
                Form("-1 / x**2", lambda x, y, out: -1 / x**2, extreme),
                Form("-out / x", lambda x, y, out: -out / x, covered),
            ),
        ),
        weaker_values=(Form("exp(-log(x))", lambda x, y: (-x.log()).exp(), positive),),
    ),
    "sqrt": Forms(
        values=(
            Form("x**0.5", lambda x, y: x ** x.exact(0.5)),
            Form("sqrt(x)", lambda x, y: x.sqrt(), covered),
        ),
        partials=(
            (
                Form("0.5 * x**-0.5", lambda x, y, out: x ** x.exact(-0.5) / 2, covered),
                Form("0.5 / out", lambda x, y, out: 1 / (2 * out), covered),
                Form("0.5 * out**-1", lambda x, y, out: out**-1 / 2),
                Form("0.5 * out / x", lambda x, y, out: out / 2 / x, covered),
            ),
        ),
        weaker_values=(Form("exp(0.5 * log(x))", lambda x, y: (x.log() / 2).exp(), positive),),
    ),
    "rsqrt": Forms(
        values=(
            Form("(x**0.5)**-1", lambda x, y: (x ** x.exact(0.5)) ** -1),
            Form("x**-0.5", lambda x, y: x ** x.exact(-0.5), covered),
            Form("1 / sqrt(x)", lambda x, y: 1 / x.sqrt(), covered),
        ),
        partials=(
            (
                Form("-0.5 * x**-1.5", lambda x, y, out: -(x ** x.exact(-1.5)) / 2),
                Form("-0.5 * out**3", lambda x, y, out: -(out**3) / 2),
                Form("-0.5 * out / x", lambda x, y, out: -out / 2 / x),
            ),
        ),
        weaker_values=(Form("exp(-0.5 * log(x))", lambda x, y: (-(x.log() / 2)).exp(), positive),),
    ),
    "cbrt": Forms(
        values=(
            Form("sign(x) * abs(x)**(1/3)", lambda x, y: _root(x)),
            Form("cbrt(x)", lambda x, y: x.cbrt()),
        ),
        partials=(
            (
                Form("1 / (3 * out**2)", lambda x, y, out: 1 / (3 * out**2)),
                Form(
                    "1/3 * abs(x)**(-2/3)",
                    lambda x, y, out: _thirds(x, 1) * abs(x) ** _thirds(x, -2),
                ),
                Form("out / (3 * x)", lambda x, y, out: out / (3 * x), extreme),
            ),
        ),
        weaker_values=(
            Form("sign(x) * exp(log(abs(x)) / 3)", lambda x, y: _root_by_log(x), nonzero),
        ),
        weaker_partials=((Form("out / (3 * x)", lambda x, y, out: out / (3 * x), nonzero),),),
    ),
}
