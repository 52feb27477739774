"""Findings on the terminal: how many in full, on which lines, and nothing hostile."""

import re
from dataclasses import replace

import pytest

from tests.verification.render.page import show
from verification.model import Part
from verification.report import (
    CheckResult,
    Counterexample,
    Report,
    Status,
)


def test_three_findings_in_full_then_a_line_each(wrong: Report, failure: CheckResult) -> None:
    failures = distinct(failure, 15)
    again = replace(failures[1], id="composition.again", counterexample=None)
    page = show(replace(wrong, checks=(*failures, again)))
    assert page.count("Smallest case") == 3
    assert "Check: chain.op1; also composition.again" in page
    assert "11   chain.op10  op10 is wrong" in page
    assert " 4   chain.op3   op3 is wrong" in page
    assert "and 4 more; --format json has their smallest cases" in page
    assert "json" not in show(replace(wrong, checks=failures[:3]))


def distinct(failure: CheckResult, number: int) -> tuple[CheckResult, ...]:
    """Return the failure so many times, in other words and with another case each time."""
    assert failure.counterexample is not None
    return tuple(
        replace(
            failure,
            id=f"chain.op{i}",
            message=f"op{i} is wrong",
            counterexample=replace(failure.counterexample, source=f"x = Value({i})\nx.grad"),
        )
        for i in range(number)
    )


def test_a_line_is_cut_on_a_screen_and_whole_elsewhere(wrong: Report, failure: CheckResult) -> None:
    long = " ".join(["op3 is wrong"] * 12)
    checks = (
        *distinct(failure, 3),
        replace(failure, id="state.a", message=long, counterexample=None),
    )
    report = replace(wrong, checks=checks)
    [line] = [line for line in show(report).splitlines() if "4   state.a" in line]
    assert line.endswith("...")
    assert len(line) == 80
    assert f"   state.a  {long}\n" in show(report, is_cut=False)


def test_what_fails_on_the_same_case_is_one_finding(wrong: Report, failure: CheckResult) -> None:
    same = [
        replace(failure, id=f"composition.c{i}", message=f"The gradient is wrong: {i}.")
        for i in range(12)
    ]
    other = replace(distinct(failure, 1)[0], id="state.other")
    page = show(replace(wrong, checks=(failure, *same, other)), 100)
    assert page.count("Smallest case") == 2
    assert "Check: chain.tanh; also composition.c0, composition.c1," in page
    assert "composition.c7, 4 more" in " ".join(page.split())
    assert "Check: state.other\n" in page


def test_skipped_checks_name_the_first_cause(wrong: Report, failure: CheckResult) -> None:
    def skipped(id_: str, *requires: str) -> CheckResult:
        return replace(failure, id=id_, group=id_.partition(".")[0], status=Status.SKIPPED,
                       score=0.0, max_score=0.0, requires=requires)  # fmt: skip

    lacking = replace(failure, id="operators.rsub", group="operators", status=Status.MISSING,
                      score=0.0, max_score=0.0)  # fmt: skip
    checks = (
        failure,
        lacking,
        skipped("composition.far", "composition.near"),
        skipped("composition.near", "chain.tanh"),
        skipped("state.two", "operators.rsub"),
        skipped("scale.self", "scale.self"),
    )
    page = show(replace(wrong, checks=checks), 100)
    assert "skipped  2 checks for want of chain.tanh\n" in page
    assert "skipped  1 check for want of number - Value\n" in page
    assert "skipped  1 check\n" in page


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
    short = replace(example, source="x\n" * 17, table=example.table[:10])
    page = show(replace(wrong, checks=(replace(failure, counterexample=short),)))
    assert "1 more node left out here" in page


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
