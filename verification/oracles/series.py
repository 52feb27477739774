"""Every op in ball arithmetic: its value by Arb, its derivative by power series.

No rule for a derivative is written here: a series of an op holds it as its second
coefficient. The caller's context sets the precision, and the series' length to 2.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, final

from flint import arb, arb_series

from verification.oracles.ball import cube_root, unit_step

_LEAK: Final = 0.01  # the slope of leaky_relu left of 0, the double next to 1/100

_SEEDS: Final = (arb(0), arb(1))

BallRule = Callable[[arb, arb], arb]
SeriesRule = Callable[[arb_series, arb_series], arb_series]


@final
@dataclass(frozen=True, slots=True)
class _Smooth:
    """An op that is one analytic function: of balls, and of power series.

    An op of one operand ignores the second. At a pole flint raises or gives nan.
    """

    value: BallRule
    series: SeriesRule


@final
@dataclass(frozen=True, slots=True)
class _Sided:
    """An op that is one smooth function right of a kink, and another left of it.

    ``where`` is positive right of it. An op without ``has_jump`` has the same slope from
    both sides; elsewhere the slope at the kink is a convention.
    """

    where: BallRule
    right: _Smooth
    left: _Smooth
    has_jump: bool = True


def value(op: str, operands: tuple[arb, ...]) -> arb:
    """Return the op's value; nan where it has none."""
    x, y = operands[0], operands[-1]
    rule = _RULES[op]
    try:
        if isinstance(rule, _Smooth):
            return rule.value(x, y)
        where = rule.where(x, y)
        if where >= 0:
            return rule.right.value(x, y)
        left = rule.left.value(x, y)
        return left if where < 0 else left.union(rule.right.value(x, y))
    except (ZeroDivisionError, ValueError):  # how flint refuses to divide by 0
        return arb.nan()


def slope(op: str, operands: tuple[arb, ...], i: int, step_at_zero: float | None) -> arb:
    """Return the partial derivative by operand ``i``; nan where it has none.

    At a kink it is the chosen mixture of both sides', and all between them if none is chosen.
    """
    rule = _RULES[op]
    if isinstance(rule, _Smooth):
        return _derivative(rule, operands, i)
    step = unit_step(rule.where(operands[0], operands[-1]), step_at_zero)
    if step == 1:
        return _derivative(rule.right, operands, i)
    if step.is_zero():
        return _derivative(rule.left, operands, i)
    left, right = _derivative(rule.left, operands, i), _derivative(rule.right, operands, i)
    return left + (right - left) * step if rule.has_jump else left.union(right)


def _derivative(rule: _Smooth, operands: tuple[arb, ...], i: int) -> arb:
    terms = [arb_series([operand, _SEEDS[k == i]]) for k, operand in enumerate(operands)]
    try:
        return rule.series(terms[0], terms[-1])[1]
    except (ZeroDivisionError, ValueError):  # how flint refuses to divide by a series at 0
        return arb.nan()


# --- Series that keep their digits -------------------------------------------
#
# exp(x) - 1 loses all of a tiny x, at 4096 bits as well. Its first coefficient is a number
# that Arb computes without loss; so are those of what is built from it.


def _expm1(x: arb_series) -> arb_series:
    return arb_series([x[0].expm1(), x.exp()[1]])


def _log1p(x: arb_series) -> arb_series:
    return arb_series([x[0].log1p(), (1 + x).log()[1]])


def _odd(rule: Callable[[arb_series], arb_series], x: arb_series) -> arb_series:
    """Return an odd function from what it is for positive numbers."""
    return -rule(-x) if x[0] < 0 else rule(x)


def _sinh(x: arb_series) -> arb_series:
    e = _expm1(x)
    return (e + e / (1 + e)) / 2


def _tanh(x: arb_series) -> arb_series:
    e = _expm1(-2 * x)
    return -e / (e + 2)


def _asinh(x: arb_series) -> arb_series:
    return _log1p(x + x * x / (1 + (1 + x * x).sqrt()))


def _acosh(x: arb_series) -> arb_series:
    above = x - 1
    return _log1p(above + (above * (x + 1)).sqrt())


def _cbrt(x: arb_series) -> arb_series:
    return (x.log() / 3).exp()


def _softplus(x: arb_series) -> arb_series:
    return _log1p(x.exp()) if x[0] < 0 else x + _log1p((-x).exp())


def _sigmoid(x: arb_series) -> arb_series:
    return 1 / (1 + (-x).exp())


def _atan2(x: arb_series, y: arb_series) -> arb_series:
    """Return the angle up to a constant, from the quotient that is smaller than 1."""
    if x[0].contains(0) and y[0].contains(0):
        return arb_series([arb.nan(), arb.nan()])
    if abs(y[0]) >= abs(x[0]):
        return (x / y).atan()
    return -(y / x).atan()


# --- Values that Arb has no function for --------------------------------------


def _angle(x: arb, y: arb) -> arb:
    return arb.nan() if x.contains(0) and y.contains(0) else arb.atan2(x, y)


def _by_series(rule: SeriesRule) -> _Smooth:
    return _Smooth(lambda x, y: rule(arb_series([x]), arb_series([y]))[0], rule)


