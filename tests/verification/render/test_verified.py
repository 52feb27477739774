"""The evidence of `refgrad verify` as a file: nothing is lost in it, and it says who is wrong."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.render.document import Table
from verification.render.evidence import Canaries, Evidence, Row
from verification.render.verified import decode, document, encode

ROW = Row("tanh", 256, 1.5, 9e15, 256, 256, 512, 511, 1, 255, 3)
EVIDENCE = Evidence(
    7, 256, ("glibc 2.36",), (ROW, replace(ROW, name="cbrt")), (), (), Canaries(9, 3)
)

COUNTS = st.integers(0, 10**6)
ULPS = st.one_of(st.floats(0.0, allow_nan=False), st.just(math.inf))
ROWS = st.builds(
    Row,
    st.text(),
    COUNTS,
    ULPS,
    st.none() | ULPS,
    COUNTS,
    COUNTS,
    COUNTS,
    COUNTS,
    COUNTS,
    COUNTS,
    COUNTS,
)
TEXTS = st.lists(st.text(), max_size=2).map(tuple)
SEVERAL = st.lists(ROWS, max_size=3).map(tuple)


@given(
    st.builds(
        Evidence, COUNTS, COUNTS, TEXTS, SEVERAL, TEXTS, TEXTS, st.builds(Canaries, COUNTS, COUNTS)
    )
)
def test_nothing_is_lost(evidence: Evidence) -> None:
    text = encode(evidence)
    assert decode(text) == evidence
    assert encode(decode(text)) == text
    json.loads(text, parse_constant=pytest.fail)  # no NaN, no Infinity


def test_nan_is_kept() -> None:
    row = replace(ROW, refgrad_ulp=math.nan)
    text = encode(replace(EVIDENCE, rows=(row,)))
    assert math.isnan(decode(text).rows[0].refgrad_ulp)


def test_what_a_c_library_decides_is_not_deterministic() -> None:
    other = replace(ROW, refgrad_ulp=2.5, torch_ulp=None, tight=1, torch_outside=9)
    moved = replace(EVIDENCE, libraries=("musl 1",), rows=(other, EVIDENCE.rows[1]))
    one, two = (json.loads(encode(each)) for each in (EVIDENCE, moved))
    assert one["deterministic"] == two["deterministic"]
    assert one["measured"] != two["measured"]
    for row in (
        replace(ROW, cases=0),
        replace(ROW, differences=0),
        replace(ROW, held=0),
        replace(ROW, enclosures=0),
        replace(ROW, overlapping=0),
        replace(ROW, unresolved=0),
    ):
        three = json.loads(encode(replace(EVIDENCE, rows=(row, EVIDENCE.rows[1]))))
        assert three["deterministic"] != one["deterministic"]


def test_the_parts_are_about_the_same_rows() -> None:
    file = json.loads(encode(EVIDENCE))
    file["measured"]["rows"].reverse()
    with pytest.raises(ValueError, match="expected a row on 'tanh', got 'cbrt'"):
        decode(json.dumps(file))
    del file["measured"]["rows"][0]
    with pytest.raises(ValueError, match="shorter"):
        decode(json.dumps(file))


def test_the_first_sentence_says_who_is_wrong() -> None:
    assert document(EVIDENCE).lead == (
        "refgrad agrees with mpmath's differences, Arb's enclosures and the hull on 512 cases."
    )
    wrong = replace(EVIDENCE, disagreements=("refgrad on a",), oracle_disagreements=("Arb on b",))
    assert document(wrong).lead == "refgrad is wrong on some of 512 cases."
    doubtful = replace(wrong, disagreements=())
    assert document(doubtful).lead.startswith("The oracles disagree on some of 512 cases")
    section = document(wrong).sections[0]
    assert section.heading == "What disagrees"
    assert section.blocks == (
        Table(("who", "where"), (("an oracle", "Arb on b"), ("refgrad", "refgrad on a"))),
    )
    assert [section.heading for section in document(EVIDENCE).sections] == [
        "Each op",
        "How it was done",
    ]
