"""Functions: every op of the catalogue over spans, beyond plain arithmetic.

It must not know a derivative rule. Most are composed of others, so that a span too close to
a kink or a singular point is refused where it does harm: at a root, a quotient, a logarithm.
"""

from collections.abc import Callable, Sequence
from typing import Final

from mpmath import libmp

from verification.oracles import reals
from verification.oracles.arithmetic import Arithmetic, Blank, TooBroadError
from verification.oracles.spans import ONE, ZERO, Span, exact
from verification.program import Number

_LEAK: Final = exact(0.01)  # the double next to 1/100
_TWO: Final = exact(2)
_THREE: Final = exact(3)
_TEN: Final = exact(10)
_HALF: Final = exact(0.5)


def apply(
    arithmetic: Arithmetic, op: str, operands: Sequence[Span | Blank | Number]
) -> Span | Blank:
    """Return the op's span, or a blank where it or an operand cannot be computed.

    >>> apply(Arithmetic(160, smooth=True), "square", (3,)) == exact(9)
    True
    >>> apply(Arithmetic(160, smooth=False), "sqrt", (-1,))
    Blank(bits=1048576)
    """
    spans: list[Span] = []
    for operand in operands:
        if isinstance(operand, Blank):
            return operand
        spans.append(operand if isinstance(operand, Span) else exact(operand))
    try:
        if len(spans) == 1:
            return _UNARY[op](arithmetic, spans[0])
        return _BINARY[op](arithmetic, spans[0], spans[1])
    except TooBroadError as error:
        return Blank(error.bits)


# --- Powers and roots -----------------------------------------------------------------------------


def _square(a: Arithmetic, x: Span) -> Span:
    return a.mul(x, x)


def _reciprocal(a: Arithmetic, x: Span) -> Span:
    return a.div(ONE, x)


def _cbrt(a: Arithmetic, x: Span) -> Span:
    if x == ZERO:
        return x
    if x.is_negative:
        return a.neg(_cbrt(a, a.neg(x)))
    return a.exp(a.div(a.log(x), _THREE))


def _hypot(a: Arithmetic, x: Span, y: Span) -> Span:
    root = a.sqrt(a.add(a.mul(x, x), a.mul(y, y)))
    # The root does not mind a broad span whose square is small beside the other's.
    a.keep_narrow(x, root.magnitude)
    a.keep_narrow(y, root.magnitude)
    return root


# --- Exponentials and logarithms ------------------------------------------------------------------


def _exp2(a: Arithmetic, x: Span) -> Span:
    return a.exp(a.mul(x, a.log(_TWO)))


def _expm1(a: Arithmetic, x: Span) -> Span:
    a.keep_narrow(x)
    a.keep_moderate(x)
    return a.rising(reals.expm1, x)


def _log1p(a: Arithmetic, x: Span) -> Span:
    above = a.add(ONE, x)
    a.keep_from_zero(above)
    if not above.is_positive:
        raise a.undefined(x)
    return a.rising(reals.log1p, x)


def _log2(a: Arithmetic, x: Span) -> Span:
    return a.div(a.log(x), a.log(_TWO))


def _log10(a: Arithmetic, x: Span) -> Span:
    return a.div(a.log(x), a.log(_TEN))


# --- Angles ---------------------------------------------------------------------------------------


def _sin(a: Arithmetic, x: Span) -> Span:
    return a.wave(libmp.mpf_sin, x)


def _cos(a: Arithmetic, x: Span) -> Span:
    return a.wave(libmp.mpf_cos, x)


def _tan(a: Arithmetic, x: Span) -> Span:
    return a.div(_sin(a, x), _cos(a, x))


def _asin(a: Arithmetic, x: Span) -> Span:
    leg = a.sqrt(a.mul(a.sub(ONE, x), a.add(ONE, x)))
    return _atan(a, a.div(x, a.add(ONE, leg))).scaled(1)


def _acos(a: Arithmetic, x: Span) -> Span:
    if x.is_negative:
        return a.sub(_half_pi(a).scaled(1), _acos(a, a.neg(x)))
    return _atan(a, a.sqrt(a.div(a.sub(ONE, x), a.add(ONE, x)))).scaled(1)


def _atan(a: Arithmetic, x: Span) -> Span:
    a.keep_narrow(x, max(0, x.magnitude))
    return a.rising(reals.atan, x)


def _atan2(a: Arithmetic, x: Span, y: Span) -> Span:
    """Return the angle of the point with ordinate x and abscissa y, from -pi to pi."""
    if y.is_positive and y.magnitude >= x.magnitude:
        return _atan(a, a.div(x, y))
    if x.is_positive:
        return a.sub(_half_pi(a), _atan(a, a.div(y, x)))
    if x.is_negative:
        return a.sub(a.neg(_half_pi(a)), _atan(a, a.div(y, x)))
    if y.is_positive:
        return _atan(a, a.div(x, y))
    if x == ZERO and y.is_negative:
        return _half_pi(a).scaled(1)
    # On both sides of the cut, or at the origin.
    raise a.undefined(x if y.is_exact else y)


