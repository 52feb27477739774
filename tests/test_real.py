"""The engines that others published get the verdict that reading their code gives."""

import os
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.real.table import Engine, read_engines, submit
from tests.real.words import said
from verification.grade import grade
from verification.report import Outcome
from verification.suite import Suite

pytestmark = pytest.mark.mutants

SEEDS: Final = range(int(os.environ.get("REFGRAD_SEEDS", "2")))


def chosen() -> list[Engine]:
    """Return the engines of the default run, and the others where they have been fetched."""
    folder = os.environ.get("REFGRAD_REAL_ENGINES")
    return [
        engine
        for engine in read_engines()
        if engine.default or (folder is not None and engine.is_fetched(Path(folder)))
    ]


def name(engine: Engine) -> str:
    return engine.package


@cache
def suite(seed: int) -> Suite:
    """One suite for all engines, since it keeps its references."""
    return Suite(seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("engine", chosen(), ids=name)
def test_a_published_engine_gets_its_verdict(engine: Engine, seed: int, real_engines: Path) -> None:
    words = said(grade(submit(engine, real_engines), suite(seed)))
    wrong = set(engine.failed)
    # A form with a number is not listed where the form with two objects is wrong.
    assert words.failed <= wrong | {f"{op}_number" for op in wrong}
    assert wrong <= words.failed | words.hidden
    assert words.outcome is engine.outcome, words.cause
    assert words.missing >= set(engine.missing)
    if engine.outcome is Outcome.CORRECT:
        assert words.score == 100.0


def test_all_are_fetched_or_those_of_the_default_run(real_engines: Path) -> None:
    fetched = {engine.package for engine in read_engines() if engine.is_fetched(real_engines)}
    every = {engine.package for engine in read_engines()}
    default = {engine.package for engine in read_engines() if engine.default}
    assert fetched in (every, default)
