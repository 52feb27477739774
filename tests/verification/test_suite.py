"""The suite asks every wording, in an order that holds, of cases whose answers are certain."""

from collections.abc import Iterator
from functools import cache
from math import isclose

import pytest

from verification.alternatives import alternatives
from verification.catalogue import CATALOGUE
from verification.conventions import CONVENTIONS
from verification.judge import judge
from verification.model import (
    Accuracy,
    Agrees,
    Case,
    Component,
    Evaluated,
    Exact,
    Reference,
    Strength,
)
from verification.oracles import flint
from verification.program import assemble
from verification.shapes import PUBLISHED, WORKED, WORKED_POINT
from verification.suite import BACKWARD, MARKS, RANDOM, SECOND, Check, Suite
from verification.wording import ADD, MUL, WORDINGS, used

SEEDS = (0, 1, 2**32 - 1)
# The order in which the groups are asked, as `verification.grade` has it.
STAGES = {
    group: stage
    for stage, groups in enumerate(
        (("rules",), ("chain",), ("operators",), ("composition", "state", "edge"), ("scale",))
    )
    for group in groups
}


@cache
def suite(seed: int) -> Suite:
    return Suite(seed)


@pytest.fixture(params=SEEDS, ids=str)
def checks(request: pytest.FixtureRequest) -> tuple[Check, ...]:
    assert isinstance(request.param, int)
    return suite(request.param).checks


def every_case(seed: int) -> Iterator[Case]:
    for check in suite(seed).checks:
        yield from check.cases
    yield from suite(seed).random_cases(WORDINGS)


# --- The graph of checks -----------------------------------------------------


def test_ids_are_unique(checks: tuple[Check, ...]) -> None:
    assert len({check.id for check in checks}) == len(checks)
    cases = [case.id for check in checks for case in check.cases]
    assert len(set(cases)) == len(cases)


def test_every_group_is_worth_something_and_the_marks_are_full(checks: tuple[Check, ...]) -> None:
    assert {check.group for check in checks} == set(MARKS)
    assert sum(MARKS.values()) == 100
    assert [group for group, marks in MARKS.items() if marks <= 0] == ["build"]


def test_what_a_check_requires_is_asked_before_it(checks: tuple[Check, ...]) -> None:
    """In an earlier stage, or first of all: a stage is asked as a whole."""
    groups = {check.id: check.group for check in checks}
    assert [check.id for check in checks[:2]] == [BACKWARD, SECOND]
    for check in checks:
        for need in check.requires:
            assert need in {BACKWARD, SECOND} or STAGES[groups[need]] < STAGES[check.group], (
                check.id
            )


def test_a_check_names_every_wording_that_its_programs_use(checks: tuple[Check, ...]) -> None:
    """Otherwise an engine that lacks one would be asked for it, and raise."""
    for check in checks[1:]:  # the first picks those that the engine has
        known = {wording for program, _ in check.programs for wording in used(program)}
        assert known <= set(check.wordings), check.id
        assert set(check.about) <= set(check.wordings), check.id


def test_a_check_rests_on_every_wording_that_it_is_not_about(checks: tuple[Check, ...]) -> None:
    """A fault must not be told of a check that merely uses the faulty op."""
    for check in checks:
        if check.id != SECOND and check.group != "rules":
            for wording in set(check.wordings) - set(check.about):
                assert set(wording.trials) & set(check.requires), (check.id, wording.name)


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.name)
def test_every_wording_is_asked_alone_and_inside_others(wording: object) -> None:
    about = [check for check in suite(0).checks if wording in check.about]
    groups = {check.group for check in about}
    assert groups >= {"rules", "chain"} or "operators" in groups
    programs = [program for check in about for program, _ in check.programs]
    assert any(len(program.steps) == 1 for program in programs)
    assert any(len(program.steps) > 2 for program in programs)


def test_every_convention_is_asked(checks: tuple[Check, ...]) -> None:
    asked = {check.id for check in checks if check.group == "edge"}
    assert asked == {f"edge.{op}" for op in CONVENTIONS}


def test_no_check_is_short_of_cases(checks: tuple[Check, ...]) -> None:
    """Points that are not found are left out silently, so they are counted here."""
    for check in checks:
        if check.id != RANDOM:
            assert len({program for program, _ in check.programs}) <= len(check.programs)
            assert check.programs, check.id
        if check.group == "chain":
            assert len(check.cases) >= 12, check.id


# --- Seeds -------------------------------------------------------------------


