"""Marks, worked out by hand: shared out by weights, taken off, rounded; the word on the whole."""

from dataclasses import replace

import pytest

from verification.finding import Finding
from verification.marks import add_up, conclude, deduct, share_marks
from verification.model import Accuracy
from verification.policies.default import DEFAULT
from verification.policies.reading import read_policy
from verification.policy import Policy, Rounding, Score
from verification.report import CheckResult, Deduction, Note, Outcome, Status
from verification.subjects.submission import Ungradable
from verification.suite import Check

P, F, M, S, U, I = (  # noqa: E741 - as the table's columns
    Status.PASSED,
    Status.FAILED,
    Status.MISSING,
    Status.SKIPPED,
    Status.UNDECIDED,
    Status.INFO,
)


def policy(text: str = "") -> Policy:
    return read_policy(text, "hand-made")


def shares(found: dict[str, Status], text: str = "") -> dict[str, float]:
    checks = [Check(name, name, (), (), (), ()) for name in found]
    findings = {name: Finding(status, 1, "") for name, status in found.items()}
    return share_marks(checks, findings, policy(text))


def row(id_: str, status: Status = P, score: float = 0.0, worth: float = 0.0) -> CheckResult:
    group = id_.partition(".")[0]
    return CheckResult(
        id_, id_, group, status, score, worth, (), 1, None, None, f"about {id_}", "", None
    )


# --- Shares ------------------------------------------------------------------


def test_groups_share_by_weight_and_checks_equally() -> None:
    found = {"rules.exp": P, "rules.tanh": F, "chain.exp": P, "chain.tanh": S}
    assert shares(found) == {"rules.exp": 30, "rules.tanh": 30, "chain.exp": 40, "chain.tanh": 0}


def test_what_was_not_decided_is_worth_nothing() -> None:
    found = {"rules.exp": P, "rules.sin": M, "rules.cos": U, "rules.log": I, "scale.chain": S}
    expected = dict.fromkeys(found, 0.0) | {"rules.exp": 100}
    assert shares(found) == expected


def test_where_nothing_was_decided_nothing_is_worth_anything() -> None:
    assert shares({"rules.exp": M, "build.backward": F}) == {"rules.exp": 0, "build.backward": 0}


def test_something_required_counts_though_it_is_missing_and_once() -> None:
    found = {"rules.exp": P, "rules.sin": M, "chain.exp": P, "chain.sin": M}
    expected = {"rules.exp": 30, "rules.sin": 30, "chain.exp": 40, "chain.sin": 0}
    assert shares(found, 'required = ["sin"]') == expected
    assert shares(found)["rules.sin"] == 0


def test_a_required_form_with_a_number_counts_among_the_operators() -> None:
    found = {"rules.sub": P, "operators.rsub": M, "operators.sub_number": P}
    assert shares(found, 'required = ["rsub"]')["operators.rsub"] == 12.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[weights]\nrules = 10\nchain = 10", (25, 25, 50)),
        ("[weights]\nchain = 0", (50, 50, 0)),
        ('[weights]\nchain = 30\n"rules.exp" = 4', (40, 10, 50)),
        ('[weights]\nchain = 30\n"*.exp" = 0', (0, 100, 0)),
        ("[score]\nmax = 20\n[weights]\nchain = 30", (5, 5, 10)),
    ],
)
def test_weights_of_groups_and_of_checks(text: str, expected: tuple[float, ...]) -> None:
    found = {"rules.exp": P, "rules.tanh": F, "chain.exp": P}
    assert tuple(shares(found, text).values()) == pytest.approx(expected)


def test_a_policys_own_checks_are_a_group_like_others() -> None:
    found = {"rules.exp": P, "policy.ints": P, "policy.depth": F}
    assert shares(found)["policy.depth"] == 0
    weighted = shares(found, '[weights]\npolicy = 20\n"policy.depth" = 3')
    assert weighted == {"rules.exp": 60, "policy.ints": 10, "policy.depth": 30}


# --- What is taken off -------------------------------------------------------


def test_a_failed_check_and_a_note_cost_what_is_said() -> None:
    rows = [row("rules.exp", F), row("chain.exp", S), row("rules.sin", M), row("edge.relu")]
    notes = [Note("overflow.tanh", "far out"), Note("edge.relu", "relu'(0) = 0")]
    text = '[deductions]\n"*.exp" = 2\n"rules.sin" = 4\n"overflow.*" = 1.5\n"edge.relu" = 8'
    assert deduct(rows, notes, policy(text)) == (
        Deduction("rules.exp", 2.0, "about rules.exp"),
        Deduction("overflow.tanh", 1.5, "far out"),
    )
    required = policy(f'required = ["sin"]\n{text}')
    assert [each.id for each in deduct(rows, notes, required)] == [
        "rules.exp",
        "rules.sin",
        "overflow.tanh",
    ]


