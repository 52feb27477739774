"""The command line: reads arguments and files, prints, and sets the exit status; nothing else.

Exit status: 0 the subject is correct; 1 it is not, for a cause in the file; 2 it was not
graded: wrong arguments, an unreadable file or a failure of ours.
"""

import io
import os
import secrets
import signal
import sys
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, NoReturn, assert_never

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.text import Text

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

app: Final = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # errors on a line of their own, help that is not boxed in
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(Enum):
    """In what shape a report is written."""

    TERMINAL = "terminal"
    JSON = "json"


def main() -> None:
    """Run the command line, and end with an exit status that is no accident."""
    _prepare()
    try:
        app(prog_name="refgrad")
    except Exception as error:  # noqa: BLE001 - Python's own status would be 1, a verdict
        traceback.print_exc()
        _complain(f"this is our failure, not the submission's ({type(error).__name__}).")
        sys.exit(2)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        _write(f"refgrad {version('refgrad')}\n")
        raise typer.Exit


@app.callback()
def choose(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Say of an autograd engine whether it is right, and if not, what is wrong and where."""


@app.command(
    epilog="\b\nExamples:\n  refgrad grade engine.py\n"
    "  refgrad grade engine.py --seed 7 --format json -o report.json"
)
def grade(
    file: Annotated[
        str, typer.Argument(help="The engine: one Python file.", metavar="FILE", show_default=False)
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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Grade the autograd engine in FILE: a class with values, gradients and backward().

    The file runs in a child process of its own, which is not yet walled in: grade only
    what you trust.

    Exit status: 0 correct; 1 not (defective, incomplete, ungradable), for a cause in the
    file; 2 not graded: wrong arguments, an unreadable file or a failure of ours.
    """
    from verification.grade import grade as grade_submission
    from verification.subjects.submission import UnreadableError, read_submission
    from verification.suite import Suite

    try:
        submission = read_submission(file)
    except UnreadableError as error:
        _stop(str(error))
    if output == _STDOUT:
        output = None
    if output is not None and output.exists() and output.samefile(file):
        _stop(f"{str(output)!r} is the engine itself. Name another file with -o.")
    suite = Suite(secrets.randbelow(2**32) if seed is None else seed)
    with _progress(quiet) as progress:
        report = grade_submission(submission, suite, progress=progress)
    _publish(report, shape, output)
    raise typer.Exit(_EXIT[report.outcome])


@app.command(epilog="\b\nExamples:\n  refgrad verify --seed 7\n  refgrad verify --accuracy 1")
def verify(
    examples: Annotated[int, typer.Option(help="Cases per op, and random programs.", min=1)] = 256,
    seed: Annotated[int, typer.Option(help="Draw the cases of this seed.", min=0)] = 0,
    accuracy: Annotated[
        int,
        typer.Option(
            help="Search every binade for each op's worst points instead; 1 takes a minute.",
            metavar="EFFORT",
            min=0,
        ),
    ] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Verify the reference engine: differences, enclosures and PyTorch on the same cases.

    Exit status: 0 all agree; 1 refgrad is wrong somewhere; 2 the oracles disagree or
    one of them is not installed.
    """
    try:
        from verification.accuracy import measure
        from verification.verify import verify as verify_engine
    except ModuleNotFoundError as error:
        _stop(
            f"an oracle is not available: {error.name} is not installed. "
            "Install them, in the project's folder: python -m pip install '.[verify]'"
        )
    from verification.render import accuracy as survey
    from verification.render.evidence import render

    if accuracy:
        with _progress(quiet) as progress:
            measured = measure(seed, accuracy, progress)
        _write(_lay_out(survey.render(measured)))
        raise typer.Exit(int(any(row.not_finite for row in measured.rows)))
    with _progress(quiet) as progress:
        evidence = verify_engine(seed, examples, progress)
    _write(_lay_out(render(evidence)))
    if evidence.disagreements:
        raise typer.Exit(1)
    if evidence.oracle_disagreements:
        raise typer.Exit(2)


@app.command(
    # An expression may begin with a minus, and hold any letter: no option has a single one.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog="\b\nExamples:\n  refgrad explain '(a*b + c) * f' a=2 b=-3 c=10 f=-2\n"
    "  refgrad explain '-x**2 + tanh(x)' x=0.5",
)
def explain(
    context: typer.Context,
    expression: Annotated[
        str,
        typer.Argument(
            help="Arithmetic over names, numbers and ops.",
            metavar="EXPRESSION",
            show_default=False,
        ),
    ],
    assignments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME=NUMBER]...", help="A number for every name, as a=2."),
    ] = None,
) -> None:
    """Work an expression out, forward then backward, one line of arithmetic per node."""
    from verification.explain import explain as explain_expression
    from verification.explain import read_point
    from verification.expression import parse
    from verification.render.lesson import render

    if expression == "-h" and not assignments:  # else it is minus h
        _write(f"{context.get_help()}\n")
        return
    try:
        parsed = parse(expression)
        lesson = explain_expression(parsed, read_point(assignments or [], parsed.names))
    except ValueError as error:
        _stop(str(error))
    _write(render(lesson) + "\n")


# --- Edges of the process ----------------------------------------------------


def _prepare() -> None:
    """Make the process one that ends tidily, and that can print whatever there is."""
    # A descriptor below 3 that is closed would be given to the next file opened, and
    # then be taken for input or output by a child.
    while (free := os.open(os.devnull, os.O_RDWR)) < 3:
        pass
    os.close(free)
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        # By default the process would be gone at once, and a child of it live on.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(128 + number))
    reconfigure: object = getattr(sys.stdout, "reconfigure", None)
    if callable(reconfigure):  # and not a stream that something put in its place
        reconfigure(errors="backslashreplace")


@contextmanager
def _progress(quiet: bool) -> Generator[Callable[[str, int, int], None]]:
    """Show a progress bar on stderr, if somebody is watching; yields what moves it."""
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=quiet or not os.isatty(2),
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda doing, done, total: bar.update(
            task, description=doing, completed=done, total=total
        )


def _publish(report: Report, shape: Format, output: Path | None) -> None:
    """Write a report to a file or to stdout, and its risk to stderr if it is not read there."""
    from verification.render import json, terminal

    match shape:
        case Format.JSON:
            text = json.render(report)
        case Format.TERMINAL if output is None:
            screen = Console()
            is_cut = screen.is_terminal
            text = _lay_out(terminal.render(report, screen.width, is_cut=is_cut))
        case Format.TERMINAL:
            text = terminal.render(report, _FILE_WIDTH).plain
        case _:
            assert_never(shape)
    if (output is not None or shape is not Format.TERMINAL) and (risk := terminal.risk(report)):
        _complain(f"{risk}.")
    if output is None:
        _write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        _stop(f"cannot write {str(output)!r}: {error.strerror}. Name another file with -o.")


def _lay_out(page: Text) -> str:
    """Return the page as stdout should show it: no line broken, in colours if it has any."""
    shown, text = Console(), io.StringIO()
    console = Console(file=text, width=shown.width, force_terminal=shown.is_terminal)
    console.print(page, soft_wrap=True)
    return text.getvalue()


def _write(text: str) -> None:
    """Write to stdout; a reader that went away has read enough, and changes no exit status."""
    try:
        print(text, end="", flush=True)  # noqa: T201
    except OSError as error:
        # What could not be written would be tried again, and complained of, at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            _stop(f"cannot write to standard output: {error.strerror}.")


def _complain(message: str) -> None:
    typer.echo(f"refgrad: {message}", err=True)


def _stop(message: str) -> NoReturn:
    """End with exit status 2, telling on stderr why and what to do."""
    _complain(message)
    raise typer.Exit(2)
