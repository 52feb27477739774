"""The account of the published engines adds up, can fail, and can be read back."""

from dataclasses import replace

import msgspec
import pytest

from tests.real.account import Account, Row, Share, settle
from tests.real.rendering import Evidence, Measured, decode, document, encode, lead
from tests.real.table import Engine, read_engines
from tests.real.words import Said, word
from verification.render import markdown
from verification.report import Outcome

SAID = Said(Outcome.CORRECT, "", 100.0, 9, frozenset(), frozenset(), frozenset())
RIGHT = msgspec.structs.replace(
    read_engines()[0], package="right", outcome=Outcome.CORRECT, failed=(), missing=("rpow",)
)
WRONG = msgspec.structs.replace(
    RIGHT, package="wrong", outcome=Outcome.DEFECTIVE, failed=("add", "rsub", "tanh")
)


def judged(engine: Engine, outcome: Outcome, failed: str = "", **more: frozenset[str]) -> Row:
    told = replace(SAID, outcome=outcome, failed=frozenset(failed.split()))
    return settle(engine, replace(told, hidden=more.get("hidden", frozenset())))


def account(*rows: Row) -> Account:
    return Account("suite", 1, 0, rows)


def test_what_is_wrong_is_found_hidden_or_missed() -> None:
    row = judged(WRONG, Outcome.DEFECTIVE, "add add_number", hidden=frozenset({"rsub", "add"}))
    assert (row.found, row.hidden, row.missed) == (("add",), ("rsub",), ("tanh",))
    assert row.accused == ()
    assert not row.is_right


def test_what_is_right_and_called_wrong_is_accused() -> None:
    row = judged(RIGHT, Outcome.DEFECTIVE, "mul edge.relu")
    assert row.accused == ("edge.relu", "mul")
    assert not row.is_right
    # A form with a number counts for itself where the form with two objects is right.
    assert judged(RIGHT, Outcome.DEFECTIVE, "mul_number").accused == ("mul_number",)


def test_what_is_there_and_called_missing_is_overlooked_and_no_mistake() -> None:
    row = settle(RIGHT, replace(SAID, missing=frozenset({"rpow", "relu", "erf", "mul_number"})))
    assert row.overlooked == ("mul_number", "relu")
    assert row.is_right


def test_of_an_engine_that_is_not_judged_all_is_missed() -> None:
    missing = frozenset({"relu"})
    row = settle(WRONG, replace(SAID, outcome=Outcome.UNGRADABLE, cause="why", missing=missing))
    assert (row.found, row.missed) == ((), ("add", "rsub", "tanh"))
    assert row.overlooked == ()
    assert not row.is_right


def test_the_right_verdict_for_another_reason_is_a_mistake() -> None:
    assert judged(WRONG, Outcome.DEFECTIVE, "add rsub tanh").is_right
    assert not judged(WRONG, Outcome.DEFECTIVE, "add rsub tanh exp").is_right
    assert not judged(WRONG, Outcome.CORRECT, "add rsub tanh").is_right
    assert not judged(RIGHT, Outcome.INCOMPLETE).is_right


def test_the_sums_follow_from_the_rows() -> None:
    sums = account(
        judged(RIGHT, Outcome.CORRECT),
        judged(RIGHT, Outcome.DEFECTIVE, "mul"),
        judged(WRONG, Outcome.DEFECTIVE, "add", hidden=frozenset({"rsub"})),
        judged(WRONG, Outcome.UNGRADABLE),
    )
    assert sums.defective_found == Share(1, 2)
    assert sums.correct_accused == Share(1, 2)
    assert sums.rightly_accused == Share(1, 2)
    assert sums.precision == Share(1, 2)
    assert sums.recall == Share(1, 5)
    assert sums.hidden == 1
    assert [row.package for row in sums.unjudged] == ["wrong"]
    assert len(sums.mistaken) == 3


@pytest.mark.parametrize("outcome", [Outcome.UNGRADABLE, Outcome.UNSCORED, Outcome.INCOMPLETE])
def test_the_account_can_be_read_back_and_shown(outcome: Outcome) -> None:
    row = settle(WRONG, replace(SAID, outcome=outcome, score=0.0, cause="it imports `x`"))
    measured = Measured("3.11.2", "2.4.6", "Linux", 60)
    sums = account(judged(RIGHT, Outcome.CORRECT), row)
    evidence = Evidence("refgrad-real", 1, sums, measured)
    assert decode(encode(evidence)) == evidence
    shown = markdown.render(document(evidence))
    assert lead(sums).startswith("0 of 1 defective engines were called so, and 0 of 1 correct")
    assert "| right | 0.1.0 | correct | correct | 100.00 | 9 |" in shown
    assert f"| wrong | defective | {outcome.value} | it imports `x` |" in shown
    assert "| wrong |  |  | add, rsub, tanh |  |  |" in shown


def test_where_all_are_judged_nothing_is_said_of_others() -> None:
    measured = Measured("3.11.2", "not there", "Linux", 60)
    sums = account(judged(RIGHT, Outcome.CORRECT))
    shown = markdown.render(document(Evidence("refgrad-real", 1, sums, measured)))
    assert "Not judged" not in shown
    assert "none could not be judged" in lead(sums)


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("chain.div", "truediv"),
        ("operators.rdiv", "rtruediv"),
        ("operators.rsub", "rsub"),
        ("composition.dead", "composition"),
        ("scale.ladder", "scale"),
        ("edge.abs", "edge.abs"),
    ],
)
def test_a_check_has_a_word_of_the_table(check: str, expected: str) -> None:
    assert word(check) == expected


def test_of_nothing_all_is_found() -> None:
    assert (Share(1, 4).percent, Share(0, 0).percent) == (25.0, 100.0)
