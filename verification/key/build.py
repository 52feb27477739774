"""Building a key: the candidates that all oracles confirm, under ids that are never used twice."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from verification.key.agreement import confirm
from verification.key.answer_key import AnswerKey, Entry, Omission, Retired
from verification.key.candidates import Candidate, Content, content, draw_candidates
from verification.key.complaint import ChangedError, Complaint, compare
from verification.key.encoding import encode_answers
from verification.key.flags import Family
from verification.key.references import refer
from verification.model import Case

Progress = Callable[[str, int, int], None]
"""Told which check's cases are being confirmed, how many cases are done, and of how many."""

EMPTY: Final = AnswerKey((), (), (), ())
"""What a key is built from where there was none."""


def build(old: AnswerKey, seed: int, progress: Progress, retire: str = "") -> AnswerKey:
    """Return the key with every candidate of the seed that is confirmed and not in it yet.

    What is in the key keeps its id, its answers and its place, whether or not it would be drawn
    today; its flags are those of today. ``retire`` is the reason for which entries that
    have changed give up their ids; their cases may come back under new ones.

    Raises:
        ChangedError: an entry has changed, and there is no reason to retire it.
    """
    seeds = tuple(dict.fromkeys((*old.seeds, seed)))
    candidates = draw_candidates(seeds)
    kept = _keep(old, candidates, progress)
    changed = tuple(each for each in kept if isinstance(each, Complaint))
    if changed and not retire:
        raise ChangedError(changed)
    retired = (*old.retired, *(Retired(each.where, retire) for each in changed))
    entries = [each for each in kept if isinstance(each, Entry)]
    omitted: Counter[Omission] = Counter()
    new = _new(candidates, entries, retired, progress)
    for each in new:
        if isinstance(each, Omission):
            omitted[each] += 1
        else:
            entries.append(each)
    checks = dict.fromkeys(check for check, _ in candidates)
    order = {check: place for place, check in enumerate(checks)}
    entries.sort(key=lambda entry: (order.get(entry.check, len(order)), entry.case.id))
    counts = tuple((reason, omitted[reason]) for reason in Omission if omitted[reason])
    return AnswerKey(seeds, counts, retired, tuple(entries))


def confirmed(case: Case, flags: tuple[Family, ...]) -> Entry | Omission:
    """Return the entry of a case as all oracles have it now, or why there is none."""
    answers = refer(case)
    if isinstance(answers, Omission):
        return answers
    oracles = confirm(case, answers)
    if isinstance(oracles, Omission):
        return oracles
    return Entry(case, flags, oracles, answers)


def _keep(
    old: AnswerKey, candidates: dict[Content, Candidate], progress: Progress
) -> list[Entry | Complaint]:
    kept: list[Entry | Complaint] = []
    for done, entry in enumerate(old.entries):
        progress(entry.check, done, len(old.entries))
        now = confirmed(entry.case, candidates.get(content(entry.check, entry.case), entry).flags)
        if isinstance(now, Omission):
            kept.append(Complaint(entry.case.id, "a case that is confirmed", now.value))
        elif now.oracles != entry.oracles:
            kept.append(Complaint(entry.case.id, _names(entry), _names(now)))
        else:
            answers = (encode_answers(each.answers) for each in (entry, now))
            kept += compare(entry.case.id, *answers) or (now,)
    return kept


def _new(
    candidates: dict[Content, Candidate],
    entries: Iterable[Entry],
    retired: Iterable[Retired],
    progress: Progress,
) -> list[Entry | Omission]:
    """Return what becomes of the candidates that are not among the entries."""
    entries = tuple(entries)
    known = {content(entry.check, entry.case) for entry in entries}
    ids = [*(entry.case.id for entry in entries), *(each.id for each in retired)]
    following: Counter[str] = Counter()
    for used in ids:
        check, _, number = used.rpartition("/")
        following[check] = max(following[check], int(number) + 1)
    found: list[Entry | Omission] = []
    for done, (what, candidate) in enumerate(candidates.items()):
        progress(candidate.check, done, len(candidates))
        if what in known:
            continue
        check = candidate.check
        case = replace(candidate.case, id=f"{check}/{following[check]:04}")
        each = confirmed(case, candidate.flags)
        following[check] += isinstance(each, Entry)
        found.append(each)
    return found


def _names(entry: Entry) -> str:
    return " and ".join(oracle.value for oracle in entry.oracles)
