"""Sabotage of `refgrad verify` itself: the canaries notice it, or a wrong oracle that passes."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Final

import pytest

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")
pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

from tests.sabotage.gates import Always, Sabotage
from verification import verify
from verification.canaries import CanaryError
from verification.model import Accuracy, Agrees, Ball, Case, Observation, Point, Unresolved
from verification.oracles import mpmath
from verification.program import Program
from verification.render.evidence import Canaries
from verification.subjects.refgrad import RefgradSubject

pytestmark = pytest.mark.oracles

DIFFERENCES: Final = mpmath.differences
MEASURE: Final = verify._measure  # pyright: ignore[reportPrivateUsage] # to be broken


def rehearsal() -> Sequence[str]:
    try:
        verify.rehearse()
    except CanaryError as error:
        return (f"{error}",)
    return ()


def wrong_oracle() -> Sequence[str]:
    """Verify with differences that are off by 2^-60: that must not be called agreement."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "rehearse", Always(Canaries(1, 1)))
        patch.setattr(mpmath, "differences", shifted)
        evidence = verify.verify(3, 1, Always(None))
    return () if evidence.oracle_disagreements else ("agrees with a wrong oracle",)


def shifted(program: Program, point: Point) -> tuple[Ball | Unresolved, ...]:
    return tuple(
        replace(ball, middle=ball.middle + Fraction(1, 2**60)) if isinstance(ball, Ball) else ball
        for ball in DIFFERENCES(program, point)
    )


def judges_refgrad(case: Case, _: Observation, witness: Observation) -> object:
    """Judge the engine that we know, whoever is asked."""
    (ours,) = RefgradSubject().observe([case])
    return MEASURE(case, ours, witness)


GATES: Final = {"the rehearsal": rehearsal, "a wrong oracle": wrong_oracle}
SABOTAGE: Final = (
    Sabotage(
        "verify always agrees",
        84,
        "the rehearsal",
        lambda patch: patch.setattr(verify, "judge", Always(Agrees(Accuracy.TIGHT, 0.0))),
    ),
    Sabotage(
        "verify complains of nobody",
        88,
        "the rehearsal",
        lambda patch: patch.setattr(verify, "_complaints", Always(((), ()))),
    ),
    Sabotage(
        "verify complains of everybody",
        0,
        "the rehearsal",
        lambda patch: patch.setattr(verify, "_complaints", Always((("wrong",), ()))),
    ),
    Sabotage(
        "verify judges refgrad in everybody's place",
        92,
        "the rehearsal",
        lambda patch: patch.setattr(verify, "_measure", judges_refgrad),
    ),
    Sabotage(
        "estimates compared with nothing",
        86,
        "a wrong oracle",
        lambda patch: patch.setattr(verify, "_compare", Always(())),
    ),
    Sabotage(
        "every estimate holds",
        84,
        "a wrong oracle",
        lambda patch: patch.setattr(verify, "_compare", Always((True,))),
    ),
)


def name(sabotage: Sabotage) -> str:
    return sabotage.name


@cache
def honest(gate: str) -> Sequence[str]:
    return GATES[gate]()


@pytest.mark.parametrize("sabotage", SABOTAGE, ids=name)
def test_sabotage_is_noticed(sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not honest(sabotage.gate)
    sabotage.breaks(monkeypatch)
    assert GATES[sabotage.gate]()
