"""The points at which the search found the ops worst, and those at which they once failed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, final

import pytest

pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

from tests.refgrad.op_table import BINARY, UNARY
from verification.accuracy import PARTS, error_of
from verification.catalogue import CATALOGUE
from verification.model import Case, Exact
from verification.oracles import flint
from verification.program import assemble

pytestmark = pytest.mark.oracles


@final
@dataclass(frozen=True, slots=True)
class Entry:
    op: str
    part: str
    point: tuple[float, ...]
    bound: float

    def __str__(self) -> str:
        return f"{self.op} {self.part} {self.point}"


class Point(TypedDict):
    """What the file has of each."""

    op: str
    part: str
    at: list[str]
    bound: float


def read() -> list[Entry]:
    table = tomllib.loads(Path(__file__).with_name("worst_points.toml").read_text("utf-8"))
    points: list[Point] = table["point"]
    return [
        Entry(each["op"], each["part"], tuple(map(float.fromhex, each["at"])), each["bound"])
        for each in points
    ]


@pytest.mark.parametrize("entry", read(), ids=str)
def test_no_worse_than_it_was(entry: Entry) -> None:
    arity = CATALOGUE[entry.op].arity
    case = Case(entry.op, assemble(arity, (entry.op, *range(arity))), entry.point)
    values, adjoints = flint.exact(case)
    truth = (values[-1], *adjoints[:arity])[PARTS.index(entry.part)]
    assert isinstance(truth, Exact)
    x, y = entry.point[0], entry.point[-1]
    answer = UNARY[entry.op](x) if arity == 1 else BINARY[entry.op](x, y)
    got = answer[PARTS.index(entry.part)]
    assert error_of(entry.op, entry.part, entry.point, got, truth) <= entry.bound
