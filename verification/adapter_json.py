"""Adapters as JSON: as they cross to another process, and as somebody wrote one down.

This file travels to the child that runs a submission: standard library only.
"""

from enum import Enum
from typing import Final, TypeVar

from verification.adapter import (
    Access,
    Adapter,
    Attribute,
    Constructor,
    Entry,
    Getter,
    Gradient,
    Seed,
    Usage,
    Wanted,
    Wrap,
)
from verification.catalogue import CATALOGUE, Function, Functor, Method, Operator, Spelling
from verification.frames import FrameError, Json, field, is_dict, items, text

_LONGEST_NAME: Final = 100
_LONGEST_PATH: Final = 200


def encode_adapter(adapter: Adapter) -> Json:
    """Return the adapter as JSON, as in a report.

    >>> grad, backward = Attribute("grad"), Method("backward")
    >>> encode_adapter(Adapter("Value", Getter("item"), grad, backward, (), ()))["value"]
    {'getter': 'item'}
    """
    return {
        "class": adapter.class_name,
        "value": _encode_part(adapter.value),
        "gradient": _encode_gradient(adapter.gradient),
        "backward": _encode_part(adapter.backward),
        "usages": [_encode_usage(usage) for usage in adapter.usages],
        "refused": [_encode_usage(usage) for usage in adapter.refused],
        "constructor": _encode_constructor(adapter.constructor),
        "seed": adapter.seed.value,
        "setup": list(adapter.setup),
        "zero_grad": adapter.zero_grad or None,
        "seeded": adapter.seeded or None,
    }


def decode_adapter(data: object) -> Adapter:
    """Return the adapter that ``data`` stands for; it may come from anywhere.

    Raises:
        FrameError: a field is missing, a name is no identifier, an op or an operator
            is not in the catalogue, the operands' kind does not fit the op, or one op
            with operands of one kind is there twice.
    """
    usages, refused = (
        tuple(map(_decode_usage, items(field(data, key)))) for key in ("usages", "refused")
    )
    wordings = [(usage.op, usage.kind) for usage in usages + refused]
    if len(set(wordings)) < len(wordings):
        raise FrameError(f"expected each op and kind once, got {wordings!r}")
    return Adapter(
        _name(field(data, "class")),
        _decode_access(field(data, "value")),
        _decode_gradient(field(data, "gradient")),
        _decode_backward(field(data, "backward")),
        usages,
        refused,
        _decode_constructor(field(data, "constructor")),
        _member(Seed, field(data, "seed")),
        tuple(map(_name, items(field(data, "setup")))),
        "" if (clearing := field(data, "zero_grad")) is None else _name(clearing),
        _path_or_none(field(data, "seeded")),
    )


def encode_wanted(wanted: Wanted) -> Json:
    """Return as JSON what somebody says of an engine."""
    parts = {"value": wanted.value, "backward": wanted.backward}
    made = wanted.constructor
    return {
        "class": wanted.class_name,
        "constructor": None if made is None else _encode_constructor(made),
        "gradient": None if wanted.gradient is None else _encode_gradient(wanted.gradient),
        **{key: None if part is None else _encode_part(part) for key, part in parts.items()},
        "seed": None if wanted.seed is None else wanted.seed.value,
        "setup": list(wanted.setup),
        "ops": [
            [op, kind, None if spelling is None else _encode_part(spelling)]
            for op, kind, spelling in wanted.ops
        ],
        "seeded": wanted.seeded or None,
    }


def decode_wanted(data: object) -> Wanted:
    """Return what ``encode_wanted`` gave ``data`` for.

    >>> wanted = Wanted("Scalar", gradient=Attribute("d.value"), ops=(("exp", "v", None),))
    >>> decode_wanted(encode_wanted(wanted)) == wanted
    True

    Raises:
        FrameError: there is nothing of the kind.
    """
    name, made, value, gradient, backward, seed = (
        field(data, key)
        for key in ("class", "constructor", "value", "gradient", "backward", "seed")
    )
    ops = tuple(map(items, items(field(data, "ops"))))
    return Wanted(
        None if name is None else _name(name),
        None if made is None else _decode_constructor(made),
        None if value is None else _decode_access(value),
        None if gradient is None else _decode_gradient(gradient),
        None if backward is None else _decode_backward(backward),
        None if seed is None else _member(Seed, seed),
        tuple(map(_name, items(field(data, "setup")))),
        tuple(
            (text(op), text(kind), None if said is None else _decode_spelling(said))
            for op, kind, said in ops
        ),
        _path_or_none(field(data, "seeded")),
    )


