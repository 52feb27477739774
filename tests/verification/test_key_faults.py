"""The published key catches the catalogue: each fault where its word is due, and for its family."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import pytest

from tests.verification.answer_keys import published
from verification.faults import FAULTS
from verification.faults.fault import Accumulate, Call, Change, Fault, Rule, Save, Word
from verification.faults.simulate import simulate
from verification.judge import judge
from verification.key.answer_key import Entry
from verification.model import Agrees, Raised

pytestmark = pytest.mark.mutants

# What shows only in the time that it takes, and only in a process that has answered before.
TIMED: Final = ("scale.every_path", "state.once")
WRONG: Final = [
    fault
    for fault in FAULTS.values()
    if fault.word in {Word.DIFFERS, Word.FAILED} and fault.id not in TIMED
]


@cache
def asked(place: str) -> Sequence[Entry]:
    """Return the cases of a check, or of a group of checks."""
    return [e for e in published().entries if place in {e.check, e.check.partition(".")[0]}]


@cache
def flagged(family: str) -> Sequence[Entry]:
    return [e for e in published().entries if family in {flag.value for flag in e.flags}]


def ops_of(entry: Entry) -> set[str]:
    return {step.op for step in entry.case.program.steps}


def op_of(change: Change) -> str:
    return change.op if isinstance(change, Rule | Call | Accumulate | Save) else ""


def catches(fault: Fault, entry: Entry) -> bool:
    op = op_of(fault.change)
    return (not op or op in ops_of(entry)) and is_caught(fault, entry)


def is_caught(fault: Fault, entry: Entry) -> bool:
    """Whether what the fault answers to the case is not what the key accepts."""
    said = simulate(fault.change, entry.case)
    if isinstance(said, Raised):
        return True
    program = entry.case.program
    return not any(
        isinstance(judge(program, answer.reference(program), said), Agrees)
        for answer in entry.answers
    )


@pytest.mark.parametrize("fault", WRONG, ids=lambda fault: fault.id)
def test_a_case_of_the_check_where_its_word_is_due_catches_a_fault(fault: Fault) -> None:
    assert any(is_caught(fault, entry) for entry in asked(fault.at))


@pytest.mark.parametrize("family", sorted({fault.family for fault in WRONG}))
def test_a_flag_is_earned(family: str) -> None:
    """Most of the cases that are there for a family catch one of its faults each.

    Many there for ``float`` stand at points where nothing in the catalogue goes wrong yet.
    """
    faults = [fault for fault in WRONG if fault.family == family]
    entries = flagged(family)[::7] or flagged(family)
    caught = [entry for entry in entries if any(catches(fault, entry) for fault in faults)]
    assert len(caught) >= (0.5 if family == "float" else 0.9) * len(entries)


def test_a_right_engine_is_caught_by_none() -> None:
    """Replacing gradients in an op that a program does not use is no fault of it."""
    fault = FAULTS["accumulate.cbrt.overwrites"]
    others = [e for e in flagged("accumulate") if "cbrt" not in ops_of(e)]
    assert others
    assert not [entry.case.id for entry in others if is_caught(fault, entry)]
