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
from tests.refgrad import op_table, truths

pytestmark = pytest.mark.oracles

SAMPLES = 4_000
SEED = 1
EDGE = mpmath.ldexp(1.0, 1024)  # half an ulp beyond the largest float, less a quarter


def error(got: float, exact: mpmath.mpf, terms: mpmath.mpf | None = None) -> float:
    """Return the error in ulp of `exact`, or of `terms`; infinite if only one number is finite."""
    size = mpmath.fabs(exact)
    if size >= EDGE:
        return 0.0 if got == math.copysign(math.inf, mpmath.sign(exact)) else math.inf
    if size > EDGE * (1.0 - 2.0**-50):
        return 0.0  # within 4 ulp of the end of the floats, either is right
    if not math.isfinite(got):
        return math.inf
    return float(mpmath.fabs(exact - got) / math.ulp(float(exact if terms is None else terms)))


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
    """Draw where tanh' and the likes leave the normal numbers, one after the other."""
    side = rng.choice([-1.0, 1.0])
    reach = rng.choice([(20.0, 40.0), (353.0, 373.0), (700.0, 760.0), (1020.0, 1080.0)])
    return side * rng.uniform(*reach)


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


def below_one(rng: Random) -> float:
    """Draw a number between -1 and 1, more often one close to either."""
    if rng.random() < 0.5:
        return rng.uniform(-1.0, 1.0)
    return rng.choice([-1.0, 1.0]) * (1.0 - math.exp2(-rng.uniform(1.0, 53.0)))


def above_one(rng: Random) -> float:
    return 1.0 + math.exp2(rng.uniform(-52.0, 60.0))


def everyday(rng: Random) -> float:
    return rng.uniform(-5.0, 5.0)


DRAWS: dict[str, list[Callable[[Random], float]]] = {
    "neg": [anywhere],
    "square": [anywhere],
    "reciprocal": [anywhere],
    "abs": [anywhere],
    "relu": [anywhere],
    "leaky_relu": [anywhere],
    "elu": [anywhere],
    "sigmoid": [anywhere, saturated],
    "silu": [anywhere, saturated],
    "gelu": [anywhere, saturated],
    "softplus": [anywhere, saturated],
    "tanh": [anywhere, saturated],
    "erf": [anywhere, saturated],
    "exp": [anywhere],
    "exp2": [anywhere, saturated],
    "expm1": [anywhere],
    "log": [positive, near_one],
    "log2": [positive, near_one],
    "log10": [positive, near_one],
    "log1p": [positive, below_one],
    "sqrt": [positive],
    "rsqrt": [positive],
    "cbrt": [anywhere],
    "sin": [anywhere],
    "cos": [anywhere],
    "tan": [anywhere],
    "asin": [below_one],
    "acos": [below_one],
    "atan": [anywhere],
    "sinh": [anywhere, saturated],
    "cosh": [anywhere, saturated],
    "asinh": [anywhere],
    "acosh": [above_one],
    "atanh": [below_one],
}

PAIRS: dict[str, tuple[Callable[[Random], Iterator[tuple[float, float]]], float]] = {
    "add": (pairs, 1.0),
    "sub": (pairs, 1.0),
    "mul": (pairs, 1.0),
    "div": (pairs, 4.0),
    "hypot": (pairs, 4.0),
    "atan2": (pairs, 4.0),
    "pow": (powers, 4.0),
}
"""How to draw the operands, and the bound in ulp."""


@pytest.fixture(autouse=True)
def precision() -> Iterator[None]:
    with mpmath.workprec(200):
        yield


def test_every_op_but_a_choice_is_measured() -> None:
    assert {*DRAWS, *PAIRS, "maximum", "minimum"} == {*op_table.UNARY, *op_table.BINARY}


@pytest.mark.parametrize("name", DRAWS)
def test_a_unary_op_is_within_four_ulp(name: str) -> None:
    op, (value, slope) = op_table.UNARY[name], truths.UNARY[name]
    rng = Random(SEED)
    for draw in DRAWS[name]:
        for _ in range(SAMPLES):
            x = draw(rng)
            exact = mpmath.mpf(x)
            out, dx = op(x)
            truth = slope(exact)
            terms = truths.TERMS[name](exact) if abs(x) < 4.0 and name in truths.TERMS else truth
            assert error(out, value(exact)) <= 4.0, (x.hex(), out)
            assert error(dx, truth, terms) <= 4.0, (x.hex(), dx)


@pytest.mark.parametrize("name", PAIRS)
def test_a_binary_op_is_within_its_bound(name: str) -> None:
    draws, bound = PAIRS[name]
    for x, y in draws(Random(SEED)):
        p, q = mpmath.mpf(x), mpmath.mpf(y)
        for got, truth in zip(op_table.BINARY[name](x, y), truths.BINARY[name], strict=True):
            assert error(got, truth(p, q)) <= bound, (x.hex(), y.hex(), got)


def test_powers_of_negative_numbers_are_within_five_ulp() -> None:
    for x, n in negative_powers(Random(SEED)):
        out, dx, dy = ops.pow(x, n)
        exact = mpmath.mpf(x)
        assert error(out, mpmath.power(exact, int(n))) <= 5.0, (x.hex(), n)
        assert error(dx, n * mpmath.power(exact, int(n) - 1)) <= 5.0, (x.hex(), n)
        assert math.isnan(dy)
