"""The audit of a key: its layout, its ids, and every answer worked out again by the ball oracle."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from verification.frames import field, items, unpack
from verification.key.answer_key import AnswerKey, Omission
from verification.key.candidates import content, draw_candidates
from verification.key.complaint import Complaint, compare
from verification.key.encoding import encode_answers, encode_entry, head
from verification.key.flags import Family
from verification.key.references import refer

Progress = Callable[[str, int, int], None]
"""Told which check's cases are looked at, how many cases are done, and of how many."""

_PLACES: Final = 4


def audit(key: AnswerKey, text: bytes, progress: Progress) -> tuple[Complaint, ...]:
    """Return all that is wrong with a key, as far as the ball oracle can tell.

    ``text`` is what the key was decoded from.
    """
    return (*_layout(key, text), *_ids(key), *_cases(key), *_answers(key, progress))


def _layout(key: AnswerKey, text: bytes) -> Iterator[Complaint]:
    """Compare the document with what is written of the key that it was read as."""
    document = unpack(text)
    for name, value in head(key).items():
        yield from compare(name, value, field(document, name))
    for entry, case in zip(key.entries, items(field(document, "cases")), strict=True):
        yield from compare(entry.case.id, encode_entry(entry), case)


def _ids(key: AnswerKey) -> Iterator[Complaint]:
    """Check that each number of a check, from 0 on, is there once, or retired."""
    retired = Counter(each.id for each in key.retired)
    there = Counter(entry.case.id for entry in key.entries)
    for name, count in (retired + there).items():
        if count > 1:
            was = "retired and in use" if retired[name] and there[name] else f"there {count} times"
            yield Complaint(name, "an id of its own", f"one that is {was}")
    numbers: dict[str, set[int]] = {}
    for name in (*there, *retired):
        check, _, number = name.rpartition("/")
        numbers.setdefault(check, set()).add(int(number))
    for check, used in numbers.items():
        for lost in sorted({*range(max(used))} - used):
            name = f"{check}/{lost:0{_PLACES}}"
            yield Complaint(name, "a case, or an id that is retired", "neither")
    for first, second in zip(key.entries, key.entries[1:], strict=False):
        if first.check == second.check and first.case.id > second.case.id:
            yield Complaint(second.case.id, "ids in order", f"it after {first.case.id}")


def _cases(key: AnswerKey) -> Iterator[Complaint]:
    """Compare the cases with those that are drawn: no content twice, flags that are deserved."""
    candidates = draw_candidates(key.seeds)
    seen: dict[object, str] = {}
    for entry in key.entries:
        what = content(entry.check, entry.case)
        if what in seen:
            yield Complaint(entry.case.id, "a case of its own", f"that of {seen[what]}")
        seen.setdefault(what, entry.case.id)
        if what in candidates and candidates[what].flags != entry.flags:
            yield Complaint(entry.case.id, _names(candidates[what].flags), _names(entry.flags))
    omitted = sum(count for _, count in key.omitted)
    unaccounted = len(candidates.keys() - seen.keys()) - omitted
    if unaccounted:
        expected = f"each of {len(candidates)} drawn cases in the key or counted as left out"
        yield Complaint(
            "counts", expected, f"{unaccounted} unaccounted for: refgrad key build adds them"
        )


def _answers(key: AnswerKey, progress: Progress) -> Iterator[Complaint]:
    """Compare every answer with what Arb says now."""
    for done, entry in enumerate(key.entries):
        progress(entry.check, done, len(key.entries))
        answers = refer(entry.case)
        if isinstance(answers, Omission):
            yield Complaint(entry.case.id, "no such case", f"one of which {answers.value}")
        else:
            yield from compare(
                entry.case.id, encode_answers(answers), encode_answers(entry.answers)
            )


def _names(flags: tuple[Family, ...]) -> str:
    return " ".join(flag.value for flag in flags)
