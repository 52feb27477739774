"""The table of published engines is whole, and says nothing that contradicts itself."""

import re
from pathlib import Path

import msgspec
import pytest

from tests.real.table import FILE, Engine, read_engines, submit
from tests.real.words import GROUPS, OPERATIONS
from verification.report import Outcome
from verification.subjects.submission import UnreadableError

ENGINES = read_engines()


def name(engine: Engine) -> str:
    return engine.package


def test_there_are_enough_and_none_twice() -> None:
    packages = [engine.package for engine in ENGINES]
    assert len(set(packages)) == len(packages) >= 27
    assert packages[1:] == sorted(packages[1:])
    assert 0 < sum(engine.default for engine in ENGINES) <= 13


@pytest.mark.parametrize("engine", ENGINES, ids=name)
def test_a_verdict_agrees_with_itself(engine: Engine) -> None:
    wrong, missing = set(engine.failed), set(engine.missing)
    assert engine.outcome in {Outcome.CORRECT, Outcome.DEFECTIVE, Outcome.UNGRADABLE}
    assert (engine.outcome is Outcome.DEFECTIVE) == bool(wrong)
    assert wrong <= OPERATIONS | GROUPS
    assert missing <= OPERATIONS
    assert not wrong & missing


@pytest.mark.parametrize("engine", ENGINES, ids=name)
def test_a_verdict_is_pinned_and_names_the_lines_that_decide_it(engine: Engine) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", engine.sha256)
    assert re.search(r"\b\d+\b", engine.why)
    assert engine.why.endswith(".\n")
    assert not Path(engine.file).is_absolute()


def test_the_words_are_those_that_the_other_document_explains() -> None:
    readme = FILE.with_name("README.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`(\w+)`", readme))
    stems = {word.removesuffix("_number") for word in OPERATIONS}
    assert {word for word in stems if word not in explained and word[1:] not in explained} == set()
    assert explained >= GROUPS


def test_an_entry_with_an_unknown_key_is_refused() -> None:
    entry = msgspec.to_builtins(ENGINES[0])
    assert msgspec.convert(entry, Engine) == ENGINES[0]
    with pytest.raises(msgspec.ValidationError, match="defualt"):
        msgspec.convert({**entry, "defualt": True}, Engine)


def test_an_engine_is_submitted_from_its_package_s_folder(tmp_path: Path) -> None:
    engine = msgspec.structs.replace(ENGINES[0], file="pack", entry="core/value.py")
    file = tmp_path / engine.package / "pack" / "core" / "value.py"
    with pytest.raises(UnreadableError):
        submit(engine, tmp_path)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"class Value: ...\n")
    assert submit(engine, tmp_path).source == b"class Value: ...\n"
    assert not engine.is_fetched(tmp_path)
    (tmp_path / engine.package / f"Pack-{engine.version}.dist-info").mkdir()
    assert engine.is_fetched(tmp_path)
