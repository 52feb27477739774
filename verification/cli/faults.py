"""``refgrad faults``: every way to be wrong, and whether the suite catches it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from verification.cli.app import app
from verification.cli.edges import lay_out, progress, stop, write
from verification.cli.writing import prepare_reports, write_report


@app.command(
    epilog="\b\nExamples:\n  refgrad faults\n  refgrad faults --write reports\n"
    "  refgrad faults --source accumulate.tanh.overwrites --style tape > engine.py"
)
def faults(
    seed: Annotated[int, typer.Option(help="Draw the cases of this seed.", min=0)] = 0,
    jobs: Annotated[
        int | None, typer.Option(help="Processes at a time; by default one per core.", min=1)
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="Print the engine that has this fault instead; reports/faults.md lists them all.",
            metavar="FAULT",
        ),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(help="How that engine is built: closures (default), tape or op_classes."),
    ] = None,
    directory: Annotated[
        Path | None,
        typer.Option(
            "--write",
            help="Write the evidence here, too: faults as .json, .md and .html.",
            metavar="DIR",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Put every fault of the catalogue, as an engine in three styles, to the suite.

    Takes some minutes. Exit status: 0 every fault gets the word that it must get, and every
    check catches something; 1 not so; 2 the arguments are wrong, or nothing could be written.
    """
    from verification.render import killed, kills
    from verification.trials import run_trials

    if source is not None and directory is None:
        write(_source(source, style or "closures"))
        return
    if source is not None or style is not None:
        stop("--style goes with --source, and --write without it. See refgrad faults --help.")
    if directory is not None:
        prepare_reports(directory)
    with progress(quiet) as show:
        matrix = run_trials(seed, jobs or os.cpu_count() or 1, show)
    write(lay_out(kills.render(matrix)))
    if directory is not None:
        write_report(directory, "faults", killed.encode(matrix), killed.document(matrix))
    if matrix.survivors or matrix.silent:
        raise typer.Exit(1)


def _source(fault: str, style: str) -> str:
    """Return an engine's source, or end with exit status 2 and the nearest names."""
    from difflib import get_close_matches

    from verification.faults import FAULTS
    from verification.faults.engines import Style, write_fault

    styles = [each.value for each in Style]
    if style not in styles:
        stop(f"{style!r} is no style. Name one of {', '.join(styles)}.")
    if fault not in FAULTS:
        near = ", ".join(get_close_matches(fault, FAULTS, cutoff=0.5))
        meant = f"Did you mean {near}?" if near else "reports/faults.md lists them all."
        stop(f"{fault!r} is no fault of the catalogue. {meant}")
    return write_fault(Style(style), FAULTS[fault])
