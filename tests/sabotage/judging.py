"""Sabotage of the judge: what it compares, what it accepts, what it makes of an exception."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from tests.sabotage.gates import Always, Sabotage
from verification import examine, judge
from verification.model import (
    Accuracy,
    Agrees,
    Component,
    Differs,
    Evaluated,
    Exact,
    Failed,
    Missing,
    Observation,
    Part,
    Reading,
    Reference,
    Strength,
    Undecided,
    Unread,
    Verdict,
)
from verification.program import Program

HONEST: Final = judge._compare  # pyright: ignore[reportPrivateUsage] # to be broken
ACCEPTED: Final = judge._is_accepted  # pyright: ignore[reportPrivateUsage] # to be broken

Looks = Callable[[int, int], bool]
"""Whether a node is looked at, of so many."""


def always_agree(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(judge, "judge", Always(Agrees(Accuracy.TIGHT, 0.0)))


def compare(patch: pytest.MonkeyPatch, values: Looks, gradients: Looks) -> None:
    """Compare these values and gradients only: where nobody looks, all is as accepted."""

    def shown(
        family: tuple[Component, ...], seen: tuple[Reading, ...], looks: Looks
    ) -> tuple[Reading, ...]:
        pairs = enumerate(zip(family, seen, strict=True))
        return tuple(
            got if looks(slot, len(seen)) else component.lower for slot, (component, got) in pairs
        )

    def truncated(program: Program, reference: Reference, seen: Evaluated) -> Verdict:
        looked_at = Evaluated(
            shown(reference.values, seen.values, values),
            shown(reference.adjoints, seen.gradients, gradients),
        )
        return HONEST(program, reference, looked_at)

    patch.setattr(judge, "_compare", truncated)


def nowhere(_slot: int, _size: int) -> bool:
    return False


def everywhere(_slot: int, _size: int) -> bool:
    return True


def at_the_first(slot: int, _size: int) -> bool:
    return slot == 0


def at_the_root(slot: int, size: int) -> bool:
    return slot == size - 1


def accept(patch: pytest.MonkeyPatch, *readings: Reading) -> None:
    """Accept these whatever the hull."""
    texts = {repr(reading) for reading in readings}

    def accepting(where: Component, got: Reading) -> bool:
        return repr(got) in texts or ACCEPTED(where, got)

    patch.setattr(judge, "_is_accepted", accepting)


def tolerate(patch: pytest.MonkeyPatch, rtol: float, atol: float) -> None:
    """Accept what is as close as this to the hull."""

    def tolerant(where: Component, got: Reading) -> bool:
        slack = atol + rtol * max(abs(where.lower), abs(where.upper))
        wide = replace(where, lower=where.lower - slack, upper=where.upper + slack)
        return ACCEPTED(wide, got)

    patch.setattr(judge, "_is_accepted", tolerant)


def rounds_alike(where: Component, got: Reading) -> bool:
    """Accept what rounds to three digits as the hull's end does."""
    is_alike = not isinstance(got, Unread) and f"{got:.3g}" == f"{where.lower:.3g}"
    return is_alike or ACCEPTED(where, got)


def outside_is_undecided(patch: pytest.MonkeyPatch) -> None:
    def shy(program: Program, reference: Reference, seen: Evaluated) -> Verdict:
        verdict = HONEST(program, reference, seen)
        return Undecided("outside") if isinstance(verdict, Differs) else verdict

    patch.setattr(judge, "_compare", shy)


def failures_are_undecided(patch: pytest.MonkeyPatch) -> None:
    def lenient(
        program: Program,
        reference: Callable[[Strength], Reference],
        seen: Observation,
        strengths: tuple[Strength, ...],
    ) -> Verdict:
        verdict = judge.settle(program, reference, seen, strengths)
        return Undecided("raised") if isinstance(verdict, Failed | Missing) else verdict

    patch.setattr(examine, "settle", lenient)


def every_exception_is_missing(patch: pytest.MonkeyPatch) -> None:
    for module in (judge, examine):
        patch.setattr(module, "is_unsupported", Always(True))


def nothing_is_unsupported(patch: pytest.MonkeyPatch) -> None:
    for module in (judge, examine):
        patch.setattr(module, "is_unsupported", Always(False))


def hull_of_the_answer(patch: pytest.MonkeyPatch) -> None:
    """Judge by a reference that was computed by the subject."""

    def shared(program: Program, reference: Reference, seen: Evaluated) -> Verdict:
        values, adjoints = (
            tuple(
                component if isinstance(got, Unread) else Component(Exact(got, 0.0), got, got)
                for component, got in zip(family, readings, strict=True)
            )
            for family, readings in (
                (reference.values, seen.values),
                (reference.adjoints, seen.gradients),
            )
        )
        return HONEST(program, replace(reference, values=values, adjoints=adjoints), seen)

    patch.setattr(judge, "_compare", shared)


