"""``refgrad verify``: the reference engine against the oracles."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from verification.cli.app import app
from verification.cli.edges import lay_out, progress, stop, write
from verification.cli.writing import prepare_reports, write_report


@app.command(
    epilog="\b\nExamples:\n  refgrad verify --seed 7\n  refgrad verify --accuracy 1\n"
    "  refgrad verify --write reports"
)
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
    directory: Annotated[
        Path | None,
        typer.Option(
            "--write",
            help="Write the evidence here, too: verify (or accuracy) as .json, .md and .html.",
            metavar="DIR",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Verify the reference engine: differences, enclosures and PyTorch on the same cases.

    Exit status: 0 all agree; 1 refgrad is wrong somewhere; 2 the oracles disagree, one of
    them is not installed, the harness is wrong about an engine whose verdict is known, or
    the evidence cannot be written.
    """
    try:
        from verification.accuracy import measure
        from verification.verify import rehearse
        from verification.verify import verify as verify_engine
    except ModuleNotFoundError as error:
        stop(
            f"an oracle is not available: {error.name} is not installed. "
            "Install them, in the project's folder: python -m pip install '.[verify]'"
        )
    from verification.render import accuracy as accuracy_table
    from verification.render import survey, verified
    from verification.render.evidence import render

    if directory is not None:
        prepare_reports(directory)
    if accuracy:
        with progress(quiet) as show, _trust():
            rehearse()
            measured = measure(seed, accuracy, show)
        write(lay_out(accuracy_table.render(measured)))
        if directory is not None:
            write_report(directory, "accuracy", survey.encode(measured), survey.document(measured))
        raise typer.Exit(int(any(row.not_finite for row in measured.rows)))
    with progress(quiet) as show, _trust():
        evidence = verify_engine(seed, examples, show)
    write(lay_out(render(evidence)))
    if directory is not None:
        write_report(directory, "verify", verified.encode(evidence), verified.document(evidence))
    if evidence.disagreements:
        raise typer.Exit(1)
    if evidence.oracle_disagreements:
        raise typer.Exit(2)


@contextmanager
def _trust() -> Generator[None]:
    """End with exit status 2 if the harness is found to be wrong about a canary."""
    from verification.canaries import CanaryError

    try:
        yield
    except CanaryError as error:
        stop(f"the harness is not to be believed, and verified nothing: {error}")
