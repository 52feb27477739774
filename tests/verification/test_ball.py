"""One step of Rounded arithmetic is the op, off by as many units as it is granted."""

import math
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from flint import arb, ctx

from verification.model import Strength
from verification.oracles.ball import MINUS_ONE, ONE, Rounded, cube_root, unit_step
from verification.oracles.rounding import Rounding

UNIT: Final = 2.0**-53
CLOSE: Final = 1e-6
X: Final = 0.7
Y: Final = -1.9

Step = Callable[[Rounded, Rounded], Rounded]
Truth = Callable[[arb, arb], arb]


@pytest.fixture(autouse=True)
def precision() -> Iterator[None]:
    with ctx.workprec(256):
        yield


def held(ball: arb, step_at_zero: float | None = None) -> Rounded:
    return Rounded(ball, Rounding(Strength.LISTED, step_at_zero))


# What each step is in exact arithmetic, and how many units it may be off.
STEPS: Final[dict[str, tuple[Step, Truth, int]]] = {
    "x + y": (lambda x, y: x + y, lambda x, y: x + y, 1),
    "x + 3": (lambda x, y: x + 3, lambda x, y: x + 3, 1),
    "3 + x": (lambda x, y: 3 + x, lambda x, y: x + 3, 1),
    "x - y": (lambda x, y: x - y, lambda x, y: x - y, 1),
    "x - 3": (lambda x, y: x - 3, lambda x, y: x - 3, 1),
    "3 - x": (lambda x, y: 3 - x, lambda x, y: 3 - x, 1),
    "x * y": (lambda x, y: x * y, lambda x, y: x * y, 1),
    "x * 3": (lambda x, y: x * 3, lambda x, y: x * 3, 1),
    "3 * x": (lambda x, y: 3 * x, lambda x, y: x * 3, 1),
    "x / y": (lambda x, y: x / y, lambda x, y: x / y, 1),
    "x / 3": (lambda x, y: x / 3, lambda x, y: x / 3, 1),
    "3 / x": (lambda x, y: 3 / x, lambda x, y: 3 / x, 1),
    "-x": (lambda x, y: -x, lambda x, y: -x, 0),
    "abs(y)": (lambda x, y: abs(y), lambda x, y: -y, 0),
    "sqrt": (lambda x, y: x.sqrt(), lambda x, y: x.sqrt(), 1),
    "x**3": (lambda x, y: x**3, lambda x, y: x * x * x, 8),
    "y**2": (lambda x, y: y**2, lambda x, y: y * y, 8),
    "y**1": (lambda x, y: y**1, lambda x, y: y, 8),
    "y**-1": (lambda x, y: y**-1, lambda x, y: 1 / y, 8),
    "y**-4": (lambda x, y: y**-4, lambda x, y: 1 / (y * y * y * y), 8),
    "y**5": (lambda x, y: y**5, lambda x, y: y * y * y * y * y, 8),
    "x**y": (lambda x, y: x**y, lambda x, y: (x.log() * y).exp(), 8),
    "pi": (lambda x, y: x.constant(arb.pi()), lambda x, y: arb.pi(), 1),
    "exact": (lambda x, y: x.exact(0.1), lambda x, y: arb(0.1), 0),
    "exp": (lambda x, y: x.exp(), lambda x, y: x.exp(), 8),
    "expm1": (lambda x, y: x.expm1(), lambda x, y: x.exp() - 1, 8),
    "log": (lambda x, y: x.log(), lambda x, y: x.log(), 8),
    "log2": (lambda x, y: x.log2(), lambda x, y: x.log() / arb(2).log(), 8),
    "log10": (lambda x, y: x.log10(), lambda x, y: x.log() / arb(10).log(), 8),
    "log1p": (lambda x, y: x.log1p(), lambda x, y: (1 + x).log(), 8),
    "sin": (lambda x, y: x.sin(), lambda x, y: x.sin(), 8),
    "cos": (lambda x, y: x.cos(), lambda x, y: x.cos(), 8),
    "tan": (lambda x, y: x.tan(), lambda x, y: x.sin() / x.cos(), 8),
    "asin": (lambda x, y: x.asin(), lambda x, y: (x / (1 - x * x).sqrt()).atan(), 8),
    "acos": (lambda x, y: x.acos(), lambda x, y: arb.pi() / 2 - x.asin(), 8),
    "atan": (lambda x, y: y.atan(), lambda x, y: y.atan(), 8),
    "sinh": (lambda x, y: x.sinh(), lambda x, y: (x.exp() - (-x).exp()) / 2, 8),
    "cosh": (lambda x, y: x.cosh(), lambda x, y: (x.exp() + (-x).exp()) / 2, 8),
    "tanh": (lambda x, y: x.tanh(), lambda x, y: x.sinh() / x.cosh(), 8),
    "asinh": (lambda x, y: x.asinh(), lambda x, y: (x + (x * x + 1).sqrt()).log(), 8),
    "acosh": (lambda x, y: (-y).acosh(), lambda x, y: (-y + (y * y - 1).sqrt()).log(), 8),
    "atanh": (lambda x, y: x.atanh(), lambda x, y: ((1 + x) / (1 - x)).log() / 2, 8),
    "erf": (lambda x, y: x.erf(), lambda x, y: x.erf(), 8),
    "erfc": (lambda x, y: x.erfc(), lambda x, y: 1 - x.erf(), 12),
    "cbrt": (lambda x, y: y.cbrt(), lambda x, y: -((-y).log() / 3).exp(), 12),
    "hypot": (lambda x, y: x.hypot(y), lambda x, y: (x * x + y * y).sqrt(), 8),
    "atan2(y, x)": (lambda x, y: y.atan2(x), lambda x, y: (y / x).atan(), 8),
    "atan2(x, y)": (lambda x, y: x.atan2(y), lambda x, y: (x / y).atan() + arb.pi(), 8),
    "atan2(y, y)": (lambda x, y: y.atan2(y), lambda x, y: -3 * arb.pi() / 4, 8),
    "max(x, y)": (lambda x, y: x.maximum(y), lambda x, y: x, 0),
    "max(y, 0)": (lambda x, y: y.maximum(0), lambda x, y: arb(0), 0),
    "min(x, y)": (lambda x, y: x.minimum(y), lambda x, y: y, 0),
    "min(y, 0)": (lambda x, y: y.minimum(0), lambda x, y: y, 0),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_the_op_and_its_units(name: str) -> None:
    step, truth, units = STEPS[name]
    exact = truth(arb(X), arb(Y))
    for _ in range(2):  # the second time as it is remembered
        ball = step(held(arb(X)), held(arb(Y))).ball
        assert abs(ball.mid() - exact) < arb(2) ** -160
        assert float(ball.rad()) == pytest.approx(units * UNIT * abs(float(exact)), rel=CLOSE)


def test_what_was_worked_out_once_is_what_it_was() -> None:
    """Every function of one ball is remembered by its own name."""
    x = held(arb(X))
    for _ in range(2):
        for step, truth, _ in STEPS.values():
            assert step(x, held(arb(Y))).ball.overlaps(truth(arb(X), arb(Y)))
    assert x.exp() is x.exp()
    assert -x is -x
    assert x**3 is x**3
    assert x.once(Rounded.sqrt) is x.once(Rounded.sqrt)


def test_nothing_is_rounded_where_nothing_is_added() -> None:
    x, zero = held(arb(1) / 3), held(arb(0))
    assert x + zero is x
    assert zero + x is x
    assert float((x - zero).ball.rad()) == pytest.approx(UNIT / 3, rel=CLOSE)


# --- Powers and roots of what may be 0 ---------------------------------------


@pytest.mark.parametrize("exponent", [1, 2, 3, 4])
def test_a_small_whole_power_of_what_may_be_0_is_finite(exponent: int) -> None:
    ball = (held(arb(0, 0.5)) ** exponent).ball
    assert ball.is_finite()
    assert ball.contains(arb(0.5) ** exponent)
    assert float(ball.abs_upper()) < 0.51**exponent


@pytest.mark.parametrize("exponent", [-1, -2, -4])
def test_a_quotient_by_what_may_be_0_is_not(exponent: int) -> None:
    rounded = held(arb(0, 0.5)) ** exponent
    assert not rounded.ball.is_finite()
    assert rounded.rounding.overflowed


def test_a_power_of_0_and_a_power_0() -> None:
    assert (held(arb(0)) ** 2).ball.is_zero()
    assert (held(arb(Y)) ** 0).ball.contains(1)
    fuzzy = held(arb(2, 1e-20))
    assert (held(arb(3)) ** fuzzy).ball.contains(9)


def test_a_cube_root_has_the_sign_of_its_operand() -> None:
    assert cube_root(arb(27)).overlaps(arb(3))
    assert cube_root(arb(-27)).overlaps(arb(-3))
    assert cube_root(arb(0)).is_zero()
    assert not cube_root(arb(0, 1)).is_finite()


def test_an_angle_on_the_cut_is_anything() -> None:
    for ordinate in (arb(0), arb(0, 1e-10)):
        for abscissa in (arb(-1), arb(0), arb(0, 1)):
            ball = held(ordinate).atan2(held(abscissa)).ball
            assert float(ball.lower()) == pytest.approx(-math.pi)
            assert float(ball.upper()) == pytest.approx(math.pi)
    for ordinate, abscissa in ((arb(0), arb(1)), (arb(1), arb(-1)), (arb(-1), arb(-1))):
        ball = held(ordinate).atan2(held(abscissa)).ball
        assert float(ball.rad()) < 1e-14


# --- Choices -----------------------------------------------------------------

SOME: Final = arb(0, 1)  # what may be 0


def ends(ball: arb) -> tuple[float, float]:
    return float(ball.lower()), float(ball.upper())


@pytest.mark.parametrize("step_at_zero", [None, 0.25])
def test_a_unit_step_is_1_0_the_convention_or_between(step_at_zero: float | None) -> None:
    assert unit_step(arb(1e-300), step_at_zero) is ONE
    assert unit_step(arb(-1e-300), step_at_zero).is_zero()
    assert ends(unit_step(SOME, step_at_zero)) == pytest.approx((0.0, 1.0), abs=1e-8)
    at = (0.0, 1.0) if step_at_zero is None else (0.25, 0.25)
    assert ends(unit_step(arb(0), step_at_zero)) == pytest.approx(at, abs=1e-8)
    assert MINUS_ONE == -1
    assert ONE == 1


def test_what_is_above_is_1_and_below_0() -> None:
    x, y = held(arb(X), 0.25), held(arb(Y), 0.25)
    pairs = [(x, y), (y, x), (x, x)]
    assert [float(one.above(other).ball) for one, other in pairs] == [1.0, 0.0, 0.25]
    assert [float(one.above(0).ball) for one in (x, y, held(arb(0), 0.25))] == [1.0, 0.0, 0.25]
    assert held(SOME).above(0).ball.contains(1)


def test_a_choice_is_either_side_or_the_conventions_mixture() -> None:
    right, left = held(arb(3)), held(arb(-5))
    assert held(arb(1e-300)).chosen(right, left) is right
    assert held(arb(-1e-300)).chosen(right, left) is left
    mixed = held(arb(0), 0.25).chosen(right, left).ball
    assert mixed.contains(-3)
    assert float(mixed.rad()) < 1e-14
    for unsettled in (held(SOME), held(SOME, 0.25), held(arb(0))):
        ball = unsettled.chosen(right, left).ball
        assert ball.contains(3)
        assert ball.contains(-5)
        assert float(ball.abs_upper()) < 5.1


def test_either_holds_both_and_little_else() -> None:
    ball = held(arb(1)).either(held(arb(2))).ball
    assert ball.contains(1)
    assert ball.contains(2)
    assert float(ball.lower()) > 0.99
    assert float(ball.upper()) < 2.01
