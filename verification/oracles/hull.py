"""The hull: one sweep of a program in rounding balls, forward over forms and backward over sums."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never, final

from flint import arb

from verification.catalogue import Domain
from verification.evaluate import evaluate
from verification.model import Case, Strength
from verification.oracles.ball import Rounded, Rounding
from verification.oracles.forms import FORMS, Form, PartialRule, Rule
from verification.program import Number


@final
@dataclass(frozen=True, slots=True)
class Hull:
    """Balls that hold every acceptable value and adjoint, one of each per node."""

    values: tuple[arb, ...]
    adjoints: tuple[arb, ...]
    overflows: bool
    temperate: bool


def hull(case: Case, strength: Strength, step_at_zero: float | None) -> Hull:
    """Sweep the case's program with every form of the given strength.

    docs/acceptance.md states and proves what the balls hold. Precision is that of
    the caller's Arb context; 128 bits are ample for balls this wide.
    """
    rounding = Rounding(strength, step_at_zero)
    program = case.program
    partials: list[tuple[Rounded, ...]] = []

    def apply(op: str, operands: tuple[Rounded | Number, ...]) -> Rounded:
        terms = [x if isinstance(x, Rounded) else rounding.given(x) for x in operands]
        x, y = terms[0], terms[-1]
        forms = FORMS[op]
        weak = strength is not Strength.LISTED
        values = forms.values + (forms.weaker_values if weak else ())
        out = _union((form.rule(x, y) for form in _in_use(values, x)), rounding)
        slopes: list[Rounded] = []
        for i, operand in enumerate(operands):
            if isinstance(operand, Rounded):
                ways: tuple[Form[PartialRule], ...] = forms.partials[i]
                if weak and forms.weaker_partials:
                    ways += forms.weaker_partials[i]
                slopes.append(_union((form.rule(x, y, out) for form in _in_use(ways, x)), rounding))
        partials.append(tuple(slopes))
        return out

    nodes = evaluate(program, [rounding.given(number) for number in case.point], apply)
    adjoints = _sweep(case, partials, rounding)
    values = tuple(node.ball for node in nodes)
    return Hull(values, adjoints, rounding.overflowed, rounding.is_temperate)


def _sweep(case: Case, partials: list[tuple[Rounded, ...]], rounding: Rounding) -> tuple[arb, ...]:
    """Return every node's adjoint, each widened once for all orders of its sum."""
    program = case.program
    contributions: list[list[arb]] = [[] for _ in range(program.size)]
    counts = [0] * program.size
    for root in program.roots:
        contributions[root].append(arb(1))
        counts[root] += 1
    adjoints = [arb(0)] * program.size
    for slot in reversed(range(program.size)):
        adjoint = adjoints[slot] = _sum(contributions[slot], counts[slot], rounding)
        if slot >= program.inputs and not adjoint.is_zero():
            step = program.steps[slot - program.inputs]
            for ref, slope in zip(step.refs, partials[slot - program.inputs], strict=True):
                product = Rounded(adjoint, rounding) * slope
                contributions[ref].append(product.ball)
                counts[ref] += FORMS[step.op].terms
    return tuple(adjoints)


def _sum(contributions: list[arb], count: int, rounding: Rounding) -> arb:
    """Return the sum, widened once by (count + 1) u times the sum of the magnitudes."""
    if not contributions:
        return arb(0)
    total, magnitude = arb(0), arb(0)
    for contribution in contributions:
        total += contribution
        magnitude += contribution.abs_upper()
    if total.is_exact() and count == 1:
        return total
    widened = total + arb(0, (count + 1) * rounding.unit * magnitude) + rounding.regrouped
    return rounding.checked(widened).ball


def _in_use(forms: tuple[Form[Rule], ...], x: Rounded) -> Iterator[Form[Rule]]:
    """Yield the forms that an engine can have used for such operands."""
    for form in forms:
        match form.where:
            case Domain.REAL:
                yield form
            case Domain.POSITIVE:
                if x.ball > 0:
                    yield form
            case Domain.NONZERO:
                if not x.ball.is_zero():
                    yield form
            case _:
                assert_never(form.where)


def _union(terms: Iterable[Rounded], rounding: Rounding) -> Rounded:
    balls = [term.ball for term in terms]
    union = balls[0]
    for ball in balls[1:]:
        # Arb's union of a non-finite ball with another is not finite: unbounded, as meant.
        union = union.union(ball)
    return Rounded(union, rounding)