def is_the_nearest(where: Component, got: Reading) -> bool:
    """Accept nothing but the exact number, rounded."""
    if isinstance(where.exact, Exact) and not isinstance(got, Unread):
        return got == where.exact.nearest
    return ACCEPTED(where, got)


def leaves_and_all(patch: pytest.MonkeyPatch) -> None:
    """Demand the gradients of interior nodes, too."""

    def strict(program: Program, reference: Reference, seen: Evaluated) -> Verdict:
        lost = Unread.NONE in seen.gradients[program.inputs :]
        (*_, last), gradients = reference.adjoints, seen.gradients
        if lost:
            return Differs(Part.GRADIENT, program.roots[-1], gradients[-1], last)
        return HONEST(program, reference, seen)

    patch.setattr(judge, "_compare", strict)


def none_is_never_zero(where: Component, got: Reading) -> bool:
    return not isinstance(got, Unread) and ACCEPTED(where, got)


def weaker_forms_may_give_all(patch: pytest.MonkeyPatch) -> None:
    """Excuse whatever lies outside a hull that is too wide to tell."""
    patch.setattr(judge, "_may_give", Always(True))


SABOTAGE: Final = (
    Sabotage("weaker forms may give all", 89, "softplus is 0 beyond 20", weaker_forms_may_give_all),
    # Accepting too much.
    Sabotage("always agree", 84, "every gradient is nan", always_agree),
    Sabotage(
        "compare the first of each alone",
        83,
        "the second input has no gradient",
        lambda patch: compare(patch, at_the_first, at_the_first),
    ),
    Sabotage(
        "compare no interior value",
        83,
        "relu changes its operand",
        lambda patch: compare(patch, at_the_root, everywhere),
    ),
    Sabotage(
        "compare no value",
        83,
        "tanh is off by 1e-12 of itself",
        lambda patch: compare(patch, nowhere, everywhere),
    ),
    Sabotage(
        "compare no gradient",
        87,
        "every gradient is 0",
        lambda patch: compare(patch, everywhere, nowhere),
    ),
    Sabotage("nan is equal", 91, "every gradient is nan", lambda patch: accept(patch, math.nan)),
    Sabotage(
        "infinite is equal", 91, "every gradient is infinite", lambda patch: accept(patch, math.inf)
    ),
    Sabotage(
        "None is equal", 91, "every gradient is None", lambda patch: accept(patch, Unread.NONE)
    ),
    Sabotage("0 is equal", 87, "every gradient is 0", lambda patch: accept(patch, 0.0)),
    Sabotage("atol 1e-8", 89, "tanh drops what is faint", lambda patch: tolerate(patch, 0.0, 1e-8)),
    Sabotage(
        "rtol 1e-6", 89, "exp' is off by 1e-9 of itself", lambda patch: tolerate(patch, 1e-6, 0.0)
    ),
    Sabotage(
        "three digits",
        89,
        "tanh is off by 1e-12 of itself",
        lambda patch: patch.setattr(judge, "_is_accepted", rounds_alike),
    ),
    Sabotage("what is outside is undecided", 88, "mul's slopes are swapped", outside_is_undecided),
    Sabotage("what raises is undecided", 94, "mul refuses some numbers", failures_are_undecided),
    Sabotage(
        "what raises is missing", 94, "tanh raises on the way back", every_exception_is_missing
    ),
    Sabotage("the answer is the reference", 92, "always the first answer", hull_of_the_answer),
    # Accusing too much.
    Sabotage(
        "nothing but the nearest double",
        0,
        "a plain tape",
        lambda patch: patch.setattr(judge, "_is_accepted", is_the_nearest),
    ),
    Sabotage(
        "None is never 0",
        0,
        "fresh gradients each time, and None out of reach",
        lambda patch: patch.setattr(judge, "_is_accepted", none_is_never_zero),
    ),
    Sabotage("gradients everywhere", 0, "gradients of leaves only", leaves_and_all),
    Sabotage("what is missing is wrong", 0, "no plain numbers", nothing_is_unsupported),
    Sabotage(
        "overflow is wrong",
        0,
        "tanh by exponentials at 400",
        lambda patch: patch.setattr(judge, "_OVERFLOWING", frozenset[str]()),
    ),
    Sabotage(
        "no weaker form is tried",
        0,
        "tanh by exponentials",
        lambda patch: patch.setattr(examine, "_DOUBLE", (Strength.LISTED,)),
    ),
    Sabotage(
        "no engine is in single precision",
        0,
        "single precision",
        lambda patch: patch.setattr(examine, "is_single", Always(False)),
    ),
    Sabotage(
        "all are called tight",
        0,
        "a plain tape",
        lambda patch: patch.setattr(judge, "_accuracy", Always(Accuracy.TIGHT)),
    ),
    Sabotage(
        "none is called tight",
        0,
        "exact answers, rounded once",
        lambda patch: patch.setattr(judge, "TIGHT_ULPS", -1.0),
    ),
)
