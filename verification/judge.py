"""The judge: an observation held against a reference gives a verdict.

Every constant of judgement in the project is here.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final, assert_never

from verification.distance import distance
from verification.model import (
    UNREACHED,
    Absent,
    Accuracy,
    Agrees,
    Broke,
    Component,
    Differs,
    Evaluated,
    Exact,
    Failed,
    Missing,
    Observation,
    Part,
    Phase,
    Raised,
    Reading,
    Reference,
    Strength,
    TimedOut,
    Undecided,
    Unread,
    Verdict,
)
from verification.program import Program, Slot

TIGHT_ULPS: Final = 4.0
# A hull in single precision is some 2^-20 wide by itself, and has to decide all the same.
DECISIVE_RADIUS: Final = {
    Strength.LISTED: 2.0**-20,
    Strength.WEAKER: 2.0**-20,
    Strength.ROUGH: 2.0**-20,
    Strength.SINGLE: 2.0**-8,
}
NEGLIGIBLE_SHARE: Final = 2.0**-10
WELL_CONDITIONED_RADIUS: Final = 2.0**-36

DEEP: Final = 100
"""How many nodes a graph may have before the recursion limit is nobody's fault."""

# What an engine raises for an operand or an op that it was not written for.
_INT_ARRAYS: Final = ("Integers to negative integer powers", "Cannot cast ufunc")
_UNSUPPORTED: Final = frozenset({"TypeError", "AssertionError", "NotImplementedError"})
# What Python's math raises where a form overflows, or leaves the domain of one of its steps.
_OVERFLOWING: Final = frozenset({"OverflowError", "ZeroDivisionError", "ValueError"})


def judge(program: Program, reference: Reference, observation: Observation) -> Verdict:
    """Return what the observation is worth, held against the reference's hull.

    Values are judged at every node that a root depends on, gradients at the inputs:
    an engine need not keep gradients elsewhere.
    """
    match observation:
        case Evaluated():
            return _compare(program, reference, observation)
        case Absent(op=op, kind=kind):
            return Missing(f"no way to write {op} with operands of kind {kind}")
        case Raised():
            if is_unsupported(observation):
                return Missing(f"{observation.kind}: {observation.message}")
            if observation.kind == "RecursionError" and program.size > DEEP:
                return Undecided("deeper than Python's recursion limit allows")
            if reference.overflows and observation.kind in _OVERFLOWING:
                return Undecided(f"overflow: {observation.kind} where a known form overflows")
            return Failed(observation)
        case TimedOut() | Broke():
            return Failed(observation)
        case _:
            assert_never(observation)


def is_unsupported(raised: Raised) -> bool:
    """Whether the exception says that the engine was not written for such operands."""
    return raised.phase is Phase.FORWARD and (
        raised.kind in _UNSUPPORTED or (raised.kind == "AttributeError" and raised.on_number)
    )


def is_about_int_arrays(observation: Observation) -> bool:
    """Whether numpy refuses: an array of ints takes no float in, and no negative power."""
    return isinstance(observation, Raised) and any(
        words in observation.message for words in _INT_ARRAYS
    )


def is_well_conditioned(reference: Reference) -> bool:
    """Whether an answer outside this reference's hull can be held against a subject.

    Every value and adjoint is temperate and known, by any listed form in any grouping
    of its products, to far better than a wrong answer would be off.
    """
    return reference.temperate and all(
        _is_narrow(component, largest, WELL_CONDITIONED_RADIUS)
        for family in (reference.values, reference.adjoints)
        for largest in (_largest(family),)
        for component in family
    )


def is_decided(program: Program, reference: Reference) -> bool:
    """Whether every number to be judged is known, and every form of it narrow and finite."""
    live = program.live()
    judged = [(reference.values, Slot(i)) for i in range(program.size) if live[i]]
    judged += [(reference.adjoints, Slot(i)) for i in range(program.inputs)]
    return not reference.overflows and all(
        isinstance(family[slot].exact, Exact) and _is_decided(reference, family, slot)
        for family, slot in judged
    )


def settle(
    program: Program,
    reference: Callable[[Strength], Reference],
    observation: Observation,
    strengths: tuple[Strength, ...],
) -> Verdict:
    """Judge by each strength in turn and return the first verdict that accuses nobody.

    Where a weaker hull is too wide to tell about the number that lies outside the
    stronger one, the verdict is Undecided, and holds what the strongest one says.
    """
    strongest = verdict = judge(program, reference(strengths[0]), observation)
    for strength in strengths[1:]:
        if not isinstance(verdict, Differs | Failed):
            break
        weaker = reference(strength)
        accused = verdict
        verdict = judge(program, weaker, observation)
        if isinstance(accused, Differs) and isinstance(verdict, Agrees):
            family = weaker.values if accused.part is Part.VALUE else weaker.adjoints
            if not _is_decided(weaker, family, accused.slot):
                verdict = Undecided("ill-conditioned for a weaker form")
        match strongest, verdict:
            case Differs(), Undecided() if not _may_give(weaker, strongest):
                verdict = replace(verdict, doubted=strongest)
            case _:
                pass
    return verdict


