"""What people read of a report: in the right order, never more than is known, never obeyed."""

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from verification.model import Accuracy, CheckResult, Counterexample, Outcome, Part, Report, Status
from verification.render.terminal import render


def show(report: Report, width: int = 80, *, colour: bool = False) -> str:
    out = StringIO()
    console = Console(file=out, width=width, color_system="standard" if colour else None)
    console.print(render(report, width), soft_wrap=True)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 120, 200])
def test_fits_the_screen(report: Report, width: int) -> None:
    lines = show(report, width).splitlines()
    assert len(lines) < 50
    assert not any(line.endswith(" ") for line in lines)
    if "evil" not in report.subject.name:  # what is to be pasted is never broken
        assert max(map(len, lines)) <= min(width, 100)


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
        "1 skipped for want of chain.tanh",
        "recursion limit at a chain of 989",
        "3,041 programs in 0.4 s, sandbox weak.",
        "Grade only files that you trust.",
        "Again: refgrad grade hw/engine.py --seed 20266",
    ]
    places = [page.index(words) for words in told]
    assert places == sorted(places)


def test_a_right_engine_is_told_what_was_shown(correct: Report) -> None:
    page = " ".join(show(correct).split())
    assert "Every value and gradient of 3,041 programs lies inside the proven hull" in page
    assert "worst 1.4 ulp (tanh)" in page
    assert "FAILED" not in page


def test_what_was_not_decided_is_not_claimed(correct: Report) -> None:
    unsure = replace(
        correct.checks[-2], id="scale.deep", status=Status.UNDECIDED, accuracy=Accuracy.LOSSY
    )
    page = " ".join(show(replace(correct, checks=(*correct.checks, unsure))).split())
    assert "Every decided value and gradient" in page
    assert "Some lose digits" in page
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
    assert "missing rpow, exp" in " ".join(page.split())


@pytest.mark.parametrize("tier", ["weak", "none"])
def test_weak_walls_are_named_on_every_run(report: Report, tier: str) -> None:
    shown = replace(report, sandbox=replace(report.sandbox, tier=tier))
    assert "Grade only files that you trust." in " ".join(show(shown).split())
    assert "trust" not in show(replace(report, sandbox=replace(report.sandbox, tier="strong")))


def test_three_findings_in_full_then_a_line_each(wrong: Report, failure: CheckResult) -> None:
    failures = tuple(
        replace(failure, id=f"chain.op{i}", message=f"op{i} is wrong") for i in range(15)
    )
    again = replace(failure, id="composition.again", message="op1 is wrong")
    page = show(replace(wrong, checks=(*failures, again)))
    assert page.count("Smallest case") == 3
    assert "Check: chain.op1, composition.again" in page
    assert "11   op10 is wrong  chain.op10" in page
    assert "and 4 more; --format json has them all" in page


def test_a_wrong_value_is_shown_by_its_values(
    wrong: Report, failure: CheckResult, example: Counterexample
) -> None:
    example = replace(example, part=Part.VALUE)
    page = show(replace(wrong, checks=(replace(failure, counterexample=example),)))
    assert "your value" in page
    assert "gradient  exact" not in page


def test_long_evidence_is_cut_and_says_so(
    wrong: Report, failure: CheckResult, example: Counterexample
) -> None:
    example = replace(
        example,
        source="\n".join(f"x{i + 1} = x{i} + 1" for i in range(1000)),
        table=tuple(replace(example.table[0], name=f"x{i}", departs=i == 500) for i in range(1000)),
    )
    page = show(replace(wrong, checks=(replace(failure, counterexample=example),)))
    assert "# ... 984 lines left out here" in page
    assert "991 more nodes left out here" in page
    assert "x500" in page


@pytest.mark.parametrize("colour", [False, True])
def test_nothing_hostile_reaches_the_terminal(colour: bool, attack: Report) -> None:
    page = show(attack, colour=colour)
    assert "[bold red]CORRECT[/]" in page  # shown, not obeyed
    assert ":boom:" in page
    ours = re.compile(r"\x1b\[[0-9;]*m|\n")  # colours and line ends
    assert ours.sub("", page).isprintable()


def test_colour_is_the_consoles_business(monkeypatch: pytest.MonkeyPatch, wrong: Report) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in show(wrong, colour=True)
    assert "\x1b" not in show(wrong)
