"""A report on one screen: the verdict, then why, then the evidence, then what to do next."""

import shlex
from collections.abc import Sequence
from typing import Final

from rich.text import Text

from verification.model import Accuracy, CheckResult, Outcome, Report, Status
from verification.render.finding import render_finding
from verification.render.lines import align, cut, escape, wrap

_WIDEST: Final = 100  # columns; longer lines are harder to read
_MARGIN: Final = 2
_IN_FULL: Final = 3  # findings
_IN_BRIEF: Final = 8  # findings after those
_LOCAL: Final = "rules"  # the group that looks at one derivative at a time

_COLOUR: Final = {
    Outcome.CORRECT: "bold green",
    Outcome.DEFECTIVE: "bold red",
    Outcome.INCOMPLETE: "bold yellow",
    Outcome.UNGRADABLE: "bold red",
    Outcome.UNSCORED: "bold magenta",
}
_ACCURACY: Final = {
    Accuracy.INACCURATE: "Some lose many digits, to a weak formula or to single precision.",
    Accuracy.LOSSY: "Some lose digits, no more than the usual formulas do.",
    Accuracy.TIGHT: "All are within 4 ulp of the exact answer.",
}
_RISK: Final = {
    "weak": "It limits time and memory, but the file could read your files and use the network. "
    "Grade only files that you trust.",
    "none": "Nothing held the file back. Grade only files that you trust.",
}


def render(report: Report, width: int) -> Text:
    """Return the report laid out for ``width`` columns.

    Print it with ``Console.print(..., soft_wrap=True)``: lines to paste are not broken.
    """
    width = min(width, _WIDEST) - _MARGIN
    lines = [
        *wrap(_facts(report), width, style="dim"),
        Text(),
        _verdict(report, width),
        *wrap(_reading(report), width),
        Text(),
        *_findings(report, width),
        *_strip(report.checks, width),
        *_notes(report, width),
        *_footer(report, width),
    ]
    margin = " " * _MARGIN
    page = Text("\n").join(Text(margin) + line if line else line for line in lines)
    return Text("\n") + page + Text("\n")


def _facts(report: Report) -> str:
    """Return what was judged, by what, from which seed."""
    facts = [cut(report.subject.name, 60)]
    adapter = report.subject.adapter
    if adapter is not None:
        ops = {usage.op for usage in adapter.usages}
        facts += [f"class {cut(adapter.class_name, 40)}", f"{len(ops)} ops found"]
    return " · ".join([*facts, f"suite {report.suite}", f"seed {report.seed}"])


def _verdict(report: Report, width: int) -> Text:
    """Return the outcome, with the marks at the right margin."""
    word, style = report.outcome.name, _COLOUR[report.outcome]
    if report.outcome is Outcome.UNSCORED:
        return Text(word, style=style)
    marks = f"{_marks(report.score)} of {_marks(report.max_score)}"
    return Text.assemble((word, style), (marks.rjust(width - len(word)), "bold"))


def _reading(report: Report) -> str:
    """Return what the outcome means, no more than was looked at."""
    match report.outcome:
        case Outcome.CORRECT:
            undecided = any(check.status is Status.UNDECIDED for check in report.checks)
            accuracy = {check.accuracy for check in report.checks}
            worst = next((text for grade, text in _ACCURACY.items() if grade in accuracy), "")
            return (
                f"Every {'decided ' if undecided else ''}value and gradient of {report.cases:,} "
                "programs lies inside the proven hull, or follows a convention in use at a kink. "
                f"{worst}"
            )
        case Outcome.DEFECTIVE:
            return ""
        case Outcome.INCOMPLETE:
            return "What is there is right, but something required is missing."
        case Outcome.UNGRADABLE:
            return escape(report.cause)
        case Outcome.UNSCORED:
            ours = "This is our failure, not the submission's: no marks were given."
            return f"{escape(report.cause)} {ours}"


# --- Findings ----------------------------------------------------------------


def _findings(report: Report, width: int) -> list[Text]:
    """Return what costs marks; checks that fail in the same words are one finding."""
    alike: dict[str, list[CheckResult]] = {}
    for check in report.checks:
        is_required = check.status is Status.MISSING and check.score < check.max_score
        if check.status is Status.FAILED or is_required:
            alike.setdefault(check.message, []).append(check)
    findings = list(alike.values())
    lines: list[Text] = []
    for number, (check, *others) in enumerate(findings[:_IN_FULL], 1):
        lines += render_finding(number, check, [other.id for other in others], width)
    brief = findings[_IN_FULL : _IN_FULL + _IN_BRIEF]
    for number, (check, *_) in enumerate(brief, _IN_FULL + 1):
        message = cut(check.message or check.title, max(20, width - 8 - len(check.id)))
        lines.append(Text.assemble(f"{number:>2}   {message}  ", (escape(check.id), "dim")))
    left_out = len(findings) - _IN_FULL - len(brief)
    if left_out > 0:
        lines.append(Text(f"     and {left_out} more; --format json has them all", style="dim"))
    return [*lines, Text()] if brief else lines


