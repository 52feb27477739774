"""Answer keys for the tests: the published one, and one that is small and whole."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from verification.key.answer_key import Answer, AnswerKey, Entry, Omission
from verification.key.audit import audit
from verification.key.candidates import content, draw_candidates
from verification.key.complaint import Complaint
from verification.key.decoding import decode
from verification.key.encoding import render

ROOT: Final = Path(__file__).parents[2]
FILE: Final = ROOT / "verification" / "keys" / "answer-key.json"
SCHEMA: Final = ROOT / "verification" / "schemas" / "answer-key.schema.json"

Change = Callable[[AnswerKey], AnswerKey]


@cache
def published() -> AnswerKey:
    """Return the key in the repository."""
    return decode(FILE.read_bytes())


@cache
def small() -> AnswerKey:
    """Return the first cases of some checks of the published key, the others as left out."""
    kept = {
        "rules.tanh": 3, "rules.relu": 2, "edge.relu": 2, "edge.abs": 1, "operators.rsub": 2,
        "composition.dead": 1, "state.two_outputs": 2, "rules.cbrt": 1,
    }  # fmt: skip
    entries = tuple(
        entry for entry in published().entries if number(entry) < kept.get(entry.check, 0)
    )
    left = len(draw_candidates(published().seeds)) - len(entries)
    return replace(published(), entries=entries, omitted=((Omission.OUTSIDE, left),))


def number(entry: Entry) -> int:
    return int(entry.case.id.rpartition("/")[2])


def contents(key: AnswerKey) -> set[tuple[str, str]]:
    return {content(entry.check, entry.case) for entry in key.entries}


def silent(doing: str, done: int, total: int) -> None:
    assert 0 <= done < total, doing


def complaints(key: AnswerKey) -> tuple[Complaint, ...]:
    """Return what is wrong with a key whose header is made to fit its cases."""
    return of_text(render(key))


def of_text(text: str) -> tuple[Complaint, ...]:
    return audit(decode(text.encode()), text.encode(), silent)


def change_entry(key: AnswerKey, id: str, change: Callable[[Entry], Entry]) -> AnswerKey:  # noqa: A002 - that is what it is
    """Return the key with one entry changed."""
    assert id in {entry.case.id for entry in key.entries}
    entries = (change(each) if each.case.id == id else each for each in key.entries)
    return replace(key, entries=tuple(entries))


def change_answer(key: AnswerKey, id: str, change: Callable[[Answer], Answer]) -> AnswerKey:  # noqa: A002 - that is what it is
    """Return the key with the first answer of an entry changed."""
    return change_entry(
        key,
        id,
        lambda entry: replace(entry, answers=(change(entry.answers[0]), *entry.answers[1:])),
    )
