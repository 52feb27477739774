"""Frames are taken apart as they were put together, and nothing else passes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.adapter import Adapter, Attribute, Getter, Usage
from verification.adapter_json import decode_adapter, encode_adapter
from verification.catalogue import CATALOGUE, Function, Method, Operator
from verification.frames import (
    FrameError,
    decode_point,
    decode_program,
    encode_point,
    encode_program,
    pack,
    split,
    unpack,
)
from verification.program import Const, Program, Ref, Slot, Step

LIMIT = 2**20
NUMBERS = st.one_of(st.floats(), st.integers(-(2**1000), 2**1000))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    inputs = draw(st.integers(1, 3))
    steps: list[Step] = []
    for slot in range(inputs, inputs + draw(st.integers(0, 6))):
        spec = CATALOGUE[draw(st.sampled_from(sorted(CATALOGUE)))]
        nodes = st.integers(0, slot - 1).map(lambda place: Ref(Slot(place)))
        operands = [draw(nodes), draw(st.one_of(nodes, NUMBERS.map(Const)))]
        steps.append(Step(spec.name, tuple(operands[: spec.arity])))
    roots = draw(st.lists(st.integers(0, inputs + len(steps) - 1), max_size=3))
    return Program(inputs, tuple(steps), tuple(map(Slot, roots)))


def same(left: float, right: float) -> bool:
    return type(left) is type(right) and (repr(left) == repr(right))


@given(programs())
def test_a_program_arrives_as_it_left(program: Program) -> None:
    body = split(bytearray(pack(encode_program(program))), LIMIT)
    assert body is not None
    # By repr, since nan is no equal of itself and -0.0 is one of 0.0.
    assert repr(decode_program(unpack(body))) == repr(program)


@given(st.lists(NUMBERS))
def test_a_point_arrives_bit_for_bit(point: list[float]) -> None:
    arrived = decode_point(unpack(pack(encode_point(point))[4:]))
    assert len(arrived) == len(point)
    assert all(same(left, right) for left, right in zip(arrived, point, strict=True))


@given(st.lists(st.binary(max_size=40)), st.integers(1, 9))
def test_frames_arrive_however_the_pipe_cuts_them(texts: list[bytes], piece: int) -> None:
    stream = b"".join(pack(text.hex()) for text in texts)
    inbox, arrived = bytearray(), list[object]()
    for start in range(0, len(stream), piece):
        inbox += stream[start : start + piece]
        while (body := split(inbox, LIMIT)) is not None:
            arrived.append(unpack(body))
    assert arrived == [text.hex() for text in texts]
    assert not inbox


def test_a_frame_that_claims_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(FrameError, match="at most 10 bytes, got one of 4,294,967,295"):
        split(bytearray(b"\xff\xff\xff\xff"), 10)


ADAPTER = Adapter(
    "Value",
    Attribute("data"),
    Getter("grad"),
    Function("backward"),
    (
        Usage("add", "vn", Operator("+")),
        Usage("log", "v", Method("ln")),
        Usage("tanh", "v", Function("tanh")),
    ),
    (Usage("add", "vv", Operator("+")), Usage("exp", "v", Method("exp"))),
)


def test_an_adapter_arrives_as_it_left() -> None:
    assert decode_adapter(unpack(pack(encode_adapter(ADAPTER))[4:])) == ADAPTER


NO_FIELDS: list[tuple[str, object]] = [
    ("class", "Value()"),
    ("class", ""),
    ("class", "V" * 101),
    ("class", None),
    ("value", {"attribute": "data; import os"}),
    ("value", {"attribute": "data", "getter": "data"}),
    ("value", {"method": "data"}),
    ("backward", {"operator": "+"}),
    ("backward", "backward"),
    ("usages", {}),
    ("usages", [["add", "vv"]]),
    ("usages", [["launch", "v", {"method": "launch"}]]),
    ("usages", [["add", "v", {"operator": "+"}]]),
    ("usages", [["add", "nn", {"operator": "+"}]]),
    ("usages", [["add", "vx", {"operator": "+"}]]),
    ("usages", [["add", "vv", {"operator": "-"}]]),
    ("usages", [["add", "vv", {"operator": 5}]]),
    ("usages", [["add", "vv", {}]]),
    ("usages", [["exp", "v", {"function": "exp"}]]),
    ("refused", None),
    ("refused", [["add", "vv"]]),
    ("refused", [["launch", "v", {"method": "launch"}]]),
    ("refused", [["add", "vn", {"method": "plus"}]]),
    ("refused", [["abs", "v", {"method": "abs"}]] * 2),
]


@pytest.mark.parametrize(("key", "value"), NO_FIELDS)
def test_an_adapter_that_is_none_is_refused(key: str, value: object) -> None:
    fields = encode_adapter(ADAPTER)
    assert isinstance(fields, dict)
    with pytest.raises(FrameError, match="expected"):
        decode_adapter({**fields, key: value})


@given(JSON)
def test_no_json_at_all_gets_past_the_decoders(data: object) -> None:
    with pytest.raises(FrameError):
        decode_adapter(data)
    with pytest.raises(ValueError, match="expected"):
        decode_program(data)


@pytest.mark.parametrize("number", ["0x1p+99999", "one", True, None, 1.5, [1]])
def test_a_number_that_is_none_is_refused(number: object) -> None:
    with pytest.raises(FrameError, match="expected an int"):
        decode_point([number])


def test_an_int_beyond_every_double_does_not_leave() -> None:
    with pytest.raises(FrameError, match=r"below 2\*\*1024"):
        encode_point([10**400])
    assert encode_point([math.inf, -0.0, 2**1023]) == ["inf", "-0x0.0p+0", 2**1023]
