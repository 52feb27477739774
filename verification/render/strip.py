"""The strip: one line per group of checks on the terminal, and what is missing below."""

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from verification.model import CheckResult, Status
from verification.render.lines import align, escape, wrap, write_marks

_MARKS: Final = 7  # columns at the right margin
_LOCAL: Final = "rules"  # the group that looks at one derivative at a time
_NAMED: Final = 3  # checks that passed; more are counted

# The worst that happened gives a group its word.
_WORDS: Final = {
    Status.FAILED: ("FAILED", "red"),
    Status.UNDECIDED: ("undecided", "magenta"),
    Status.PASSED: ("ok", "green"),
    Status.SKIPPED: ("skipped", "yellow"),
    Status.MISSING: ("missing", "yellow"),
    Status.INFO: ("-", "dim"),
}


def render_strip(checks: Sequence[CheckResult], width: int) -> list[Text]:
    """Return the lines, in the order in which the groups build on each other."""
    if not checks:
        return []
    groups = {
        check.group: [other for other in checks if other.group == check.group] for check in checks
    }
    unmet = {check.id for check in checks if check.status is Status.FAILED}
    words = [_word(members) for members in groups.values()]
    missing = dict.fromkeys(_short(check) for check in checks if check.status is Status.MISSING)
    labels = [*zip(groups, (word for word, _ in words), strict=True), ("missing", "")]
    heads = align([(escape(group), word) for group, word in labels])
    indent = max(map(len, heads)) + 2

    lines: list[Text] = []
    for members, head, (word, style) in zip(groups.values(), heads, words, strict=False):
        lost = sum(check.max_score - check.score for check in members)
        reason = wrap(escape(_reason(members, unmet)), width - _MARKS, first=head.ljust(indent))
        first, *others = reason or [Text(head)]
        if lost > 0:
            first.append(f"-{write_marks(lost)}".rjust(width - len(first)), style=style)
        first.stylize(style, head.rindex(word), len(head))
        lines += [first, *others]
    if missing:
        lines += wrap(escape(", ".join(missing)), width - _MARKS, first=heads[-1].ljust(indent))
    return [*lines, Text()]


def _abridge(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join([*names[:_NAMED], *([f"{more} more"] if more > 0 else [])])


def _word(checks: Sequence[CheckResult]) -> tuple[str, str]:
    """Return the word for a group of checks, and its style."""
    statuses = {check.status for check in checks}
    return next(word for status, word in _WORDS.items() if status in statuses)


def _reason(checks: Sequence[CheckResult], unmet: set[str]) -> str:
    """Return what happened in a group, in a few words."""
    by_status: dict[Status, list[CheckResult]] = {status: [] for status in Status}
    for check in checks:
        by_status[check.status].append(check)
    passed, failed = by_status[Status.PASSED], by_status[Status.FAILED]
    skipped, undecided = by_status[Status.SKIPPED], by_status[Status.UNDECIDED]
    parts: list[str] = []
    if failed:
        parts.append(_list(failed))
    elif passed:
        parts.append(f"{len(passed)} checks" if len(passed) > _NAMED else _list(passed))
        ulps = [(check.worst_ulp, check) for check in passed if check.worst_ulp is not None]
        if ulps and passed[0].group == _LOCAL:
            ulp, check = max(ulps, key=lambda pair: pair[0])
            parts.append(f"worst {_write_ulp(ulp)} ulp ({_short(check)})")
    if skipped:
        needs = (need for check in skipped for need in check.requires if need in unmet)
        because = _abridge(list(dict.fromkeys(needs)))
        parts.append(f"{len(skipped)} skipped" + (f" for want of {because}" if because else ""))
    if undecided:
        parts.append(f"we could not decide {_list(undecided)}, which costs nothing")
    parts += [check.message for check in by_status[Status.INFO] if check.message]
    return "; ".join(parts)


def _list(checks: Sequence[CheckResult]) -> str:
    """Return the checks by name."""
    return ", ".join(_short(check) for check in checks)


def _short(check: CheckResult) -> str:
    """Return the check's id within its group."""
    return check.id.removeprefix(f"{check.group}.")


def _write_ulp(ulp: float) -> str:
    """Return a distance in ulp, to a digit after the point or to its size.

    >>> _write_ulp(1.44), _write_ulp(8268775325201018.0)
    ('1.4', '8e15')
    """
    return f"{ulp:.1f}" if ulp < 1000 else f"{ulp:.0e}".replace("e+", "e")
