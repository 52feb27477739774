"""Spans: every op holds what it should and refuses what it should, no sooner and no later."""

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb, ctx

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")

from verification.model import Ball, Unresolved
from verification.oracles import reals
from verification.oracles.arithmetic import HOPELESS, Arithmetic, TooBroadError
from verification.oracles.mpmath import differences, values
from verification.oracles.spans import ONE, ZERO, Span, between, exact
from verification.program import Const, assemble

pytestmark = pytest.mark.oracles

ROUGH = Arithmetic(20, smooth=False)
SMOOTH = Arithmetic(160, smooth=True)


def ends(span: Span) -> tuple[Fraction, Fraction]:
    return Span(span.low, span.low).fraction(), Span(span.high, span.high).fraction()


def span(low: float, high: float) -> Span:
    return Span(exact(low).low, exact(high).high)


TWO_ENDS: list[tuple[Callable[[Arithmetic, Span, Span], Span], Callable[[float, float], float]]] = [
    (Arithmetic.add, lambda x, y: x + y),
    (Arithmetic.sub, lambda x, y: x - y),
    (Arithmetic.mul, lambda x, y: x * y),
    (Arithmetic.div, lambda x, y: x / y),
    (Arithmetic.maximum, max),
    (Arithmetic.minimum, min),
]


@pytest.mark.parametrize(("op", "truth"), TWO_ENDS)
def test_a_result_holds_the_op_of_all_and_little_more(
    op: Callable[[Arithmetic, Span, Span], Span], truth: Callable[[float, float], float]
) -> None:
    """Outwards by a part in 2^18 at most, of the numbers that there are."""
    for x in ((1.25, 1.5), (-1.5, 1.25), (-3.0, -2.0), (0.0, 2.0), (7.0, 7.0)):
        for y in ((0.75, 2.0), (-5.0, -1.25), (3.0, 3.0)):
            found = ends(op(ROUGH, span(*x), span(*y)))
            corners = [truth(a, b) for a in x for b in y]
            slack = max(map(abs, corners)) / 2**18
            assert min(corners) - slack <= found[0] <= min(corners)
            assert max(corners) <= found[1] <= max(corners) + slack


def test_a_long_number_is_rounded_outwards() -> None:
    long = exact(1 + 2.0**-40)
    for found, truth in (
        (ROUGH.add(long, ONE), Fraction(2) + Fraction(1, 2**40)),
        (ROUGH.mul(long, long), (1 + Fraction(1, 2**40)) ** 2),
        (ROUGH.neg(ROUGH.add(long, ONE)), -2 - Fraction(1, 2**40)),
    ):
        low, high = ends(found)
        assert low < truth < high
        assert high - low <= Fraction(1, 2**17)


def test_a_quotient_by_what_may_be_0_is_refused() -> None:
    with pytest.raises(TooBroadError) as refused:
        ROUGH.div(ONE, ZERO)
    assert refused.value.bits == HOPELESS  # whatever the precision
    with pytest.raises(TooBroadError) as refused:
        ROUGH.div(ONE, span(-1.0, 1.0))
    assert refused.value.bits == 20  # as many bits again may tell


@pytest.mark.parametrize(("bits", "is_smooth"), [(32, True), (31, False)])
def test_a_span_is_smooth_far_from_0(bits: int, is_smooth: bool) -> None:
    """2^-32 of its distance to 0, and no more."""
    x = between(exact(3), -1, 1, -bits)
    if is_smooth:
        SMOOTH.keep_from_zero(x)
    else:
        with pytest.raises(TooBroadError) as refused:
            SMOOTH.keep_from_zero(x)
        assert 0 < refused.value.bits <= 2
    Arithmetic(160, smooth=False).keep_from_zero(x)


def test_what_holds_0_does_not_tell_how_far_it_is() -> None:
    with pytest.raises(TooBroadError) as refused:
        SMOOTH.keep_from_zero(between(ZERO, -1, 1, -50))
    assert refused.value.bits == 160
    SMOOTH.keep_from_zero(ZERO)  # it does not move


def test_a_span_is_narrow_beside_a_size() -> None:
    SMOOTH.keep_narrow(between(exact(3), -1, 1, -33))
    SMOOTH.keep_narrow(between(exact(3), -1, 1, -23), 10)
    for exponent, size in ((-30, 0), (-20, 10)):
        with pytest.raises(TooBroadError) as refused:
            SMOOTH.keep_narrow(between(exact(3), -1, 1, exponent), size)
        assert 1 <= refused.value.bits <= 4
    SMOOTH.keep_narrow(exact(2.0**1000))
    with pytest.raises(TooBroadError) as refused:
        SMOOTH.keep_narrow(exact(2**1200))
    assert refused.value.bits == HOPELESS
    SMOOTH.keep_narrow(exact(2**1200), 1300)


