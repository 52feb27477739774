"""The harness under its own knife: each sabotage is noticed by the gate that is there for it.

docs/sabotage.md tells what the list is for, and how to add to it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import pytest

from tests.sabotage import asking, examining, judging, oracles, reporting
from tests.sabotage.gates import CANARIES, OTHERS, Sabotage, ask

ALL: Final = (
    *judging.SABOTAGE,
    *oracles.SABOTAGE,
    *asking.SABOTAGE,
    *examining.SABOTAGE,
    *reporting.SABOTAGE,
)
HARNESS_BUGS: Final = range(83, 95)


@pytest.fixture(scope="module", autouse=True)
def untouched() -> None:
    """Have what the harness keeps, such as each op's lattice, computed while it is sound."""
    ask("a plain tape")


@cache
def honest(gate: str) -> Sequence[str]:
    return ask(gate)


def name(sabotage: Sabotage) -> str:
    return sabotage.name


@pytest.mark.parametrize("sabotage", ALL, ids=name)
def test_sabotage_is_noticed(sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not honest(sabotage.gate)
    sabotage.breaks(monkeypatch)
    assert ask(sabotage.gate)


def test_each_harness_bug_seen_in_the_wild_is_re_enacted() -> None:
    assert len({sabotage.name for sabotage in ALL}) == len(ALL)
    assert {sabotage.line for sabotage in ALL} == {0, *HARNESS_BUGS}


def test_each_gate_is_the_one_that_notices_something() -> None:
    """A canary that nothing but other canaries' sabotage would kill is not needed."""
    assert {sabotage.gate for sabotage in ALL} == {*CANARIES, *OTHERS}