def _half_pi(a: Arithmetic) -> Span:
    return a.rising(lambda _, bits: reals.half_pi(bits), ONE)


# --- Hyperbolic functions -------------------------------------------------------------------------


def _sinh(a: Arithmetic, x: Span) -> Span:
    if x.is_negative:
        return a.neg(_sinh(a, a.neg(x)))
    e = _expm1(a, x)
    return a.add(e, a.div(e, a.add(ONE, e))).scaled(-1)


def _cosh(a: Arithmetic, x: Span) -> Span:
    if x.is_negative:
        return _cosh(a, a.neg(x))
    e = a.exp(x)
    return a.add(e, a.div(ONE, e)).scaled(-1)


def _tanh(a: Arithmetic, x: Span) -> Span:
    a.keep_narrow(x)
    return a.rising(libmp.mpf_tanh, x)


def _asinh(a: Arithmetic, x: Span) -> Span:
    if x.is_negative:
        return a.neg(_asinh(a, a.neg(x)))
    a.keep_narrow(x, max(0, x.magnitude))
    square = a.mul(x, x)
    root = a.sqrt(a.add(ONE, square))
    return _log1p(a, a.add(x, a.div(square, a.add(ONE, root))))


def _acosh(a: Arithmetic, x: Span) -> Span:
    above = a.sub(x, ONE)
    if libmp.mpf_sign(above.low) < 0:
        raise a.undefined(x)
    return _log1p(a, a.add(above, a.sqrt(a.mul(above, a.add(x, ONE)))))


def _atanh(a: Arithmetic, x: Span) -> Span:
    if x.is_negative:
        return a.neg(_atanh(a, a.neg(x)))
    return _log1p(a, a.div(x.scaled(1), a.sub(ONE, x))).scaled(-1)


# --- Activations ----------------------------------------------------------------------------------


def _sigmoid(a: Arithmetic, x: Span) -> Span:
    if x.is_positive:
        return a.div(ONE, a.add(ONE, a.exp(a.neg(x))))
    e = a.exp(x)
    return a.div(e, a.add(ONE, e))


def _softplus(a: Arithmetic, x: Span) -> Span:
    if x.is_positive:
        return a.add(x, _log1p(a, a.exp(a.neg(x))))
    return _log1p(a, a.exp(x))


def _silu(a: Arithmetic, x: Span) -> Span:
    return a.mul(x, _sigmoid(a, x))


def _gelu(a: Arithmetic, x: Span) -> Span:
    below = a.neg(a.mul(x, a.sqrt(_HALF)))
    a.keep_narrow(below)
    # erfc falls where its negative rises.
    tail = a.neg(a.rising(lambda end, bits: libmp.mpf_neg(reals.erfc(end, bits)), below))
    return a.mul(x, tail).scaled(-1)


def _erf(a: Arithmetic, x: Span) -> Span:
    a.keep_narrow(x)
    return a.rising(reals.erf, x)


def _relu(a: Arithmetic, x: Span) -> Span:
    return a.maximum(x, ZERO)


def _leaky_relu(a: Arithmetic, x: Span) -> Span:
    return a.maximum(x, a.mul(_LEAK, x))


def _elu(a: Arithmetic, x: Span) -> Span:
    return a.add(_relu(a, x), _expm1(a, a.minimum(x, ZERO)))


def _abs(a: Arithmetic, x: Span) -> Span:
    return a.maximum(x, a.neg(x))


_UNARY: Final[dict[str, Callable[[Arithmetic, Span], Span]]] = {
    "neg": Arithmetic.neg,
    "square": _square,
    "reciprocal": _reciprocal,
    "abs": _abs,
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "silu": _silu,
    "gelu": _gelu,
    "softplus": _softplus,
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "erf": _erf,
    "exp": Arithmetic.exp,
    "exp2": _exp2,
    "expm1": _expm1,
    "log": Arithmetic.log,
    "log2": _log2,
    "log10": _log10,
    "log1p": _log1p,
    "sqrt": Arithmetic.sqrt,
    "rsqrt": lambda a, x: a.div(ONE, a.sqrt(x)),
    "cbrt": _cbrt,
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "asin": _asin,
    "acos": _acos,
    "atan": _atan,
    "sinh": _sinh,
    "cosh": _cosh,
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": _atanh,
}

_BINARY: Final[dict[str, Callable[[Arithmetic, Span, Span], Span]]] = {
    "add": Arithmetic.add,
    "sub": Arithmetic.sub,
    "mul": Arithmetic.mul,
    "div": Arithmetic.div,
    "pow": Arithmetic.pow,
    "maximum": Arithmetic.maximum,
    "minimum": Arithmetic.minimum,
    "hypot": _hypot,
    "atan2": _atan2,
}
