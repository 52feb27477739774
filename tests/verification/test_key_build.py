"""Building a key: only what three oracles confirm, under ids that are never used twice."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")
pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

from tests.verification.answer_keys import change_answer, change_entry, silent, small
from verification.key import agreement, build, recheck
from verification.key.answer_key import Answer, AnswerKey, Omission, Oracle, Retired
from verification.key.build import EMPTY
from verification.key.candidates import Candidate, Content, draw_candidates
from verification.key.complaint import ChangedError
from verification.key.encoding import render
from verification.model import Absent, Ball, Case, Evaluated, Observation, Point, Unresolved
from verification.oracles import mpmath as difference
from verification.program import Program
from verification.subjects.torch import TorchSubject

pytestmark = pytest.mark.oracles

CHECKS = ("rules.tanh", "rules.cbrt", "edge.relu", "state.two_outputs")
GONE = "rules.tanh/0001"
TINY = Fraction(1, 2**60)


@pytest.fixture(autouse=True)
def _few_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have four checks, and ten cases of each at most."""

    def few(seeds: tuple[int, ...]) -> dict[Content, Candidate]:
        drawn = draw_candidates(seeds)
        each = ([what for what in drawn if what[0] == check][:10] for check in CHECKS)
        return {what: drawn[what] for kept in each for what in kept}

    for module in (build, recheck):
        monkeypatch.setattr(module, "draw_candidates", few)


def made(old: AnswerKey = EMPTY, seed: int = 0, retire: str = "") -> AnswerKey:
    return build.build(old, seed, silent, retire)


def ids(key: AnswerKey) -> list[str]:
    return [entry.case.id for entry in key.entries]


def rechecked(key: AnswerKey) -> list[str]:
    return [str(each) for each in recheck.recheck(key, silent)]


def test_cases_are_numbered_within_their_check() -> None:
    key = made()
    assert [name for name in ids(key) if name.startswith("edge")] == [
        "edge.relu/0000",
        "edge.relu/0001",
    ]
    assert {entry.check for entry in key.entries} == set(CHECKS)
    assert (key.seeds, key.retired, rechecked(key)) == ((0,), (), [])


def test_who_confirms_is_told() -> None:
    of = {entry.check: set(entry.oracles) for entry in made().entries}
    assert of["rules.tanh"] == of["state.two_outputs"] == set(Oracle)
    assert of["rules.cbrt"] == {Oracle.ARB, Oracle.MPMATH}
    assert of["edge.relu"] == {Oracle.ARB, Oracle.TORCH}


def test_building_again_changes_nothing() -> None:
    assert render(made(made())) == render(made())


def test_what_is_new_gets_the_next_id_and_what_is_there_keeps_its_own() -> None:
    """Whatever the order in which cases are drawn today."""
    key = made()
    later = replace(key, entries=tuple(e for e in key.entries if e.case.id != "rules.tanh/0000"))
    grown = made(later)
    assert [e.case.point for e in grown.entries if e.case.id == "rules.tanh/0010"] == [
        e.case.point for e in key.entries if e.case.id == "rules.tanh/0000"
    ]
    assert [e for e in grown.entries if e.case.id != "rules.tanh/0010"] == list(later.entries)


def test_a_case_that_is_no_longer_drawn_stays() -> None:
    extra = next(e for e in small().entries if e.check == "operators.rsub")
    key = replace(made(), entries=(*made().entries, extra))
    assert extra in made(key).entries


def test_another_seed_adds_cases() -> None:
    key = made(made(), seed=1)
    assert key.seeds == (0, 1)
    assert set(ids(made())) <= set(ids(key))


# --- What changes, and what is retired --------------------------------------------------


def spoilt() -> AnswerKey:
    """Return a key one of whose answers is no longer what Arb says."""

    def change(answer: Answer) -> Answer:
        return replace(answer, gradients=(replace(answer.gradients[0], upper=1.0),))

    return change_answer(made(), GONE, change)


def test_no_case_changes_silently() -> None:
    with pytest.raises(ChangedError, match="1 of the key's cases") as caught:
        made(spoilt())
    assert [each.where for each in caught.value.changed] == [GONE]


