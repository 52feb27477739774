"""Sabotage of the questions: the generator, the suite, the inquiry."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import pytest

from tests.sabotage.gates import Always, Sabotage
from verification import generate, lattice, shapes, suite
from verification.adapter import Adapter
from verification.examine import Examiner
from verification.finding import Finding
from verification.generate import Draw, Option, RandomDraw
from verification.inquiry import Inquiry
from verification.model import Case
from verification.program import Const, Program, Ref, Slot, Step, assemble
from verification.report import Status
from verification.shapes import Tools
from verification.suite import Check, Pointed, Suite
from verification.wording import WORDINGS, Wording

STEP: Final = generate._step  # pyright: ignore[reportPrivateUsage] # to be broken
CHECKS: Final = suite._checks  # pyright: ignore[reportPrivateUsage] # to be broken
ASKED: Final = Inquiry._cases  # pyright: ignore[reportPrivateUsage] # to be broken
OPERATOR: Final = suite._operator  # pyright: ignore[reportPrivateUsage] # to be broken
HINDRANCE: Final = Inquiry._hindrance  # pyright: ignore[reportPrivateUsage] # to be broken
RULES: Final = lattice.rules
NUMBER: Final = suite.number_cases


# --- The generator -------------------------------------------------------------------


def all_ones(patch: pytest.MonkeyPatch) -> None:
    """Draw the same number always: 1."""
    patch.setattr(RandomDraw, "real", Always(1.0))
    patch.setattr(generate, "NUMBERS", (1,))


def randint_1(patch: pytest.MonkeyPatch) -> None:
    """Draw the least whole number always, and the first of all options."""

    def integer(_: RandomDraw, least: int, _greatest: int) -> int:
        return least

    def choice(_: RandomDraw, options: Sequence[Option]) -> Option:
        return options[0]

    patch.setattr(RandomDraw, "integer", integer)
    patch.setattr(RandomDraw, "choice", choice)


def same_seed(patch: pytest.MonkeyPatch) -> None:
    """Draw one program again and again."""
    drawn = generate.random_program(RandomDraw(0), WORDINGS[:1], 1)
    patch.setattr(suite, "random_program", Always(drawn))


def no_sharing(draw: Draw, wording: Wording, size: int) -> Step:
    """Use the newest node, and every node once."""
    step = STEP(draw, wording, size)
    newest = Ref(Slot(size - 1))
    return replace(step, operands=(newest, Const(0.5))[: len(step.operands)])


# --- The suite -----------------------------------------------------------------------


def unit_slopes(patch: pytest.MonkeyPatch) -> None:
    """Ask for an op inside others only where all else has a slope of 1."""

    def chained(wording: Wording, tools: Tools) -> tuple[Program, ...]:
        if wording.kind != "v":
            return shapes_chained(wording, tools)
        return (assemble(2, ("add", 0, 1), (wording.op, 2), ("add", 3, 1)),)

    shapes_chained = shapes.chained
    patch.setattr(suite, "chained", chained)
    patch.setattr(suite, "faint", Always(()))


def nothing_faint(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(suite, "faint", Always(()))


def no_awkward_floats(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lattice, "adversarial", Always(()))


def nothing_large(patch: pytest.MonkeyPatch) -> None:
    """Ask for no op at a number above 10."""

    def small(draw: Draw, wording: Wording) -> tuple[Pointed, ...]:
        return tuple(pair for pair in RULES(draw, wording) if max(map(abs, pair[1])) <= 10)

    patch.setattr(suite, "rules", small)


def not_collected(patch: pytest.MonkeyPatch, group: str) -> None:
    """Leave out a group of checks, as if its name had a typing error."""

    def collected(seed: int, tools: Tools, writable: frozenset[Wording]) -> tuple[Check, ...]:
        return tuple(check for check in CHECKS(seed, tools, writable) if check.group != group)

    patch.setattr(suite, "_checks", collected)


def no_cases(patch: pytest.MonkeyPatch, group: str) -> None:
    """Have the checks of a group loop over nothing."""

    def cases(self: Inquiry, check: Check) -> Sequence[Case]:
        return () if check.group == group else ASKED(self, check)

    patch.setattr(Inquiry, "_cases", cases)


def constant_output(prefix: str, programs: Sequence[Pointed]) -> tuple[Case, ...]:
    """Differentiate an input, on whose derivative nothing depends."""
    return tuple(
        replace(case, program=replace(case.program, roots=(Slot(0),)))
        for case in NUMBER(prefix, programs)
    )


def short_chain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(suite, "_LINKS", 3)


def no_numbers_on_the_left(patch: pytest.MonkeyPatch) -> None:
    def operator(seed: int, wording: Wording, tools: Tools, *, is_there: bool) -> Check:
        return OPERATOR(seed, wording, tools, is_there=is_there and wording.kind != "nv")

    patch.setattr(suite, "_operator", operator)


# --- The inquiry ---------------------------------------------------------------------


def nothing_but_rules(patch: pytest.MonkeyPatch) -> None:
    """Skip everything beyond the first stage."""

    def hindrance(self: Inquiry, check: Check) -> Finding | None:
        late = Finding(Status.SKIPPED, 0, "later")
        return HINDRANCE(self, check) if check.group in {"rules", "state"} else late

    patch.setattr(Inquiry, "_hindrance", hindrance)


def never_afresh(patch: pytest.MonkeyPatch) -> None:
    """Ask everything of one process."""
    honest = Inquiry.__init__

    def start(
        self: Inquiry,
        suite: Suite,
        examiner: Examiner,
        adapter: Adapter,
        _: Callable[[], None],
        total_seconds: float,
    ) -> None:
        honest(self, suite, examiner, adapter, lambda: None, total_seconds)

    patch.setattr(Inquiry, "__init__", start)


SABOTAGE: Final = (
    Sabotage("all ones", 90, "tanh loses a sign", all_ones),
    Sabotage("randint(1)", 90, "a third use is lost anywhere", randint_1),
    Sabotage("one program again and again", 90, "a third use is lost anywhere", same_seed),
    Sabotage(
        "no shared node",
        90,
        "a third use is lost anywhere",
        lambda patch: patch.setattr(generate, "_step", no_sharing),
    ),
    Sabotage("unit slopes all around", 93, "tanh ignores what is upstream", unit_slopes),
    Sabotage("nothing faint", 93, "tanh drops what is faint", nothing_faint),
    Sabotage("no awkward floats", 90, "relu is 0 below 1e-12", no_awkward_floats),
    Sabotage("nothing large", 90, "exp is cut off at 100", nothing_large),
    Sabotage(
        "compositions not collected",
        85,
        "a third use is lost",
        lambda patch: not_collected(patch, "composition"),
    ),
    Sabotage("kinks not collected", 85, "relu'(0) = 2", lambda patch: not_collected(patch, "edge")),
    Sabotage(
        "a loop over no chain",
        86,
        "adjoints are overwritten",
        lambda patch: no_cases(patch, "chain"),
    ),
    Sabotage(
        "a loop over no rule",
        86,
        "the answers at another point",
        lambda patch: no_cases(patch, "rules"),
    ),
    Sabotage(
        "a constant output",
        87,
        "mul's slopes are swapped",
        lambda patch: patch.setattr(suite, "number_cases", constant_output),
    ),
    Sabotage("a short long chain", 90, "long chains are cut short", short_chain),
    Sabotage("no number on the left", 86, "a number on the left is deaf", no_numbers_on_the_left),
    Sabotage("nothing but the first stage", 88, "tanh loses a sign", nothing_but_rules),
    Sabotage("never a fresh process", 84, "a second backward pass does nothing", never_afresh),
)
