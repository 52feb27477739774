"""`refgrad verify`: silent when all agree, and not silent when somebody is wrong."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from rich.console import Console

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")
pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

from verification import verify as module
from verification.model import Ball, Case, Evaluated, Observation, Point, Unresolved
from verification.oracles import mpmath
from verification.program import Program
from verification.render.evidence import Evidence, render
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject
from verification.wording import WORDINGS

pytestmark = pytest.mark.oracles


def _silent(doing: str, done: int, total: int) -> None:
    assert 0 <= done < total, doing


def test_everybody_agrees() -> None:
    evidence = module.verify(3, 24, _silent)
    assert evidence.disagreements == ()
    assert evidence.oracle_disagreements == ()
    assert [row.name for row in evidence.rows] == [
        *dict.fromkeys(wording.op for wording in WORDINGS),
        "programs",
    ]
    for row in evidence.rows:
        assert row.cases == 24
        assert row.held == row.differences > 0
        assert row.overlapping == row.enclosures > 0


def test_the_same_seed_gives_the_same_evidence() -> None:
    assert module.verify(4, 8, _silent) == module.verify(4, 8, _silent)


class _OffByABillionth:
    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        return [
            replace(seen, gradients=tuple(_shift(g) for g in seen.gradients))
            if isinstance(seen, Evaluated)
            else seen
            for seen in RefgradSubject().observe(cases)
        ]


def _shift(reading: object) -> float:
    assert isinstance(reading, float)
    return reading * (1 + 1e-9)


def test_a_wrong_engine_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RefgradSubject", _OffByABillionth)
    evidence = module.verify(3, 8, _silent)
    assert evidence.disagreements
    assert evidence.oracle_disagreements == ()
    assert "DISAGREES  refgrad" in _shown(evidence)


def test_a_wrong_oracle_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = mpmath.differences

    def shifted(program: Program, point: Point) -> tuple[Ball | Unresolved, ...]:
        return tuple(
            ball if isinstance(ball, Unresolved) else replace(ball, middle=ball.middle + tiny)
            for ball in honest(program, point)
        )

    tiny = Fraction(1, 2**60)
    monkeypatch.setattr(mpmath, "differences", shifted)
    evidence = module.verify(3, 8, _silent)
    assert evidence.disagreements == ()
    assert evidence.oracle_disagreements
    assert "DISAGREES  mpmath" in _shown(evidence)


def test_torch_is_a_witness_and_not_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong:
        def observe(self, cases: Sequence[Case], /) -> list[Observation]:
            return [
                replace(seen, values=tuple(7.25 for _ in seen.values))
                if isinstance(seen, Evaluated)
                else seen
                for seen in TorchSubject().observe(cases)
            ]

    monkeypatch.setattr(module, "TorchSubject", Wrong)
    evidence = module.verify(3, 8, _silent)
    assert evidence.disagreements == evidence.oracle_disagreements == ()
    assert all(row.torch_outside for row in evidence.rows if row.torch_ulp is not None)


def _shown(evidence: Evidence) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(render(evidence))
    return captured.get()
