"""What people read of a report: in the right order, never more than is known, never obeyed."""

from dataclasses import replace

import pytest

from tests.verification.render.page import show
from verification.adapter import Usage
from verification.catalogue import CATALOGUE, Method
from verification.model import Accuracy
from verification.report import (
    Outcome,
    Report,
    Status,
)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_fits_the_screen(report: Report, width: int) -> None:
    lines = show(report, width).splitlines()
    assert len(lines) < 50
    assert not any(line.endswith(" ") for line in lines)
    if "evil" not in report.subject.name:  # what is to be pasted is never broken
        assert max(map(len, lines)) <= min(width, 100)


def test_a_tiny_screen_gets_words_and_no_column_of_letters(report: Report) -> None:
    assert show(report, 5) == show(report, 50)


def test_numbers_are_whole_on_a_narrow_screen(wrong: Report) -> None:
    assert "1.4199743416140261  <- departs here" in show(wrong, 40)


def test_a_wrong_engine_reads_verdict_then_why_then_evidence(wrong: Report) -> None:
    page = show(wrong)
    told = [
        "engine.py · class Value · 3 ops found · suite micrograd · seed 20266",
        "DEFECTIVE",
        "51.5 of 80",
        "1   tanh replaces its input's gradient instead of adding to it",
        "When a value feeds tanh",
        "Smallest case, paste it:",
        "x = Value(1.0)",
        "y = x.tanh() + x",
        "y.backward()",
        "x.grad                  # yours 1.0, exact 1.4199743416140261",
        "x         1.0            1.4199743416140261  <- departs here",
        "chain        FAILED   tanh",
        "-10",
        "1 check for want of chain.tanh",
        "recursion limit at a chain of 989",
        "3,041 programs in 0.4 s.",
        "sandbox weak: ",
        "grade only what you trust",
        "Again: refgrad grade hw/engine.py --seed 20266",
    ]
    places = [page.index(words) for words in told]
    assert places == sorted(places)


def test_a_right_engine_is_told_what_was_shown(correct: Report) -> None:
    page = " ".join(show(correct).split())
    assert "Every value and gradient of 3,041 programs lies inside the proven hull" in page
    assert "worst 1.4 ulp (tanh)" in page
    assert "All are tight" in page
    assert (
        f"It has 3 of the suite's {len(CATALOGUE)} operations; what is missing costs nothing."
        in page
    )
    assert "FAILED" not in page


def test_all_of_the_suite_is_all(correct: Report) -> None:
    assert correct.subject.adapter is not None
    usages = tuple(Usage(op, "v", Method(op)) for op in (*CATALOGUE, "softsign"))
    adapter = replace(correct.subject.adapter, usages=usages)
    checks = tuple(check for check in correct.checks if check.status is not Status.MISSING)
    report = replace(correct, subject=replace(correct.subject, adapter=adapter), checks=checks)
    assert f"It has all the suite's {len(CATALOGUE)} operations." in " ".join(show(report).split())


def test_who_is_far_off_is_told_in_words(correct: Report) -> None:
    far = {
        "rules.exp": (8e15, Accuracy.LOSSY),
        "rules.log": (2e3, Accuracy.LOSSY),
        "rules.sin": (1e5, Accuracy.INACCURATE),
        "rules.cos": (900.0, Accuracy.LOSSY),
    }
    checks = [
        replace(correct.checks[1], id=id_, worst_ulp=ulp, accuracy=accuracy)
        for id_, (ulp, accuracy) in far.items()
    ]
    page = show(replace(correct, checks=tuple(checks)), 100)
    assert "4 checks; lossy: exp, log; inaccurate: sin (few digits left somewhere)" in page
    assert "Some are inaccurate" in page
    page = show(replace(correct, checks=(*correct.checks, *checks[1:])), 100)
    assert "lossy: log; inaccurate: sin (digits lost somewhere)" in page
    assert "ulp (" not in page
    page = show(replace(correct, checks=(*correct.checks, checks[-1])), 100)
    assert "worst 900.0 ulp (cos)" in page
    assert "Some are lossy" in page


