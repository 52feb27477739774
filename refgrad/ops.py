"""The ops: each takes numbers and returns its value beside its partial derivatives.

This is the only place that knows a derivative. `mul(x, y)` returns `(out, dx, dy)`, where `dx` is
the derivative of `out` with respect to `x`; `tanh(x)` returns `(out, dx)`.

No op raises for a number it cannot digest: as in IEEE 754 and in PyTorch, `1/0` is inf, `log(0)`
is -inf, `exp(1000)` is inf, and outside the domain, as in `log(-1)` and `sqrt(-1)`, value and
partial are nan. The one exception is a fractional power of a negative number, a ValueError:
Python's own `**` would quietly go on with a complex number there, and nan would hide the mistake.

Where no derivative exists, a convention stands, the same as PyTorch's: `relu'(0) = 0`,
`abs'(0) = 0`, and at a tie `maximum` and `minimum` give each argument one half. A nan argument
makes relu, abs, maximum and minimum nan, and their partials nan with it.

Where arguments and results are normal numbers, every value and partial is within 4 ulp of the
exact one (5 in pow), and neither infinite nor nan. tests/refgrad/test_accuracy.py measures it.
"""

# ruff: noqa: A001  (`abs` and `pow` are the names of ops, here as everywhere)

import math
import sys


def add(x: float, y: float) -> tuple[float, float, float]:
    """Return `x + y` and its partials.

    >>> add(2.0, 3.0)
    (5.0, 1.0, 1.0)
    """
    return x + y, 1.0, 1.0


def sub(x: float, y: float) -> tuple[float, float, float]:
    """Return `x - y` and its partials.

    >>> sub(2.0, 3.0)
    (-1.0, 1.0, -1.0)
    """
    return x - y, 1.0, -1.0


def mul(x: float, y: float) -> tuple[float, float, float]:
    """Return `x * y` and its partials.

    >>> mul(2.0, 3.0)
    (6.0, 3.0, 2.0)
    """
    return x * y, y, x


def div(x: float, y: float) -> tuple[float, float, float]:
    """Return `x / y` and its partials; over zero, the infinities (or nan) of IEEE 754.

    >>> div(3.0, 2.0)
    (1.5, 0.5, -0.75)
    >>> div(1.0, 0.0)
    (inf, inf, -inf)
    """
    try:
        out = x / y
        # Not -x / y**2: y**2 overflows from 1e155 up, and vanishes from 1e-163 down.
        return out, 1.0 / y, -out / y
    except ZeroDivisionError:
        inverse = math.copysign(math.inf, y)
        return x * inverse, inverse, -x * math.inf


def neg(x: float) -> tuple[float, float]:
    """Return `-x` and its derivative.

    >>> neg(2.0)
    (-2.0, -1.0)
    """
    return -x, -1.0


def pow(x: float, y: float) -> tuple[float, float, float]:
    """Return `x ** y` and its partials `y * x**(y-1)` and `x**y * log(x)`.

    At `x = 0` the exponent's partial is 0 for `y >= 0` and -inf for `y < 0`; for `x < 0` it is nan,
    since a real power of a negative number exists at integers only.

    Raises:
        ValueError: `x` is negative and `y` is no integer; the power would be a complex number.

    >>> pow(3.0, 2.0)
    (9.0, 6.0, 9.887510598012987)
    >>> pow(0.0, 0.0)
    (1.0, 0.0, 0.0)
    >>> pow(0.0, 0.5)
    (0.0, inf, 0.0)
    """
    out = _power(x, y)
    less = y - 1.0
    if y == 0.0:
        dx = 0.0
    elif less + 1.0 == y or x == 0.0 or math.isinf(x):
        dx = _scaled(_power(x, less), y, x, less)
    else:
        # y - 1 was rounded, and the power would magnify that to hundreds of ulp. Half of y is
        # exact, and no step below over- or underflows unless the result does.
        half = _power(x, 0.5 * y)
        dx = y * half / x * half
    if x > 0.0:
        return out, dx, _scaled(out, math.log(x), x, y)
    if x == 0.0:
        return out, dx, 0.0 if y >= 0.0 else -math.inf
    return out, dx, math.nan


def _power(x: float, y: float) -> float:
    """Return `x ** y` as C does: infinite on overflow and at a pole."""
    try:
        return math.pow(x, y)
    except OverflowError:
        pass
    except ValueError:
        if x != 0.0:
            raise ValueError(
                f"pow expects an integer exponent for a negative base, got ({x!r}) ** {y!r}, "
                "which is not a real number; use abs(x) ** y, or an integer exponent"
            ) from None
    return math.copysign(math.inf, x) if math.fmod(y, 2.0) in (1.0, -1.0) else math.inf


