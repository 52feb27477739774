"""Policy files and profiles: TOML text, completed by what it starts from."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from verification.policies import ids
from verification.policies.decoding import (
    TABLES,
    Document,
    PolicyError,
    decode,
    show,
    table_of,
)
from verification.policies.default import DEFAULT
from verification.policies.keys import BY_PATH
from verification.policy import DEFAULT_NAME, Policy
from verification.render.policy import encode

PROFILES: Final = (DEFAULT_NAME, "micrograd", "zero-to-hero", "minitorch")
"""The built-in policies; all but the first are files beside this one."""

_PATTERNED: Final = frozenset({"weights", "deductions"})


@cache
def profile(name: str) -> Policy:
    """Return a built-in policy.

    >>> "tanh" in profile("zero-to-hero").required
    True

    Raises:
        PolicyError: there is none of this name.
    """
    if name not in PROFILES:
        near = ids.suggest(name, PROFILES) or f" There are {', '.join(PROFILES)}."
        raise PolicyError(
            f"profile: expected {BY_PATH['profile'].expected}, got {show(name)}.{near}"
        )
    if name == DEFAULT_NAME:
        return DEFAULT
    text = files("verification.policies").joinpath(f"{name}.toml").read_text("utf-8")
    return decode({**_complete(_parse(text)), "name": name})


def read_policy(text: str, name: str) -> Policy:
    """Return the policy that a TOML file describes; ``name`` is what it is called if not there.

    >>> read_policy('required = ["tanh"]', "homework").required
    ('tanh',)

    Raises:
        PolicyError: the text is not TOML, or not a policy.
    """
    document = {"name": name, **_complete(_parse(text))}
    if document["name"] in PROFILES:
        raise PolicyError(
            f"name: expected {BY_PATH['name'].expected}, got {show(document['name'])}."
        )
    return decode(document)


def _parse(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyError(f"it is not TOML: {error}.") from None


def _complete(said: Document) -> dict[str, object]:
    """Return what is said, and what the profile says of the rest but its name.

    A list takes the place of the profile's; a table changes the keys that it has. Of keys that
    are patterns the last counts, so those said here come last.
    """
    start = said.get("profile", DEFAULT_NAME)
    base = profile(start if isinstance(start, str) else f"{start}")
    whole: dict[str, object] = {k: v for k, v in encode(base).items() if k != "name"}
    for key, value in said.items():
        table, changes = table_of(whole.get(key)), table_of(value)
        if key in TABLES and table is not None and changes is not None:
            is_kept = key not in _PATTERNED
            kept = {name: old for name, old in table.items() if is_kept or name not in changes}
            whole[key] = {**kept, **changes}
        elif key != "profile":
            whole[key] = value
    return whole