_FIRST: Final = _Smooth(lambda x, y: x, lambda x, y: x)
_SECOND: Final = _Smooth(lambda x, y: y, lambda x, y: y)

_RULES: Final[dict[str, _Smooth | _Sided]] = {
    "add": _Smooth(lambda x, y: x + y, lambda x, y: x + y),
    "sub": _Smooth(lambda x, y: x - y, lambda x, y: x - y),
    "mul": _Smooth(lambda x, y: x * y, lambda x, y: x * y),
    "div": _Smooth(lambda x, y: x / y, lambda x, y: x / y),
    "pow": _by_series(lambda x, y: x**y),
    "neg": _Smooth(lambda x, y: -x, lambda x, y: -x),
    "square": _Smooth(lambda x, y: x * x, lambda x, y: x * x),
    "reciprocal": _Smooth(lambda x, y: 1 / x, lambda x, y: 1 / x),
    "abs": _Sided(lambda x, y: x, _FIRST, _Smooth(lambda x, y: -x, lambda x, y: -x)),
    "relu": _Sided(lambda x, y: x, _FIRST, _Smooth(lambda x, y: arb(0), lambda x, y: 0 * x)),
    "leaky_relu": _Sided(
        lambda x, y: x, _FIRST, _Smooth(lambda x, y: _LEAK * x, lambda x, y: _LEAK * x)
    ),
    "elu": _Sided(
        lambda x, y: x,
        _FIRST,
        _Smooth(lambda x, y: x.expm1(), lambda x, y: _expm1(x)),
        has_jump=False,
    ),
    "silu": _Smooth(lambda x, y: x / (1 + (-x).exp()), lambda x, y: x * _sigmoid(x)),
    "gelu": _Smooth(
        lambda x, y: x * (-x / arb(2).sqrt()).erfc() / 2,
        lambda x, y: x * (-x / arb(2).sqrt()).erfc() / 2,
    ),
    "softplus": _Smooth(
        lambda x, y: x.max(arb(0)) + (-abs(x)).exp().log1p(), lambda x, y: _softplus(x)
    ),
    "sigmoid": _Smooth(lambda x, y: 1 / (1 + (-x).exp()), lambda x, y: _sigmoid(x)),
    "tanh": _Smooth(lambda x, y: x.tanh(), lambda x, y: _odd(_tanh, x)),
    "erf": _Smooth(lambda x, y: x.erf(), lambda x, y: x.erf()),
    "exp": _Smooth(lambda x, y: x.exp(), lambda x, y: x.exp()),
    "exp2": _Smooth(
        lambda x, y: (x * arb.const_log2()).exp(), lambda x, y: (x * arb.const_log2()).exp()
    ),
    "expm1": _Smooth(lambda x, y: x.expm1(), lambda x, y: _expm1(x)),
    "log": _Smooth(lambda x, y: x.log(), lambda x, y: x.log()),
    "log2": _Smooth(
        lambda x, y: x.log() / arb.const_log2(), lambda x, y: x.log() / arb.const_log2()
    ),
    "log10": _Smooth(
        lambda x, y: x.log() / arb.const_log10(), lambda x, y: x.log() / arb.const_log10()
    ),
    "log1p": _Smooth(lambda x, y: x.log1p(), lambda x, y: _log1p(x)),
    "sqrt": _Smooth(lambda x, y: x.sqrt(), lambda x, y: x.sqrt()),
    "rsqrt": _Smooth(lambda x, y: x.rsqrt(), lambda x, y: x.rsqrt()),
    "cbrt": _Smooth(lambda x, y: cube_root(x), lambda x, y: _odd(_cbrt, x)),
    "sin": _Smooth(lambda x, y: x.sin(), lambda x, y: x.sin()),
    "cos": _Smooth(lambda x, y: x.cos(), lambda x, y: x.cos()),
    "tan": _Smooth(lambda x, y: x.tan(), lambda x, y: x.tan()),
    "asin": _Smooth(lambda x, y: x.asin(), lambda x, y: x.asin()),
    "acos": _Smooth(lambda x, y: x.acos(), lambda x, y: x.acos()),
    "atan": _Smooth(lambda x, y: x.atan(), lambda x, y: x.atan()),
    "sinh": _Smooth(lambda x, y: x.sinh(), lambda x, y: _odd(_sinh, x)),
    "cosh": _Smooth(lambda x, y: x.cosh(), lambda x, y: 1 + 2 * _odd(_sinh, x / 2) ** 2),
    "asinh": _Smooth(lambda x, y: x.asinh(), lambda x, y: _odd(_asinh, x)),
    "acosh": _Smooth(lambda x, y: x.acosh(), lambda x, y: _acosh(x)),
    "atanh": _Smooth(lambda x, y: x.atanh(), lambda x, y: (_log1p(x) - _log1p(-x)) / 2),
    "maximum": _Sided(lambda x, y: x - y, _FIRST, _SECOND),
    "minimum": _Sided(lambda x, y: x - y, _SECOND, _FIRST),
    "hypot": _Smooth(lambda x, y: (x * x + y * y).sqrt(), lambda x, y: (x * x + y * y).sqrt()),
    "atan2": _Smooth(_angle, _atan2),
}
