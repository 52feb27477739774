"""The difference oracle's balls hold the truth on thousands of random questions.

The truth is Arb's: power series that know the derivative of every op, and share no code
with the oracle.
"""

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from fractions import Fraction
from typing import Final

import pytest
from flint import arb, arb_series, ctx, fmpq

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")

from verification.catalogue import CATALOGUE, Domain
from verification.evaluate import evaluate
from verification.model import Ball, Point, Unresolved
from verification.oracles.mpmath import differences, values
from verification.program import Const, Number, Operand, Program, Ref, Slot, Step

pytestmark = pytest.mark.oracles

# --- The truth, from power series ---------------------------------------------------------------

_BITS: Final = (2_000, 10_000)
"""Precisions to try; 10,000 bits tell apart what 2,000 leave open."""


class SingularError(Exception):
    """The point is at a kink or a singular point, or not clearly off one."""


def _clear(x: arb) -> arb:
    if not x.is_finite() or x.contains(0):
        raise SingularError
    return x


def _positive(x: arb_series) -> arb_series:
    if not x[0] > 0:
        raise SingularError
    return x


def _tanh(x: arb_series) -> arb_series:
    if x[0] < 0:
        return -_tanh(-x)
    small = (-2 * x).exp()
    return _over(1 - small, 1 + small)


def _whole_power(x: arb_series, exponent: int) -> arb_series:
    power = arb_series([1], prec=2)
    for _ in range(abs(exponent)):
        power *= x
    return _over(arb_series([1], prec=2), power) if exponent < 0 else power


def _over(x: arb_series, y: arb_series) -> arb_series:
    _clear(y[0])
    return x / y


def _larger(x: arb_series, y: arb_series) -> arb_series:
    return x if _clear(x[0] - y[0]) > 0 else y


