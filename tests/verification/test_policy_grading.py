"""What a policy requires, excuses and takes off, on whole engines; and the built-in profiles."""

from typing import Final

import pytest

from tests.verification.command import MUTANTS
from tests.verification.grading import (
    SINGLE,
    TANH,
    Change,
    engine,
    result,
    right,
    suite,
)
from verification.grade import grade
from verification.policies.reading import profile, read_policy
from verification.report import Outcome, Report, Status
from verification.subjects.intake import read_submission


def asked(text: str, *changes: Change) -> Report:
    return grade(engine(*changes), suite(), policy=read_policy(text, "homework"))


# --- What is required --------------------------------------------------------


def test_something_required_that_is_missing() -> None:
    report = asked('required = ["sin", "tanh"]')
    found = result(report, "rules.sin")
    assert found.status is Status.MISSING
    assert found.message.startswith("The policy of this course, homework, requires sin: the engine")
    assert report.outcome is Outcome.INCOMPLETE
    assert "requires sin: missing" in report.cause
    there = sum(check.group == "rules" and check.max_score > 0 for check in right().checks)
    assert found.max_score == pytest.approx(30 / (there + 1))
    assert report.score == pytest.approx(100 - 30 / (there + 1), abs=1e-6)
    assert result(report, "chain.sin").max_score == 0


def test_what_is_required_and_there_changes_nothing() -> None:
    report = asked('required = ["tanh", "rsub", "pow"]')
    assert (report.checks, report.score) == (right().checks, 100)


def test_a_title_speaks_of_the_engines_own_class() -> None:
    scalar = read_submission(MUTANTS / "right" / "leaves_only.py")
    report = grade(scalar, suite(), policy=read_policy('required = ["pow_value"]', "homework"))
    assert "requires Scalar ** Scalar: missing" in report.cause


# --- Exponents ---------------------------------------------------------------

POWER: Final = (
    "        assert isinstance(n, (int, float))\n"
    "        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))\n"
)


def power(base: str, exponent: str, reflected: str = "0.0") -> Change:
    """Return the change to a power of two Values with these slopes; ``p`` is the power."""
    lines = (
        "n = lift(n)",
        "x, k = self.data, n.data",
        "p = x**k",
        f"return Value(p, (self, n), ({base}, {exponent}))",
        "",
    )
    body = "".join(f"        {line}\n" for line in lines)
    rpow = (
        "    def __rpow__(self, x):\n        p = x**self.data\n"
        f"        return Value(p, (self,), ({reflected},))\n"
    )
    return POWER, f"{body}\n{rpow}"


OPTIONAL: Final = '[conventions]\nexponent_gradient = "optional"\n'
BASE: Final = "k * x ** (k - 1)"
SLOPE: Final = "p * math.log(x) if x > 0 else 0.0"


def test_an_exponent_without_a_gradient_passes_only_where_it_is_optional() -> None:
    strict = asked("", power(BASE, "0.0"))
    assert strict.outcome is Outcome.DEFECTIVE
    assert result(strict, "rules.pow_value").status is Status.FAILED
    report = asked(OPTIONAL, power(BASE, "0.0"))
    assert (report.outcome, report.score) == (Outcome.CORRECT, 100)
    for name in ("rules.pow_value", "operators.rpow"):
        found = result(report, name)
        assert found.status is Status.INFO
        assert "gives its exponent no gradient" in found.message
        assert (found.max_score, found.counterexample) == (0, None)


def test_it_is_there_for_those_who_require_the_power() -> None:
    report = asked(f'required = ["pow_value"]\n{OPTIONAL}', power(BASE, "0.0"))
    assert report.outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    "change",
    [
        power("k * x**k", "0.0"),
        power(BASE, "p"),
        power(BASE, SLOPE, "p"),
        power("0.0", SLOPE),
        power("0.0", "0.0"),
    ],
    ids=["base", "exponent", "reflected", "base alone", "base too"],
)
def test_optional_excuses_nothing_else(change: Change) -> None:
    report = asked(OPTIONAL, change)
    assert report.outcome is Outcome.DEFECTIVE
    failed = {check.id for check in report.checks if check.status is Status.FAILED}
    assert failed & {"rules.pow_value", "operators.rpow"}


def test_an_exponent_with_its_gradient_is_judged_as_ever() -> None:
    right_power = power(BASE, SLOPE, "p * math.log(x)")
    report = asked(OPTIONAL, right_power)
    assert report.outcome is Outcome.CORRECT
    assert result(report, "rules.pow_value").status is Status.PASSED


# --- Deductions --------------------------------------------------------------

WEAK: Final = (TANH, "t = (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1)")


def test_overflow_and_few_digits_cost_what_is_said_and_change_no_word() -> None:
    report = asked('[deductions]\n"overflow.*" = 1.5\ninaccurate = 2', WEAK)
    assert [(each.id, each.marks) for each in report.deductions] == [
        ("overflow.tanh", 1.5),
        ("inaccurate", 2.0),
    ]
    assert (report.outcome, report.score) == (Outcome.CORRECT, 96.5)
    assert asked('[deductions]\n"overflow.*" = 1.5\ninaccurate = 2').score == 100


def test_single_precision_costs_what_is_said() -> None:
    report = asked('[deductions]\n"single-precision" = 5', *SINGLE)
    assert (report.outcome, report.score) == (Outcome.CORRECT, 95)


def test_no_deduction_takes_a_score_below_0() -> None:
    report = asked('[deductions]\n"overflow.tanh" = 1000', WEAK)
    assert (report.outcome, report.score) == (Outcome.CORRECT, 0)


# --- Profiles ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("default", "closures"),
        ("micrograd", "closures"),
        ("zero-to-hero", "closures"),
        ("zero-to-hero", "tape"),
        ("minitorch", "leaves_only"),
    ],
)
def test_a_profile_gives_a_right_engine_of_its_kind_all_marks(name: str, file: str) -> None:
    submission = read_submission(MUTANTS / "right" / f"{file}.py")
    report = grade(submission, suite(), policy=profile(name))
    assert (report.outcome, report.score, report.cause) == (Outcome.CORRECT, 100, "")
    assert report.policy == profile(name)


def test_a_profile_misses_what_its_assignment_has() -> None:
    submission = read_submission(MUTANTS / "right" / "noisy.py")
    report = grade(submission, suite(), policy=profile("zero-to-hero"))
    assert report.outcome is Outcome.INCOMPLETE
    assert "requires " in report.cause
    assert "tanh" in report.cause
