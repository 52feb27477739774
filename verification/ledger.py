"""The ledger of deviations: what frameworks are known to answer wrongly or with few digits.

The entries are in ``ledger.toml`` beside this file. An id is never used for another entry.
"""

import math
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, final

import msgspec

from verification.catalogue import CATALOGUE

PARTS: Final = ("value", "dx", "dy")
"""An op's value, and its partial derivative by the first and by the second operand."""

MOST_LINES: Final = 5
"""How many lines the script of an entry may have."""

Range = tuple[float, float]
"""Where an operand lies, both ends included."""


@final
@dataclass(frozen=True, slots=True)
class Cover:
    """An op's part in which a deviation shows: where, operand by operand; nothing is everywhere.

    An empty ``op`` stands for any op and part where an operand or the exact number is 0 or
    subnormal.
    """

    op: str
    part: str
    where: tuple[Range, ...]

    def holds(self, op: str, part: str, point: tuple[float, ...], exact: float) -> bool:
        """Whether a number that deviates is meant.

        >>> Cover("gelu", "dx", ((-39.0, -5.0),)).holds("gelu", "dx", (-8.5,), -7e-16)
        True
        """
        if not self.op:
            return any(math.fabs(x) < sys.float_info.min for x in (*point, exact))
        if (op, part) != (self.op, self.part):
            return False
        return not self.where or all(
            low <= x <= high for x, (low, high) in zip(point, self.where, strict=True)
        )


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """One deviation: what a version of a framework answers at a point, and why.

    ``covers`` says where else the same deviation shows; ``upstream`` is an address where its
    maintainers speak of it, or empty; ``script`` shows it with the framework alone, in at most
    five lines, by printing what it answers.

    Raises:
        ValueError: there is no such op or part, a point or range has another number of
            operands, or the script is too long.
    """

    id: str
    framework: str
    version: str
    op: str
    part: str
    point: tuple[float, ...]
    got: float
    exact: float
    covers: tuple[Cover, ...]
    why: str
    upstream: str
    script: str

    def __post_init__(self) -> None:
        arity = CATALOGUE[self.op].arity if self.op in CATALOGUE else 0
        if not arity or self.part not in PARTS[: arity + 1]:
            raise ValueError(f"{self.id}: expected an op and its part, got {self.op} {self.part}")
        for operands in (self.point, *(cover.where for cover in self.covers if cover.where)):
            if len(operands) != arity:
                raise ValueError(f"{self.id}: expected as many operands as {self.op} takes")
        lines = len(self.script.strip().splitlines())
        if not 0 < lines <= MOST_LINES:
            raise ValueError(f"{self.id}: expected 1 to {MOST_LINES} lines, got {lines}")

    def is_about(self, op: str, part: str, point: tuple[float, ...], exact: float) -> bool:
        """Whether a number that deviates does so for this entry's reason."""
        return any(cover.holds(op, part, point, exact) for cover in self.covers)


@cache
def ledger() -> tuple[Entry, ...]:
    """Return every entry, in the order of their ids.

    >>> [entry.got for entry in ledger() if entry.id == "torch-softplus-threshold"]
    [1.0]
    """
    return read(files("verification").joinpath("ledger.toml").read_text("utf-8"))


def read(text: str) -> tuple[Entry, ...]:
    """Return the entries that a TOML file holds, in the order of their ids.

    Raises:
        ValueError: two entries have the same id, or one is not as it should be.
    """
    found = sorted(
        map(_entry, msgspec.toml.decode(text, type=_File).entry), key=lambda entry: entry.id
    )
    for one, other in pairwise(found):
        if one.id == other.id:
            raise ValueError(f"expected ids that differ, got {one.id!r} twice")
    return tuple(found)


@final
class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    framework: str
    version: str
    op: str
    part: str
    point: tuple[str, ...]
    got: str
    exact: str
    covers: tuple[tuple[str | Range, ...], ...]
    why: str
    script: str
    upstream: str = ""


@final
class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entry: tuple[_Row, ...]


def _entry(row: _Row) -> Entry:
    return Entry(
        row.id,
        row.framework,
        row.version,
        row.op,
        row.part,
        tuple(map(float.fromhex, row.point)),
        float.fromhex(row.got),
        float.fromhex(row.exact),
        tuple(map(_cover, row.covers)),
        row.why,
        row.upstream,
        row.script.strip() + "\n",
    )


def _cover(row: tuple[str | Range, ...]) -> Cover:
    """Return what is meant by an op, a part and a range per operand; or by `subnormal`."""
    words = [word for word in row if isinstance(word, str)]
    if words == ["subnormal"]:
        return Cover("", "", ())
    op, part = words
    return Cover(op, part, tuple(each for each in row if not isinstance(each, str)))
