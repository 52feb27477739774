"""A complaint about a key: where it is wrong, what was expected there, and what came."""

import json
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, final

_BEFORE: Final = 30
_AFTER: Final = 50


@final
@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a key; ``where`` is a case's id, or a field of the header."""

    where: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, got {self.got}"


@final
class ChangedError(Exception):
    """Entries of the key would have to change; an id stands for one case and its answers."""

    def __init__(self, changed: tuple[Complaint, ...]) -> None:
        super().__init__(f"{len(changed):,} of the key's cases are no longer what they were")
        self.changed = changed


def compare(where: str, expected: object, got: object) -> tuple[Complaint, ...]:
    """Return a complaint if two pieces of JSON differ in anything but the order of fields.

    It quotes both about the first letter in which they do.

    >>> print(*compare("rules.exp/0001", {"point": [1, "0x1p+0"]}, {"point": [1, 1]}))
    rules.exp/0001: expected {"point":[1,"0x1p+0"]}, got {"point":[1,1]}
    """
    texts = [json.dumps(each, separators=(",", ":"), sort_keys=True) for each in (expected, got)]
    if texts[0] == texts[1]:
        return ()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))
    return (Complaint(where, *(_about(text, same) for text in texts)),)


def _about(text: str, place: int) -> str:
    """Return the text about one of its letters."""
    start, end = max(0, place - _BEFORE), place + _AFTER
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end]}{after}"