# --- The strip of groups -----------------------------------------------------


def _strip(checks: Sequence[CheckResult], width: int) -> list[Text]:
    """Return a line or two per group of checks, in the order in which they build on each other."""
    groups = {
        check.group: [other for other in checks if other.group == check.group] for check in checks
    }
    unmet = {check.id for check in checks if check.status is not Status.PASSED}
    states = {group: _state(members) for group, members in groups.items()}
    heads = align([(group, word) for group, (word, _) in states.items()]) if groups else []
    indent = max(map(len, heads), default=0) + 2
    lines: list[Text] = []
    for (group, members), head in zip(groups.items(), heads, strict=True):
        lost = sum(check.max_score - check.score for check in members)
        marks = f"-{_marks(lost)}" if lost > 0 else ""
        word, style = states[group]
        first, *others = wrap(_reason(members, unmet), width - 7, first=head.ljust(indent)) or [
            Text(head)
        ]
        first.stylize(style, head.rindex(word), len(head))
        lines += [first + Text(marks.rjust(width - len(first)), style=style) if marks else first]
        lines += others
    return [*lines, Text()] if lines else lines


def _state(checks: Sequence[CheckResult]) -> tuple[str, str]:
    """Return the word for a group of checks, and its style: the worst that happened counts."""
    statuses = {check.status for check in checks}
    words = {
        Status.FAILED: ("FAILED", "red"),
        Status.UNDECIDED: ("undecided", "magenta"),
        Status.PASSED: ("ok", "green"),
        Status.SKIPPED: ("skipped", "yellow"),
        Status.MISSING: ("missing", "yellow"),
        Status.INFO: ("-", "dim"),
    }
    return next(word for status, word in words.items() if status in statuses)


def _reason(checks: Sequence[CheckResult], unmet: set[str]) -> str:
    """Return what happened in a group, in a few words."""
    by_status: dict[Status, list[CheckResult]] = {status: [] for status in Status}
    for check in checks:
        by_status[check.status].append(check)
    passed, failed = by_status[Status.PASSED], by_status[Status.FAILED]
    parts: list[str] = []
    if failed:
        parts.append(_list(failed))
    elif passed:
        parts.append(_list(passed))
        ulps = [(check.worst_ulp, check) for check in passed if check.worst_ulp is not None]
        if ulps and passed[0].group == _LOCAL:
            ulp, check = max(ulps, key=lambda pair: pair[0])
            parts.append(f"worst {ulp:.1f} ulp ({_short(check)})")
    if by_status[Status.SKIPPED]:
        skipped = by_status[Status.SKIPPED]
        needs = (need for check in skipped for need in check.requires if need in unmet)
        because = ", ".join(dict.fromkeys(needs))
        count = f"{len(skipped)} of {len(checks)} skipped"
        parts.append(f"{count} for want of {because}" if because else count)
    if by_status[Status.MISSING]:
        parts.append(f"missing: {_list(by_status[Status.MISSING])}")
    if by_status[Status.UNDECIDED]:
        parts.append(f"we could not decide {_list(by_status[Status.UNDECIDED])}; costs nothing")
    parts += [check.message for check in by_status[Status.INFO] if check.message]
    return "; ".join(parts)


def _list(checks: Sequence[CheckResult]) -> str:
    """Return as many of the checks by name as a line takes, and how many more there are."""
    names = [_short(check) for check in checks]
    fitting = [i for i in range(1, len(names) + 1) if len(", ".join(names[:i])) <= 50] or [1]
    left_out = len(names) - fitting[-1]
    listed = ", ".join(names[: fitting[-1]])
    return f"{listed} and {left_out} more" if left_out else listed


def _short(check: CheckResult) -> str:
    """Return the check's id within its group."""
    return check.id.removeprefix(f"{check.group}.")


# --- The end -----------------------------------------------------------------


def _notes(report: Report, width: int) -> list[Text]:
    """Return the behaviours that are no faults."""
    lines: list[Text] = []
    for note in report.notes:
        lines += wrap(escape(note.text), width, first="       " if lines else "notes  ")
    return [*lines, Text()] if lines else lines


def _footer(report: Report, width: int) -> list[Text]:
    """Return how much was asked, behind which walls, and how to ask it again."""
    tier = report.sandbox.tier
    asked = f"{report.cases:,} programs in {report.run.seconds:.1f} s, sandbox {tier}."
    path = escape(shlex.quote(report.subject.path))
    return [
        Text(asked),
        *wrap(_RISK.get(tier, ""), width, style="yellow"),
        Text(f"Again: refgrad grade {path} --seed {report.seed}"),
    ]


def _marks(score: float) -> str:
    """Return a score without needless zeros.

    >>> _marks(71.5), _marks(100.0), _marks(100 / 3)
    ('71.5', '100', '33.33')
    """
    return f"{score:.2f}".rstrip("0").rstrip(".")
