"""The survey of worst points as a file: nothing is lost in it, and it says what was not reached."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.model import Absent
from verification.render.accuracy import Accuracy, Other, Row, Worst
from verification.render.document import Table
from verification.render.survey import decode, document, encode

WORST = Worst(1.5, ("0x1p+0",))
OTHER = Other(Worst(math.inf, ()), WORST, 3)
ROW = Row("tanh", "dx", 12345, WORST, Worst(0.0, ()), (), OTHER, True)
ACCURACY = Accuracy(
    0, 2, "PyTorch 2", ("glibc 2.36",), (ROW, replace(ROW, other=Absent("cbrt", "v")))
)

POINTS = st.lists(st.text(max_size=5), max_size=2).map(tuple)
WORSTS = st.builds(Worst, st.floats(0.0, allow_nan=False), POINTS)
OTHERS = st.builds(Other, WORSTS, WORSTS, st.integers(0, 9))
ROWS = st.builds(
    Row,
    st.text(max_size=5),
    st.text(max_size=5),
    st.integers(0, 10**9),
    WORSTS,
    WORSTS,
    st.lists(POINTS, max_size=2).map(tuple),
    st.one_of(OTHERS, st.builds(Absent, st.text(max_size=5), st.sampled_from(["v", "vv"]))),
    st.booleans(),
)
LIBRARIES = st.lists(st.text(max_size=5), max_size=2).map(tuple)
SEVERAL = st.lists(ROWS, max_size=3).map(tuple)


@given(st.builds(Accuracy, st.integers(0, 9), st.integers(0, 9), st.text(), LIBRARIES, SEVERAL))
def test_nothing_is_lost(accuracy: Accuracy) -> None:
    text = encode(accuracy)
    assert decode(text) == accuracy
    assert encode(decode(text)) == text
    json.loads(text, parse_constant=pytest.fail)  # no NaN, no Infinity


def test_what_is_found_is_not_deterministic() -> None:
    found = replace(ROW, points=1, normal=Worst(3.0, ()), not_finite=(("0x1p+0",),))
    one, two = (
        json.loads(encode(each)) for each in (ACCURACY, replace(ACCURACY, rows=(found, found)))
    )
    assert one["deterministic"] == two["deterministic"]
    assert one["measured"] != two["measured"]


def test_the_parts_are_about_the_same_rows() -> None:
    file = json.loads(encode(ACCURACY))
    file["measured"]["rows"][0]["part"] = "dy"
    with pytest.raises(ValueError, match="expected a row on tanh dx, got "):
        decode(json.dumps(file))


def test_the_first_sentence_says_what_was_not_reached() -> None:
    found = "1.500 ulp is refgrad's worst error that was found among 24,690 numbers"
    assert document(ACCURACY).lead == f"{found}."
    far = replace(ROW, normal=Worst(4.5, ()), not_finite=(("0x1p+0",),))
    assert document(replace(ACCURACY, rows=(far, ROW))).lead == (
        f"{found.replace('1.500', '4.500')}, and 1 of 2 rows are beyond the 4 ulp promised, "
        "and 1 have answers that are not finite where the exact number is."
    )


def test_the_table_names_the_other_and_shows_where_it_is_absent() -> None:
    table = document(ACCURACY).sections[0].blocks[0]
    assert isinstance(table, Table)
    assert table.headings[4] == "PyTorch ulp"
    assert table.rows == (
        ("tanh", "dx *", "12,345", "1.500", "inf", "0.000", "0", "3", "`0x1p+0`"),
        ("tanh", "dx *", "12,345", "1.500", "-", "0.000", "0", "-", "`0x1p+0`"),
    )
