"""What is committed in reports/ is what its commands write, as far as that is the same everywhere.

Each JSON file says it all: its Markdown and its page are made of it again and compared, and where
the evidence is cheap to have, it is asked for again and its deterministic part compared.
"""

import configparser
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import pytest

from tests.mutation import rendering
from tests.real import rendering as published
from verification.render import (
    compared,
    compared_read,
    detected,
    detection,
    frameworks,
    killed,
    markdown,
    survey,
    verified,
)
from verification.render.document import Document

ROOT: Final = Path(__file__).parents[1]
REPORTS: Final = ROOT / "reports"
AGAIN: Final = "reports/{} is stale or was edited; write it anew: tox -e reports"

Json: TypeAlias = str | int | float | list["Json"] | dict[str, "Json"] | None

Reader = Callable[[str], tuple[str, Document]]
"""Reads the JSON of a report; returns it written again, and the document made of it."""

_E = TypeVar("_E")


def reader(
    decode: Callable[[str], _E], encode: Callable[[_E], str], document: Callable[[_E], Document]
) -> Reader:
    def read(text: str) -> tuple[str, Document]:
        evidence = decode(text)
        return encode(evidence), document(evidence)

    return read


# One line for each NAME.json.
READERS: Final[dict[str, Reader]] = {
    "accuracy": reader(survey.decode, survey.encode, survey.document),
    "detection": reader(detection.decode, detection.encode, detected.document),
    "faults": reader(killed.decode, killed.encode, killed.document),
    "frameworks": reader(compared_read.decode, compared.encode, frameworks.document),
    "mutation": reader(rendering.decode, rendering.encode, rendering.document),
    "real": reader(published.decode, published.encode, published.document),
    "verify": reader(verified.decode, verified.encode, verified.document),
}
# The command whose evidence is cheap enough to be had again whenever the tests run, and the
# questions that it takes from the file's deterministic part.
COMMANDS: Final = {
    "faults": (["faults"], ["seed"]),
    "verify": (["verify"], ["examples", "seed"]),
}

NAMES: Final = sorted(READERS)


def committed(name: str, folder: Path = REPORTS) -> str:
    return (folder / name).read_text(encoding="utf-8")


def without_pictures(page: str) -> str:
    """Return the page without what matplotlib drew: its versions round differently."""
    return re.sub(r"<svg.*?</svg>", "<svg/>", page, flags=re.DOTALL)


def stale_text(name: str, folder: Path = REPORTS) -> list[str]:
    """Return which files do not follow from the JSON file, itself among them."""
    text = committed(f"{name}.json", folder)
    again, document = READERS[name](text)
    fresh = {f"{name}.json": again, f"{name}.md": markdown.render(document)}
    return [file for file, text in fresh.items() if committed(file, folder) != text]


def stale_page(name: str, folder: Path = REPORTS) -> list[str]:
    from verification.render import page  # noqa: PLC0415 - it needs an extra

    _, document = READERS[name](committed(f"{name}.json", folder))
    fresh, old = page.render(document), committed(f"{name}.html", folder)
    return [f"{name}.html"] if without_pictures(fresh) != without_pictures(old) else []


def part(text: str) -> dict[str, Json]:
    """Return the part of a report that is the same on every machine."""
    deterministic: dict[str, Json] = json.loads(text)["deterministic"]
    return deterministic


def differences(old: Json, new: Json, where: str = "") -> list[str]:
    """Return where two JSON values differ, and how."""
    pairs: list[tuple[object, Json, Json]] = []
    if isinstance(old, dict) and isinstance(new, dict):
        pairs += [(key, old.get(key), new.get(key)) for key in {**old, **new}]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs += [(i, *pair) for i, pair in enumerate(zip(old, new, strict=True))]
    elif old != new:
        return [f"{where[1:]}: committed {old!r}, now {new!r}"]
    return [each for key, a, b in pairs for each in differences(a, b, f"{where}.{key}")]


# --- What is there -----------------------------------------------------------


