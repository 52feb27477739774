"""Engines that hang, die or cannot be graded at all."""

from time import monotonic

import pytest

from tests.verification.grading import (
    EXP,
    HASTY,
    assert_only,
    engine,
    failures,
    graded,
    suite,
)
from verification.adapter import Wanted
from verification.grade import grade
from verification.report import (
    Outcome,
    Status,
)
from verification.subjects.launch import HarnessFault, Limits
from verification.subjects.submission import Submission

# --- Engines that do not answer ----------------------------------------------


def test_an_op_that_hangs_far_out_fails_alone_and_in_bounded_time() -> None:
    start = monotonic()
    report = graded((EXP, f"while abs(x) > 20: pass\n        {EXP}"), limits=HASTY)
    assert monotonic() - start < 15
    assert_only(report, "rules.exp", "chain.exp")
    assert failures(report)["rules.exp"] == "exp does not answer within 0.25 s."


def test_an_op_that_always_hangs_fails_alone_and_in_bounded_time() -> None:
    start = monotonic()
    report = graded((EXP, f"while True: pass\n        {EXP}"), limits=HASTY)
    assert monotonic() - start < 25
    assert_only(report, "rules.exp", "chain.exp")


def test_an_op_that_ends_the_process_fails_alone() -> None:
    report = graded((EXP, "__import__('os')._exit(3)"))
    assert_only(report, "rules.exp", "chain.exp")
    assert failures(report)["rules.exp"] == (
        "exp ends the process: its process ended, with exit status 3."
    )


def test_when_the_time_is_up_the_rest_is_skipped_and_says_so() -> None:
    slow = Limits(load_seconds=5.0, answer_seconds=0.2, total_seconds=0.5)
    sleepy = (
        "def __mul__(self, other):",
        "def __mul__(self, other):\n        import time; time.sleep(.02)",
    )
    start = monotonic()
    report = graded(sleepy, limits=slow)
    assert monotonic() - start < 10
    skipped = [check for check in report.checks if check.status is Status.SKIPPED]
    assert any(check.message.startswith("the 0.5 s for one submission") for check in skipped)
    assert report.outcome is not Outcome.UNSCORED


# --- Engines that are not graded ---------------------------------------------


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("while True: pass", "engine.py does not load: it did not finish within 0.5 s."),
        ("class Value:", "engine.py does not load: "),
        ("raise KeyError('no')", "engine.py does not load: KeyError at line 1"),
        ("x = 1", "engine.py defines no class."),
        ("x = '\0'", "engine.py is not a Python file: it has NUL bytes."),
        ("#" * 2**21, "engine.py is larger than 1 MiB"),
        (
            "class Value:\n    def __init__(self, data):\n        self.data = data",
            "engine.py has no engine: Value ",
        ),
    ],
    ids=["hangs", "syntax", "raises", "empty", "binary", "large", "unfinished"],
)
def test_what_cannot_be_graded_says_why(source: str, cause: str) -> None:
    limits = Limits(load_seconds=0.5)
    report = grade(Submission("engine.py", "engine.py", source.encode()), suite(), limits)
    assert report.outcome is Outcome.UNGRADABLE
    assert report.cause.startswith(cause)
    assert (report.checks, report.notes, report.cases, report.score) == ((), (), 0, 0)


def test_an_engine_all_of_whose_ops_are_missing_is_ungradable() -> None:
    source = (
        "class Value:\n    def __init__(self, data):\n        self.data, self.grad = data, 0.0\n"
    )
    source += "    def backward(self):\n        self.grad = 1.0\n"
    report = grade(Submission("engine.py", "engine.py", source.encode()), suite())
    assert report.outcome is Outcome.UNGRADABLE
    assert report.cause


def test_a_fault_of_ours_is_unscored(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(submission: Submission, limits: Limits, wanted: Wanted) -> None:
        del wanted
        raise HarnessFault(f"no process for {submission.name} within {limits.load_seconds}")

    monkeypatch.setattr("verification.grade.fit", fail)
    report = graded()
    assert report.outcome is Outcome.UNSCORED
    assert report.cause == "no process for engine.py within 10.0"
    assert report.checks == ()


def test_progress_counts_up_to_all_checks() -> None:
    seen: list[tuple[str, int, int]] = []
    grade(engine(), suite(), progress=lambda what, done, total: seen.append((what, done, total)))
    totals = {total for _, _, total in seen}
    assert totals == {len(suite().checks)}
    counts = [done for _, done, _ in seen]
    assert counts == sorted(counts)
    assert counts[-1] == len(suite().checks)
