"""Candidates: the cases that may come into an answer key, which are those of the suite."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import final

from verification.frames import encode_point, encode_program
from verification.key.flags import Family, choose_flags
from verification.model import Case
from verification.suite import RANDOM, Suite
from verification.wording import WORDINGS

Content = tuple[str, str]
"""The check that a case is from, and its program and point as JSON: what its id stands for."""


@final
@dataclass(frozen=True, slots=True)
class Candidate:
    """A case without an id of its own, and what it is there for."""

    check: str
    case: Case
    flags: tuple[Family, ...]


def content(check: str, case: Case) -> Content:
    """Return what two cases share exactly if they are the same case.

    A float and the int that equals it differ, and so do 0 and -0.
    """
    asked = [encode_program(case.program), encode_point(case.point)]
    return check, json.dumps(asked, separators=(",", ":"))


@cache
def draw_candidates(seeds: tuple[int, ...]) -> dict[Content, Candidate]:
    """Return the cases of every check of an engine that has every op, each once, in order."""
    return {
        content(check, case): Candidate(check, case, choose_flags(check, case.program, case.point))
        for check, case in _cases(seeds)
    }


def _cases(seeds: Iterable[int]) -> Iterator[tuple[str, Case]]:
    for seed in seeds:
        suite = Suite(seed)
        for check in suite.checks:
            cases = suite.random_cases(tuple(WORDINGS)) if check.id == RANDOM else check.cases
            for case in cases:
                yield check.id, case