def test_few_digits_cost_once_whatever_the_number_of_checks() -> None:
    weak = [replace(row(f"rules.{op}"), accuracy=Accuracy.INACCURATE) for op in ("exp", "log")]
    lossy = replace(row("rules.tanh"), accuracy=Accuracy.LOSSY)
    found = deduct([*weak, lossy], [], policy("[deductions]\ninaccurate = 3"))
    told = "2 checks are right to few digits only"
    assert found == (Deduction("inaccurate", 3.0, told),)
    assert deduct([lossy], [], policy("[deductions]\ninaccurate = 3")) == ()


def test_the_default_takes_nothing_off() -> None:
    weak = replace(row("rules.exp", F), accuracy=Accuracy.INACCURATE)
    assert deduct([weak], [Note("overflow.tanh", "")], DEFAULT) == ()


# --- The sum -----------------------------------------------------------------


def test_the_score_is_never_below_0() -> None:
    rows = [row("rules.exp", score=30), row("rules.log", F, worth=70)]
    assert add_up(rows, [], DEFAULT) == 30
    assert add_up(rows, [Deduction("x", 12.5, "")], DEFAULT) == 17.5
    assert add_up(rows, [Deduction("x", 12.5, ""), Deduction("y", 17.6, "")], DEFAULT) == 0


@pytest.mark.parametrize(
    ("score", "step", "rounding", "expected"),
    [
        (97.5, 0, Rounding.UP, 97.5),
        (100 / 3, 0, Rounding.NEAREST, 33.333333),
        (97.5, 1, Rounding.NEAREST, 98),
        (97.4, 1, Rounding.NEAREST, 97),
        (97.1, 1, Rounding.UP, 98),
        (97.9, 1, Rounding.DOWN, 97),
        (97.3, 0.5, Rounding.NEAREST, 97.5),
        (0.3, 0.1, Rounding.DOWN, 0.3),  # which 0.3 // 0.1 is not
        (99.9, 7, Rounding.UP, 100),
        (0, 5, Rounding.UP, 0),
    ],
)
def test_rounding_to_a_step(score: float, step: float, rounding: Rounding, expected: float) -> None:
    chosen = replace(DEFAULT, score=Score(100.0, step, rounding))
    assert add_up([row("rules.exp", score=score)], [], chosen) == expected


# --- The word ----------------------------------------------------------------

RIGHT = (row("rules.exp"), row("chain.exp"))


@pytest.mark.parametrize(
    ("others", "text", "outcome", "told"),
    [
        ((), "", Outcome.CORRECT, ""),
        ((row("rules.sin", M),), "", Outcome.CORRECT, ""),
        ((row("rules.sin", M),), 'required = ["sin"]', Outcome.INCOMPLETE, "requires sin: missing"),
        ((row("chain.sin", M),), 'required = ["sin"]', Outcome.CORRECT, ""),
        ((row("policy.ints", F),), "", Outcome.INCOMPLETE, "asks for one thing"),
        ((row("policy.ints", F), row("policy.depth", F)), "", Outcome.INCOMPLETE, "2 things"),
        ((row("policy.ints", F), row("rules.tanh", F)), "", Outcome.DEFECTIVE, ""),
        ((row("rules.sin", M), row("edge.abs", F)), 'required = ["sin"]', Outcome.DEFECTIVE, ""),
        ((row("policy.ints", S),), "", Outcome.CORRECT, ""),
    ],
)
def test_the_outcome(
    others: tuple[CheckResult, ...], text: str, outcome: Outcome, told: str
) -> None:
    word, cause = conclude((*RIGHT, *others), policy(text))
    assert word is outcome
    assert told in cause
    assert bool(cause) == (outcome is Outcome.INCOMPLETE)
    assert "hand-made" in cause or not cause


def test_two_causes_are_both_told() -> None:
    rows = (row("rules.exp"), row("rules.sin", M), row("policy.ints", F))
    outcome, cause = conclude(rows, policy('required = ["sin"]'))
    assert outcome is Outcome.INCOMPLETE
    assert all(part in cause for part in ("single operations", "requires sin", "one thing"))


def test_where_no_operation_was_asked_nothing_is_said() -> None:
    with pytest.raises(Ungradable):
        conclude((row("policy.ints", F), row("build.engine")), DEFAULT)
