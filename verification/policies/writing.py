"""A policy written as a commented TOML file, for a teacher to change."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from verification.policies.decoding import TABLES
from verification.policies.keys import BY_PATH
from verification.policy import Policy
from verification.render.policy import Json, encode

_WIDTH: Final = 88
_BARE: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def write_policy(policy: Policy, start: str) -> str:
    """Return a file with every key, what each is about, and the policy's values.

    ``start`` names the profile that the values are of.
    """
    lines = [
        f"# A policy for refgrad grade --policy. It starts from the profile {start}, and",
        "# is complete: every key is here. One that is taken out is as in the profile default.",
        "",
    ]
    document = encode(policy)
    for key, value in document.items():
        if key not in TABLES:
            lines += [*_comments(key), f"{key} = {_value(value)}", ""]
    for key, value in document.items():
        if key in TABLES and isinstance(value, Mapping):
            lines += [*_comments(key), f"[{key}]", *_entries(key, value), ""]
    return "\n".join(lines).rstrip() + "\n"


def _comments(path: str) -> Iterator[str]:
    key = BY_PATH.get(path)
    if key is not None:
        yield from (f"# {line}" for line in key.about)


def _entries(table: str, entries: Mapping[str, Json]) -> Iterator[str]:
    for key, value in entries.items():
        yield from _comments(f"{table}.{key}")
        yield f"{_key(key)} = {_value(value)}"


def _key(key: str) -> str:
    return key if key and _BARE.issuperset(key) else _value(key)


def _value(value: Json) -> str:
    """Return a value as TOML, a long list over several lines."""
    match value:
        case str():
            # A basic string of TOML is escaped as JSON's is, but for pairs of surrogates.
            return json.dumps(value, ensure_ascii=False)
        case int() | float():
            return repr(value)
        case Sequence():
            words = [_value(each) for each in value]
            line = f"[{', '.join(words)}]"
            if len(line) <= _WIDTH:
                return line
            return "\n".join(["[", *(f"    {word}," for word in words), "]"])
        case _:
            raise TypeError(f"expected a text, a number or a list, got {value!r}")
