"""Mutants are programs that say something else; what children make of them is told apart."""

import ast
import math
from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="lacks cosmic-ray: run tox -e mutation")

from tests.mutation import trial
from tests.mutation.mutant import Outcome
from tests.mutation.mutators import mutants
from tests.mutation.plan import Target

SOURCE = """\
import dataclasses

@dataclasses.dataclass(frozen=True)
class Pair:
    low: float
    high: float

    def __contains__(self, x):
        return self.low <= x and not x > self.high

def total(*numbers, scale=2):
    return sum([*numbers]) * scale
"""


def test_a_mutant_is_a_program_with_one_line_changed() -> None:
    found = mutants(SOURCE)
    lines = SOURCE.splitlines()
    for mutant in found:
        ast.parse(mutant.source)
        changed = mutant.source.splitlines()
        assert [i for i, line in enumerate(lines, 1) if line != changed[i - 1]] == [mutant.line]
        assert " ".join(lines[mutant.line - 1].split()) == mutant.before
    assert [mutant.after for mutant in found if mutant.line == 12] == [
        "return sum([*numbers]) / scale"
    ]
    assert {mutant.line for mutant in found} == {9, 11, 12}  # no decorator
    assert len({ast.dump(ast.parse(mutant.source)) for mutant in found}) == len(found)


def test_only_lines_that_hold_a_text_are_changed() -> None:
    assert {mutant.line for mutant in mutants(SOURCE, "scale=")} == {11}


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """Return a module of a package of its own, with a test."""
    (tmp_path / "test_it.py").write_text(
        "from verification.it import number\n\ndef test() -> None:\n    assert number() == 1\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(trial, "ROOT", tmp_path)
    return Target("it", ("test_it.py",))


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("return 1", Outcome.SURVIVED),
        ("return 2", Outcome.KILLED),
        ("return one", Outcome.KILLED),
        ("return (", Outcome.KILLED),
        ("while True: pass", Outcome.ENDLESS),
        ("import os; os.abort()", Outcome.ENDLESS),
    ],
)
def test_what_becomes_of_a_mutant(target: Target, body: str, outcome: Outcome) -> None:
    children = trial.Children()
    child = children.start(target, f"def number():\n    {body}\n", 2.0)
    ended, spent = children.wait()
    assert ended == child
    assert trial.outcome(spent) is outcome
    assert children.count == 0


def test_tests_that_fail_as_it_is_tell_nothing(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Target, "source", "number = lambda: 2\n")
    with pytest.raises(RuntimeError, match="its tests fail as it is"):
        trial.limit(target)
    monkeypatch.setattr(Target, "source", "number = lambda: 1\n")
    assert 0 < trial.limit(target) < math.inf
