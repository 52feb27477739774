"""Sabotage of the oracles and the hull: what is true, and what is acceptable beside it."""

import math
from dataclasses import replace
from typing import Final

import pytest
from flint import arb

from tests.sabotage.gates import Sabotage
from verification import alternatives as accepted
from verification import examine
from verification.alternatives import Alternative
from verification.model import Case, Component, Reference, Strength, Unresolved
from verification.oracles import flint, hull, series
from verification.oracles.ball import Rounded
from verification.oracles.forms.form import Form, PartialRule
from verification.oracles.rounding import Rounding

COMPONENT: Final = flint._component  # pyright: ignore[reportPrivateUsage] # to be broken
LISTED: Final = hull._LISTED  # pyright: ignore[reportPrivateUsage] # to be broken
REFERENCE: Final = flint.reference
ALTERNATIVES: Final = accepted.alternatives
SLOPE: Final = series.slope


def widen(patch: pytest.MonkeyPatch, times: float) -> None:
    """Make every hull so many times as wide."""

    def widened(number: arb, acceptable: arb) -> Component:
        component = COMPONENT(number, acceptable)
        reach = (component.upper - component.lower) * times
        return replace(component, lower=component.lower - reach, upper=component.upper + reach)

    patch.setattr(flint, "_component", widened)


def unbound(patch: pytest.MonkeyPatch) -> None:
    def infinite(number: arb, acceptable: arb) -> Component:
        return replace(COMPONENT(number, acceptable), lower=-math.inf, upper=math.inf)

    patch.setattr(flint, "_component", infinite)


def narrow(patch: pytest.MonkeyPatch) -> None:
    """Accept nothing but the double next to the exact number."""

    def narrowed(number: arb, acceptable: arb) -> Component:
        component = COMPONENT(number, acceptable)
        if isinstance(component.exact, Unresolved):
            return component
        only = component.exact.nearest
        return Component(component.exact, only, only)

    patch.setattr(flint, "_component", narrowed)


def spoil_reference(patch: pytest.MonkeyPatch, **changes: bool) -> None:
    def spoiled(
        case: Case, strength: Strength = Strength.LISTED, step_at_zero: float | None = None
    ) -> Reference:
        honest = REFERENCE(case, strength, step_at_zero)
        return replace(
            honest,
            overflows=changes.get("overflows", honest.overflows),
            temperate=changes.get("temperate", honest.temperate),
        )

    patch.setattr(flint, "reference", spoiled)


def wrong_slope(op: str, operands: tuple[arb, ...], i: int, step_at_zero: float | None) -> arb:
    """Return what is the slope of every op but tanh."""
    slope = SLOPE(op, operands, i, step_at_zero)
    return slope * (1 + arb(2) ** -20) if op == "tanh" else slope


def wrong_form(patch: pytest.MonkeyPatch) -> None:
    """Have the hull believe in a derivative of exp that is off by a millionth."""
    values, (group,) = LISTED["exp"]

    def spoil(form: Form[PartialRule]) -> Form[PartialRule]:
        def rule(x: Rounded, y: Rounded, out: Rounded) -> Rounded:
            return form.rule(x, y, out) * 1_000_001 / 1_000_000

        return Form(form.name, rule, form.where)

    patch.setitem(LISTED, "exp", (values, (tuple(map(spoil, group)),)))


def one_form(patch: pytest.MonkeyPatch) -> None:
    """Know one way alone to compute the derivative of tanh, not by its output."""
    values, (group,) = LISTED["tanh"]
    patch.setitem(LISTED, "tanh", (values, (tuple(form for form in group if "E" in form.name),)))


def as_it_is(_: Rounding, exact: arb) -> arb:
    """Grant a step no error."""
    return exact


def one_order(patch: pytest.MonkeyPatch) -> None:
    """Grant a sum no other order than ours."""

    def added(contributions: list[arb], _: int, rounding: Rounding) -> arb:
        total = arb(0)
        for contribution in contributions:
            total = rounding.summed(total + contribution)
        return total

    patch.setattr(hull, "_sum", added)


def any_slope(case: Case) -> tuple[Alternative, ...]:
    """Accept whatever an engine answers at a kink."""
    honest = ALTERNATIVES(case)
    if not honest or honest[0].step_at_zero is None:
        return honest
    steps = [step / 2 for step in range(-6, 7)]
    return tuple(Alternative("any", case, step) for step in steps)


def any_output(case: Case) -> tuple[Alternative, ...]:
    """Accept the gradients of any one of several outputs."""
    program = case.program
    if len(program.roots) == 1:
        return ALTERNATIVES(case)
    one = [replace(case, program=replace(program, roots=(root,))) for root in program.roots]
    return (*ALTERNATIVES(case), *(Alternative("any", case, None) for case in one))


def first_convention(case: Case) -> tuple[Alternative, ...]:
    return ALTERNATIVES(case)[:1]


def all_but_the_middle(case: Case) -> tuple[Alternative, ...]:
    return tuple(each for each in ALTERNATIVES(case) if each.step_at_zero != 0.5)


def no_convention(_: Case) -> tuple[Alternative, ...]:
    return ()


SABOTAGE: Final = (
    # Accepting too much.
    Sabotage(
        "a hull 2^20 times as wide",
        89,
        "tanh is off by 1e-12 of itself",
        lambda patch: widen(patch, 2.0**20),
    ),
    Sabotage("a hull without end", 89, "mul's slopes are swapped", unbound),
    Sabotage(
        "every form overflows",
        88,
        "exp is cut off at 100",
        lambda patch: spoil_reference(patch, overflows=True),
    ),
    Sabotage(
        "nothing is temperate",
        88,
        "exp' is off by 1e-9 of itself",
        lambda patch: spoil_reference(patch, temperate=False),
    ),
    Sabotage(
        "any slope at a kink",
        88,
        "relu'(0) = 2",
        lambda patch: patch.setattr(examine, "alternatives", any_slope),
    ),
    Sabotage(
        "any of several outputs",
        88,
        "a second output is ignored",
        lambda patch: patch.setattr(examine, "alternatives", any_output),
    ),
    # Accusing too much.
    Sabotage("a hull of one double", 0, "a plain tape", narrow),
    Sabotage(
        "a wrong derivative among the exact ones",
        92,
        "exact answers, rounded once",
        lambda patch: patch.setattr(series, "slope", wrong_slope),
    ),
    Sabotage("one form of a derivative", 0, "sums and products in another order", one_form),
    Sabotage("a wrong derivative among the forms", 92, "a plain tape", wrong_form),
    Sabotage(
        "functions are exact",
        0,
        "a plain tape",
        lambda patch: patch.setattr(Rounding, "function", as_it_is),
    ),
    Sabotage(
        "products are exact",
        0,
        "a plain tape",
        lambda patch: patch.setattr(Rounding, "product", as_it_is),
    ),
    Sabotage("one order of sums", 0, "a sum that absorbs", one_order),
    Sabotage(
        "one convention for all",
        0,
        "relu'(0) = 1",
        lambda patch: patch.setattr(examine, "alternatives", first_convention),
    ),
    Sabotage(
        "no convention between two",
        0,
        "relu'(0) = 1/2",
        lambda patch: patch.setattr(examine, "alternatives", all_but_the_middle),
    ),
    Sabotage(
        "one convention for several outputs",
        0,
        "fresh gradients each time, and None out of reach",
        lambda patch: patch.setattr(examine, "alternatives", first_convention),
    ),
    Sabotage(
        "no convention at all",
        0,
        "a plain tape",
        lambda patch: patch.setattr(examine, "alternatives", no_convention),
    ),
)
