"""A key, its faults and an engine's marks in words, as lines for a terminal."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from verification.key.answer_key import AnswerKey, Entry, Oracle
from verification.key.answers import Marks, Wrong
from verification.key.complaint import Complaint
from verification.key.encoding import digest
from verification.key.flags import Family
from verification.model import Exact, Part, Unread
from verification.render.lines import abridge, align, count, escape

_MOST: Final = 20
_MOST_CHECKS: Final = 8


def describe(key: AnswerKey) -> list[str]:
    """Return what is in a key, and what is not."""
    groups = [(group, f"{number:,}") for group, number in key.by_group().items()]
    tally = key.by_flag()
    flags = [(family.value, f"{tally[family]:,}") for family in Family]
    out = [(reason.value, f"{number:,}") for reason, number in key.omitted]
    return [
        f"{count(len(key.entries), 'case')}, sha256 {digest(key)}",
        f"{key.confirmed:,} confirmed by all of {_names(tuple(Oracle))}",
        "",
        *align([("group", "cases"), *groups]),
        "",
        *align([("flag", "cases"), *flags]),
        "",
        *align([("left out", "cases"), *(out or [("none", "0")])]),
    ]


def compare_keys(old: AnswerKey, new: AnswerKey) -> str:
    """Return in a sentence what became of the ids of a key that was built on."""
    before = {entry.case.id for entry in old.entries}
    after = {entry.case.id for entry in new.entries}
    flags = {entry.case.id: entry.flags for entry in old.entries}
    flagged = sum(flags.get(e.case.id, e.flags) != e.flags for e in new.entries)
    parts = [f"{len(before & after):,} kept", f"{len(after - before):,} new"]
    parts += [f"{len(before - after):,} retired"] if before - after else []
    parts += [f"{flagged:,} with other flags"] if flagged else []
    return f"ids: {', '.join(parts)}"


def conclude(key: AnswerKey, lacking: str) -> list[str]:
    """Return what was checked of a key in which nothing is wrong.

    ``lacking`` says why the agreement of the oracles was not, and is empty if it was.
    """
    agreement = f"agreement not checked: {lacking}"
    if not lacking:
        agreement = f"all of {_names(tuple(Oracle))} confirm {key.confirmed:,} of them again"
    return [
        f"{count(len(key.entries), 'case')}, sha256 {digest(key)}",
        "every answer worked out again by arb: the same to the last bit",
        agreement,
    ]


def complain_of(complaints: Sequence[Complaint]) -> list[str]:
    """Return what is wrong with a key, the first of it in full."""
    lines = [f"WRONG  {escape(str(each))}" for each in complaints[:_MOST]]
    more = len(complaints) - _MOST
    return lines + ([f"and {more:,} more"] if more > 0 else [])


def report(marks: Marks) -> list[str]:
    """Return which cases were answered wrongly, each with its flags, and how many rightly."""
    lines = [line for wrong in marks.wrong for line in _wrong(wrong)]
    total = len(marks.right) + len(marks.wrong) + len(marks.without_slope) + len(marks.unanswered)
    families = Counter(flag for wrong in marks.wrong for flag in wrong.entry.flags)
    lines.append(f"{len(marks.right):,} of {count(total, 'case')} right")
    shares = ", ".join(f"{f.value} {families[f]:,}" for f in Family if families[f])
    lines.append(f"{len(marks.wrong):,} wrong{', by flag: ' if shares else ''}{shares}")
    if marks.without_slope:
        lines.append(f"{len(marks.without_slope):,} at a kink without a slope: nobody's fault")
    if marks.unanswered:
        lines.append(f"{len(marks.unanswered):,} not answered: {_checks(marks.unanswered)}")
    return lines


def _wrong(wrong: Wrong) -> list[str]:
    entry, differs = wrong.entry, wrong.differs
    what = "value of node" if differs.part is Part.VALUE else "gradient of input"
    got = differs.got.value if isinstance(differs.got, Unread) else differs.got
    component = differs.component
    nearest = component.exact.nearest if isinstance(component.exact, Exact) else "unknown"
    other = "" if entry.is_exact else f" (or by one of {len(entry.answers) - 1} other conventions)"
    flags = " ".join(flag.value for flag in entry.flags)
    hull = f"from {component.lower!r} to {component.upper!r}"
    numbers = f"expected {nearest!r}, {hull}, got {got!r}{other}"
    return [f"WRONG  {entry.case.id}  {flags}", f"       {what} {differs.slot}: {numbers}"]


def _checks(entries: Sequence[Entry]) -> str:
    """Return the checks that the entries are from, those with most of them first."""
    tally = Counter(entry.check for entry in entries)
    return abridge([f"{check} {number:,}" for check, number in tally.most_common()], _MOST_CHECKS)


def _names(oracles: Sequence[Oracle]) -> str:
    *others, last = (oracle.value for oracle in oracles)
    return f"{', '.join(others)} and {last}"
