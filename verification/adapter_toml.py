"""Adapters as TOML: printed for a person, and read back where a person changed them.

Every part is written as one would type it: ``make = "Value(x)"``, ``exp = "x.exp()"``.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final, TypeGuard

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

_KEYS: Final = ("class", "make", "value", "gradient", "backward", "setup", "ops")
_NAME: Final = r"[^\W\d]\w*"
_PATH: Final = rf"{_NAME}(?:\.{_NAME})*"
_OPERANDS: Final = r"(?P<operands>[xy2](?:, [xy2])?)"
_MAKE: Final = re.compile(rf"(?P<name>{_NAME})\((?P<given>[^,]+?)(?P<flags>(?:, {_NAME}=True)*)\)")
_ACCESS: Final = re.compile(rf"x\.(?P<path>{_PATH})(?P<call>\(\))?")
_SEEDING: Final = re.compile(rf"y\.(?P<path>{_PATH}) = 1(\.0)?")
_BACKWARD: Final = re.compile(
    r"(?:gradients = )?"
    rf"(?:y\.(?P<method>{_NAME})\((?P<seed>.*)\)|(?P<function>{_PATH})\(y(?:, (?P<given>.+))?\))"
)
_OPS: Final = (
    re.compile(r"(?P<left>[xy2]) (?P<symbol>\+|-|\*\*|\*|/) (?P<right>[xy2])"),
    re.compile(r"(?P<symbol>-)(?P<operands>[xy])"),
    re.compile(r"(?P<symbol>abs)\((?P<operands>[xy])\)"),
    re.compile(rf"(?P<self>[xy])\.(?P<method>{_NAME})\((?:{_OPERANDS})?\)"),
    re.compile(rf"(?P<function>{_PATH})\({_OPERANDS}\)"),
    re.compile(rf"(?P<functor>{_NAME})\(\)\({_OPERANDS}\)"),
)


class AdapterError(Exception):
    """A file that says how to drive an engine says it in no known way; the message tells where."""


# --- Printing ----------------------------------------------------------------


def render(adapter: Adapter) -> str:
    """Return the adapter as TOML that ``parse`` reads.

    >>> grad, backward = Attribute("grad"), Method("backward")
    >>> usages = (Usage("exp", "v", Function("exp")), Usage("add", "vn", Operator("+")))
    >>> print(render(Adapter("Value", Attribute("data"), grad, backward, usages, ())))
    class = "Value"
    make = "Value(x)"
    value = "x.data"
    gradient = "x.grad"
    backward = "y.backward()"
    setup = []
    <BLANKLINE>
    [ops]
    exp = "exp(x)"
    add = "x + 2"
    <BLANKLINE>
    """
    refused = adapter.refused
    ops: dict[str, list[str]] = {}
    for usage in adapter.usages:
        ops.setdefault(usage.op, []).append(_write(usage))
    lines = (
        f"class = {_quote(adapter.class_name)}",
        f"make = {_quote(adapter.write_input('x'))}",
        f"value = {_quote(adapter.value.write('x'))}",
        f"gradient = {_quote(adapter.gradient.write('x'))}",
        f"backward = {_one_or_more(adapter.write_backward('y'))}",
        f"setup = [{', '.join(map(_quote, adapter.setup))}]",
        *([f"# x.{adapter.zero_grad}() clears a gradient"] if adapter.zero_grad else []),
        "",
        "[ops]",
        *(f"{op} = {_one_or_more(ways)}" for op, ways in ops.items()),
        *(f"# {use.op}: {_write(use)} is there, and refuses its operands" for use in refused),
    )
    return "\n".join((*lines, ""))


def _write(usage: Usage) -> str:
    letters = iter("xy")
    operands = tuple(next(letters) if letter == "v" else "2" for letter in usage.kind)
    return usage.spelling.write(operands)


def _one_or_more(texts: tuple[str, ...] | list[str]) -> str:
    quoted = [_quote(text) for text in texts]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- Reading -----------------------------------------------------------------


def parse(text: str) -> Wanted:
    r"""Return what the TOML says of an engine; whatever it leaves out is found out.

    An op that is listed is written in the listed ways and no other; ``false`` says that
    the engine has none.

    >>> parse('gradient = "x.d.value"\n[ops]\nexp = "x.exp()"\nlog = false').gradient
    Attribute(name='d.value')

    Raises:
        AdapterError: it is no TOML, or has a key or an expression that means nothing here.
    """
    try:
        table: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AdapterError(f"expected TOML: {error}") from None
    for key in table:
        if key not in _KEYS:
            raise AdapterError(f"{key} is no key here; {_nearest(key, _KEYS)}")
    name = _text("class", table.get("class"))
    if name is not None and not name.isidentifier():
        raise AdapterError(f'class: expected a name such as "Value", got {name!r}')
    made = _make(_text("make", table.get("make")))
    if made is not None and name not in (None, made[0]):
        raise AdapterError(f'make: expected a {name}, as class says, got "{made[0]}(...)"')
    swept = _backward(table.get("backward"))
    gradient = _gradient(table.get("gradient"))
    seeded = swept[2] if swept is not None else ""
    if seeded and (gradient is None or isinstance(gradient, Attribute)):
        if gradient not in (None, Attribute(seeded)):
            raise AdapterError(f"backward: expected {gradient.write('y')} = 1.0, as gradient says")
        gradient, seeded = Attribute(seeded), ""
    return Wanted(
        class_name=made[0] if made is not None else name,
        constructor=made[1] if made is not None else None,
        value=_access("value", table.get("value")),
        gradient=gradient,
        backward=swept[0] if swept is not None else None,
        seed=swept[1] if swept is not None else None,
        setup=_names("setup", table.get("setup", [])),
        ops=tuple(_ops(table.get("ops", {}))),
        seeded=seeded,
    )


def _make(text: str | None) -> tuple[str, Constructor] | None:
    if text is None:
        return None
    found = _MAKE.fullmatch(text)
    wraps = [wrap for wrap in Wrap if found is not None and wrap.value == found["given"]]
    if found is None or not wraps:
        known = '"Value(x)", "Value([x])", "Value(np.array(x), requires_grad=True)"'
        raise AdapterError(f"make: expected an expression such as {known}, got {text!r}")
    flags = [flag.strip().removesuffix("=True") for flag in found["flags"].split(",")]
    return found["name"], Constructor(wraps[0], tuple(filter(None, flags)))


def _gradient(given: object) -> Gradient | None:
    entries = [entry for entry in Entry if entry.value == given]
    return entries[0] if entries else _access("gradient", given)


def _access(key: str, given: object) -> Access | None:
    text = _text(key, given)
    if text is None:
        return None
    found = _ACCESS.fullmatch(text)
    if found is None:
        known = '"x.grad", "x.d.value" or "x.grad()"'
        raise AdapterError(f"{key}: expected an expression such as {known}, got {text!r}")
    return Getter(found["path"]) if found["call"] else Attribute(found["path"])


def _backward(given: object) -> tuple[Method | Function, Seed, str] | None:
    """Return what runs the pass, who sets the seed, and where, if it is the caller's to set."""
    if given is None:
        return None
    *before, text = _texts("backward", [given] if isinstance(given, str) else given) or ("",)
    found = _BACKWARD.fullmatch(text)
    seeds = {"": Seed.ENGINE, "1.0": Seed.NUMBER, "1": Seed.NUMBER, "np.array(1.0)": Seed.ARRAY}
    seed: Seed | None = None
    if found is not None:
        argument = found["seed"] or found["given"] or ""
        is_value = _MAKE.fullmatch(argument.replace("1.0", "x")) is not None
        seed = seeds.get(argument, Seed.VALUE if is_value else None)
    place = ""
    if before:
        setting = _SEEDING.fullmatch(before[0]) if len(before) == 1 else None
        seed = Seed.GRADIENT if setting is not None and seed is Seed.ENGINE else None
        place = "" if setting is None else setting["path"]
    if found is None or seed is None:
        known = '"y.backward()", "backward(y)", "y.backward(1.0)", ["y.grad = 1.0", "y.backward()"]'
        raise AdapterError(f"backward: expected one of the kind {known}, got {given!r}")
    method = found["method"]
    return Function(found["function"]) if method is None else Method(method), seed, place