def _may_give(weaker: Reference, differs: Differs) -> bool:
    """Whether a weaker form is known to give this number where it has few digits, or none.

    What may come of a step that overflowed is no number, or 0. A hull without bounds knows
    nothing, and so excuses nothing else.
    """
    family = weaker.values if differs.part is Part.VALUE else weaker.adjoints
    hull, got = family[differs.slot].hull, differs.got
    if isinstance(got, Unread) or not math.isfinite(got):
        return weaker.overflows
    if got == 0.0 and weaker.overflows:
        return True
    return math.isfinite(hull.upper - hull.lower) and got in hull


def departures(reference: Reference, observation: Evaluated) -> tuple[tuple[Part, Slot], ...]:
    """Return every number outside its hull, in the order in which it was computed.

    Values come forward from the inputs, then gradients backward from the output;
    interior gradients that were not kept are no departures.
    """
    slots = [Slot(slot) for slot in range(len(reference.values))]
    values, adjoints = reference.values, reference.adjoints
    wrong_values = (s for s in slots if _is_outside(reference, values, observation.values, s))
    wrong_gradients = (
        s for s in slots if _is_outside(reference, adjoints, observation.gradients, s)
    )
    return (
        *((Part.VALUE, slot) for slot in wrong_values),
        *((Part.GRADIENT, slot) for slot in reversed(tuple(wrong_gradients))),
    )


def is_far(reference: Reference, differs: Differs) -> bool:
    """Whether an answer is so far off that no loss of digits explains it.

    That is the distance at which a hull would be too wide to decide anything.
    """
    exact = differs.component.exact
    if isinstance(differs.got, Unread) or not isinstance(exact, Exact):
        return isinstance(differs.got, Unread)
    family = reference.values if differs.part is Part.VALUE else reference.adjoints
    scale = max(abs(exact.nearest), NEGLIGIBLE_SHARE * _largest(family))
    return not abs(differs.got - exact.nearest) <= DECISIVE_RADIUS[reference.strength] * scale


def _compare(program: Program, reference: Reference, observation: Evaluated) -> Verdict:
    live = program.live()
    values = [Slot(slot) for slot in range(program.size) if live[slot]]
    # Backward, as gradients are computed; the table's arrow agrees where inputs depart first.
    inputs = [Slot(slot) for slot in reversed(range(program.inputs))]
    judged = (
        (Part.VALUE, values, reference.values, observation.values),
        (Part.GRADIENT, inputs, reference.adjoints, observation.gradients),
    )
    undecided, decided, worst = 0, 0, 0.0
    radius = DECISIVE_RADIUS[reference.strength]
    for part, slots, family, readings in judged:
        largest = _largest(family)
        for slot in slots:
            component, got = family[slot], readings[slot]
            if not _is_narrow(component, largest, radius):
                undecided += 1
                continue
            if not _is_accepted(component, got):
                if reference.overflows:
                    return Undecided("overflow: no number where a known form overflows")
                return Differs(part, slot, got, component)
            # That an input still holds the number it was given says nothing of the engine.
            decided += part is Part.GRADIENT or slot >= program.inputs
            if got != component.lower or got != component.upper:
                worst = max(worst, distance(component, got))
    if not decided:
        return Undecided("ill-conditioned: every hull is too wide")
    return Agrees(_accuracy(reference.strength, worst), worst, undecided)


def _accuracy(strength: Strength, worst: float) -> Accuracy:
    if strength is not Strength.LISTED:
        return Accuracy.INACCURATE
    return Accuracy.TIGHT if worst <= TIGHT_ULPS else Accuracy.LOSSY


def _is_accepted(component: Component, got: Reading) -> bool:
    """Whether the hull holds the reading.

    A gradient that is None, or not there yet, is 0: of a node that none reached. So it is
    right where 0 is the exact answer, whatever other forms come close to.
    """
    if isinstance(got, Unread):
        return got in UNREACHED and component.exact == Exact(0.0, 0.0)
    return component.lower <= got <= component.upper


def _is_outside(
    reference: Reference,
    family: tuple[Component, ...],
    readings: tuple[Reading, ...],
    slot: Slot,
) -> bool:
    """Whether a number that was kept is decided, and is not one that the hull holds."""
    got = readings[slot]
    is_decided = _is_decided(reference, family, slot)
    return got not in UNREACHED and is_decided and not _is_accepted(family[slot], got)


def _is_decided(reference: Reference, family: tuple[Component, ...], slot: Slot) -> bool:
    """Whether the hull is narrow enough to tell right from wrong."""
    return _is_narrow(family[slot], _largest(family), DECISIVE_RADIUS[reference.strength])


def _is_narrow(component: Component, largest: float, radius: float) -> bool:
    """Whether the hull's radius is small beside its middle.

    ``largest`` is the largest magnitude among the numbers of the same family: a
    component is not expected to be known better than to 2^-10 of that.
    """
    lower, upper = component.lower / 2, component.upper / 2  # halved first: a sum may overflow
    scale = max(abs(lower + upper), NEGLIGIBLE_SHARE * largest)
    return upper - lower <= radius * scale < math.inf  # nan, of an unbounded hull, is not


def _largest(family: tuple[Component, ...]) -> float:
    largest = 0.0
    for component in family:
        size = abs(component.lower / 2 + component.upper / 2)
        if largest < size < math.inf:
            largest = size
    return largest