def test_what_was_not_decided_is_not_claimed(correct: Report) -> None:
    unsure = replace(
        correct.checks[-2], id="scale.deep", status=Status.UNDECIDED, accuracy=Accuracy.LOSSY
    )
    page = " ".join(show(replace(correct, checks=(*correct.checks, unsure))).split())
    assert "Every decided value and gradient" in page
    assert "Some are lossy: they lose digits" in page
    assert "we could not decide deep, which costs nothing" in page


def test_whose_fault_it_is(ungradable: Report, unscored: Report) -> None:
    assert "UNGRADABLE" in show(ungradable)
    assert "NameError at line 7" in show(ungradable)
    page = " ".join(show(unscored).split())
    assert "our failure, not the submission's" in page
    assert " of 80" not in page


def test_something_required_is_a_finding(correct: Report) -> None:
    lacking = replace(
        correct.checks[1], id="rules.exp", status=Status.MISSING, score=0.0, message="No exp."
    )
    page = show(replace(correct, outcome=Outcome.INCOMPLETE, checks=(*correct.checks, lacking)))
    assert "1   No exp." in page
    assert "missing number ** Value, exp" in " ".join(page.split())


def test_what_is_missing_is_written_as_a_student_would(correct: Report) -> None:
    assert correct.subject.adapter is not None
    adapter = replace(correct.subject.adapter, class_name="Var[red]")
    ids = ("rules.pow_value", "rules.sqrt", "operators.rsub", "chain.sqrt", "scale.ladder")
    lacking = [replace(correct.checks[1], id=id_, status=Status.MISSING) for id_ in ids]
    subject = replace(correct.subject, adapter=adapter)
    page = show(replace(correct, subject=subject, checks=tuple(lacking)))
    missing = page[page.index("\n  missing") :].split("\n\n")[0]
    assert " ".join(missing.split()) == "missing number - Var[red], Var[red] ** Var[red], sqrt"
    for width in range(50, 101):  # none is broken within
        page = show(replace(correct, subject=subject, checks=tuple(lacking)), width)
        assert "Var[red] ** Var[red]" in page
        assert "number - Var[red]" in page


def test_nothing_beyond_single_operations_is_incomplete(correct: Report) -> None:
    cause = "Nothing beyond single operations could be asked."
    page = show(replace(correct, outcome=Outcome.INCOMPLETE, cause=cause))
    assert cause in page
    assert "What is there is right" not in page
    assert "programs in 0.4 s" in page


def test_what_was_asked_for_nothing_is_not_told(ungradable: Report, unscored: Report) -> None:
    assert "program" not in show(ungradable)
    assert "Again" not in show(ungradable)
    assert "program" not in show(unscored)
    assert "Again: refgrad grade hw/engine.py --seed 20266" in show(unscored)


def test_one_is_not_many(correct: Report) -> None:
    assert correct.subject.adapter is not None
    adapter = replace(correct.subject.adapter, usages=correct.subject.adapter.usages[:1])
    subject = replace(correct.subject, adapter=adapter)
    page = show(replace(correct, subject=subject, cases=1))
    assert "1 op found" in page
    assert "gradient of 1 program lies" in page
    assert "1 program in 0.4 s" in page


@pytest.mark.parametrize("tier", ["weak", "none"])
def test_weak_walls_are_named_on_every_run(report: Report, tier: str) -> None:
    shown = replace(report, sandbox=replace(report.sandbox, tier=tier))
    [line] = [line for line in show(shown).splitlines() if "sandbox" in line]
    assert line.strip().startswith(f"sandbox {tier}: ")
    assert line.endswith("grade only what you trust")
    strong = show(replace(report, sandbox=replace(report.sandbox, tier="strong")))
    assert "trust" not in strong
    assert ("s, sandbox strong." in strong) == (report.cases > 0)
