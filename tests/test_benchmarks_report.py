"""The report of the comparison: it can be read back, and says what was found."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from verification.faults import FAULTS
from verification.faults.fault import Word
from verification.render import markdown
from verification.render.detected import document
from verification.render.detection import (
    Alarms,
    Detection,
    Deviation,
    Sound,
    Split,
    Tally,
    Tried,
    decode,
    encode,
    split,
)

REPORTS = Path(__file__).parents[1] / "reports"
RUNS = 4
NEVER = (Tally(0, (0, 0)), Tally(0, (0, 0)))
TRIED = (
    Tried("rule.sub.sign", "- has a sign", "", True, (Tally(4, (4, 2)), Tally(3, (1, 0)))),
    Tried("rule.tanh.half", "tanh' is half", "", True, (Tally(4, (4, 0)), Tally(1, (1, 0)))),
    Tried("kink.abs.two", "abs'(0) is 2", "", True, NEVER),
    Tried("float.exp.far", "exp is far off", "", True, (Tally(2, (0, 0)), Tally(0, (0, 0)))),
    Tried("api.ints", "ints are cut off", "an input is an int", True, NEVER),
)
FOUND = Detection(
    seed=3,
    runs=RUNS,
    points=5,
    inputs=10,
    ops=("abs", "exp"),
    peers=("one", "other"),
    tried=TRIED,
    sound=Sound(2, 8, ((0, 1), (2, 3))),
    alarms=(Alarms("one", "its library", (1, 2)), Alarms("other", "its library", (0, 5))),
    own=(Alarms("the judge", "refgrad", (0, 0)),),
    deviations=(Deviation("", 1), Deviation("torch-abs", 2)),
    seconds=60.0,
    libraries=("Python 3",),
)


def test_a_comparison_can_be_read_back() -> None:
    text = encode(FOUND)
    assert decode(text) == FOUND
    assert encode(decode(text)) == text


def test_tallies_of_another_fault_are_not_taken() -> None:
    file = json.loads(encode(FOUND))
    file["measured"]["faults"].reverse()
    with pytest.raises(ValueError, match=r"expected tallies of 'rule.sub.sign', got those of 'api"):
        decode(json.dumps(file))


@pytest.mark.parametrize(
    ("peer", "protocols", "expected"),
    [
        (0, (0,), Split(always=2, sometimes=0, never=2, blind=1, lucky=0)),
        (1, (0,), Split(always=0, sometimes=1, never=3, blind=2, lucky=0)),
        (0, (1,), Split(always=0, sometimes=2, never=2, blind=0, lucky=0)),
        (1, (1,), Split(always=0, sometimes=0, never=4, blind=2, lucky=0)),
        (0, (0, 1), Split(always=2, sometimes=0, never=2, blind=1, lucky=0)),
        (1, (0, 1), Split(always=0, sometimes=1, never=3, blind=2, lucky=0)),
    ],
)
def test_faults_are_counted_by_how_often_a_peer_objected(
    peer: int, protocols: tuple[int, ...], expected: Split
) -> None:
    assert split(FOUND, FOUND.asked, peer, protocols) == expected


def test_an_objection_to_what_does_not_show_is_luck() -> None:
    kink = replace(TRIED[2], tallies=(Tally(0, (1, 0)), Tally(0, (0, 0))))
    assert split(FOUND, [kink], 0, (0,)) == Split(0, 1, 0, blind=0, lucky=1)


def test_what_cannot_be_asked_is_counted_apart() -> None:
    assert [tried.id for tried in FOUND.tried if tried not in FOUND.asked] == ["api.ints"]
    shown = markdown.render(document(FOUND))
    assert "| one | each op alone | 2 | 0 | 2 | 1 | 0 | 1 |" in shown
    assert "| other | the better of both | 0 | 1 | 3 | 2 | 0 | 1 |" in shown
    assert "| refgrad's default suite | its own cases | 5 | 0 | 0 | 0 | 0 | 0 |" in shown
    assert "| api.ints | ints are cut off | an input is an int | yes |" in shown


def test_the_document_begins_with_the_outcome() -> None:
    assert document(FOUND).lead == (
        "refgrad's default suite catches 5 of 5 faults; a peer at most 2 in every run, and each "
        "misses 2 or more in all; of right answers at numbers from 1e-12 to 1e12 the judge "
        "objects to 0, the peers to 15 % to 25 %."
    )


def test_what_every_peer_misses_is_listed_with_whether_it_showed() -> None:
    shown = markdown.render(document(FOUND))
    assert "No run of any peer objected to 2 faults; 1 of them" in shown
    assert "| kink.abs.two | abs'(0) is 2 | 0 | 0 |" in shown
    assert "| float.exp.far | exp is far off | 2 | 0 |" in shown


def test_a_comparison_is_good_unless_the_suite_misses_or_the_judge_objects() -> None:
    assert FOUND.is_good
    missed = replace(FOUND, tried=(replace(TRIED[0], is_caught=False), *TRIED[1:]))
    assert not missed.is_good
    assert "## Missed by the suite" in markdown.render(document(missed))
    assert document(missed).lead.startswith("refgrad's default suite catches 4 of 5 faults")
    assert not replace(FOUND, own=(Alarms("the judge", "refgrad", (0, 1)),)).is_good


def test_what_is_committed_is_about_the_faults_that_the_catalogue_has() -> None:
    found = decode((REPORTS / "detection.json").read_text(encoding="utf-8"))
    wrong = [f for f in FAULTS.values() if f.word in {Word.DIFFERS, Word.FAILED}]
    asked = [(tried.id, tried.title) for tried in found.tried]
    assert len(set(asked)) == len(asked)
    assert set(asked) == {(f.id, f.title) for f in wrong}, "write it anew: tox -e frameworks"
    assert found.is_good
