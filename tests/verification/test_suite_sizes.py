"""How much is asked, and what an engine that lacks ops is asked."""

import pytest

from verification.generate import RandomDraw
from verification.lattice import rules
from verification.model import Strength
from verification.program import assemble
from verification.suite import MARKS, RANDOM, Check, Suite, number_cases
from verification.wording import ADD, MUL, WORDINGS, Wording

SUITE = Suite(0)
EXP = Wording("exp", "v")
RADD = Wording("add", "nv")
# Of few ops a suite is made in no time.
FEW = SUITE.fit(lambda wording: wording in {ADD, MUL, EXP, RADD})


def named(check_id: str) -> Check:
    (check,) = (check for check in FEW if check.id == check_id)
    return check


@pytest.mark.parametrize(
    ("check", "programs"), [("composition.sharing", 4), ("composition.dead", 1), ("chain.exp", 5)]
)
def test_a_composed_program_is_asked_at_fourteen_points(check: str, programs: int) -> None:
    seeded = [point for _, point in named(check).programs if 1.25 not in point]
    assert len(seeded) == 14 * programs
    assert len(set(seeded)) >= len(seeded) - 1  # of one input, a point may be drawn twice


def test_a_long_chain_and_a_tall_ladder() -> None:
    """300 additions, and 2^60 paths, which nobody walks one by one."""
    ((chain, x),) = named("scale.chain").programs
    assert [step.refs for step in chain.steps] == [(i, 0) for i in range(300)]
    ((ladder, y),) = named("scale.ladder").programs
    assert [step.refs for step in ladder.steps] == [(i, i) for i in range(60)]
    assert x == y == (1.5,)


def test_what_an_engine_lacks_is_not_asked_and_the_checks_are_the_same() -> None:
    nothing = SUITE.fit(lambda _: False)
    assert [check.id for check in FEW] == [check.id for check in nothing]
    assert SUITE.size == len(FEW)
    for check in FEW:
        is_about_lacking = check.group in {"rules", "chain", "operators"} and not set(
            check.about
        ) <= {ADD, MUL, EXP, RADD}
        assert (not check.programs) is (is_about_lacking or check.id == RANDOM), check.id


def test_an_engine_is_asked_with_the_tools_that_it_has() -> None:
    """Without a product or a quotient its differences scale, and its sums join."""
    sub = Wording("sub", "vv")
    fitted = {c.id: c for c in SUITE.fit(lambda w: w in {ADD, sub, EXP})}
    assert fitted["chain.exp"].requires == ("rules.exp", "rules.sub", "rules.add")
    steps = [step.op for program, _ in fitted["chain.exp"].programs for step in program.steps]
    assert set(steps) == {"exp", "sub", "add"}
    assert fitted["operators.radd"].requires == ("rules.add", "chain.add", "rules.sub")
    assert fitted["operators.radd"].programs == ()
    chains = [name for name, check in fitted.items() if check.group == "chain"]
    assert set(chains[:2]) == {"chain.add", "chain.sub"}


def test_tools_are_chained_before_what_is_built_with_them() -> None:
    chains = [check.id for check in FEW if check.group == "chain"]
    assert set(chains[:2]) == {"chain.mul", "chain.add"}
    rest = [f"chain.{w.word}" for w in WORDINGS if w.group == "rules" and w not in {ADD, MUL}]
    assert chains[2:] == rest


def test_a_kink_is_asked_at_both_zeros_of_python() -> None:
    assert [point for _, point in named("edge.relu").programs] == [(0.0,), (0,)]
    assert [type(point[0]) for _, point in named("edge.relu").programs] == [float, int]
    ties = named("edge.maximum").programs
    assert [point for _, point in ties] == [(1.5, 1.5), (-2.0, -2.0), (3, 3), (1.5,)]
    assert [program.steps[0].refs for program, _ in ties] == [(0, 1)] * 3 + [(0, 0)]


def test_cases_are_numbered_from_0() -> None:
    program = assemble(1, ("exp", 0))
    cases = number_cases("a", [(program, (1.0,)), (program, (2.0,))])
    assert [(case.id, case.point) for case in cases] == [("a/0", (1.0,)), ("a/1", (2.0,))]


def test_a_reference_is_computed_once_for_each_convention() -> None:
    (case, _) = named("edge.relu").cases
    first = SUITE.reference(case, Strength.LISTED, 0.0)
    assert SUITE.reference(case, Strength.LISTED, 0.0) is first
    assert SUITE.reference(case, Strength.LISTED, 1.0) != first
    assert SUITE.reference(case, Strength.WEAKER, 0.0).strength is Strength.WEAKER


def test_270_random_programs_of_up_to_fourteen_steps() -> None:
    cases = SUITE.random_cases((ADD, MUL))
    assert [case.id for case in cases] == [f"{RANDOM}/{i}" for i in range(270)]
    assert max(len(case.program.steps) for case in cases) == 14
    assert SUITE.random_cases((ADD, MUL)) is cases


def test_a_check_is_about_and_after_what_it_says() -> None:
    """By hand, of a check of every make: about, with, after, and how many programs."""
    both, trials = (MUL, ADD), ("rules.mul", "chain.mul", "rules.add", "chain.add")
    starts = ("build.backward", "state.second_output")
    expected: dict[str, tuple[object, ...]] = {
        "build.backward": ((), (), (), 4),
        "state.second_output": ((), (MUL,), starts[:1], 1),
        "rules.exp": ((EXP,), (EXP,), starts, len(rules(RandomDraw(0, "rules", "exp.v"), EXP))),
        "chain.exp": ((EXP,), (EXP, *both), ("rules.exp", "rules.mul", "rules.add"), 5 * 14 + 2),
        "chain.mul": ((MUL,), both, ("rules.mul", "rules.add"), 5 * 14 + 2),
        "operators.radd": (
            (RADD,), (RADD, MUL, ADD), ("rules.add", "chain.add", "rules.mul"),
            len(rules(RandomDraw(0, "operators", "add.nv"), RADD)) + 6 * 14,
        ),
        "operators.rpow": (
            (Wording("pow", "nv"),), (Wording("pow", "nv"), *both),
            ("rules.pow", "chain.pow", "rules.mul", "rules.add"), 0,
        ),
        "composition.worked": (both, both, ("rules.mul", "rules.add"), 14 + 1),
        "composition.sharing": (both, both, trials, 4 * 14),
        "composition.random": ((ADD,), (ADD,), trials[2:], 0),
        "state.two_outputs": (both, both, trials, 2 * 14),
        "scale.ladder": ((ADD,), (ADD,), trials[2:], 1),
        "scale.chain": ((ADD,), (ADD,), trials[2:], 1),
        "edge.relu": ((Wording("relu", "v"),), (Wording("relu", "v"),), ("rules.relu",), 2),
    }  # fmt: skip
    for name, facts in expected.items():
        check = named(name)
        found = (check.about, check.wordings, check.requires, len(check.programs))
        assert found == facts, name
    assert {check.group for check in FEW} == set(MARKS)
