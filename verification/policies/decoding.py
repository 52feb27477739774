"""A policy decoded from plain data, strictly: what is wrong is named, with its key."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, NoReturn, final

import msgspec
from msgspec import Meta

from verification.conduct import DEEPEST
from verification.policies import ids
from verification.policies.keys import (
    BY_PATH,
    LARGEST,
    LEAST_MEMORY,
    LONGEST_NAME,
    SLOPES,
)
from verification.policy import (
    Allowance,
    Answers,
    Conventions,
    Exponents,
    Policy,
    Rounding,
    Score,
)

Document = Mapping[str, object]
"""A policy as plain data, with the keys that its file has."""

_LONGEST_VALUE: Final = 60  # characters of what came, in a message
_LACKING: Final = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_PATH: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
TABLES: Final = ("score", "weights", "deductions", "conventions", "limits")
"""The keys that hold tables."""

_Amount = Annotated[float, Meta(ge=0, le=LARGEST)]
_Some = Annotated[float, Meta(gt=0, le=LARGEST)]
_Whole = Annotated[int, Meta(ge=1, le=LARGEST)]
_Numbers = Annotated[tuple[_Amount, ...], Meta(min_length=1)]
_Slopes = Annotated[tuple[float, ...], Meta(min_length=1)]
_Any = Literal["any"]


class PolicyError(ValueError):
    """A policy is not as it should be; the text says where, what was expected, and what came."""


@final
class _Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    max: _Some
    step: _Amount
    rounding: Rounding


@final
class _Conventions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    second_backward: _Any | _Numbers
    several_outputs: _Any | Annotated[tuple[Literal["add", "fresh"], ...], Meta(min_length=1)]
    relu_at_zero: _Any | _Slopes
    abs_at_zero: _Any | _Slopes
    inner_gradients: (
        _Any | Annotated[tuple[Literal["kept", "leaves-only"], ...], Meta(min_length=1)]
    )
    output_seed: _Any | Annotated[tuple[Literal["engine", "caller"], ...], Meta(min_length=1)]
    ints: _Any | Annotated[tuple[Literal["kept", "converted", "refused"], ...], Meta(min_length=1)]
    exponent_gradient: Exponents
    depth: Annotated[int, Meta(ge=0, le=DEEPEST)]


@final
class _Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    load_seconds: _Some
    answer_seconds: _Some
    total_seconds: _Some
    cpu_seconds: _Whole
    memory_mib: Annotated[int, Meta(ge=LEAST_MEMORY, le=LARGEST)]
    output_mib: _Whole


@final
class _Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    required: tuple[str, ...]
    hidden: tuple[str, ...]
    score: _Score
    weights: dict[str, _Amount]
    deductions: dict[str, _Amount]
    conventions: _Conventions
    limits: _Limits


def decode(document: Document) -> Policy:
    """Return the policy that a document with every key describes, as a report's JSON has it.

    >>> from verification.policies.default import DEFAULT
    >>> from verification.render.policy import encode
    >>> decode(encode(DEFAULT)) == DEFAULT
    True

    Raises:
        PolicyError: it is not one.
    """
    _refuse_unknown(document, "")
    for table in TABLES:
        entries = table_of(document.get(table))
        if entries is not None:
            _refuse_unknown(entries, table)
    try:
        raw = msgspec.convert(document, _Policy)
    except msgspec.ValidationError as error:
        _explain(document, f"{error}")
    return _policy(raw)


def _policy(raw: _Policy) -> Policy:
    """Return the policy, with what no type can say looked at."""
    if not raw.name.isprintable() or raw.name != raw.name.strip():
        _refuse("name", raw.name)
    if raw.score.step > raw.score.max:
        raise PolicyError(f"score.step: expected no more than score.max, got {raw.score.step:g}.")
    conventions = raw.conventions
    _check_ids(raw)
    _check_slopes("relu_at_zero", conventions.relu_at_zero)
    _check_slopes("abs_at_zero", conventions.abs_at_zero)
    return Policy(
        name=raw.name,
        required=_required(raw.required),
        hidden=raw.hidden,
        score=Score(raw.score.max, raw.score.step, raw.score.rounding),
        weights=tuple(raw.weights.items()),
        deductions=tuple(raw.deductions.items()),
        conventions=Conventions(
            second_backward=conventions.second_backward,
            several_outputs=conventions.several_outputs,
            relu_at_zero=conventions.relu_at_zero,
            abs_at_zero=conventions.abs_at_zero,
            inner_gradients=conventions.inner_gradients,
            output_seed=conventions.output_seed,
            ints=conventions.ints,
            exponent_gradient=conventions.exponent_gradient,
            depth=conventions.depth,
        ),
        limits=Allowance(
            load_seconds=raw.limits.load_seconds,
            answer_seconds=raw.limits.answer_seconds,
            total_seconds=raw.limits.total_seconds,
            cpu_seconds=raw.limits.cpu_seconds,
            memory_mib=raw.limits.memory_mib,
            output_mib=raw.limits.output_mib,
        ),
    )


def _check_ids(raw: _Policy) -> None:
    """Refuse a pattern that stands for nothing there is, and weights without any."""
    for pattern in raw.hidden:
        if not ids.matches(pattern, ids.checks()):
            _refuse("hidden", pattern, ids.suggest(pattern, ids.check_patterns()))
    for pattern in raw.weights:
        if pattern not in ids.GROUPS and not ids.matches(pattern, ids.checks()):
            near = ids.suggest(pattern, (*ids.GROUPS, *ids.check_patterns()))
            raise PolicyError(
                f"weights: expected a group or a check of the suite, got {show(pattern)}.{near}"
            )
    for pattern in raw.deductions:
        if not ids.matches(pattern, ids.deductibles()):
            near = ids.suggest(pattern, ids.deductibles())
            raise PolicyError(
                f"deductions: expected a check or a note of the report, got {show(pattern)}.{near}"
            )
    if not any(raw.weights.get(group, 0.0) for group in ids.GROUPS):
        raise PolicyError("weights: expected one group or more with a weight above 0, got none.")


def _check_slopes(key: str, slopes: Answers) -> None:
    for slope in () if slopes == "any" else slopes:
        if slope not in SLOPES[key]:
            _refuse(f"conventions.{key}", slope)


def _required(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of the operations listed, each once."""
    found: list[str] = []
    for entry in entries:
        words = ids.words(entry)
        if not words:
            _refuse("required", entry, ids.suggest(entry, ids.operations()))
        found += words
    return tuple(dict.fromkeys(found))