def test_the_same_seed_gives_the_same_cases() -> None:
    for seed in SEEDS:
        assert Suite(seed).checks == suite(seed).checks
        assert Suite(seed).random_cases(WORDINGS) == suite(seed).random_cases(WORDINGS)


def test_another_seed_gives_other_cases() -> None:
    first, second = suite(0), suite(1)
    for one, other in zip(first.checks, second.checks, strict=True):
        assert (one.id, one.title, one.requires) == (other.id, other.title, other.requires)
        if one.group in {"rules", "chain", "operators"}:
            assert one.cases != other.cases, one.id
    assert first.random_cases(WORDINGS) != second.random_cases(WORDINGS)


def test_one_check_does_not_move_the_cases_of_another() -> None:
    """Random programs depend on the wordings that may be used, and on nothing else."""
    fresh = Suite(0)
    fresh.random_cases((ADD,))
    assert fresh.random_cases((ADD, MUL)) == Suite(0).random_cases((ADD, MUL))
    for case in fresh.random_cases((ADD, MUL)):
        assert set(used(case.program)) <= {ADD, MUL}


# --- Certain answers ---------------------------------------------------------


def number(component: Component) -> float:
    assert isinstance(component.exact, Exact)
    return component.exact.nearest


def assert_decided(case: Case, reference: Reference) -> None:
    """Every number of the case is known, and the exact ones are accepted as such."""
    exact = Evaluated(tuple(map(number, reference.values)), tuple(map(number, reference.adjoints)))
    verdict = judge(case.program, reference, exact)
    assert isinstance(verdict, Agrees), (case, verdict)
    assert verdict.accuracy is Accuracy.TIGHT, (case, verdict)
    assert verdict.undecided == 0, (case, verdict)
    assert not reference.overflows, case


@pytest.mark.parametrize("seed", SEEDS)
def test_every_case_is_decided_and_its_exact_answer_is_accepted(seed: int) -> None:
    for case in every_case(seed):
        if not alternatives(case):
            assert_decided(case, suite(seed).reference(case, Strength.LISTED))


def at_kinks(op: str) -> tuple[Case, ...]:
    (check,) = (check for check in suite(0).checks if check.id == f"edge.{op}")
    return check.cases


@pytest.mark.parametrize("op", CONVENTIONS)
def test_at_a_kink_every_convention_is_an_answer_and_they_differ(op: str) -> None:
    for case in at_kinks(op):
        if len(set(case.program.steps[0].refs)) < CATALOGUE[op].arity:
            continue  # of a node and itself, whose slope is 1 whatever the convention
        accepted = alternatives(case)
        assert len(accepted) == len(CONVENTIONS[op])
        references = [flint.reference(a.case, step_at_zero=a.step_at_zero) for a in accepted]
        assert len({number(reference.adjoints[0]) for reference in references}) == len(accepted)


@pytest.mark.parametrize("op", CONVENTIONS)
def test_at_a_kink_every_convention_is_decided(op: str) -> None:
    """Or any answer would agree with the first of them."""
    for case in at_kinks(op):
        for each in alternatives(case):
            assert_decided(case, flint.reference(each.case, step_at_zero=each.step_at_zero))


def test_off_a_kink_and_inside_other_operations_there_is_one_answer() -> None:
    assert not alternatives(Case("", assemble(1, ("relu", 0)), (1e-300,)))
    assert not alternatives(Case("", assemble(1, ("exp", 0)), (0.0,)))
    assert not alternatives(Case("", assemble(1, ("relu", 0), ("add", 1, 0)), (0.0,)))


@pytest.mark.parametrize(
    ("name", "value", "gradients"),
    [
        # micrograd's test of the first; its README prints those of the second, rounded.
        ("test_sanity_check", -20.0, (46.0,)),
        ("test_more_ops", 24.70408163265306, (138.8338192419825, 645.5772594752186)),
    ],
)
def test_the_published_expressions(name: str, value: float, gradients: tuple[float, ...]) -> None:
    reference = flint.reference(Case("", *PUBLISHED[name]))
    assert isclose(number(reference.values[-1]), value, rel_tol=2**-52)
    for exact, published in zip(reference.adjoints, gradients, strict=False):
        assert isclose(number(exact), published, rel_tol=2**-52)


def test_the_worked_example() -> None:
    reference = flint.reference(Case("", WORKED, WORKED_POINT))
    assert number(reference.values[-1]) == -8
    assert [number(exact) for exact in reference.adjoints[:4]] == [6, -4, -2, 4]
