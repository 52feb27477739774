"""The agreement of the three oracles on a key, looked at again."""

from collections import Counter
from collections.abc import Iterator

from verification.key.agreement import confirm
from verification.key.answer_key import AnswerKey, Omission, Oracle
from verification.key.audit import Progress
from verification.key.build import confirmed
from verification.key.candidates import content, draw_candidates
from verification.key.complaint import Complaint, compare
from verification.render.lines import count


def recheck(key: AnswerKey, progress: Progress) -> Iterator[Complaint]:
    """Return where the oracles do not say what the key says that they do.

    That is of its cases, and of those that are drawn with its seeds and not in it.
    """
    for done, entry in enumerate(key.entries):
        progress(entry.check, done, len(key.entries))
        oracles = confirm(entry.case, entry.answers)
        if isinstance(oracles, Omission):
            yield Complaint(entry.case.id, _names(entry.oracles), oracles.value)
        elif oracles != entry.oracles:
            yield Complaint(entry.case.id, _names(oracles), _names(entry.oracles))
    known = {content(entry.check, entry.case) for entry in key.entries}
    omitted: Counter[Omission] = Counter()
    missing: Counter[str] = Counter()
    for what, candidate in draw_candidates(key.seeds).items():
        if what not in known:
            found = confirmed(candidate.case, candidate.flags)
            if isinstance(found, Omission):
                omitted[found] += 1
            else:
                missing[candidate.check] += 1
    for check, number in missing.items():
        more = count(number, "more case")
        yield Complaint(check, f"{more} of the suite as it is", "none: refgrad key build adds them")
    counts = [
        {each.value: omitted[each] for each in Omission}
        for omitted in (omitted, Counter(dict(key.omitted)))
    ]
    yield from compare("counts", *counts)


def _names(oracles: tuple[Oracle, ...]) -> str:
    return f"the word of {', '.join(oracle.value for oracle in oracles)}"
