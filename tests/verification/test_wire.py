"""Whatever a child sends, the wire gives a noun of ours or a ProtocolError."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.model import Absent, Evaluated, Phase, Raised, Unread
from verification.program import Slot
from verification.wire import (
    Found,
    Nothing,
    ProtocolError,
    Unloadable,
    clean,
    decode_answer,
    decode_observation,
)

NONCE = "0123"
RAISED: dict[str, object] = {
    "is": "raised",
    "nonce": NONCE,
    "kind": "ValueError",
    "message": "no",
    "line": 3,
    "on_number": False,
    "phase": "forward",
    "slot": 1,
}
EVALUATED: dict[str, object] = {
    "is": "evaluated",
    "nonce": NONCE,
    "values": ["0x1p+1", "nan"],
    "gradients": ["None", "-inf"],
}
FORGED = st.dictionaries(
    st.sampled_from(["is", "nonce", "values", "gradients", "adapter", "slot", "line", "classes"]),
    st.one_of(
        st.sampled_from(["evaluated", "raised", "absent", "found", "loaded", NONCE]),
        st.integers(),
        st.lists(st.text(max_size=5), max_size=3),
        st.text(max_size=5),
    ),
)


def wired(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_numbers_and_the_lack_of_them_arrive() -> None:
    body = wired(**{**EVALUATED, "values": ["not a number", "nan"]})
    seen = decode_observation(body, NONCE, 2)
    assert isinstance(seen, Evaluated)
    assert seen.values[0] is Unread.NOT_A_NUMBER
    assert isinstance(seen.values[1], float)
    assert math.isnan(seen.values[1])
    assert seen.gradients == (Unread.NONE, -math.inf)


def test_what_was_raised_arrives() -> None:
    expected = Raised("ValueError", "no", Phase.FORWARD, Slot(1), on_number=False, line=3)
    assert decode_observation(wired(**RAISED), NONCE, 2) == expected
    absent = wired(**{"is": "absent", "nonce": NONCE, "op": "pow", "kind": "nv"})
    assert decode_observation(absent, NONCE, 2) == Absent("pow", "nv")


@pytest.mark.parametrize(
    "fields",
    [
        {**EVALUATED, "nonce": "4567"},
        {**EVALUATED, "values": ["0x1p+1"]},
        {**EVALUATED, "values": ["0x1p+1", "0x1p+1", "0x1p+1"]},
        {**EVALUATED, "values": ["two", "0x1p+1"]},
        {**EVALUATED, "values": ["0x1p+99999", "0x1p+1"]},
        {**EVALUATED, "values": [2.0, 3.0]},
        {**EVALUATED, "values": ["1" * 101, "0x1p+1"]},
        {**EVALUATED, "verdict": "correct"},
        {**EVALUATED, "is": "agrees"},
        {**RAISED, "slot": 2},
        {**RAISED, "slot": -1},
        {**RAISED, "line": 10**400},
        {**RAISED, "message": "x" * 301},
        {**RAISED, "phase": "grading"},
        {"is": "absent", "nonce": NONCE, "op": "launch", "kind": "v"},
        {"is": "absent", "nonce": NONCE, "op": "pow", "kind": "nn"},
        {"is": "loaded", "nonce": NONCE},
    ],
)
def test_an_observation_that_is_none_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ProtocolError, match="expected"):
        decode_observation(wired(**fields), NONCE, 2)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"\xff\xfe",
        b'{"is":"found"',
        b"[" * 100_000,
        b'{"is":"found","nonce":"0123","adapter":' + b"[" * 100_000,
        b'{"is":"found","nonce":"0123","adapter":' + b"[" * 9_000 + b"]" * 9_000 + b"}",
        b'{"is":"found","nonce":"0123","adapter":{"class":"' + b"V" * 200 + b'"}}',
        b'{"is":"trying","nonce":"0123","what":"\\ud800"}',
        b'{"is":"nothing","nonce":"0123","classes":[["a"]]}',
        b'{"is":"loaded","nonce":' + b"9" * 90_000 + b"}",
    ],
)
def test_garbage_is_refused(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="expected"):
        decode_answer(body, NONCE)
    with pytest.raises(ProtocolError, match="expected"):
        decode_observation(body, NONCE, 2)


@given(st.one_of(st.binary(), FORGED.map(lambda fields: json.dumps(fields).encode())))
def test_nothing_else_is_ever_raised(body: bytes) -> None:
    said = ""
    try:
        decode_answer(body, NONCE)
        decode_observation(body, NONCE, 1)
    except ProtocolError as error:
        said = str(error)
    assert clean(said) == said


def test_what_discovery_found_arrives() -> None:
    nothing = decode_answer(
        wired(**{"is": "nothing", "nonce": NONCE, "classes": [["A", "b"]]}), NONCE
    )
    assert isinstance(nothing, Nothing)
    assert nothing.classes == [("A", "b")]
    adapter: dict[str, object] = {
        "class": "Value",
        "value": {"attribute": "data"},
        "gradient": {"attribute": "grad"},
        "backward": {"method": "backward"},
        "usages": [],
        "refused": [],
        "constructor": ["x"],
        "seed": "nothing",
        "setup": [],
        "zero_grad": None,
        "seeded": None,
    }
    found = decode_answer(wired(**{"is": "found", "nonce": NONCE, "adapter": adapter}), NONCE)
    assert isinstance(found, Found)
    assert found.adapter.class_name == "Value"


def test_what_discovery_says_is_refused_is_as_strict_as_what_is_used() -> None:
    usage: list[object] = ["tanh", "v", {"method": "tanh"}]
    adapter: dict[str, object] = {
        "class": "Value",
        "value": {"attribute": "data"},
        "gradient": {"attribute": "grad"},
        "backward": {"method": "backward"},
        "usages": [],
        "refused": [usage],
        "constructor": ["x"],
        "seed": "nothing",
        "setup": [],
        "zero_grad": None,
        "seeded": None,
    }
    found = decode_answer(wired(**{"is": "found", "nonce": NONCE, "adapter": adapter}), NONCE)
    assert isinstance(found, Found)
    assert [use.op for use in found.adapter.refused] == ["tanh"]
    assert found.adapter.spelling("tanh", "v") is None
    for refused in (None, usage, [usage] * 2, [["tanh", "v", {"method": "x" * 101}]]):
        forged = {**adapter, "refused": refused}
        with pytest.raises(ProtocolError, match="expected"):
            decode_answer(wired(**{"is": "found", "nonce": NONCE, "adapter": forged}), NONCE)
    for key in ("usages", "refused"):
        less = {name: part for name, part in adapter.items() if name != key}
        with pytest.raises(ProtocolError, match=f"expected an object with '{key}'"):
            decode_answer(wired(**{"is": "found", "nonce": NONCE, "adapter": less}), NONCE)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("plain", "plain"),
        ("\x1b[2J\x1b]0;title\x07gone", "gone"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\r\nb\tc", "a b c"),
        ("\u202etxt.exe\u2066\u200b\ufeff", "txt.exe"),
        ("nul\x00 bell\x07 \x9b31m", "nul bell 31m"),
        ("π ≈ 3", "π ≈ 3"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_text_of_a_strangers_is_safe_to_print(text: str, printed: str) -> None:
    assert clean(text) == printed


def test_messages_of_what_was_raised_are_clean() -> None:
    body = wired(**{**RAISED, "message": "\x1b[31m::error::\nno", "kind": "Bad\u202eError"})
    seen = decode_observation(body, NONCE, 2)
    assert isinstance(seen, Raised)
    assert (seen.kind, seen.message) == ("BadError", "::error:: no")


def test_a_file_that_does_not_load_says_why() -> None:
    fields = {"kind": "NameError", "message": "no", "line": None, "name": "np", "file": ""}
    answer = decode_answer(wired(**{"is": "unloadable", "nonce": NONCE, **fields}), NONCE)
    assert isinstance(answer, Unloadable)
    assert answer.name == "np"