def test_an_exponential_is_of_use_up_to_2_to_the_16() -> None:
    SMOOTH.keep_moderate(exact(2**16))
    SMOOTH.keep_moderate(exact(-(2**70)))
    with pytest.raises(TooBroadError) as refused:
        SMOOTH.keep_moderate(exact(2**16 + 1))
    assert refused.value.bits == HOPELESS


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 5, 8, -1, -2, -3])
def test_a_whole_power_is_by_multiplication(exponent: int) -> None:
    for x in (exact(-1.5), exact(3), span(-1.5, -1.25)):
        low, high = ends(Arithmetic(160, smooth=False).pow(x, exact(exponent)))
        truths = sorted(end**exponent for end in ends(x))
        assert low <= truths[0] <= truths[-1] <= high
        assert high - low <= (truths[-1] - truths[0]) * 4 + abs(truths[0]) / 2**140


def test_a_power_of_0_is_0_or_refused() -> None:
    assert ROUGH.pow(ZERO, exact(0.5)) == ZERO
    assert ROUGH.pow(ZERO, exact(3)) == ZERO
    for exponent in (-0.5, -2.0):
        with pytest.raises(TooBroadError):
            ROUGH.pow(ZERO, exact(exponent))
    with pytest.raises(TooBroadError):
        ROUGH.pow(exact(-2), exact(0.5))


# --- Spans -------------------------------------------------------------------


def test_what_a_span_says_of_itself() -> None:
    assert exact(3).is_exact
    assert not span(1.0, 2.0).is_exact
    signs = [(s.is_positive, s.is_negative) for s in (span(1.0, 2.0), span(-2.0, -1.0))]
    assert signs == [(True, False), (False, True)]
    for mixed in (span(-1.0, 1.0), span(0.0, 1.0), span(-1.0, 0.0), ZERO):
        assert mixed.is_positive is mixed.is_negative is False
    assert len(exact(3).ends) == 1
    assert len(span(1.0, 2.0).ends) == 2
    assert [span(-3.0, 2.0).outermost, span(-3.0, 5.0).outermost] == [exact(3), exact(5)]
    assert [exact(x).magnitude for x in (1, 0.75, -4, 4.5)] == [1, 0, 3, 3]
    assert span(-9.0, 0.5).magnitude == 4
    assert ZERO.magnitude < -(2**60)
    assert exact(3).scaled(-2) == exact(0.75)
    assert [exact(x).fraction() for x in (-0.75, 5)] == [Fraction(-3, 4), Fraction(5)]
    assert ends(between(exact(1), -1, 3, -2)) == (Fraction(3, 4), Fraction(7, 4))


# --- Precision ---------------------------------------------------------------


@pytest.mark.parametrize("x", [1e-30, 1e-100, 1e-300])
def test_a_number_hidden_by_cancellation_is_found(x: float) -> None:
    """The logarithm of (1 + x) - 1, which may be negative for all that few bits can tell."""
    program = assemble(1, ("add", 0, Const(1)), ("sub", 1, Const(1)), ("log", 2))
    _, _, plain, log = values(program, (x,))
    assert plain == Ball(Fraction(x), Fraction(0))
    assert isinstance(log, Ball)
    assert float(log.middle) == pytest.approx(math.log(x), rel=1e-15)
    (slope,) = differences(program, (x,))
    assert isinstance(slope, Ball)
    assert float(slope.middle * Fraction(x)) == pytest.approx(1.0, rel=1e-15)


def test_a_number_of_no_use_is_not_sought() -> None:
    """e^(2^15) is no fraction anybody wants, and e^(2^13) is one."""
    exp = assemble(1, ("exp", 0))
    assert values(exp, (2**15,))[1] == Unresolved()
    assert differences(exp, (2**15,)) == (Unresolved(),)
    ball = values(exp, (2**13,))[1]
    assert isinstance(ball, Ball)
    assert ball.radius <= ball.middle / 2**83


def test_a_root_of_nothing_and_a_sum_of_roots() -> None:
    program = assemble(2, ("mul", 0, 0), ("mul", 0, 1), roots=(2, 3))
    by_x, by_y = differences(program, (3.0, 5.0))
    assert isinstance(by_x, Ball)
    assert isinstance(by_y, Ball)
    assert abs(by_x.middle - 11) <= by_x.radius
    assert abs(by_y.middle - 3) <= by_y.radius
    alone = assemble(2, ("mul", 0, 0))
    assert differences(alone, (3.0, 5.0))[1] == Ball(Fraction(0), Fraction(0))


@pytest.mark.parametrize("square", range(96, 130))
def test_a_tail_is_taken_only_where_its_terms_become_small(square: int) -> None:
    """Asked for 160 bits, erfc has enough of its asymptotic series from x * x = 118 on or so."""
    x = exact(math.sqrt(square)).low
    with ctx.workprec(600):
        (_, top, top_power, _), (_, root, root_power, _) = reals.erfc(x, 160), x
        error = arb((top, top_power)) / arb((root, root_power)).erfc() - 1
        assert abs(error) < arb(2) ** -157
