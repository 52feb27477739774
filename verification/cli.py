"""The command line: reads arguments and files, prints, and sets the exit status; nothing else.

Exit status: 0 the subject is correct; 1 it is not, and the cause is its own; 2 the
command was used wrongly, or something of ours failed.
"""

import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated, NoReturn, assert_never

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from verification.model import Outcome, Report

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Say of an autograd engine whether it is right, and if not, what is wrong and where.",
)

_EXIT = {
    Outcome.CORRECT: 0,
    Outcome.DEFECTIVE: 1,
    Outcome.INCOMPLETE: 1,
    Outcome.UNGRADABLE: 1,
    Outcome.UNSCORED: 2,
}


class Format(Enum):
    """In what shape a report is written."""

    TERMINAL = "terminal"
    JSON = "json"


def main() -> None:
    """Run the command line."""
    app()


@app.command(
    epilog="Examples: [bold]refgrad grade engine.py[/] · "
    "[bold]refgrad grade engine.py --format json -o report.json --seed 7[/]"
)
def grade(
    file: Annotated[str, typer.Argument(help="The engine: one Python file.", show_default=False)],
    seed: Annotated[
        int | None,
        typer.Option(help="Draw the cases of this seed; by default a new one.", min=0),
    ] = None,
    format: Annotated[Format, typer.Option(help="How to write the report.")] = Format.TERMINAL,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the report to this file.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Grade the autograd engine in FILE: a class with values, gradients and backward().

    The file runs in a child process of its own, which is not yet walled in: grade only
    what you trust. Exit status: 0 correct; 1 defective or ungradable; 2 not graded.
    """
    from verification.grade import grade as grade_submission
    from verification.render import json, terminal
    from verification.subjects.submission import UnreadableError, read_submission
    from verification.suite import Suite

    try:
        submission = read_submission(file)
    except UnreadableError as error:
        _stop(str(error))
    suite = Suite(secrets.randbelow(2**32) if seed is None else seed)
    with _progress(quiet) as progress:
        report = grade_submission(submission, suite, progress=progress)
    if output is None:
        _print(report, format)
    else:
        text = json.render(report) if format is Format.JSON else terminal.render(report, 100).plain
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            _stop(f"cannot write {str(output)!r}: {error.strerror}. Name another file with -o.")
    raise typer.Exit(_EXIT[report.outcome])


@app.command(epilog="Example: [bold]refgrad verify --examples 1000 --seed 7[/]")
def verify(
    examples: Annotated[int, typer.Option(help="Cases per op, and random programs.", min=1)] = 256,
    seed: Annotated[int, typer.Option(help="Draw the cases of this seed.", min=0)] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Verify the reference engine: differences, enclosures and PyTorch on the same cases.

    Exit status: 0 all agree; 1 refgrad is wrong somewhere; 2 the oracles disagree or
    one of them is not installed.
    """
    try:
        from verification.verify import verify as verify_engine
    except ModuleNotFoundError as error:
        _stop(
            f"an oracle is not available: {error.name} is not installed. "
            "Install them with: python -m pip install 'refgrad[verify]'"
        )
    from verification.render.evidence import render

    with _progress(quiet) as progress:
        evidence = verify_engine(seed, examples, progress)
    Console().print(render(evidence))
    if evidence.disagreements:
        raise typer.Exit(1)
    if evidence.oracle_disagreements:
        raise typer.Exit(2)


@app.command(
    # An expression may begin with a minus, which is no option.
    context_settings={"ignore_unknown_options": True},
    epilog="Example: [bold]refgrad explain '(a*b + c) * f' a=2 b=-3 c=10 f=-2[/]",
)
def explain(
    expression: Annotated[
        str, typer.Argument(help="Arithmetic over names, numbers and ops.", show_default=False)
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

    try:
        parsed = parse(expression)
        lesson = explain_expression(parsed, read_point(assignments or [], parsed.names))
    except ValueError as error:
        _stop(str(error))
    typer.echo(render(lesson))


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show a progress bar on stderr, if somebody is watching; yields what moves it."""
    stderr = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        console=stderr,
        transient=True,
        disable=quiet or not stderr.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda doing, done, total: bar.update(
            task, description=doing, completed=done, total=total
        )


def _print(report: Report, format: Format) -> None:
    """Write a report to stdout."""
    from verification.render import json, terminal

    match format:
        case Format.JSON:
            sys.stdout.write(json.render(report))
        case Format.TERMINAL:
            console = Console()
            console.print(terminal.render(report, console.width), soft_wrap=True)
        case _:
            assert_never(format)


def _stop(message: str) -> NoReturn:
    """End with exit status 2, telling on stderr why and what to do."""
    typer.echo(f"refgrad: {message}", err=True)
    raise typer.Exit(2)
