"""What students see of a report: nothing that a hidden check asks or finds."""

from dataclasses import replace

import pytest

from verification.policies.reading import read_policy
from verification.render import json
from verification.render.student import for_student
from verification.report import CheckResult, Deduction, Note, Outcome, Report, Status


def hiding(report: Report, *patterns: str) -> Report:
    """Return the report as a policy with these patterns would have made it."""
    names = ", ".join(f'"{pattern}"' for pattern in patterns)
    policy = read_policy(f"hidden = [{names}]", "homework")
    checks = tuple(replace(each, is_hidden=policy.hides(each.id)) for each in report.checks)
    return replace(report, checks=checks, policy=policy)


def test_without_anything_hidden_it_is_the_same(report: Report) -> None:
    assert for_student(report) is report


def test_what_a_hidden_check_found_is_not_there(wrong: Report, failure: CheckResult) -> None:
    seen = for_student(hiding(wrong, "chain.*"))
    hidden = [check for check in seen.checks if check.group == "hidden"]
    assert [check.id for check in hidden] == ["hidden.1", "hidden.2", "hidden.3"]
    (failed,) = (check for check in hidden if check.status is Status.FAILED)
    assert failed.message == "A hidden check failed. What it asks is not shown."
    assert (failed.score, failed.max_score) == (failure.score, failure.max_score)
    assert not any(check.message for check in hidden if check is not failed)
    text = json.render(seen)
    assert "chain." not in text
    assert "overwrites" not in text
    assert failure.message not in text
    assert (seen.outcome, seen.score) == (wrong.outcome, wrong.score)


def test_a_visible_check_names_no_hidden_one(wrong: Report) -> None:
    needs = next(check for check in wrong.checks if check.status is Status.SKIPPED)
    told = replace(needs, message="needs chain.tanh")
    report = replace(wrong, checks=(*wrong.checks[:-1], told))
    seen = for_student(hiding(report, "chain.tanh"))
    skipped = next(check for check in seen.checks if check.message.startswith("needs"))
    assert (skipped.requires, skipped.message) == ((), "needs a hidden check")


def test_notes_and_deductions_tell_of_no_hidden_check(wrong: Report) -> None:
    report = replace(
        wrong,
        notes=(Note("edge.relu", "relu'(0) = 0"), Note("depth", "deep")),
        deductions=(Deduction("chain.tanh", 1.0, "tanh"), Deduction("depth", 2.0, "deep")),
    )
    seen = for_student(hiding(report, "chain.tanh", "edge.*"))
    assert seen.notes == (Note("depth", "deep"),)
    one, other = seen.deductions
    assert (one.id, one.marks) == ("hidden.1", 1.0)
    assert "tanh" not in one.text
    assert other == report.deductions[1]


@pytest.mark.parametrize(("pattern", "is_told"), [("rules.*", False), ("chain.*", True)])
def test_what_is_required_and_hidden_is_not_named(
    correct: Report, pattern: str, is_told: bool
) -> None:
    lacking = replace(
        correct.checks[1], id="rules.exp", status=Status.MISSING, score=0.0, message="exp"
    )
    report = replace(
        correct,
        outcome=Outcome.INCOMPLETE,
        cause="It requires exp.",
        checks=(*correct.checks, lacking),
    )
    seen = for_student(hiding(report, pattern))
    assert (seen.cause == report.cause) == is_told
    assert any("exp" in check.message for check in seen.checks) == is_told
