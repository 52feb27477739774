"""``refgrad verify``: the reference engine against the oracles."""

from typing import Annotated

import typer

from verification.cli.app import app
from verification.cli.edges import lay_out, progress, stop, write


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
        stop(
            f"an oracle is not available: {error.name} is not installed. "
            "Install them, in the project's folder: python -m pip install '.[verify]'"
        )
    from verification.render import accuracy as survey
    from verification.render.evidence import render

    if accuracy:
        with progress(quiet) as show:
            measured = measure(seed, accuracy, show)
        write(lay_out(survey.render(measured)))
        raise typer.Exit(int(any(row.not_finite for row in measured.rows)))
    with progress(quiet) as show:
        evidence = verify_engine(seed, examples, show)
    write(lay_out(render(evidence)))
    if evidence.disagreements:
        raise typer.Exit(1)
    if evidence.oracle_disagreements:
        raise typer.Exit(2)
