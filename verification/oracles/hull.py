"""The hull: one sweep of a program in rounding balls, forward over forms and backward over sums."""

from dataclasses import dataclass
from typing import Final, final

from flint import arb

from verification.evaluate import evaluate
from verification.model import Case, Strength
from verification.oracles.ball import MINUS_ONE, ONE, Rounded
from verification.oracles.forms import FORMS, Form, Forms, PartialRule, ValueRule
from verification.oracles.forms.form import always, covered
from verification.oracles.rounding import Rounding
from verification.program import Number

_Ways = tuple[tuple[Form[ValueRule], ...], tuple[tuple[Form[PartialRule], ...], ...]]


def _ways(forms: Forms, *, weaker: bool) -> _Ways:
    """Return the forms of an op's value and of its partials that cost time."""
    values = forms.values + (forms.weaker_values if weaker else ())
    partials = tuple(
        group + (forms.weaker_partials[i] if weaker and forms.weaker_partials else ())
        for i, group in enumerate(forms.partials)
    )
    return (
        tuple(form for form in values if form.where is not covered),
        tuple(tuple(form for form in group if form.where is not covered) for group in partials),
    )


_LISTED: Final = {op: _ways(forms, weaker=False) for op, forms in FORMS.items()}
_WITH_WEAKER: Final = {op: _ways(forms, weaker=True) for op, forms in FORMS.items()}


@final
@dataclass(frozen=True, slots=True)
class Hull:
    """Balls that hold every acceptable value and adjoint, one of each per node.

    ``overflows`` says that a form may leave the range of floats, or the domain of one of
    its steps, so that an engine that uses it may raise or give no number.
    """

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
    table = _LISTED if strength is Strength.LISTED else _WITH_WEAKER
    program = case.program
    partials: list[tuple[arb, ...]] = []

    def apply(op: str, operands: tuple[Rounded | Number, ...]) -> Rounded:
        terms = [
            x if isinstance(x, Rounded) else Rounded(rounding.given(x), rounding) for x in operands
        ]
        x, y = terms[0], terms[-1]
        values, ways = table[op]
        if len(values) == 1:  # most ops have one
            out = values[0].rule(x, y)
        else:
            out = _either([f.rule(x, y) for f in values if f.where is always or f.where(x, y)])
        slopes: list[arb] = []
        for operand, group in zip(operands, ways, strict=True):
            if isinstance(operand, Rounded):
                slope = (
                    group[0].rule(x, y, out)
                    if len(group) == 1
                    else _either(
                        [f.rule(x, y, out) for f in group if f.where is always or f.where(x, y)]
                    )
                )
                slopes.append(slope.ball)
        partials.append(tuple(slopes))
        return out

    inputs = [Rounded(rounding.given(number), rounding) for number in case.point]
    values = tuple(node.ball for node in evaluate(program, inputs, apply))
    adjoints = _sweep(case, partials, rounding)
    return Hull(values, adjoints, rounding.overflowed, rounding.is_temperate)


def _sweep(case: Case, partials: list[tuple[arb, ...]], rounding: Rounding) -> tuple[arb, ...]:
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
                contributions[ref].append(_product(adjoint, slope, rounding))
                counts[ref] += FORMS[step.op].terms
    return tuple(adjoints)


def _product(adjoint: arb, slope: arb, rounding: Rounding) -> arb:
    if slope is ONE:
        return adjoint
    return -adjoint if slope is MINUS_ONE else rounding.product(adjoint * slope)


def _sum(contributions: list[arb], count: int, rounding: Rounding) -> arb:
    """Return the sum, widened once by (count + 1) u times the sum of the magnitudes."""
    if not contributions:
        return arb(0)
    if len(contributions) == 1:
        total = contributions[0]
        if count == 1 and total.is_exact():
            return total
        widened = total * rounding.summing(count)
    else:
        total, magnitude = arb(0), arb(0)
        for contribution in contributions:
            total += contribution
            magnitude += contribution.abs_upper()
        widened = total + arb(0, (count + 1) * rounding.unit * magnitude)
    return rounding.checked(widened + rounding.regrouped)


def _either(terms: list[Rounded]) -> Rounded:
    """Return a ball that holds all of them; one that is not finite is unbounded, as meant."""
    either = terms[0]
    for term in terms[1:]:
        either = either.either(term)
    return either