def _scaled(power: float, factor: float, x: float, y: float) -> float:
    """Return `factor * power`, where `power = x**y`, even if only the product fits a float."""
    if sys.float_info.min <= math.fabs(power) < math.inf:
        return factor * power
    half = _power(math.fabs(x), 0.5 * y)
    return factor * half * math.copysign(half, power)


def relu(x: float) -> tuple[float, float]:
    """Return `x` where it is positive, else 0, and the derivative: 0 at 0.

    >>> relu(3.0), relu(0.0)
    ((3.0, 1.0), (0.0, 0.0))
    """
    if x > 0.0:
        return x, 1.0
    if x <= 0.0:
        return 0.0, 0.0
    return math.nan, math.nan


def abs(x: float) -> tuple[float, float]:
    """Return `|x|` and its derivative: 0 at 0.

    >>> abs(-3.0), abs(0.0)
    ((3.0, -1.0), (0.0, 0.0))
    """
    if x > 0.0:
        return x, 1.0
    if x < 0.0:
        return -x, -1.0
    if x == 0.0:
        return 0.0, 0.0
    return math.nan, math.nan


def maximum(x: float, y: float) -> tuple[float, float, float]:
    """Return the larger argument and the partials: one half each at a tie.

    >>> maximum(3.0, 2.0), maximum(2.0, 2.0)
    ((3.0, 1.0, 0.0), (2.0, 0.5, 0.5))
    """
    if x > y:
        return x, 1.0, 0.0
    if x < y:
        return y, 0.0, 1.0
    if x == y:
        return x, 0.5, 0.5
    return math.nan, math.nan, math.nan


def minimum(x: float, y: float) -> tuple[float, float, float]:
    """Return the smaller argument and the partials: one half each at a tie.

    >>> minimum(3.0, 2.0), minimum(2.0, 2.0)
    ((2.0, 0.0, 1.0), (2.0, 0.5, 0.5))
    """
    if x < y:
        return x, 1.0, 0.0
    if x > y:
        return y, 0.0, 1.0
    if x == y:
        return x, 0.5, 0.5
    return math.nan, math.nan, math.nan


def exp(x: float) -> tuple[float, float]:
    """Return `e ** x` and its derivative, the same number; infinite beyond 709.78.

    >>> exp(0.0), exp(1000.0)
    ((1.0, 1.0), (inf, inf))
    """
    try:
        out = math.exp(x)
    except OverflowError:
        out = math.inf
    return out, out


def log(x: float) -> tuple[float, float]:
    """Return the natural logarithm and its derivative; -inf at 0, nan below.

    >>> log(1.0), log(0.0), log(-1.0)
    ((0.0, 1.0), (-inf, inf), (nan, nan))
    """
    if x > 0.0:
        return math.log(x), 1.0 / x
    if x == 0.0:
        return -math.inf, math.copysign(math.inf, x)
    return math.nan, math.nan


def sqrt(x: float) -> tuple[float, float]:
    """Return the square root and its derivative, infinite at 0; nan below.

    >>> sqrt(4.0), sqrt(0.0), sqrt(-1.0)
    ((2.0, 0.25), (0.0, inf), (nan, nan))
    """
    if x > 0.0:
        out = math.sqrt(x)
        return out, 0.5 / out
    if x == 0.0:
        return x, math.copysign(math.inf, x)
    return math.nan, math.nan


def sin(x: float) -> tuple[float, float]:
    """Return the sine of `x` radians and its derivative; nan at infinity.

    >>> sin(0.0)
    (0.0, 1.0)
    """
    try:
        return math.sin(x), math.cos(x)
    except ValueError:
        return math.nan, math.nan


def cos(x: float) -> tuple[float, float]:
    """Return the cosine of `x` radians and its derivative; nan at infinity.

    >>> cos(0.0)
    (1.0, -0.0)
    """
    try:
        return math.cos(x), -math.sin(x)
    except ValueError:
        return math.nan, math.nan


def tanh(x: float) -> tuple[float, float]:
    """Return the hyperbolic tangent and its derivative.

    >>> tanh(0.0)
    (0.0, 1.0)
    >>> tanh(20.0)[1] > 0.0
    True
    """
    # 1 - tanh(x)**2 cancels: from |x| = 19.1 on it is 0, while the truth is positive. The divisor
    # is (1 + e)**2, written out so that the errors of its first roundings shrink with e.
    e = math.exp(-2.0 * math.fabs(x))
    return math.tanh(x), 4.0 * e / (1.0 + e * (2.0 + e))


def sigmoid(x: float) -> tuple[float, float]:
    """Return `1 / (1 + exp(-x))` and its derivative.

    >>> sigmoid(0.0)
    (0.5, 0.25)
    >>> sigmoid(-1000.0)
    (0.0, 0.0)
    """
    # exp of a negative number cannot overflow, and no form here subtracts nearly equal numbers.
    e = math.exp(-math.fabs(x))
    return (1.0 if x >= 0.0 else e) / (1.0 + e), e / (1.0 + e * (2.0 + e))
