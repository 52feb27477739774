"""How far the ops are from the truth by mpmath, and that PyTorch agrees on points and graphs.

An error is counted in ulp of the exact result, with subnormal results in units of the smallest
float. Arguments are normal numbers over the whole range; results that overflow must be infinite.
"""

import math
from collections.abc import Callable, Iterator
from random import Random
from typing import Protocol, Self, TypeVar

import mpmath
import pytest
import torch

from refgrad import Value, ops

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


# --------------------------------------------------------------------------- PyTorch


class Number(Protocol):
    """What both engines offer."""

    def __neg__(self) -> Self: ...
    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, other: Self, /) -> Self: ...
    def __pow__(self, other: Self, /) -> Self: ...
    def maximum(self, other: Self, /) -> Self: ...
    def minimum(self, other: Self, /) -> Self: ...
    def relu(self) -> Self: ...
    def exp(self) -> Self: ...
    def log(self) -> Self: ...
    def sqrt(self) -> Self: ...
    def sin(self) -> Self: ...
    def cos(self) -> Self: ...
    def tanh(self) -> Self: ...
    def sigmoid(self) -> Self: ...


N = TypeVar("N", bound=Number)


def diamond(x: N, y: N) -> N:
    left, right = (x * y).tanh(), (x - y).sigmoid()
    return left * right + left / right - right


def most_ops(x: N, y: N) -> N:
    a = (x * x + y * y).sqrt().log() - x / y.exp()
    b = x.sin().maximum(y.cos()) + (-y).minimum(x).relu()
    return (a * b + b**x) * (a + b).sigmoid() - a.tanh()


def ladder(x: N, y: N) -> N:
    for _ in range(40):
        x, y = (x + y).sin(), x * y + x
    return x - y


def chain(x: N, y: N) -> N:
    out = x
    for _ in range(200):
        out = (out * y + x).tanh()
    return out


def by_refgrad(function: Callable[[Value, Value], Value], x: float, y: float) -> list[float]:
    a, b = Value(x), Value(y)
    out = function(a, b)
    out.backward()
    return [out.data, a.grad, b.grad]


def by_torch(
    function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], x: float, y: float
) -> list[float]:
    a = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(y, dtype=torch.float64, requires_grad=True)
    out = function(a, b)
    out.backward()
    return [out.item(), *(0.0 if leaf.grad is None else leaf.grad.item() for leaf in (a, b))]


GRAPHS: list[
    tuple[
        Callable[[Value, Value], Value],
        Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    ]
] = [(diamond, diamond), (most_ops, most_ops), (ladder, ladder), (chain, chain)]


@pytest.mark.parametrize(("ours", "theirs"), GRAPHS, ids=name)
@pytest.mark.parametrize(("x", "y"), [(0.75, 0.5), (1.25, -0.875), (0.1, 1.5)])
def test_whole_graphs_agree_with_pytorch(
    ours: Callable[[Value, Value], Value],
    theirs: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    x: float,
    y: float,
) -> None:
    """To 11 digits: the order of addition differs, and so may the last bits of each function."""
    for got, expected in zip(by_refgrad(ours, x, y), by_torch(theirs, x, y), strict=True):
        assert math.isclose(got, expected, rel_tol=1e-11)


SINGULAR: list[
    tuple[
        str,
        Callable[[Value, Value], Value],
        Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
        list[tuple[float, float]],
    ]
] = [
    ("relu", lambda x, _: x.relu(), lambda x, _: x.relu(), [(0.0, 0.0), (-0.0, 0.0)]),
    ("abs", lambda x, _: abs(x), lambda x, _: abs(x), [(0.0, 0.0), (-0.0, 0.0)]),
    (
        "maximum",
        lambda x, y: x.maximum(y),
        lambda x, y: x.maximum(y),
        [(1.0, 1.0), (-math.inf, -math.inf)],
    ),
    (
        "minimum",
        lambda x, y: x.minimum(y),
        lambda x, y: x.minimum(y),
        [(1.0, 1.0), (math.inf, math.inf)],
    ),
    (
        "div",
        lambda x, y: x / y,
        lambda x, y: x / y,
        [(1.0, 0.0), (-1.0, 0.0), (1.0, -0.0), (0.0, 0.0), (1.0, math.inf)],
    ),
    ("log", lambda x, _: x.log(), lambda x, _: x.log(), [(0.0, 0.0), (-0.0, 0.0)]),
    ("sqrt", lambda x, _: x.sqrt(), lambda x, _: x.sqrt(), [(0.0, 0.0), (-0.0, 0.0), (-1.0, 0.0)]),
    ("exp", lambda x, _: x.exp(), lambda x, _: x.exp(), [(1000.0, 0.0), (-1000.0, 0.0)]),
    ("sin", lambda x, _: x.sin(), lambda x, _: x.sin(), [(math.inf, 0.0)]),
    ("cos", lambda x, _: x.cos(), lambda x, _: x.cos(), [(math.inf, 0.0)]),
    (
        "pow",
        lambda x, y: x**y,
        lambda x, y: x**y,
        [
            *((0.0, y) for y in (0.0, 0.5, 1.0, 1.5, 2.0, -1.0, -2.0)),
            *((-2.0, y) for y in (0.0, 1.0, 2.0, 3.0, -1.0, -2.0)),
            (-10.0, 309.0),
            (10.0, 309.0),
            (math.inf, 0.0),
            (math.inf, 2.0),
        ],
    ),
]


@pytest.mark.parametrize(("op", "ours", "theirs", "points"), SINGULAR)
def test_conventions_are_those_of_pytorch(
    op: str,
    ours: Callable[[Value, Value], Value],
    theirs: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    points: list[tuple[float, float]],
) -> None:
    """Number for number, with nan equal to nan; the sign of a zero may differ."""
    for x, y in points:
        got, expected = by_refgrad(ours, x, y), by_torch(theirs, x, y)
        for ours_says, theirs_says in zip(got, expected, strict=True):
            both_nan = math.isnan(ours_says) and math.isnan(theirs_says)
            assert both_nan or ours_says == theirs_says, (op, x, y, got, expected)
