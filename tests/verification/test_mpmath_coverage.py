"""The difference oracle's balls hold the truth on thousands of random questions.

The truth is Arb's: power series that know the derivative of every op, and share no code with
the oracle. REFGRAD_CHECKS sets how many derivatives every op gets, REFGRAD_SEED the dice; the
random programs get a quarter of all ops' together. --log-cli-level=INFO shows figures.
"""

import logging
import math
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum, auto
from fractions import Fraction
from functools import partial
from typing import Final

import pytest
from flint import arb, ctx, fmpq

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")

from verification.catalogue import CATALOGUE, Domain
from verification.model import Ball, Point, Unresolved
from verification.oracles import series
from verification.oracles.mpmath import differences, values
from verification.program import Const, Number, Operand, Program, Ref, Slot, Step, assemble

pytestmark = pytest.mark.oracles

CHECKS: Final = int(os.environ.get("REFGRAD_CHECKS", "80"))
SEED: Final = int(os.environ.get("REFGRAD_SEED", "1"))

_LOG: Final = logging.getLogger(__name__)

# --- The truth ------------------------------------------------------------------------------------

# Precisions to try; the last tells apart what the others leave open. A truth that is known to
# 2^-_ENOUGH is known as well as need be.
BITS: Final = (256, 1_024, 4_096, 12_000)
_ENOUGH: Final = 10_000


class Finding(Enum):
    """How a ball of the oracle compares with the truth."""

    COVERED = auto()
    MISSED = auto()  # the ball does not hold the truth, or could not help holding it
    OPEN = auto()  # the truth is not known well enough to tell
    UNRESOLVED = auto()  # the oracle gave up on a number of use
    TOO_LARGE = auto()  # it gave up on a number far beyond the largest double


_RIGHT: Final = {Finding.COVERED, Finding.TOO_LARGE}


def compare(ball: Ball | Unresolved, truth: Callable[[], arb]) -> Finding:
    """Compare with a truth that is computed anew in every precision until it tells."""
    for bits in BITS:
        with working(bits):
            exact = truth()
            if isinstance(ball, Unresolved):
                if exact.rel_accuracy_bits() < 1 and not exact.is_zero():
                    continue
                return Finding.TOO_LARGE if abs(exact) > arb(2) ** 1_100 else Finding.UNRESOLVED
            if not _is_sharp(ball):
                return Finding.MISSED
            distance = abs(exact - _rational(ball.middle))
            if distance <= _rational(ball.radius):
                return Finding.COVERED
            if distance > _rational(ball.radius):
                return Finding.MISSED
            if exact.rad() < arb(2) ** -_ENOUGH:
                return Finding.COVERED  # such as 0, of which a series may know no more
    return Finding.OPEN


@contextmanager
def working(bits: int) -> Generator[None]:
    """Let flint work in this precision, with series of two terms."""
    cap = ctx.cap
    ctx.cap = 2
    try:
        with ctx.workprec(bits):
            yield
    finally:
        ctx.cap = cap


def _is_sharp(ball: Ball) -> bool:
    """Whether a ball is too small to cover by being wide."""
    return ball.radius <= max(abs(ball.middle) / 2**80, Fraction(1, 2**1130))


def _rational(number: Fraction) -> fmpq:
    return fmpq(number.numerator, number.denominator)


# --- Random rules ---------------------------------------------------------------------------------

_AWKWARD: Final = (
    *(0.0, 5e-324, 2.0**-1022, 1e-300, 1e-160, 1e-100, 1e-20, 2.0**-53, 1e-8, 0.25, 0.5),
    *(1.0, 2.0, 3.0, 10.0, 26.0, 30.0, 38.0, 88.0, 300.0, 354.0, 700.0, 709.0, 745.0, 1020.0),
    *(1e4, 1e8, 2.0**53, 1e16, 1e22, 1e100, 1e160, 1e300, 1.7e308),
)


def _number(choice: random.Random, domain: Domain) -> float:
    """Draw from a domain: every size, what saturates, whole and quarter turns, next to its ends."""
    while True:
        sign = choice.choice((-1, 1))
        match choice.randrange(9):
            case 0:
                x = sign * choice.choice(_AWKWARD)
            case 1:
                x = math.nextafter(choice.choice(_AWKWARD), sign * math.inf)
            case 2:
                x = sign * 10 ** choice.uniform(-308, 308)
            case 3:
                x = sign * 10 ** choice.uniform(-20, 20)
            case 4 | 5 | 6:
                reach = choice.choice((5, 40, 745))
                x = choice.uniform(-reach, reach)
            case 7:
                x = choice.randint(-99, 99) * math.pi / 2
            case _:
                ends = [end for end in (domain.lower, domain.upper) if math.isfinite(end)]
                end = choice.choice(ends or [0.0])
                x = choice.choice(
                    (
                        math.nextafter(end, sign * math.inf),
                        end + sign * 10 ** choice.uniform(-17, -1),
                    )
                )
        if x in domain:
            return x


