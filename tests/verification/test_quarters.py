"""The floats closest to multiples of a right angle, held against Arb's pi."""

import math
from functools import cache

import pytest
from flint import arb, ctx

from verification.oracles.quarters import near_quarters


@cache
def found() -> tuple[float, ...]:
    return tuple(near_quarters())


def distance(x: float) -> float:
    """Return how far the number is from a whole number of quarter turns, in these."""
    with ctx.workprec(4000):
        turns = arb(x) / (arb.pi() / 2)
        return float(abs(turns - (turns + 0.5).floor()))


def test_every_binade_has_one_nearer_than_a_mantissa_lets_expect() -> None:
    """Of 2^52 floats the closest is 2^-53 from a quarter turn or so; a grid's is 2^-20."""
    closest: dict[int, float] = {}
    for x in found():
        exponent = math.frexp(x)[1]
        closest[exponent] = min(closest.get(exponent, 1.0), distance(x))
    assert set(closest) == set(range(1, 1025))
    assert max(closest.values()) < 2.0**-38
    assert sorted(closest.values())[512] < 2.0**-50


def test_sines_and_cosines_both_get_theirs() -> None:
    """Most binades have one next to an even number of quarter turns, and one next to an odd."""
    kinds: dict[int, set[int]] = {}
    for x in found():
        if distance(x) < 2.0**-45:
            with ctx.workprec(4000):
                turns = int((arb(x) / (arb.pi() / 2) + 0.5).floor().unique_fmpz() or 0)
            kinds.setdefault(math.frexp(x)[1], set()).add(turns % 2)
    assert sum(kind == {0, 1} for kind in kinds.values()) > 700


def test_they_rise_from_1_and_are_told_once() -> None:
    assert list(found()) == sorted(set(found()))
    assert found()[0] == math.pi / 2
    assert 2 * math.pi in found()
    assert 3 * (math.pi / 2) in found()
    assert found()[-1] > 2.0**1023


def test_the_closest_of_all_is_known() -> None:
    """W. Kahan and S. McDonald's: what is left of it is 4.687e-19."""
    x = 6381956970095103 * 2.0**797
    assert x in found()
    assert distance(x) == min(map(distance, found()))
    assert distance(x) * math.pi / 2 == pytest.approx(4.687165924254628e-19, rel=1e-12)
