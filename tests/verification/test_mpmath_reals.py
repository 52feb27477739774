"""What the difference oracle asks of mpmath, against Arb: errors far below the bits to spare.

Arguments are of every size, near 1 and other whole numbers, near quarter turns, with few
digits and with more than the precision. REFGRAD_CHECKS sets how many a function gets.
"""

import os
import random
from collections.abc import Callable
from typing import Final

import pytest
from flint import arb, ctx

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")

from mpmath import libmp

from verification.oracles import reals
from verification.oracles.arithmetic import GUARD
from verification.oracles.spans import Raw

pytestmark = pytest.mark.oracles

_CHECKS: Final = int(os.environ.get("REFGRAD_CHECKS", "150"))
_PRECISIONS: Final = (100, 176, 256, 336, 656, 1296, 2576, 5136)
_UNIT: Final = libmp.fone


def _is_positive(x: Raw) -> bool:
    return libmp.mpf_sign(x) > 0


def _is_above_minus_1(x: Raw) -> bool:
    return libmp.mpf_cmp(x, libmp.mpf_neg(_UNIT)) > 0


def _is_moderate(x: Raw) -> bool:
    return reals.magnitude(x) < 40


# function, its truth, and which arguments it may have
_FUNCTIONS: Final[
    dict[str, tuple[Callable[[Raw, int], Raw], Callable[[arb], arb], Callable[[Raw], bool]]]
] = {
    "exp": (libmp.mpf_exp, lambda x: x.exp(), _is_moderate),
    "log": (libmp.mpf_log, lambda x: x.log(), _is_positive),
    "sqrt": (libmp.mpf_sqrt, lambda x: x.sqrt(), _is_positive),
    "sin": (libmp.mpf_sin, lambda x: x.sin(), lambda _: True),
    "cos": (libmp.mpf_cos, lambda x: x.cos(), lambda _: True),
    "tanh": (libmp.mpf_tanh, lambda x: x.tanh(), lambda _: True),
    "expm1": (reals.expm1, lambda x: x.expm1(), _is_moderate),
    "log1p": (reals.log1p, lambda x: x.log1p(), _is_above_minus_1),
    "atan": (reals.atan, lambda x: x.atan(), lambda _: True),
    "erf": (reals.erf, lambda x: x.erf(), lambda _: True),
    "erfc": (reals.erfc, lambda x: x.erfc(), _is_moderate),
}


def _ball(x: Raw) -> arb:
    sign, mantissa, exponent, _ = x
    return arb((-mantissa if sign else mantissa, exponent))


def _argument(choice: random.Random, bits: int) -> Raw:
    digits = choice.choice((3, 53, bits, 2 * bits))

    def sized(least: int, greatest: int) -> Raw:
        number = libmp.from_int(choice.getrandbits(digits) | 1)
        return libmp.mpf_shift(number, choice.randint(least, greatest) - reals.magnitude(number))

    match choice.randrange(7):
        case 0:
            x = sized(-1100, 1030)
        case 1:
            x = sized(-60, 39)
        case 2:
            x = sized(-3, 8)
        case 3:
            x = sized(-1, 2)
        case 4:
            whole = libmp.from_int(choice.choice((1, 2, 3, 10)))
            x = libmp.mpf_add(whole, sized(-3 * bits, -1), 3 * bits + 70)
        case 5:
            quarters = libmp.from_int(choice.randint(1, 200))
            x = libmp.mpf_mul(quarters, reals.half_pi(bits), bits)
        case _:
            x = sized(-3 * bits, 20)
    return libmp.mpf_neg(x) if choice.random() < 0.5 else x


def _error(found: Raw, truth: Callable[[arb], arb], x: Raw, bits: int) -> float:
    """Return the relative error in units of 2^-bits."""
    for precision in (2 * bits + 200, 8 * bits + 4_000):
        with ctx.workprec(precision):
            exact = truth(_ball(x))
            if exact.is_finite() and exact.rel_accuracy_bits() > bits + GUARD:
                return float(abs(_ball(found) / exact - 1) * arb(2) ** bits)
    raise AssertionError(f"no truth for {x}")


@pytest.mark.parametrize("name", _FUNCTIONS)
def test_the_error_is_small_beside_the_result(name: str) -> None:
    function, truth, takes = _FUNCTIONS[name]
    choice = random.Random(f"seed 1: {name}")
    checked = 0
    while checked < _CHECKS:
        bits = choice.choice((*_PRECISIONS, choice.randint(60, 800)))
        x = _argument(choice, bits)
        if not takes(x) or x == _UNIT:
            continue
        error = _error(function(x, bits), truth, x, bits)
        assert error < 2**3, f"{name} of {x} with {bits} bits"
        checked += 1


@pytest.mark.parametrize("name", _FUNCTIONS)
def test_a_result_off_by_more_than_the_guard_would_be_seen(name: str) -> None:
    function, truth, _ = _FUNCTIONS[name]
    x, bits = libmp.from_float(0.7), 200
    wrong = libmp.mpf_mul(
        function(x, bits + 60), libmp.mpf_add(_UNIT, libmp.mpf_shift(_UNIT, 4 - bits))
    )
    assert _error(wrong, truth, x, bits) > 2**3