def _ops(given: object) -> Iterator[tuple[str, str, Spelling | None]]:
    if not _is_table(given):
        raise AdapterError(f"ops: expected a table, got {given!r}")
    for op, ways in given.items():
        spec = CATALOGUE.get(op)
        if spec is None:
            raise AdapterError(f"ops.{op} is no operation here; {_nearest(op, CATALOGUE)}")
        kinds = ("v",) if spec.arity == 1 else ("vv", "vn", "nv")
        said: dict[str, Spelling] = {}
        if ways is not False:
            for text in _texts(f"ops.{op}", [ways] if isinstance(ways, str) else ways):
                kind, spelling = _way(op, text)
                said[kind] = spelling
        if not said.keys() <= set(kinds):
            raise AdapterError(f"ops.{op}: expected {spec.arity} operand(s), got {ways!r}")
        yield from ((op, kind, said.get(kind)) for kind in kinds)


def _way(op: str, text: str) -> tuple[str, Spelling]:
    for pattern in _OPS:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        operands = re.findall("[xy2]", parts.get("operands") or "")
        if parts.get("left"):
            operands = [found["left"], found["right"]]
        elif parts.get("self"):
            operands = [found["self"], *operands]
        kind = "".join("n" if operand == "2" else "v" for operand in operands)
        if parts.get("symbol"):
            spelling: Spelling = Operator(found["symbol"])
            if spelling not in CATALOGUE[op].operator:
                break
        elif parts.get("method"):
            spelling = Method(found["method"])
        elif parts.get("functor"):
            spelling = Functor(found["functor"])
        else:
            spelling = Function(found["function"])
        nodes = "".join(operand for operand in operands if operand != "2")
        if nodes in ("x", "xy") or (kind == "nv" and nodes == "y"):  # in this order, each once
            return kind, spelling
    known = '"x.exp()", "exp(x)", "Exp()(x)" or "x + 2"'
    raise AdapterError(f"ops.{op}: expected an expression such as {known}, got {text!r}")


def _names(key: str, given: object) -> tuple[str, ...]:
    texts = _texts(key, given)
    for text in texts:
        if not text.isidentifier():
            raise AdapterError(f'{key}: expected names such as "enable_autograd", got {text!r}')
    return texts


def _text(key: str, given: object) -> str | None:
    if given is None or isinstance(given, str):
        return given
    raise AdapterError(f"{key}: expected text in quotes, got {given!r}")


def _texts(key: str, given: object) -> tuple[str, ...]:
    if _is_list(given):
        return tuple(text for each in given if (text := _text(key, each)) is not None)
    raise AdapterError(f"{key}: expected text in quotes, or a list of it, got {given!r}")


def _nearest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, known, 1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}."


def _is_table(given: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(given, dict)


def _is_list(given: object) -> TypeGuard[list[object]]:
    return isinstance(given, list)
