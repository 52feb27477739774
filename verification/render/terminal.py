"""A report on one screen: the verdict, then why, then the evidence, then what to do next."""

import shlex
from typing import Final

from rich.text import Text

from verification.model import Accuracy, CheckResult, Outcome, Report, Status
from verification.render.finding import render_finding
from verification.render.lines import cut, escape, wrap, write_marks
from verification.render.strip import render_strip

_WIDEST: Final = 100  # columns; longer lines are harder to read
_MARGIN: Final = 2
_IN_FULL: Final = 3  # findings
_IN_BRIEF: Final = 8  # findings after those

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
        *render_strip(report.checks, width),
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
    marks = f"{write_marks(report.score)} of {write_marks(report.max_score)}"
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