_ZERO: Final = arb_series([0], prec=2)
_UNARY: Final[dict[str, Callable[[arb_series], arb_series]]] = {
    "neg": lambda x: -x,
    "abs": lambda x: _larger(x, -x),
    "relu": lambda x: _larger(x, _ZERO),
    "tanh": _tanh,
    "exp": lambda x: x.exp(),
    "log": lambda x: _positive(x).log(),
    "sqrt": lambda x: _positive(x).sqrt(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "sigmoid": lambda x: _over(arb_series([1], prec=2), 1 + (-x).exp()),
}
_BINARY: Final[dict[str, Callable[[arb_series, arb_series], arb_series]]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": _over,
    "pow": lambda x, y: (y * _positive(x).log()).exp(),
    "maximum": _larger,
    "minimum": lambda x, y: -_larger(-x, -y),
}


def series(program: Program, point: Point, slot: int) -> list[arb_series]:
    """Return every node as a series of two terms in the input ``slot``.

    Raises:
        SingularError: a node is not clearly smooth there.
    """

    def apply(op: str, operands: tuple[arb_series | Number, ...]) -> arb_series:
        exponent = operands[-1]
        if op == "pow" and isinstance(exponent, int | float) and exponent in range(-99, 100):
            base = operands[0]
            assert isinstance(base, arb_series)
            return _whole_power(base, int(exponent))
        x, *rest = (
            operand if isinstance(operand, arb_series) else arb_series([operand], prec=2)
            for operand in operands
        )
        out = _BINARY[op](x, rest[0]) if rest else _UNARY[op](x)
        if not (out[0].is_finite() and out[1].is_finite()):
            raise SingularError
        return out

    inputs = [arb_series([number, int(i == slot)], prec=2) for i, number in enumerate(point)]
    return evaluate(program, inputs, apply)


class Finding(Enum):
    """How a ball of the oracle compares with the series' enclosure."""

    COVERED = auto()
    MISSED = auto()
    OPEN = auto()  # the enclosure is too wide to tell
    UNRESOLVED = auto()  # the oracle gave up on a smooth point
    TOO_LARGE = auto()  # it gave up on a derivative beyond 2^16,000
    BOTH_SINGULAR = auto()
    ORACLE_ONLY = auto()  # the oracle answers where the series are not clearly smooth


def _compare(ball: Ball | Unresolved, truth: arb | None) -> Finding:
    if isinstance(ball, Unresolved):
        if truth is None:
            return Finding.BOTH_SINGULAR
        return Finding.TOO_LARGE if abs(truth) > arb(2) ** 16_000 else Finding.UNRESOLVED
    if truth is None:
        return Finding.ORACLE_ONLY
    away = abs(truth - fmpq(ball.middle.numerator, ball.middle.denominator))
    reach = fmpq(ball.radius.numerator, ball.radius.denominator)
    if away <= reach:
        return Finding.COVERED
    return Finding.MISSED if away > reach else Finding.OPEN


def check(program: Program, point: Point) -> list[Finding]:
    """Compare every derivative and every value that the oracle gives with its enclosure."""
    findings: list[Finding] = []
    for slot, ball in enumerate(differences(program, point)):
        finding = Finding.OPEN
        for bits in _BITS:
            with ctx.workprec(bits):
                truth = _slope(program, point, slot)
                finding = _compare(ball, truth)
            if truth is not None and finding is not Finding.OPEN:
                break
        findings.append(finding)
    return findings


def _slope(program: Program, point: Point, slot: int) -> arb | None:
    try:
        nodes = series(program, point, slot)
    except SingularError:
        return None
    return sum((nodes[root][1] for root in program.roots), arb(0))


# --- Random questions ---------------------------------------------------------------------------


def _number(choice: random.Random) -> Number:
    """Draw a number that is small, huge, whole, near a quarter turn, or where tanh is flat."""
    sign = choice.choice((-1, 1))
    match choice.randrange(8):
        case 0 | 1:
            return sign * 10 ** choice.uniform(-300, 300)
        case 2:
            return sign * 10 ** choice.uniform(-20, 20)
        case 3:
            return choice.uniform(-745, 745)
        case 4:
            return choice.randint(-9, 9)
        case 5:
            return math.nextafter(choice.randint(-9, 9), sign * math.inf)
        case 6:
            return choice.randint(-99, 99) * math.pi / 2
        case _:
            return choice.uniform(-5, 5)


def random_rule(choice: random.Random) -> tuple[Program, Point]:
    """Draw one op of nodes and plain numbers, nearly always inside its domain."""
    spec = choice.choice(list(CATALOGUE.values()))
    numbers = [_number(choice) for _ in spec.domains]
    if len(numbers) == 2 and choice.random() < 0.2:
        numbers[1] = numbers[0] * (1 + choice.choice((1e-15, -1e-9, 1e-3)))
    if choice.random() < 0.95:
        numbers = [
            x if domain is Domain.REAL else abs(x)
            for x, domain in zip(numbers, spec.domains, strict=True)
        ]
    plain = choice.randrange(3 * len(numbers)) if len(numbers) == 2 else len(numbers)
    operands: list[Operand] = []
    point: list[Number] = []
    for i, number in enumerate(numbers):
        if i == plain:
            operands.append(Const(number))
        else:
            operands.append(Ref(Slot(len(point))))
            point.append(number)
    return Program(len(point), (Step(spec.name, tuple(operands)),)), tuple(point)


def random_program(choice: random.Random) -> tuple[Program, Point]:
    """Grow a program with sharing, plain numbers, dead nodes and several roots, mostly smooth."""
    inputs = choice.randint(1, 3)
    scale = choice.choice((1, 3, 3, 30, 1e-9, 1e9))
    point = tuple(choice.uniform(-scale, scale) for _ in range(inputs))
    steps: list[Step] = []
    for _ in range(choice.randint(1, 9)):
        for _ in range(9):
            spec = choice.choice(list(CATALOGUE.values()))
            size = inputs + len(steps)
            operands: list[Operand] = [Ref(Slot(choice.randrange(size))) for _ in spec.domains]
            if spec.arity == 2 and choice.random() < 0.3:
                operands[choice.randrange(2)] = Const(choice.choice((2, 3, 0.5, -1, 10, 1e-3)))
            grown = Program(inputs, (*steps, Step(spec.name, tuple(operands))))
            if _is_smooth_and_finite(grown, point):
                steps.append(grown.steps[-1])
                break
    size = inputs + len(steps)
    roots = {size - 1, choice.randrange(size)} if choice.random() < 0.3 else {size - 1}
    return Program(inputs, tuple(steps), tuple(map(Slot, sorted(roots)))), point


def _is_smooth_and_finite(program: Program, point: Point) -> bool:
    """Whether the point is clear of kinks, and every value within the range of doubles."""
    try:
        nodes = series(program, point, 0)
    except SingularError:
        return False
    return all(abs(node[0]) < arb(2) ** 1024 for node in nodes)


# --- The balls hold the truth -------------------------------------------------------------------

_CHECKS: Final = 3_000


@pytest.mark.parametrize("draw", [random_rule, random_program])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_random_derivative_is_covered(
    draw: Callable[[random.Random], tuple[Program, Point]], seed: int
) -> None:
    choice = random.Random(seed)
    tally: Counter[Finding] = Counter()
    while tally.total() < _CHECKS:
        question = draw(choice)
        findings = check(*question)
        assert not {Finding.MISSED, Finding.OPEN} & set(findings), (
            f"seed {seed}: {question}: {findings}"
        )
        tally.update(findings)
    assert tally[Finding.COVERED] > 0.95 * _CHECKS
    assert tally[Finding.UNRESOLVED] + tally[Finding.ORACLE_ONLY] < 0.002 * _CHECKS


@pytest.mark.parametrize("seed", [3])
def test_every_random_value_is_covered(seed: int) -> None:
    choice = random.Random(seed)
    checked = 0
    while checked < _CHECKS:
        program, point = random_program(choice)
        with ctx.workprec(_BITS[-1]):
            nodes = series(program, point, 0)
            for node, ball in zip(nodes, values(program, point), strict=True):
                finding = _compare(ball, node[0])
                assert finding in {Finding.COVERED, Finding.TOO_LARGE}, f"{seed}: {program} {point}"
                checked += 1


@pytest.mark.parametrize("op", CATALOGUE)
def test_every_radius_is_small_and_a_ball_two_radii_away_is_caught(op: str) -> None:
    """Shows that the tests above can fail, and that no ball covers by being wide."""
    operands = tuple(Ref(Slot(i)) for i in range(CATALOGUE[op].arity))
    program = Program(len(operands), (Step(op, operands),))
    point = (1.25, 0.375)[: len(operands)]
    for slot, ball in enumerate(differences(program, point)):
        assert isinstance(ball, Ball)
        assert ball.radius <= abs(ball.middle) / 10**25
        with ctx.workprec(_BITS[0]):
            truth = _slope(program, point, slot)
            assert _compare(ball, truth) is Finding.COVERED
            aside = 2 * ball.radius or Fraction(1, 10**30)
            assert _compare(replace(ball, middle=ball.middle + aside), truth) is Finding.MISSED
