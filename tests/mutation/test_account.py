"""The account adds up, can be read back, and its list of equivalents is about lines that exist."""

import math

import pytest

from tests.mutation.account import EQUIVALENT, Tried, read_equivalents, settle, stale
from tests.mutation.mutant import Mutant, Outcome
from tests.mutation.plan import TARGETS
from tests.mutation.rendering import Evidence, Measured, decode, document, encode
from verification.render import markdown


def tried(module: str, after: str, outcome: Outcome) -> Tried:
    return Tried(module, Mutant("", 1, "x < y", after), outcome)


TRIED = [
    tried("judge", "x <= y", Outcome.KILLED),
    tried("judge", "x >= y", Outcome.ENDLESS),
    tried("judge", "x < y + 0", Outcome.SURVIVED),
    tried("judge", "x > y", Outcome.SURVIVED),
    tried("suite", "x <= y", Outcome.KILLED),
]
REASONS = {("judge", "x < y", "x < y + 0"): "0 is nothing"}


def test_every_mutant_was_killed_is_equivalent_or_survived() -> None:
    account = settle(TRIED, REASONS, {"judge": 4, "suite": 9})
    judge, suite = account.modules
    assert (judge.mutants, judge.killed, judge.endless) == (4, 2, 1)
    assert (judge.equivalent, judge.survived) == (1, 1)
    assert judge.score == pytest.approx(66.67)
    assert (suite.population, suite.mutants, suite.score) == (9, 1, 100.0)
    assert (account.total.killed, account.total.survived) == (3, 1)
    assert account.total.score == 75.0
    assert [excused.reason for excused in account.equivalent] == ["0 is nothing"]
    assert [spot.after for spot in account.survived] == ["x > y"]


def test_a_sample_says_how_little_it_knows() -> None:
    """Of 10 of 10 Wilson's interval begins at 10 / (10 + 1.96^2)."""
    every = [tried("suite", f"x < {i}", Outcome.KILLED) for i in range(10)]
    sample = settle(every, {}, {"suite": 100}).sample
    assert (sample.population, sample.mutants, sample.score) == (100, 10, 100.0)
    assert math.isclose(sample.least, 100 * 10 / (10 + 1.96**2), abs_tol=0.01)
    assert sample.greatest == 100.0
    assert settle(every, {}, {"suite": 10}).sample.population == 0


def test_an_equivalent_mutant_that_is_killed_is_none() -> None:
    assert not stale(TRIED, REASONS)
    wrong = {("judge", "x < y", "x <= y"): "equal"}
    assert stale(TRIED, wrong) == (("judge", "x < y", "x <= y"),)


def test_every_equivalent_mutant_is_of_a_line_that_is_there() -> None:
    """And each has a reason, and is a change; see tests/mutation/equivalent.toml."""
    sources = {target.name: target.source.splitlines() for target in TARGETS}
    lines = {name: {" ".join(x.split()) for x in lines} for name, lines in sources.items()}
    for (module, before, after), reason in read_equivalents().items():
        assert before in lines[module], (EQUIVALENT.name, module, before)
        assert after != before
        assert reason


def test_the_evidence_is_read_as_it_was_written() -> None:
    account = settle(TRIED, REASONS, {"judge": 4, "suite": 9})
    evidence = Evidence("refgrad-mutation", 1, account, Measured("8.7.0", "3.11.7", 2, 4, 60))
    assert decode(encode(evidence)) == evidence
    text = markdown.render(document(evidence))
    assert "3 of 4 mutants that are not equivalent were killed, 75.0 %, all of some" in text
    assert "0 is nothing" in text
    assert "1 of 9 mutants" in text
    assert "This run tried 4 mutants in 60 s" in text
    assert "the other 1 was kept" in text