# --- What is wrong -----------------------------------------------------------


def table_of(value: object) -> dict[str, object] | None:
    """Return a table, or None where the value is none."""
    try:
        return msgspec.convert(value, dict[str, object])
    except msgspec.ValidationError:
        return None


def _refuse_unknown(table: Document, path: str) -> None:
    """Refuse a key that there is not, naming the nearest that there is."""
    if f"{path}.*" in BY_PATH:
        return
    start = f"{path}." if path else ""
    known = [
        key.removeprefix(start)
        for key in BY_PATH
        if key.startswith(start) and "." not in key.removeprefix(start)
    ]
    for key in table:
        if key not in known:
            near = ids.suggest(key, known) or f" There are {', '.join(known)}."
            raise PolicyError(f"{start}{key}: there is no such key.{near}")


def _explain(document: Document, error: str) -> NoReturn:
    """Raise in our words what the decoder found: where, what was expected, and what came."""
    found = _PATH.search(error)
    path = "" if found is None else found["path"]
    value: object = document
    lacking = _LACKING.match(error)
    names = [name for name in re.sub(r"\[.*", "", path).split(".") if name]
    names += [] if lacking is None else [lacking["name"]]
    for name in names:
        value = (table_of(value) or {}).get(name)
    if "[" in path and names[0] in {"weights", "deductions"}:
        for key, number in (table_of(value) or {}).items():
            if not _is_amount(number):
                _refuse(f"{names[0]}.*", number, at=f'{names[0]}."{key}"')
    _refuse(".".join(names), value)


def _is_amount(value: object) -> bool:
    try:
        msgspec.convert(value, _Amount)
    except msgspec.ValidationError:
        return False
    return True


def _refuse(path: str, value: object, near: str = "", at: str = "") -> NoReturn:
    raise PolicyError(f"{at or path}: expected {BY_PATH[path].expected}, got {show(value)}.{near}")


def show(value: object) -> str:
    """Return what came, in a few characters, as TOML would have it if it is a word or a number.

    >>> show("tahn"), show(True), show(0.5)
    ('"tahn"', 'true', '0.5')
    """
    match value:
        case None:
            return "nothing"
        case bool():
            return f"{value}".lower()
        case str():
            text = '"' + "".join(c if c.isprintable() else "?" for c in value) + '"'
        case _:
            text = f"{value!r}"
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."
