"""``refgrad grade``: one engine, one report."""

import gc
import secrets
from dataclasses import replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated, Final, assert_never

import typer
from rich.console import Console

from verification.cli.app import app
from verification.cli.edges import complain, lay_out, progress, stop, write
from verification.policy import DEFAULT_NAME
from verification.report import Outcome, Report

_STDOUT: Final = Path("-")
_FILE_WIDTH: Final = 100  # columns of a report that is written to a file
_EXIT: Final = {
    Outcome.CORRECT: 0,
    Outcome.DEFECTIVE: 1,
    Outcome.INCOMPLETE: 1,
    Outcome.UNGRADABLE: 1,
    Outcome.UNSCORED: 2,
}


class Reader(Enum):
    """Whom a report is for."""

    STAFF = "staff"
    STUDENT = "student"


class Format(Enum):
    """In what shape a report is written."""

    TERMINAL = "terminal"
    JSON = "json"


@app.command(
    epilog="\b\nExamples:\n  refgrad grade engine.py\n  refgrad grade handed_in.zip\n"
    "  refgrad grade engine.py --seed 7 --format json -o report.json\n"
    "  refgrad grade engine.py --policy micrograd\n"
    "  refgrad grade engine.py --explain-adapter > adapter.toml\n"
    "  refgrad grade engine.py --adapter adapter.toml"
)
def grade(
    file: Annotated[
        str,
        typer.Argument(
            help="The engine: a Python file, a folder or .zip of them, or a notebook.",
            metavar="PATH",
            show_default=False,
        ),
    ],
    seed: Annotated[
        int | None,
        typer.Option(help="Draw the cases of this seed; by default a new one.", min=0),
    ] = None,
    shape: Annotated[
        Format, typer.Option("--format", help="How to write the report.")
    ] = Format.TERMINAL,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the report to this file; - is stdout."),
    ] = None,
    adapter: Annotated[
        Path | None,
        typer.Option(
            help="How to drive the engine, as TOML; what it leaves out is found out.",
            metavar="TOML",
        ),
    ] = None,
    explain_adapter: Annotated[
        bool,
        typer.Option(
            "--explain-adapter", help="Print how the engine would be driven, and do not grade."
        ),
    ] = False,
    course: Annotated[
        str,
        typer.Option(
            "--policy",
            help="What counts: a file as refgrad init writes it, or default, micrograd, "
            "zero-to-hero or minitorch.",
            metavar="FILE|PROFILE",
        ),
    ] = DEFAULT_NAME,
    reader: Annotated[
        Reader, typer.Option("--for", help="Whether to show what the policy hides.")
    ] = Reader.STAFF,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Grade the autograd engine in PATH: a class with values, gradients and backward().

    It runs in a child process of its own, which is not yet walled in: grade only
    what you trust.

    Exit status: 0 correct; 1 not (defective, incomplete, ungradable), for a cause in
    it; 2 not graded: wrong arguments, an unreadable file or a failure of ours.
    """
    from verification.cli.adapting import explain, read_adapter
    from verification.cli.policies import choose_policy
    from verification.grade import grade as grade_submission
    from verification.render.student import for_student
    from verification.subjects.intake import read_submission
    from verification.subjects.submission import UnreadableError
    from verification.suite import Suite

    gc.disable()  # one grade leaves next to nothing to collect, and looking takes a tenth of it
    try:
        submission = read_submission(file)
    except UnreadableError as error:
        stop(str(error))
    adapter_file = read_adapter(adapter)
    if explain_adapter:
        explain(submission, adapter_file)
    if output == _STDOUT:
        output = None
    own = [Path(file), *(Path(file) / one.path for one in submission.files)]
    if output is not None and any(map(partial(_is_same, output), own)):
        stop(f"{str(output)!r} belongs to the engine. Name another file with -o.")
    policy = choose_policy(course)
    suite = Suite(secrets.randbelow(2**32) if seed is None else seed)
    with progress(quiet) as show:
        report = grade_submission(
            submission, suite, progress=show, policy=policy, adapter_file=adapter_file
        )
    if course != DEFAULT_NAME:
        report = replace(report, policy_source=course)
    if adapter is not None:
        report = replace(report, adapter_source=str(adapter))
    if reader is Reader.STUDENT:
        report = for_student(report)
    _publish(report, shape, output)
    raise typer.Exit(_EXIT[report.outcome])


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _publish(report: Report, shape: Format, output: Path | None) -> None:
    """Write a report to a file or to stdout, and its risk to stderr if it is not read there."""
    from verification.render import json, terminal

    match shape:
        case Format.JSON:
            text = json.render(report)
        case Format.TERMINAL if output is None:
            screen = Console()
            is_cut = screen.is_terminal
            text = lay_out(terminal.render(report, screen.width, is_cut=is_cut))
        case Format.TERMINAL:
            text = terminal.render(report, _FILE_WIDTH).plain
        case _:
            assert_never(shape)
    if (output is not None or shape is not Format.TERMINAL) and (risk := terminal.risk(report)):
        complain(f"{risk}.")
    if output is None:
        write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        stop(f"cannot write {str(output)!r}: {error.strerror}. Name another file with -o.")