def test_no_case_loses_an_oracle_silently() -> None:
    key = change_entry(made(), GONE, lambda entry: replace(entry, oracles=(Oracle.ARB,)))
    with pytest.raises(ChangedError) as caught:
        made(key)
    assert "got arb and mpmath and torch" in str(caught.value.changed[0])
    assert any(GONE in each for each in rechecked(key))


def test_a_case_that_changed_comes_back_under_a_new_id_if_it_is_retired() -> None:
    key = made(spoilt(), retire="the hull was too wide")
    assert key.retired == (Retired(GONE, "the hull was too wide"),)
    assert GONE not in ids(key)
    assert [e.case.point for e in key.entries if e.case.id == "rules.tanh/0010"] == [
        e.case.point for e in made().entries if e.case.id == GONE
    ]
    assert render(made(key)) == render(key)


def test_a_retired_id_is_not_used_again_even_if_it_was_the_last() -> None:
    last = max(name for name in ids(made()) if name.startswith("rules.tanh"))
    entries = tuple(entry for entry in made().entries if entry.case.id != last)
    key = made(replace(made(), entries=entries, retired=(Retired(last, "a test"),)))
    assert last not in ids(key)
    assert "rules.tanh/0010" in ids(key)


# --- What is left out -------------------------------------------------------------------


def spoil_torch(monkeypatch: pytest.MonkeyPatch, answer: float) -> None:
    class Wrong:
        def observe(self, cases: Sequence[Case], /) -> list[Observation]:
            return [
                replace(seen, gradients=(answer, *seen.gradients[1:]))
                if isinstance(seen, Evaluated)
                else seen
                for seen in TorchSubject().observe(cases)
            ]

    monkeypatch.setattr(agreement, "_TORCH", Wrong())


def test_what_pytorch_contradicts_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    key = made()
    spoil_torch(monkeypatch, 7.25)
    without = made()
    assert {entry.check for entry in without.entries} == {"rules.cbrt"}  # which it has not got
    assert without.omitted == ((Omission.OUTSIDE, len(key.entries) - len(without.entries)),)
    assert len(rechecked(key)) == len(key.entries) - len(without.entries)
    with pytest.raises(ChangedError):
        made(key)


def test_what_pytorch_has_not_got_is_no_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lacking:
        def observe(self, cases: Sequence[Case], /) -> list[Observation]:
            return [Absent("tanh", "v") for _ in cases]

    monkeypatch.setattr(agreement, "_TORCH", Lacking())
    assert all(Oracle.TORCH not in entry.oracles for entry in made().entries)


@pytest.mark.parametrize("part", ["values", "differences"])
@pytest.mark.parametrize("reason", [Omission.CONTRADICTED, Omission.UNRESOLVED])
def test_what_mpmath_contradicts_or_does_not_resolve_is_left_out(
    monkeypatch: pytest.MonkeyPatch, part: str, reason: Omission
) -> None:
    key = made()
    honest = {"values": difference.values, "differences": difference.differences}[part]

    def spoilt(program: Program, point: Point) -> tuple[Ball | Unresolved, ...]:
        return tuple(map(spoil, honest(program, point)))

    def spoil(ball: Ball | Unresolved) -> Ball | Unresolved:
        if reason is Omission.UNRESOLVED or isinstance(ball, Unresolved):
            return Unresolved()
        return replace(ball, middle=ball.middle + TINY * (1 + abs(ball.middle)))

    monkeypatch.setattr(difference, part, spoilt)
    left = {entry.check for entry in made().entries}
    # At a kink there are no differences to be wrong.
    assert left == (set() if part == "values" else {"edge.relu"})
    assert made().omitted == ((reason, len(key.entries) - len(made().entries)),)
    assert len(rechecked(key)) > len(key.entries) / 2


def test_a_case_that_is_missing_is_missed() -> None:
    key = made()
    shorter = replace(key, entries=key.entries[:-1])
    (said,) = rechecked(shorter)
    assert said.startswith(
        "state.two_outputs: expected 1 more case of the suite as it is, got none"
    )
