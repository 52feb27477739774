"""A key that is wrong is refused: by the schema and the decoder, or by the audit."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from tests.verification.answer_keys import (
    SCHEMA,
    Change,
    change_answer,
    change_entry,
    complaints,
    of_text,
    small,
)
from verification.key.answer_key import Answer, AnswerKey, Oracle, Retired
from verification.key.decoding import KeyFormatError, decode
from verification.key.encoding import render
from verification.key.flags import Family
from verification.model import Component, Exact
from verification.program import Number


def test_the_small_key_is_right() -> None:
    assert complaints(small()) == ()


# --- Wrong in content, under a header that fits ---------------------------------------


def shift(component: Component, end: str) -> Component:
    """Return the component with one end a single float further out."""
    if end == "lower":
        return replace(component, lower=math.nextafter(component.lower, -math.inf))
    if end == "upper":
        return replace(component, upper=math.nextafter(component.upper, math.inf))
    assert isinstance(component.exact, Exact)
    return replace(component, exact=Exact(math.nextafter(component.exact.nearest, 9.0), 0.0))


def an_ulp_off(end: str) -> Change:
    def change(answer: Answer) -> Answer:
        return replace(answer, gradients=(shift(answer.gradients[0], end),))

    return lambda key: change_answer(key, "rules.tanh/0001", change)


def a_value_an_ulp_off(answer: Answer) -> Answer:
    return replace(answer, values=(*answer.values[:-1], shift(answer.values[-1], "upper")))


def value_off(key: AnswerKey) -> AnswerKey:
    return change_answer(key, "rules.tanh/0001", a_value_an_ulp_off)


def flagged(*flags: Family) -> Change:
    return lambda key: change_entry(key, "rules.tanh/0001", lambda e: replace(e, flags=flags))


def dropped(*ids: str) -> Change:
    return lambda key: replace(
        key, entries=tuple(entry for entry in key.entries if entry.case.id not in ids)
    )


def twice(key: AnswerKey) -> AnswerKey:
    return replace(key, entries=(key.entries[0], *key.entries))


def renamed(old: str, new: str) -> Change:
    return lambda key: change_entry(
        key, old, lambda entry: replace(entry, case=replace(entry.case, id=new))
    )


def asked_at(*point: Number) -> Change:
    return lambda key: change_entry(
        key, "rules.tanh/0001", lambda entry: replace(entry, case=replace(entry.case, point=point))
    )


def retiring(*ids: str) -> Change:
    return lambda key: replace(key, retired=tuple(Retired(each, "a test") for each in ids))


def reordered(key: AnswerKey) -> AnswerKey:
    return replace(key, entries=key.entries[::-1])


def profile_lost(key: AnswerKey) -> AnswerKey:
    return change_entry(key, "edge.relu/0000", lambda e: replace(e, answers=e.answers[1:]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (an_ulp_off("lower"), "rules.tanh/0001: expected "),
        (an_ulp_off("upper"), "rules.tanh/0001: expected "),
        (an_ulp_off("nearest"), "rules.tanh/0001: expected "),
        (value_off, "rules.tanh/0001: expected "),
        (flagged(Family.RULE, Family.KINK), "rules.tanh/0001: expected rule, got rule kink"),
        (flagged(Family.FLOAT), "rules.tanh/0001: expected rule, got float"),
        (twice, "an id of its own, got one that is there 2 times"),
        (renamed("rules.tanh/0002", "rules.tanh/0001"), "an id of its own"),
        (
            retiring("rules.tanh/0001"),
            "rules.tanh/0001: expected an id of its own, got one that is",
        ),
        (retiring("rules.sin/0000", "rules.sin/0000"), "rules.sin/0000: expected an id of its own"),
        (dropped("rules.tanh/0001"), "rules.tanh/0001: expected a case, or an id that is retired"),
        (dropped("rules.tanh/0002"), "drawn cases in the key or counted as left out, got 1 unacc"),
        (reordered, "expected ids in order, got it after rules.tanh/"),
        (asked_at(0.25), "rules.tanh/0001: expected "),
        (asked_at(-0.5, 1.0), "rules.tanh/0001: expected 1 inputs"),
        (asked_at(0.5), "rules.tanh/0001: expected a case of its own, got that of rules.tanh/0000"),
        (profile_lost, "edge.relu/0000: expected "),
    ],
)
def test_a_change_of_content_is_noticed(change: Change, expected: str) -> None:
    changed = change(small())
    assert changed != small()
    try:
        said = [str(each) for each in complaints(changed)]
    except KeyFormatError as error:
        said = [str(error)]
    assert any(expected in each for each in said), said


def test_a_retired_id_leaves_a_gap() -> None:
    lacking = replace(small(), omitted=((small().omitted[0][0], small().omitted[0][1] + 1),))
    without = dropped("rules.tanh/0001")(lacking)
    assert [each.where for each in complaints(without)] == ["rules.tanh/0001"]
    assert complaints(retiring("rules.tanh/0001")(without)) == ()


# --- Wrong in the text ------------------------------------------------------------------


def test_a_hex_digit_that_is_swapped_is_noticed_wherever_it_is() -> None:
    """In a point, in a program's constant, and in each of the three numbers of an interval."""
    text = render(small())
    line = next(line for line in text.splitlines() if "rules.tanh/0001" in line)
    digits = [match.start(1) for match in re.finditer(r"0x1\.[0-9a-f]{12}([0-9a-f])p", line)]
    assert len(digits) == 10
    for place in digits:
        digit = "7" if line[place] != "7" else "8"
        changed = text.replace(line, line[:place] + digit + line[place + 1 :])
        assert {"rules.tanh/0001", "sha256"} <= {each.where for each in of_text(changed)}


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('"cases": 14,', '"cases": 15,', "counts"),
        ('"confirmed_by_three": ', '"confirmed_by_three": 1', "counts"),
        ('"sha256": "', '"sha256": "0', "sha256"),
        ('"version": 1\n', '"version": 2\n', "generator"),
        ("no tolerance", "a tolerance of 1e-6", "comment"),
        ('"bug":"the formula is right', '"bug":"the formula is wrong', "notes"),
        ('"result":"exact"', '"result":"acceptable"', "rules.relu/0000"),
        ('"point":["0x1.0000000000000p-1"]', '"point":["0x0.8000000000000p+0"]', "rules.relu/0000"),
    ],
)
def test_a_change_of_text_is_noticed(old: str, new: str, where: str) -> None:
    text = render(small())
    assert old in text
    assert where in {each.where for each in of_text(text.replace(old, new, 1))}


