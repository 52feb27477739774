"""Answers judged by the key alone: right engines pass, and engines with a fault do not."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.verification.answer_keys import published, small
from verification.key.answer_key import AnswerKey, Entry, Retired
from verification.key.answers import AnswersError, Marks, decode_answers, mark
from verification.key.flags import Family
from verification.model import Case, Evaluated, Observation
from verification.subjects.intake import read_submission
from verification.subjects.launch import Limits
from verification.subjects.process import ProcessSubject, discover
from verification.subjects.refgrad import RefgradSubject

MUTANTS = Path(__file__).parents[1] / "mutants"


def answered(cases: Sequence[Case], observations: Sequence[Observation]) -> dict[str, Observation]:
    return {case.id: seen for case, seen in zip(cases, observations, strict=True)}


# --- Whole engines ----------------------------------------------------------------------


def test_refgrad_answers_everything_rightly() -> None:
    cases = [entry.case for entry in published().entries]
    marks = mark(published(), answered(cases, RefgradSubject().observe(cases)))
    assert len(marks.right) == len(cases)


@pytest.mark.oracles
def test_pytorch_answers_rightly_what_it_has_the_ops_for() -> None:
    pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")
    from verification.subjects.torch import TorchSubject  # noqa: PLC0415 - it may be absent

    cases = [entry.case for entry in published().entries]
    marks = mark(published(), answered(cases, TorchSubject().observe(cases)))
    assert (marks.wrong, marks.without_slope) == ((), ())
    assert all("cbrt" in {s.op for s in e.program.steps} for e in marks.unanswered)


def ask(engine: str, entries: Sequence[Entry]) -> Marks:
    """Return what an engine in a file of the mutants answers to these cases of the key."""
    cases = [entry.case for entry in entries]
    submission = read_submission(MUTANTS / engine)
    limits = Limits(load_seconds=5.0, answer_seconds=1.0, total_seconds=60.0)
    with ProcessSubject(submission, discover(submission, limits), limits) as subject:
        observations = subject.observe(cases)
    return mark(replace(published(), entries=tuple(entries)), answered(cases, observations))


def some(family: Family, most: int = 250) -> tuple[Entry, ...]:
    """Return cases with a flag, from all over the key; all of them if there are not many."""
    flagged = [entry for entry in published().entries if family in entry.flags]
    return tuple(flagged[:: -(-len(flagged) // most)])


@pytest.mark.parametrize(
    ("family", "engine"),
    [
        (Family.ACCUMULATE, "wrong/tanh_overwrites.py"),
        (Family.ACCUMULATE, "wrong/add_overwrites.py"),
        (Family.TRAVERSE, "wrong/breadth_first.py"),
        (Family.TRAVERSE, "wrong/first_path_only.py"),
        (Family.RULE, "wrong/sqrt_derivative.py"),
        (Family.RULE, "wrong/tanh_without_upstream.py"),
        (Family.KINK, "wrong/maximum_tie_doubled.py"),
        (Family.FLOAT, "wrong/exp_clipped.py"),
        (Family.API, "wrong/rsub_swapped.py"),
        (Family.API, "wrong/rpow_swapped.py"),
        (Family.STATE, "wrong/stale_order.py"),
    ],
)
def test_an_engine_with_a_fault_is_wrong_where_the_flag_says(family: Family, engine: str) -> None:
    marks = ask(engine, some(family))
    assert marks.wrong
    assert all(family in wrong.entry.flags for wrong in marks.wrong)


def test_an_engine_that_goes_every_path_does_not_get_down_the_ladder() -> None:
    marks = ask("wrong/per_path_recursion.py", some(Family.SCALE))
    assert "scale.ladder" in {entry.check for entry in marks.unanswered}


@pytest.mark.parametrize(
    "engine", ["right/iterative.py", "right/tape.py", "right/free_functions.py"]
)
def test_a_right_engine_is_never_wrong(engine: str) -> None:
    marks = ask(engine, all_over())
    assert marks.wrong == ()
    assert len(marks.right) > 100


def test_a_form_that_loses_digits_is_wrong_only_where_floats_are_hard() -> None:
    """Its tanh is (exp(2x) - 1) / (exp(2x) + 1), which cancels near 0."""
    marks = ask("right/closures.py", all_over())
    assert {(w.entry.check, w.entry.flags) for w in marks.wrong} == {
        ("rules.tanh", (Family.RULE, Family.FLOAT))
    }


def all_over() -> tuple[Entry, ...]:
    entries = {entry.case.id: entry for family in Family for entry in some(family)}
    return tuple(entries.values())


# --- One case ---------------------------------------------------------------------------


def line(entry: Entry, *gradients: object) -> bytes:
    """Return an answer with the right values, and these gradients."""
    values = [component.lower.hex() for component in entry.answers[0].values]
    answer = {"id": entry.case.id, "values": values, "gradients": gradients}
    return json.dumps(answer).encode() + b"\n"


def entry(name: str) -> Entry:
    return next(each for each in small().entries if each.case.id == name)


def only(name: str) -> AnswerKey:
    return replace(small(), entries=(entry(name),))


def counts(name: str, *gradients: object) -> tuple[int, int, int, int]:
    """Return how many are right, wrong, without slope and unanswered."""
    key = only(name)
    marks = mark(key, decode_answers(line(entry(name), *gradients), key))
    each = (marks.right, marks.wrong, marks.without_slope, marks.unanswered)
    right, wrong, without_slope, unanswered = map(len, each)
    return right, wrong, without_slope, unanswered


def test_right_is_what_lies_between_the_endpoints_both_included() -> None:
    hull = entry("rules.tanh/0001").answers[0].gradients[0]
    assert hull.lower < hull.upper
    for inside in (hull.lower, hull.upper, hull.lower.hex(), hull.upper.hex()):
        assert counts("rules.tanh/0001", inside) == (1, 0, 0, 0)
    others: tuple[float | str | None, ...] = (
        math.nextafter(hull.lower, -math.inf),
        math.nextafter(hull.upper, math.inf).hex(),
        "nan", "NaN", "inf", "-Infinity", 0, None, -hull.lower,
    )  # fmt: skip
    for outside in others:
        assert counts("rules.tanh/0001", outside) == (0, 1, 0, 0)


def test_any_accepted_convention_is_right_at_a_kink_and_nothing_else() -> None:
    for slope in (0, 0.5, 1, None):
        assert counts("edge.relu/0000", slope) == (1, 0, 0, 0)
    for wrong in (-1, 2, 0.25, "inf"):
        assert counts("edge.relu/0000", wrong) == (0, 1, 0, 0)
    assert counts("edge.relu/0000", "nan") == (0, 0, 1, 0)


def test_a_convention_is_followed_throughout() -> None:
    first, second = entry("state.two_outputs/0000").answers
    together = [component.lower for component in first.gradients]
    fresh = [component.lower for component in second.gradients]
    assert counts("state.two_outputs/0000", *together) == (1, 0, 0, 0)
    assert counts("state.two_outputs/0000", *fresh) == (1, 0, 0, 0)
    assert counts("state.two_outputs/0000", together[0], fresh[1]) == (0, 1, 0, 0)


def test_a_node_that_nothing_depends_on_may_hold_anything() -> None:
    dead = entry("composition.dead/0000")
    body = json.loads(line(dead, *(g.lower for g in dead.answers[0].gradients)))
    unjudged = [i for i, text in enumerate(body["values"]) if text == "-inf"]
    assert len(unjudged) == 2
    for number in (7.25, None, "nan"):
        for slot in unjudged:
            body["values"][slot] = number
        key = only("composition.dead/0000")
        assert mark(key, decode_answers(json.dumps(body).encode(), key)).right == (dead,)


def test_what_is_not_answered_is_not_right() -> None:
    assert mark(small(), {}).unanswered == small().entries
    assert decode_answers(b"\n \n", small()) == {}


def test_a_value_counts_as_well() -> None:
    key = only("rules.tanh/0001")
    hull = entry("rules.tanh/0001").answers[0].gradients[0]
    answers = decode_answers(line(entry("rules.tanh/0001"), hull.lower), key)
    (seen,) = answers.values()
    wrong = replace(seen, values=(seen.values[0], 0.0))
    assert isinstance(wrong, Evaluated)
    assert len(mark(key, {"rules.tanh/0001": wrong}).wrong) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"[]", "line 1: Expected `object`, got `array`"),
        (b"\n{", "line 2: "),
        (b'{"id":"rules.tanh/0001"}', "missing required field `values`"),
        (b'{"id":"rules.tanh/9999","values":[],"gradients":[]}', "9999' and the key has no such"),
        (b'{"id":"rules.tanh/0001","values":[1],"gradients":[1]}', "2 nodes and 1 inputs, got 1"),
        (b'{"id":"rules.tanh/0001","values":[1,1],"gradients":[]}', "and 0 gradients"),
        (b'{"id":"rules.tanh/0001","values":[1,1],"gradients":["one"]}', "hexadecimal"),
        (b'{"id":"rules.tanh/0001","values":[1,1],"gradients":["0x1p9999"]}', "line 1: "),
        (b'{"id":"rules.tanh/0001","values":[1,1],"gradients":[true]}', "line 1: "),
        (b'{"id":"rules.tanh/0001","values":[1,1],"gradients":[1],"time":3}', "field `time`"),
        (b'{"id":"rules.sin/0000","values":[1,1],"gradients":[1]}', "rules.sin/0000 is retired"),
    ],
)  # fmt: skip
def test_what_is_no_answer_says_why(text: bytes, expected: str) -> None:
    key = replace(small(), retired=(Retired("rules.sin/0000", "a test"),))
    with pytest.raises(AnswersError) as caught:
        decode_answers(text, key)
    assert expected in str(caught.value)


def test_a_case_is_answered_once() -> None:
    twice = line(entry("rules.tanh/0001"), 1) * 2
    with pytest.raises(AnswersError, match=r"line 2: expected a case once, got .* again"):
        decode_answers(twice, small())
