"""Frames, and the JSON inside them: how questions cross to another process.

A frame is four bytes of length, the most significant first, then that much JSON.
An int crosses as itself, a float as its ``float.hex()``, a node as a list of its slot.
This file travels to the child that runs a submission: standard library only.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias, TypeGuard

from verification.program import Const, Number, Operand, Program, Ref, Slot, Step

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | None
"""What JSON can hold, floats apart."""

_HEADER: Final = 4
_LARGEST: Final = 2**1024

# Bound here, before a submission could replace the functions that look them up.
_dump: Final = json.JSONEncoder(separators=(",", ":")).encode
_load: Final[Callable[[str], object]] = json.JSONDecoder().decode


class FrameError(ValueError):
    """Bytes or JSON that are not what the protocol says; the message quotes them."""


# --- Frames ------------------------------------------------------------------


def pack(message: Json) -> bytes:
    r"""Return the frame that carries ``message``.

    >>> pack({"do": "adopt"})
    b'\x00\x00\x00\x0e{"do":"adopt"}'
    """
    body = _dump(message).encode()
    return len(body).to_bytes(_HEADER, "big") + body


def split(inbox: bytearray, limit: int) -> bytes | None:
    r"""Take the first frame off ``inbox`` and return its JSON, or None if it is not whole yet.

    >>> inbox = bytearray(pack([1]) + b"\x00")
    >>> split(inbox, 100), split(inbox, 100), inbox
    (b'[1]', None, bytearray(b'\x00'))

    Raises:
        FrameError: the frame claims more than ``limit`` bytes.
    """
    if len(inbox) < _HEADER:
        return None
    size = int.from_bytes(inbox[:_HEADER], "big")
    if size > limit:
        raise FrameError(f"expected a frame of at most {limit:,} bytes, got one of {size:,}")
    if len(inbox) < _HEADER + size:
        return None
    body = bytes(inbox[_HEADER : _HEADER + size])
    del inbox[: _HEADER + size]
    return body


def unpack(body: bytes) -> object:
    """Return what the JSON of a trusted frame says."""
    return _load(body.decode())


# --- Programs and points -----------------------------------------------------


def encode_program(program: Program) -> Json:
    """Return the program as JSON.

    >>> encode_program(Program(1, (Step("mul", (Ref(Slot(0)), Const(0.5))),)))
    {'inputs': 1, 'steps': [['mul', [0], '0x1.0000000000000p-1']], 'roots': [1]}
    """
    return {
        "inputs": program.inputs,
        "steps": [[step.op, *map(_encode_operand, step.operands)] for step in program.steps],
        "roots": list(program.roots),
    }


def decode_program(data: object) -> Program:
    """Return the program that ``encode_program`` gave ``data`` for.

    Raises:
        ValueError: there is none.
    """
    steps = tuple(_decode_step(step) for step in items(field(data, "steps")))
    roots = tuple(Slot(whole(root)) for root in items(field(data, "roots")))
    return Program(whole(field(data, "inputs")), steps, roots)


def encode_point(point: Sequence[Number]) -> Json:
    """Return the inputs of a program as JSON."""
    return [_encode_number(number) for number in point]


def decode_point(data: object) -> tuple[Number, ...]:
    """Return the inputs that ``encode_point`` gave ``data`` for.

    >>> decode_point([2, "-0x0.0p+0", "inf"])
    (2, -0.0, inf)

    Raises:
        FrameError: there are none.
    """
    return tuple(_decode_number(number) for number in items(data))


def _decode_step(data: object) -> Step:
    op, *operands = items(data) or [None]
    return Step(text(op), tuple(map(_decode_operand, operands)))


def _encode_operand(operand: Operand) -> Json:
    if isinstance(operand, Ref):
        return [operand.slot]
    return _encode_number(operand.number)


def _decode_operand(data: object) -> Operand:
    if _is_list(data):
        if len(data) != 1:
            raise FrameError(f"expected the slot of one node, got {data!r}")
        return Ref(Slot(whole(data[0])))
    return Const(_decode_number(data))


def _encode_number(number: Number) -> int | str:
    if isinstance(number, float):
        return number.hex()
    if abs(number) >= _LARGEST:
        raise FrameError("expected an int below 2**1024 in magnitude, got a larger one")
    return number


def _decode_number(data: object) -> Number:
    if not isinstance(data, str):
        return whole(data)
    try:
        return float.fromhex(data)
    except (ValueError, OverflowError):
        raise FrameError(f"expected an int or a float in hexadecimal, got {data!r}") from None


# --- Plain JSON, narrowed ----------------------------------------------------


def items(data: object) -> list[object]:
    """Return ``data`` as the list that it is, or raise FrameError."""
    if not _is_list(data):
        raise FrameError(f"expected a list, got {data!r}")
    return data


def field(data: object, key: str) -> object:
    """Return one field of the object that ``data`` is, or raise FrameError."""
    if not is_dict(data) or key not in data:
        raise FrameError(f"expected an object with {key!r}, got {data!r}")
    return data[key]


def pairs(data: object) -> list[tuple[str, object]]:
    """Return the fields of the object that ``data`` is, or raise FrameError."""
    if not is_dict(data):
        raise FrameError(f"expected an object, got {data!r}")
    return list(data.items())


def text(data: object) -> str:
    """Return ``data`` as the string that it is, or raise FrameError."""
    if not isinstance(data, str):
        raise FrameError(f"expected text, got {data!r}")
    return data


def whole(data: object) -> int:
    """Return ``data`` as the int that it is, or raise FrameError."""
    if not isinstance(data, int) or isinstance(data, bool):
        raise FrameError(f"expected an int, got {data!r}")
    return data


def _is_list(data: object) -> TypeGuard[list[object]]:
    return isinstance(data, list)


def is_dict(data: object) -> TypeGuard[dict[str, object]]:
    """Whether ``data`` is an object of JSON."""
    return isinstance(data, dict)