# --- No key at all ----------------------------------------------------------------------

Json = dict[str, object]


def document() -> Json:
    loaded: Json = json.loads(render(small()))
    return loaded


def in_text(old: str, new: str) -> Callable[[], Json]:
    def change() -> Json:
        text = render(small())
        assert old in text
        loaded: Json = json.loads(text.replace(old, new, 1))
        return loaded

    return change


def in_header(**fields: object) -> Callable[[], Json]:
    return lambda: document() | fields


@pytest.mark.parametrize(
    "change",
    [
        in_header(format="refgrad-report"),
        in_header(version=2),
        in_header(remark="new"),
        in_header(sha256=7),
        in_header(seeds=["0"]),
        in_header(seeds=[0, 0]),
        in_header(seeds=[]),
        in_header(cases=[7]),
        in_text('"flags":["rule"]', '"flags":["rules"]'),
        in_text('"flags":["rule"]', '"flags":[]'),
        in_text('"flags":["rule"]', '"flags":["rule","rule"]'),
        in_text('"oracles":["arb",', '"oracles":["refgrad",'),
        in_text('"id":"rules.tanh/0001"', '"id":"rules.tanh/1"'),
        in_text('"id":"rules.tanh/0001"', '"id":7'),
        in_text('"result":"exact"', '"result":"about"'),
        in_text('"0x1.', '"0X1.'),
        in_text('"0x1.', '"1.'),
        in_text('["tanh",[0]]', '["TANH",[0]]'),
        in_text('["tanh",[0]]', '["tanh"]'),
        in_text('["tanh",[0]]', '["tanh",[0],[0],[0]]'),
        in_text('"roots":[1]', '"roots":[-1]'),
        in_text('"roots":[1]', '"roots":[]'),
        in_text('"inputs":1', '"inputs":0'),
        in_text('"retired": []', '"retired": [{"id":"rules.tanh/0001"}]'),
        in_text('"profile":"', '"convention":"'),
        in_text('"point":["0x1.0000000000000p-1"]', '"point":["inf"]'),
        in_text('"point":["0x1.0000000000000p-1"]', '"point":[0.5]'),
    ],
)
def test_what_the_schema_refuses_the_decoder_refuses(change: Callable[[], Json]) -> None:
    changed = change()
    assert changed != document()
    schema = json.loads(SCHEMA.read_text(encoding="ascii"))
    assert not Draft202012Validator(schema).is_valid(changed)
    with pytest.raises(KeyFormatError):
        decode(json.dumps(changed).encode())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '["tanh",[0]]',
            '["tahn",[0]]',
            "rules.tanh/0000: step 1: expected an op of the catalogue",
        ),
        ('["tanh",[0]]', '["tanh",[1]]', "rules.tanh/0000: step 1: expected at least one node"),
        ('"roots":[1]', '"roots":[7]', "expected roots below"),
        (
            '"gradients":[[',
            '"gradients":[["0x0.0p+0","0x0.0p+0","0x0.0p+0"],[',
            "as many gradients",
        ),
        ('"values":[', '"values":[null,', "values, got others"),
        ('"inputs":1', '"inputs":2', "expected"),
    ],
)
def test_what_no_schema_can_say_is_refused(old: str, new: str, expected: str) -> None:
    text = render(small())
    assert old in text
    with pytest.raises(KeyFormatError, match=re.escape(expected)):
        decode(text.replace(old, new, 1).encode())


def test_an_interval_that_would_accept_anything_is_refused() -> None:
    wide = change_answer(
        small(),
        "rules.tanh/0001",
        lambda a: replace(a, gradients=(replace(a.gradients[0], upper=9.0),)),
    )
    with pytest.raises(KeyFormatError, match="close enough to tell right from wrong"):
        complaints(wide)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"null"])
def test_what_is_no_json_of_a_key_is_refused(text: bytes) -> None:
    with pytest.raises(KeyFormatError):
        decode(text)


def test_an_oracle_that_is_left_out_changes_the_count() -> None:
    changed = change_entry(
        small(), "rules.tanh/0001", lambda entry: replace(entry, oracles=(Oracle.ARB,))
    )
    text = render(small())
    assert render(changed) != text
