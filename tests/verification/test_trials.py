"""A trial says whether the word was said where it is due; every way of missing it is seen."""

from dataclasses import replace

import pytest

from tests.verification.grading import suite
from verification.faults import FAULTS
from verification.faults.engines import Style
from verification.faults.fault import Fault, Word
from verification.render.kills import Tried
from verification.trials import try_fault

# One fault for each word, and for each kind of place.
ONE_EACH = (
    "rule.tanh.unsquared",
    "api.radd.recurses",
    "api.pow_value.refuses",
    "float.sinh.of_exps",
    "state.interior_kept",
    "kink.abs.one",
    "float.tanh.squared",
    "traverse.merged_by_value",
    "float.sqrt.flushed",
)


def tried(fault: Fault, style: Style = Style.TAPE) -> Tried:
    return try_fault(fault, style, suite())


def test_there_is_one_for_each_word() -> None:
    assert {FAULTS[fault].word for fault in ONE_EACH} == set(Word)


@pytest.mark.parametrize("fault", ONE_EACH)
def test_a_fault_gets_its_word(fault: str) -> None:
    assert tried(FAULTS[fault]).is_killed


@pytest.mark.parametrize("word", [Word.FAILED, Word.MISSING, Word.INACCURATE, Word.ACCEPTED])
def test_another_word_would_be_missed(word: Word) -> None:
    right = FAULTS["rule.tanh.unsquared"]
    reason = "to see it missed" if word is Word.ACCEPTED else ""
    answer = tried(replace(right, word=word, reason=reason))
    assert not answer.is_killed
    assert answer.failed == ("rules.tanh",)


def test_a_fault_that_is_none_would_be_missed() -> None:
    right = FAULTS["float.tanh.squared"]
    assert not tried(replace(right, word=Word.DIFFERS, reason="")).is_killed
    assert not tried(replace(right, word=Word.MISSING, reason="")).is_killed


def test_the_word_elsewhere_would_be_missed() -> None:
    assert not tried(replace(FAULTS["rule.tanh.unsquared"], at="rules.mul")).is_killed


def test_another_note_would_be_missed() -> None:
    noted = FAULTS["state.interior_kept"]
    assert not tried(replace(noted, says="backward() twice gives 4x")).is_killed
