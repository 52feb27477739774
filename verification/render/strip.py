"""The strip: one line per group of checks on the terminal, and what is missing below."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.text import Text

from verification.catalogue import COMMON
from verification.model import Accuracy
from verification.render.lines import (
    NO_BREAK,
    abridge,
    align,
    count,
    cut,
    escape,
    wrap,
    write_marks,
)
from verification.report import CheckResult, Status
from verification.wording import WORDINGS

_MARKS: Final = 7  # columns at the right margin
_LOCAL: Final = "rules"  # the group that looks at one derivative at a time
_NAMED: Final = 3  # checks that passed; more are counted
_FAR: Final = 1000.0  # ulp; beyond, a number says less than a word
_FEW_LEFT: Final = 1e12  # ulp; beyond, at most four of a double's 16 digits are right
_TITLES: Final = {wording.check: wording.title for wording in WORDINGS}

# The worst that happened gives a group its word.
_WORDS: Final = {
    Status.FAILED: ("FAILED", "red"),
    Status.UNDECIDED: ("undecided", "magenta"),
    Status.PASSED: ("ok", "green"),
    Status.SKIPPED: ("skipped", "yellow"),
    Status.MISSING: ("missing", "yellow"),
    Status.INFO: ("-", "dim"),
}


def render_strip(checks: Sequence[CheckResult], class_name: str, width: int) -> list[Text]:
    """Return the lines, in the order in which the groups build on each other.

    Operations that are missing are written as with objects of the engine's class.
    """
    if not checks:
        return []
    groups = {
        check.group: [other for other in checks if other.group == check.group] for check in checks
    }
    causes = _causes(checks, class_name)
    words = [_word(members) for members in groups.values()]
    lacking = [check.id for check in checks if check.status is Status.MISSING]
    missing = [
        _title(word.title, class_name)
        for word in WORDINGS
        if word.check in lacking and word.op in COMMON
    ]
    rare = sum(word.check in lacking and word.op not in COMMON for word in WORDINGS)
    if rare:
        missing.append(count(rare, "rarer operation"))
    labels = [*zip(groups, (word for word, _ in words), strict=True), ("missing", "")]
    heads = align([(escape(group), word) for group, word in labels])
    indent = max(map(len, heads)) + 2

    lines: list[Text] = []
    for members, head, (word, style) in zip(groups.values(), heads, words, strict=False):
        lost = sum(check.max_score - check.score for check in members)
        reason = wrap(_reason(members, causes), width - _MARKS, first=head.ljust(indent))
        first, *others = reason or [Text(head)]
        if lost > 0:
            first.append(f"-{write_marks(lost)}".rjust(width - len(first)), style=style)
        first.stylize(style, head.rindex(word), len(head))
        lines += [first, *others]
    if missing:
        lines += wrap(", ".join(missing), width - _MARKS, first=heads[-1].ljust(indent))
    return [*lines, Text()]


def _word(checks: Sequence[CheckResult]) -> tuple[str, str]:
    """Return the word for a group of checks, and its style."""
    statuses = {check.status for check in checks}
    if Status.FAILED not in statuses and any(map(_is_required, checks)):
        return _WORDS[Status.MISSING]
    return next(word for status, word in _WORDS.items() if status in statuses)


def _is_required(check: CheckResult) -> bool:
    """Whether it is about something missing that costs marks."""
    return check.status is Status.MISSING and check.score < check.max_score


def _causes(checks: Sequence[CheckResult], class_name: str) -> dict[str, tuple[str, ...]]:
    """Return for each check what it stands in the way of others with: itself, or what it needs."""
    by_id = {check.id: check for check in checks}
    causes: dict[str, tuple[str, ...]] = {}

    def trace(id_: str) -> tuple[str, ...]:
        check = by_id.get(id_)
        if check is None:
            return ()
        if id_ not in causes:
            causes[id_] = ()  # until known; what needs itself is in the way of nothing
            match check.status:
                case Status.FAILED:
                    causes[id_] = (escape(id_),)
                case Status.MISSING if id_ in _TITLES:
                    causes[id_] = (_title(_TITLES[id_], class_name),)
                case Status.SKIPPED:
                    causes[id_] = tuple(cause for need in check.requires for cause in trace(need))
                case _:
                    pass
        return causes[id_]

    for id_ in by_id:
        trace(id_)
    return causes


def _reason(checks: Sequence[CheckResult], causes: Mapping[str, Sequence[str]]) -> str:
    """Return what happened in a group, in a few words and made harmless."""
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
        if passed[0].group == _LOCAL:
            parts += _accuracy(passed)
    if skipped:
        wanted = dict.fromkeys(cause for check in skipped for cause in causes[check.id])
        because = f" for want of {abridge(list(wanted), _NAMED)}" if wanted else ""
        is_said = not (failed or passed or undecided)  # by the word before
        what = count(len(skipped), "check") if is_said else f"{len(skipped)} skipped"
        parts.append(what + because)
    if required := [check for check in checks if _is_required(check)]:
        parts.append(f"{_list(required)} required")
    if undecided:
        parts.append(f"we could not decide {_list(undecided)}, which costs nothing")
    parts += [escape(check.message) for check in by_status[Status.INFO] if check.message]
    return "; ".join(parts)


def _list(checks: Sequence[CheckResult]) -> str:
    """Return the checks by name."""
    return ", ".join(_short(check) for check in checks)


def _short(check: CheckResult) -> str:
    """Return the check's id within its group."""
    return escape(check.id.removeprefix(f"{check.group}."))


def _title(title: str, class_name: str) -> str:
    """Return a wording's title with the class's own name, on one line."""
    words = [cut(class_name, 40) if word == "Value" else word for word in title.split()]
    return NO_BREAK.join(words)


def _accuracy(passed: Sequence[CheckResult]) -> list[str]:
    """Return the worst distance, or in words who is further off than a number can say."""
    ulps = [(check.worst_ulp, check) for check in passed if check.worst_ulp is not None]
    if not ulps:
        return []
    ulp, worst = max(ulps, key=lambda pair: pair[0])
    if ulp <= _FAR:
        return [f"worst {ulp:.1f} ulp ({_short(worst)})"]
    left = "few digits left" if ulp > _FEW_LEFT else "digits lost"
    far = [check for ulp, check in ulps if ulp > _FAR]
    parts: list[str] = []
    for grade in (Accuracy.LOSSY, Accuracy.INACCURATE):
        names = [_short(check) for check in far if check.accuracy is grade]
        if names:
            parts.append(f"{grade.value}: {abridge(names, _NAMED)}")
    return [f"{'; '.join(parts)} ({left} somewhere)"]