def _encode_constructor(constructor: Constructor) -> Json:
    return [constructor.wrap.value, *constructor.flags]


def _decode_constructor(data: object) -> Constructor:
    wrap, *flags = items(data) or [None]
    return Constructor(_member(Wrap, wrap), tuple(map(_name, flags)))


def _decode_backward(data: object) -> Method | Function:
    backward = _decode_spelling(data)
    if not isinstance(backward, Method | Function):
        raise FrameError(f"expected backward to be a method or a function, got {backward!r}")
    return backward


_M = TypeVar("_M", bound=Enum)


def _member(kind: type[_M], data: object) -> _M:
    for member in kind:
        if member.value == data:
            return member
    raise FrameError(f"expected one of {[m.value for m in kind]}, got {data!r}")


def _encode_usage(usage: Usage) -> Json:
    return [usage.op, usage.kind, _encode_part(usage.spelling)]


def _encode_part(part: Access | Spelling) -> Json:
    match part:
        case Attribute(name):
            return {"attribute": name}
        case Getter(name):
            return {"getter": name}
        case Operator(symbol):
            return {"operator": symbol}
        case Method(name):
            return {"method": name}
        case Function(name):
            return {"function": name}
        case Functor(name):
            return {"functor": name}


def _encode_gradient(gradient: Gradient) -> Json:
    return {"entry": gradient.value} if isinstance(gradient, Entry) else _encode_part(gradient)


def _decode_gradient(data: object) -> Gradient:
    match _only_field(data):
        case "entry", entry:
            return _member(Entry, entry)
        case _:
            return _decode_access(data)


def _decode_access(data: object) -> Access:
    match _only_field(data):
        case "attribute", name:
            return Attribute(_path(name))
        case "getter", name:
            return Getter(_path(name))
        case _:
            raise FrameError(f"expected an attribute or a getter, got {data!r}")


def _decode_spelling(data: object) -> Spelling:
    match _only_field(data):
        case "method", name:
            return Method(_name(name))
        case "function", name:
            return Function(_path(name))
        case "functor", name:
            return Functor(_name(name))
        case "operator", symbol:
            return Operator(text(symbol))
        case _:
            raise FrameError(f"expected an operator, a method or a function, got {data!r}")


def _decode_usage(data: object) -> Usage:
    parts = items(data)
    if len(parts) != 3:
        raise FrameError(f"expected an op, a kind and a spelling, got {data!r}")
    op, kind, spelling = text(parts[0]), text(parts[1]), _decode_spelling(parts[2])
    spec = CATALOGUE.get(op)
    if spec is None:
        raise FrameError(f"expected an op of the catalogue, got {op!r}")
    if len(kind) != spec.arity or "v" not in kind or set(kind) - {"v", "n"}:
        raise FrameError(f"expected {spec.arity} of v and n, one v at least, got {kind!r}")
    if isinstance(spelling, Operator) and spelling not in spec.operator:
        raise FrameError(f"expected an operator of {op}, got {spelling!r}")
    return Usage(op, kind, spelling)


def _only_field(data: object) -> tuple[str, object]:
    if not is_dict(data) or len(data) != 1:
        raise FrameError(f"expected an object with one field, got {data!r}")
    return next(iter(data.items()))


def _name(data: object) -> str:
    name = text(data)
    if not name.isidentifier() or len(name) > _LONGEST_NAME:
        raise FrameError(f"expected a name of at most {_LONGEST_NAME} letters, got {name[:200]!r}")
    return name


def _path_or_none(data: object) -> str:
    return "" if data is None else _path(data)


def _path(data: object) -> str:
    """Return a name, or several with points between."""
    return ".".join(map(_name, text(data)[:_LONGEST_PATH].split(".")))
