"""How far the ops are from the truth, by mpmath.

An error is counted in ulp of the exact result, with subnormal results in units of the smallest
float. Arguments are normal numbers over the whole range; results that overflow must be infinite.
"""

import math
from collections.abc import Callable, Iterator
from random import Random

import pytest

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")

import mpmath

from refgrad import ops

pytestmark = pytest.mark.oracles

SAMPLES = 4_000
SEED = 1
EDGE = mpmath.ldexp(1.0, 1024)  # half an ulp beyond the largest float, less a quarter

Op1 = Callable[[float], tuple[float, float]]
Op2 = Callable[[float, float], tuple[float, float, float]]
Exact1 = Callable[[mpmath.mpf], mpmath.mpf]
Exact2 = Callable[[mpmath.mpf, mpmath.mpf], mpmath.mpf]


def error(got: float, exact: mpmath.mpf) -> float:
    """Return the error of `got` in ulp; infinite if only one of the two is a finite number."""
    size = mpmath.fabs(exact)
    if size >= EDGE:
        return 0.0 if got == math.copysign(math.inf, mpmath.sign(exact)) else math.inf
    if size > EDGE * (1.0 - 2.0**-50):
        return 0.0  # within 4 ulp of the end of the floats, either is right
    if not math.isfinite(got):
        return math.inf
    return float(mpmath.fabs(exact - got) / math.ulp(float(exact)))


def anywhere(rng: Random) -> float:
    """Draw a normal number of any size and sign, more often one of everyday size."""
    kind = rng.randrange(4)
    if kind == 0:
        return math.copysign(2.0 ** rng.uniform(-1022.0, 1023.9), rng.random() - 0.5)
    if kind == 1:
        return rng.uniform(-750.0, 750.0)
    if kind == 2:
        return float(rng.randint(1, 40)) * rng.choice([-1.0, 1.0])
    return rng.uniform(-5.0, 5.0)


def positive(rng: Random) -> float:
    return abs(anywhere(rng))


def near_one(rng: Random) -> float:
    return 1.0 + rng.uniform(-0.01, 0.01)


def saturated(rng: Random) -> float:
    """Draw where tanh' and sigmoid' leave the normal numbers, one after the other."""
    return rng.choice([-1.0, 1.0]) * rng.choice([rng.uniform(353.0, 373.0), rng.uniform(700, 750)])


def pairs(rng: Random) -> Iterator[tuple[float, float]]:
    for _ in range(SAMPLES):
        yield anywhere(rng), anywhere(rng)


def powers(rng: Random) -> Iterator[tuple[float, float]]:
    """Draw a base and an exponent, more often such that the power is an ordinary number."""
    for _ in range(SAMPLES):
        x = near_one(rng) if rng.random() < 0.3 else positive(rng)
        if rng.random() < 0.8:
            yield x, rng.uniform(-745.0, 745.0) / (math.log(x) or 1.0)
        else:
            yield x, rng.choice([-3.0, -2.0, -1.0, -0.5, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 100.0])


def negative_powers(rng: Random) -> Iterator[tuple[float, float]]:
    for _ in range(SAMPLES):
        yield -positive(rng), float(rng.randint(-20, 20) or 1)


UNARY: list[tuple[Op1, Exact1, Exact1, list[Callable[[Random], float]]]] = [
    (ops.neg, lambda x: -x, lambda _: mpmath.mpf(-1), [anywhere]),
    (ops.abs, mpmath.fabs, mpmath.sign, [anywhere]),
    (
        ops.relu,
        lambda x: x if x > 0 else mpmath.mpf(0),
        lambda x: mpmath.mpf(1 if x > 0 else 0),
        [anywhere],
    ),
    (ops.exp, mpmath.exp, mpmath.exp, [anywhere]),
    (ops.log, mpmath.log, lambda x: 1 / x, [positive, near_one]),
    (ops.sqrt, mpmath.sqrt, lambda x: 1 / (2 * mpmath.sqrt(x)), [positive]),
    (ops.sin, mpmath.sin, mpmath.cos, [anywhere]),
    (ops.cos, mpmath.cos, lambda x: -mpmath.sin(x), [anywhere]),
    (ops.tanh, mpmath.tanh, lambda x: mpmath.sech(x) ** 2, [anywhere, saturated]),
    (
        ops.sigmoid,
        lambda x: 1 / (1 + mpmath.exp(-x)),
        lambda x: 1 / (2 + mpmath.exp(x) + mpmath.exp(-x)),
        [anywhere, saturated],
    ),
]

# The last number is the bound in ulp.
BINARY: list[
    tuple[Op2, Exact2, Exact2, Exact2, Callable[[Random], Iterator[tuple[float, float]]], float]
] = [
    (
        ops.add,
        lambda x, y: x + y,
        lambda _x, _y: mpmath.mpf(1),
        lambda _x, _y: mpmath.mpf(1),
        pairs,
        1.0,
    ),
    (
        ops.sub,
        lambda x, y: x - y,
        lambda _x, _y: mpmath.mpf(1),
        lambda _x, _y: mpmath.mpf(-1),
        pairs,
        1.0,
    ),
    (ops.mul, lambda x, y: x * y, lambda _, y: y, lambda x, _: x, pairs, 1.0),
    (ops.div, lambda x, y: x / y, lambda _, y: 1 / y, lambda x, y: -x / y**2, pairs, 4.0),
    (
        ops.pow,
        mpmath.power,
        lambda x, y: y * mpmath.power(x, y - 1),
        lambda x, y: mpmath.power(x, y) * mpmath.log(x),
        powers,
        5.0,
    ),
]


@pytest.fixture(autouse=True)
def precision() -> Iterator[None]:
    with mpmath.workprec(200):
        yield


def name(function: object) -> str:
    return getattr(function, "__name__", "")


@pytest.mark.parametrize(("op", "value", "slope", "draws"), UNARY, ids=name)
def test_a_unary_op_is_within_four_ulp(
    op: Op1, value: Exact1, slope: Exact1, draws: list[Callable[[Random], float]]
) -> None:
    rng = Random(SEED)
    for draw in draws:
        for _ in range(SAMPLES):
            x = draw(rng)
            exact = mpmath.mpf(x)
            for got, truth in zip(op(x), (value(exact), slope(exact)), strict=True):
                assert error(got, truth) <= 4.0, (x.hex(), got)


@pytest.mark.parametrize(("op", "value", "slope_x", "slope_y", "draws", "bound"), BINARY, ids=name)
def test_a_binary_op_is_within_its_bound(
    op: Op2,
    value: Exact2,
    slope_x: Exact2,
    slope_y: Exact2,
    draws: Callable[[Random], Iterator[tuple[float, float]]],
    bound: float,
) -> None:
    for x, y in draws(Random(SEED)):
        p, q = mpmath.mpf(x), mpmath.mpf(y)
        truths = (value(p, q), slope_x(p, q), slope_y(p, q))
        for got, truth in zip(op(x, y), truths, strict=True):
            assert error(got, truth) <= bound, (x.hex(), y.hex(), got)


def test_powers_of_negative_numbers_are_within_five_ulp() -> None:
    for x, n in negative_powers(Random(SEED)):
        out, dx, dy = ops.pow(x, n)
        exact = mpmath.mpf(x)
        assert error(out, mpmath.power(exact, int(n))) <= 5.0, (x.hex(), n)
        assert error(dx, n * mpmath.power(exact, int(n) - 1)) <= 5.0, (x.hex(), n)
        assert math.isnan(dy)
