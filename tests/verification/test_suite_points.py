"""Every case of a suite has a number for every input of its program, and no other."""

from verification.suite import Suite
from verification.wording import ADD, MUL, Wording

SUITE = Suite(0)


def test_a_point_has_as_many_numbers_as_its_program_inputs() -> None:
    checks = SUITE.fit(lambda wording: wording in {ADD, MUL, Wording("exp", "v")})
    cases = [case for check in checks for case in check.cases]
    assert cases
    for case in (*cases, *SUITE.random_cases((ADD, MUL))):
        assert len(case.point) == case.program.inputs, case.id


def test_every_input_is_used() -> None:
    for check in SUITE.fit(lambda wording: wording in {ADD, MUL, Wording("exp", "v")}):
        for case in check.cases:
            used = {ref for step in case.program.steps for ref in step.refs}
            assert used >= set(range(case.program.inputs)), case.id