def test_every_report_can_be_read_back() -> None:
    there = sorted(file.stem for file in REPORTS.glob("*.json"))
    assert there == NAMES, "READERS has a line for each JSON file"


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_named_by_its_format_and_has_two_parts(name: str) -> None:
    file = json.loads(committed(f"{name}.json"))
    assert list(file) == ["format", "version", "deterministic", "measured"]
    assert file["format"].startswith("refgrad-")
    assert file["version"] == 1
    assert file["deterministic"]
    assert file["measured"]


def test_the_readme_lists_every_file_and_the_commands_are_those_of_the_job() -> None:
    readme = committed("README.md")
    listed = set(re.findall(r"\]\(([\w.-]+)\)", readme))
    assert listed == {file.name for file in REPORTS.iterdir() if file.name != "README.md"}
    tox = configparser.ConfigParser(interpolation=None)
    tox.read_string((ROOT / "tox.ini").read_text(encoding="utf-8"))
    commands = tox["testenv:reports"]["commands"].strip().splitlines()
    assert commands == re.findall(r"\| `(.*?)` \|", readme)


# --- What follows from the JSON ----------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_report_s_text_is_made_of_its_json(name: str) -> None:
    stale = stale_text(name)
    assert not stale, AGAIN.format(stale)


@pytest.mark.reports
@pytest.mark.parametrize("name", NAMES)
def test_a_report_s_page_is_made_of_its_json(name: str) -> None:
    stale = stale_page(name)
    assert not stale, AGAIN.format(stale)


# --- What the command finds today --------------------------------------------


@pytest.mark.oracles
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_deterministic_part_is_what_the_command_finds(name: str, tmp_path: Path) -> None:
    command, questions = COMMANDS[name]
    old = part(committed(f"{name}.json"))
    options = [word for question in questions for word in (f"--{question}", str(old[question]))]
    done = subprocess.run(
        [sys.executable, "-m", "verification", *command, *options, "--write", tmp_path],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=1500,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = differences(old, part(committed(f"{name}.json", tmp_path)))
    assert not found, AGAIN.format(f"{name}.json: {found[:9]}")


# --- The checks can fail -----------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the reports, to be spoilt."""
    for file in REPORTS.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("verify.md", "| add | 256 |", "| add | 257 |", ["verify.md"]),
        ("verify.json", '"cases": 256', '"cases": 255', ["verify.md"]),
        ("verify.json", '"refgrad_ulp": 0.5', '"refgrad_ulp": 0.25', ["verify.md"]),
        ("verify.json", '"version": 1', '"version":  1', ["verify.json"]),
        ("verify.json", '"seed": 0,', '"seed": 0, "more": 1,', ["verify.json"]),
        ("accuracy.md", "| add | value |", "| add | dx |", ["accuracy.md"]),
    ],
)
def test_a_text_that_was_edited_is_noticed(
    folder: Path, file: str, old: str, new: str, stale: list[str]
) -> None:
    name = file.partition(".")[0]
    assert stale_text(name, folder) == []
    spoil(folder / file, old, new)
    assert stale_text(name, folder) == stale


@pytest.mark.reports
def test_a_page_that_was_edited_is_noticed(folder: Path) -> None:
    assert stale_page("verify", folder) == []
    spoil(folder / "verify.html", "<td", "<td ")
    assert stale_page("verify", folder) == ["verify.html"]


def test_another_finding_is_noticed(folder: Path) -> None:
    old = part(committed("verify.json", folder))
    assert differences(old, part(committed("verify.json"))) == []
    spoil(folder / "verify.json", '"held": 342', '"held": 341')
    assert differences(part(committed("verify.json", folder)), old) == [
        "rows.0.held: committed 341, now 342"
    ]
    assert differences({"a": [1]}, {"a": [1, 2], "b": 0}) == [
        "a: committed [1], now [1, 2]",
        "b: committed None, now 0",
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("old", "new"),
    [('"version": 1', '"version": 2'), ('"format": "refgrad-', '"format": "other-')],
)
def test_another_format_is_not_read(name: str, old: str, new: str, folder: Path) -> None:
    spoil(folder / f"{name}.json", old, new)
    with pytest.raises(ValueError, match="Invalid"):
        READERS[name](committed(f"{name}.json", folder))