def random_rule(choice: random.Random, op: str) -> tuple[Program, Point]:
    """Draw one op of nodes, and at times a plain number, inside its domain."""
    domains = CATALOGUE[op].domains
    numbers = [_number(choice, domain) for domain in domains]
    if len(numbers) == 2 and choice.random() < 0.2:
        numbers[1] = numbers[0] * (1 + choice.choice((1e-15, -1e-9, 1e-3)))
    if not all(x in domain for x, domain in zip(numbers, domains, strict=True)):
        return random_rule(choice, op)
    plain = choice.randrange(3 * len(numbers)) if len(numbers) == 2 else len(numbers)
    operands: list[Operand] = []
    point: list[Number] = []
    for i, number in enumerate(numbers):
        if i == plain:
            operands.append(Const(number))
        else:
            operands.append(Ref(Slot(len(point))))
            point.append(number)
    return Program(len(point), (Step(op, tuple(operands)),)), tuple(point)


def _is_kink(op: str, operands: tuple[Number, ...], moved: int) -> bool:
    """Whether the oracle owes no derivative: the truth has none, several, or one by convention."""
    x, y = operands[0], operands[-1]
    match op:
        case "abs" | "relu" | "leaky_relu" | "elu":
            return x == 0
        case "maximum" | "minimum":
            return x == y
        case "hypot":
            return x == y == 0
        case "atan2":
            return x == y == 0 or (x == 0 > y and moved == 0)
        case _:
            return False


@pytest.mark.parametrize("op", CATALOGUE)
def test_every_random_rule_is_covered(op: str) -> None:
    choice = random.Random(f"seed {SEED}: {op}")
    slopes: Counter[str] = Counter()
    results: Counter[str] = Counter()
    costs: list[float] = []
    while slopes.total() < CHECKS:
        program, point = random_rule(choice, op)
        start = time.process_time()
        derivatives, nodes = differences(program, point), values(program, point)
        costs.append(1e3 * (time.process_time() - start))
        (step,) = program.steps
        operands = tuple(
            operand.number if isinstance(operand, Const) else point[operand.slot]
            for operand in step.operands
        )
        balls = tuple(map(arb, operands))
        for slot, ball in enumerate(derivatives):
            place = step.operands.index(Ref(Slot(slot)))
            if _is_kink(op, operands, place):
                assert ball == Unresolved(), f"{op} {operands}: {ball}"
                slopes["KINK"] += 1
                continue
            found = compare(ball, partial(series.slope, op, balls, place, None))
            assert found in _RIGHT, f"{op} {operands}: {found} {ball}"
            slopes[found.name] += 1
        if op == "atan2" and operands == (0, 0):
            continue  # what Arb gives no value
        found = compare(nodes[-1], partial(series.value, op, balls))
        assert found in _RIGHT, f"{op} {operands}: {found} {nodes}"
        results[found.name] += 1
    costs.sort()
    median, mean, worst = costs[len(costs) // 2], sum(costs) / len(costs), costs[-1]
    _LOG.info("%s: %s, values %s", op, dict(slopes), dict(results))
    _LOG.info("%s: %.2f ms a case, %.2f on average, %.1f at worst", op, median, mean, worst)
    assert slopes["COVERED"] > 0.7 * CHECKS


# --- The test can fail ----------------------------------------------------------------------------


@pytest.mark.parametrize("op", CATALOGUE)
def test_every_radius_is_small_and_a_ball_two_radii_away_is_caught(op: str) -> None:
    """Shows that the tests above can fail."""
    x = 1.25 if op == "acosh" else 0.75
    point = (x, 0.375)[: CATALOGUE[op].arity]
    program = assemble(len(point), (op, *range(len(point))))
    balls = tuple(map(arb, point))
    for i, ball in enumerate(differences(program, point)):
        assert isinstance(ball, Ball)

        def truth(i: int = i) -> arb:
            return series.slope(op, balls, i, None)

        assert compare(ball, truth) is Finding.COVERED
        aside = 2 * ball.radius or Fraction(1, 10**30)
        assert compare(replace(ball, middle=ball.middle + aside), truth) is Finding.MISSED
