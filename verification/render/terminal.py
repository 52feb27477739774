"""A report on one screen: the verdict, then why, then the evidence, then what to do next."""

import shlex
from typing import Final

from rich.text import Text

from verification.catalogue import CATALOGUE
from verification.model import Accuracy
from verification.policy import DEFAULT_NAME
from verification.render.finding import render_findings
from verification.render.lines import count, cut, escape, wrap, write_marks
from verification.render.strip import render_strip
from verification.report import (
    Outcome,
    Report,
    Status,
)

_WIDEST: Final = 100  # columns; longer lines are harder to read
_NARROWEST: Final = 50  # columns; a terminal with fewer breaks the lines itself
_MARGIN: Final = 2

_COLOUR: Final = {
    Outcome.CORRECT: "bold green",
    Outcome.DEFECTIVE: "bold red",
    Outcome.INCOMPLETE: "bold yellow",
    Outcome.UNGRADABLE: "bold red",
    Outcome.UNSCORED: "bold magenta",
}
_ACCURACY: Final = {
    Accuracy.INACCURATE: "Some are inaccurate: a weak formula, or single precision, loses digits.",
    Accuracy.LOSSY: "Some are lossy: they lose digits, no more than the usual formulas do.",
    Accuracy.TIGHT: "All are tight: within 4 ulp of the exact answer.",
}
_RISKS: Final = {
    "weak": "the code can read files and go online; grade only what you trust",
    "none": "the code can do what you can; grade only what you trust",
}


def render(report: Report, width: int, *, is_cut: bool = False) -> Text:
    """Return the report laid out for ``width`` columns, as far as these are of use.

    Lines that a screen would break are cut if ``is_cut``, those to paste apart: print
    the page with ``Console.print(..., soft_wrap=True)``, which breaks none.
    """
    width = min(max(width, _NARROWEST), _WIDEST) - _MARGIN
    adapter = report.subject.adapter
    class_name = "Value" if adapter is None else adapter.class_name
    lines = [
        *wrap(_facts(report), width, style="dim"),
        Text(),
        _verdict(report, width),
        *wrap(_reading(report), width),
        Text(),
        *render_findings(report.checks, width, is_cut=is_cut),
        *render_strip(report.checks, class_name, width),
        *_deductions(report, width),
        *_notes(report, width),
        *_footer(report, width),
    ]
    margin = " " * _MARGIN
    page = Text("\n").join(Text(margin) + line if line else line for line in lines)
    return Text("\n") + page + Text("\n")


def risk(report: Report) -> str:
    """Return in one line what the file could have done; empty if it was walled in."""
    tier = report.sandbox.tier
    return f"sandbox {tier}: {_RISKS[tier]}" if tier in _RISKS else ""


def _facts(report: Report) -> str:
    """Return what was judged, by what, from which seed."""
    facts = [cut(report.subject.name, 60)]
    adapter = report.subject.adapter
    if adapter is not None:
        ops = {usage.op for usage in adapter.usages}
        facts += [f"class {cut(adapter.class_name, 40)}", f"{count(len(ops), 'op')} found"]
    facts.append(f"suite {report.suite}")
    if report.policy.name != DEFAULT_NAME:
        facts.append(f"policy {cut(report.policy.name, 60)}")
    return " · ".join([*facts, f"seed {report.seed}"])


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
            programs = count(report.cases, "program")
            return (
                f"Every {'decided ' if undecided else ''}value and gradient of {programs} "
                "lies inside the proven hull, or follows a convention in use at a kink. "
                f"{worst} {_extent(report)}"
            )
        case Outcome.DEFECTIVE:
            return ""
        case Outcome.INCOMPLETE:
            cause = escape(report.cause, 2000)
            return cause or "What is there is right, but something required is missing."
        case Outcome.UNGRADABLE:
            return escape(report.cause)
        case Outcome.UNSCORED:
            ours = "This is our failure, not the submission's: no marks were given."
            return f"{escape(report.cause)} {ours}"


def _extent(report: Report) -> str:
    """Return how much of the suite's mathematics there was to be right about."""
    adapter = report.subject.adapter
    if adapter is None:
        return ""
    there, all_ = len({usage.op for usage in adapter.usages} & set(CATALOGUE)), len(CATALOGUE)
    share = f"{'all' if there == all_ else f'{there} of'} the suite's {all_} operations"
    is_lacking = any(check.status is Status.MISSING for check in report.checks)
    return f"It has {share}{'; what is missing costs nothing' if is_lacking else ''}."


# --- The end -----------------------------------------------------------------


def _deductions(report: Report, width: int) -> list[Text]:
    """Return what the policy takes off the sum, and for what."""
    lines: list[Text] = []
    for each in report.deductions:
        head = "           " if lines else "taken off  "
        told = wrap(f"{escape(each.id)}: {escape(each.text)}", width - 7, first=head)
        told[0].append(f"-{write_marks(each.marks)}".rjust(width - len(told[0])), style="yellow")
        lines += told
    return [*lines, Text()] if lines else lines


def _notes(report: Report, width: int) -> list[Text]:
    """Return the behaviours that are no faults."""
    lines: list[Text] = []
    for note in report.notes:
        lines += wrap(escape(note.text), width, first="       " if lines else "notes  ")
    return [*lines, Text()] if lines else lines


def _footer(report: Report, width: int) -> list[Text]:
    """Return how much was asked, behind which walls, and how to ask it again."""
    lines: list[Text] = []
    warning = risk(report)
    if report.cases:
        asked = f"{count(report.cases, 'program')} in {report.run.seconds:.1f} s"
        walls = "" if warning else f", sandbox {report.sandbox.tier}"
        lines.append(Text(f"{asked}{walls}."))
    lines += wrap(warning, width, style="yellow")
    # What does not load will not load with this seed either.
    if report.cases or report.outcome is Outcome.UNSCORED:
        path = escape(shlex.quote(report.subject.path))
        again = f"Again: refgrad grade {path} --seed {report.seed}"
        if report.policy_source:
            again += f" --policy {escape(shlex.quote(report.policy_source))}"
        if report.adapter_source:
            again += f" --adapter {escape(shlex.quote(report.adapter_source))}"
        lines.append(Text(again))
    return lines
