"""PyTorch agrees with the engine on whole graphs, and with its conventions at singular points."""

import math
from collections.abc import Callable
from typing import Protocol, Self, TypeVar

import pytest

pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

import torch

from refgrad import Value
from verification.catalogue import CATALOGUE
from verification.model import Case, Evaluated
from verification.program import assemble
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject

pytestmark = pytest.mark.oracles


def name(function: object) -> str:
    return getattr(function, "__name__", "")


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


# Those ops that PyTorch's tensors have no operator or old method for; not beyond the domain, where
# PyTorch's log1p, log2 and log10 have a slope and no value.
EDGES: list[tuple[str, list[tuple[float, ...]]]] = [
    ("square", [(0.0,), (math.inf,)]),
    ("reciprocal", [(0.0,), (-0.0,), (math.inf,), (-math.inf,)]),
    ("leaky_relu", [(0.0,), (-0.0,), (-2.0,), (math.inf,), (-math.inf,)]),
    ("elu", [(0.0,), (-0.0,), (math.inf,), (-math.inf,)]),
    ("softplus", [(1000.0,), (math.inf,), (-math.inf,)]),
    ("erf", [(math.inf,), (-math.inf,)]),
    ("exp2", [(2000.0,), (-2000.0,)]),
    ("expm1", [(1000.0,), (-1000.0,)]),
    ("log1p", [(-1.0,), (math.inf,)]),
    ("log2", [(0.0,), (-0.0,), (math.inf,)]),
    ("log10", [(0.0,), (-0.0,), (math.inf,)]),
    ("asin", [(1.0,), (-1.0,), (2.0,)]),
    ("acos", [(1.0,), (-1.0,), (2.0,)]),
    ("atan", [(math.inf,), (-math.inf,)]),
    ("acosh", [(1.0,), (0.5,)]),
    ("asinh", [(math.inf,), (-math.inf,)]),
    ("atan2", [(0.0, 0.0), (-0.0, 0.0), (0.0, -1.0), (0.0, 1.0)]),
]


@pytest.mark.parametrize(("op", "points"), EDGES)
def test_the_other_conventions_are_those_of_pytorch(
    op: str, points: list[tuple[float, ...]]
) -> None:
    arity = CATALOGUE[op].arity
    cases = [Case(op, assemble(arity, (op, *range(arity))), point) for point in points]
    answers = zip(
        cases, RefgradSubject().observe(cases), TorchSubject().observe(cases), strict=True
    )
    for case, ours, theirs in answers:
        assert isinstance(ours, Evaluated)
        assert isinstance(theirs, Evaluated)
        pairs = zip(
            (*ours.values, *ours.gradients), (*theirs.values, *theirs.gradients), strict=True
        )
        for ours_says, theirs_says in pairs:
            both_nan = ours_says != ours_says and theirs_says != theirs_says
            assert both_nan or ours_says == theirs_says, (op, case.point, ours, theirs)


@pytest.mark.parametrize(
    ("op", "point"),
    [
        ("hypot", (0.0, 0.0)),
        ("hypot", (math.inf, 1.0)),
        ("silu", (-math.inf,)),
        ("gelu", (-math.inf,)),
        ("log1p", (-2.0,)),
        ("log2", (-1.0,)),
        ("log10", (-1.0,)),
    ],
)
def test_where_conventions_are_not_those_of_pytorch(op: str, point: tuple[float, ...]) -> None:
    """As documented; should PyTorch come round, the documents have to."""
    arity = CATALOGUE[op].arity
    case = Case(op, assemble(arity, (op, *range(arity))), point)
    assert repr(RefgradSubject().observe([case])) != repr(TorchSubject().observe([case]))
