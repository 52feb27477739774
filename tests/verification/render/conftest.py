"""Reports made by hand: right, wrong, not graded, and one full of hostile text."""

from dataclasses import replace
from typing import Final

import pytest

from verification.adapter import Adapter, Attribute, Usage
from verification.catalogue import Method, Operator
from verification.model import (
    Accuracy,
    Case,
    Part,
)
from verification.policies.default import DEFAULT
from verification.program import Program, Ref, Slot, Step
from verification.render.snippet import write_snippet
from verification.report import (
    CheckResult,
    Counterexample,
    NodeRow,
    Note,
    Outcome,
    Report,
    Run,
    SandboxInfo,
    Status,
    SubjectInfo,
)

X: Final = Ref(Slot(0))
PROGRAM: Final = Program(1, (Step("tanh", (X,)), Step("add", (Ref(Slot(1)), X))))
ADAPTER: Final = Adapter(
    "Value",
    Attribute("data"),
    Attribute("grad"),
    Method("backward"),
    (
        Usage("add", "vv", Operator("+")),
        Usage("add", "vn", Operator("+")),
        Usage("mul", "vv", Operator("*")),
        Usage("tanh", "v", Method("tanh")),
    ),
    (Usage("pow", "vv", Operator("**")),),
)
CASE: Final = Case("chain.tanh/3", PROGRAM, (1.0,))
TABLE: Final = (
    NodeRow("y", "x.tanh() + x", "1.7615941559557649", "1.0", "1.7615941559557649", "1.0", False),
    NodeRow(
        "x.tanh()", "x.tanh()", "0.7615941559557649", "1.0", "0.7615941559557649", "1.0", False
    ),
    NodeRow("x", "Value(1.0)", "1.0", "1.0", "1.0", "1.4199743416140261", True),
)
EXAMPLE: Final = Counterexample(
    CASE,
    write_snippet(CASE, ADAPTER, X.slot, Part.GRADIENT).source,
    "x",
    Part.GRADIENT,
    "1.4199743416140261",
    "1.0",
    TABLE,
)


def make_check(id_: str, status: Status = Status.PASSED, score: float = 10.0) -> CheckResult:
    group = id_.partition(".")[0]
    return CheckResult(
        id_, id_, group, status, score, 10.0, (), 64, Accuracy.TIGHT, 1.0, "", "", None
    )


TANH: Final = replace(
    make_check("chain.tanh", Status.FAILED, 0.0),
    accuracy=None,
    worst_ulp=None,
    message="tanh replaces its input's gradient instead of adding to it",
    hint="When a value feeds tanh and something else, only one contribution survives.",
    counterexample=EXAMPLE,
)
CORRECT: Final = Report(
    subject=SubjectInfo("engine.py", "hw/engine.py", "ab" * 32, ADAPTER),
    suite="micrograd",
    suite_version=1,
    cases=3041,
    seed=20266,
    sandbox=SandboxInfo("weak", ("rlimits", "process group"), ("network: open",)),
    outcome=Outcome.CORRECT,
    cause="",
    score=80.0,
    max_score=80.0,
    checks=(
        make_check("build.engine"),
        *(make_check(f"rules.{op}") for op in ("add", "mul", "sub", "div", "pow", "neg", "relu")),
        replace(make_check("rules.tanh"), worst_ulp=1.4),
        *(make_check(f"chain.{op}") for op in ("add", "mul", "tanh")),
        make_check("operators.reflected"),
        replace(make_check("operators.rpow", Status.MISSING), max_score=0.0, score=0.0),
        make_check("composition.shared"),
        make_check("state.independent"),
        make_check("scale.ladder"),
        replace(
            make_check("edge.relu", Status.INFO, 0.0),
            max_score=0.0,
            message="relu'(0) = 0, like torch, jax and tensorflow",
        ),
    ),
    notes=(
        Note("repeat-backward", "backward() twice gives 3 times the gradient, PyTorch gives 2"),
        Note("depth", "recursion limit at a chain of 989"),
    ),
    policy=DEFAULT,
    run=Run("2025-01-02T03:04:05Z", 0.41, "host", (("python", "3.11.2"), ("refgrad", "0.1.0"))),
)
WRONG: Final = replace(
    CORRECT,
    outcome=Outcome.DEFECTIVE,
    score=51.5,
    checks=tuple(
        TANH
        if item.id == "chain.tanh"
        else replace(item, status=Status.SKIPPED, score=1.5, requires=("chain.tanh",))
        if item.id == "composition.shared"
        else item
        for item in CORRECT.checks
    ),
)
UNGRADABLE: Final = replace(
    CORRECT,
    subject=replace(CORRECT.subject, adapter=None),
    outcome=Outcome.UNGRADABLE,
    cause='engine.py does not load: NameError at line 7, "np" is not defined. '
    "Is `import numpy as np` missing?",
    cases=0,
    score=0.0,
    checks=(),
    notes=(),
)
UNSCORED: Final = replace(
    UNGRADABLE, outcome=Outcome.UNSCORED, cause="The child could not be started."
)
HOSTILE: Final = (
    "\x1b[2J\x1b]8;;http://evil\x07[bold red]CORRECT[/] \u202e100 of 100\u202c\r\n\udc80 :boom:"
)
ATTACK: Final = replace(
    WRONG,
    subject=replace(CORRECT.subject, name=HOSTILE, path=f"hw/{HOSTILE}.py"),
    checks=(
        *CORRECT.checks[:3],
        replace(
            TANH,
            message=HOSTILE,
            hint=HOSTILE,
            counterexample=replace(
                EXAMPLE,
                got=f"TypeError: {HOSTILE * 40}",
                source=f"{EXAMPLE.source}\n{HOSTILE}",
                table=tuple(replace(row, name=HOSTILE, gradient=HOSTILE) for row in TABLE),
            ),
        ),
    ),
    notes=(Note("n", HOSTILE),),
)
REPORTS: Final[dict[str, Report]] = {
    "correct": CORRECT,
    "wrong": WRONG,
    "ungradable": UNGRADABLE,
    "unscored": UNSCORED,
    "attack": ATTACK,
}


@pytest.fixture(params=list(REPORTS))
def report(request: pytest.FixtureRequest) -> Report:
    """Each of the reports in turn."""
    return REPORTS[request.param]


@pytest.fixture
def correct() -> Report:
    """An engine without a fault."""
    return CORRECT


@pytest.fixture
def wrong() -> Report:
    """An engine whose tanh overwrites a gradient."""
    return WRONG


@pytest.fixture
def ungradable() -> Report:
    """A file that does not load."""
    return UNGRADABLE


@pytest.fixture
def unscored() -> Report:
    """A failure of the harness."""
    return UNSCORED


@pytest.fixture
def attack() -> Report:
    """A submission that would like to write its own verdict."""
    return ATTACK


@pytest.fixture
def failure(wrong: Report) -> CheckResult:
    """The check that ``wrong`` fails."""
    return next(check for check in wrong.checks if check.status is Status.FAILED)


@pytest.fixture
def example(failure: CheckResult) -> Counterexample:
    """The counterexample of ``failure``."""
    assert failure.counterexample is not None
    return failure.counterexample
