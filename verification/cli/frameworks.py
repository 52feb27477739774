"""``refgrad frameworks``: the frameworks held to the same truth as anybody's engine."""

from pathlib import Path
from typing import Annotated

import typer

from verification.cli.app import app
from verification.cli.edges import complain, progress, stop, write
from verification.cli.writing import prepare_reports, write_report


@app.command(
    epilog="\b\nExamples:\n  refgrad frameworks\n  refgrad frameworks --write reports --quiet"
)
def frameworks(
    seed: Annotated[int, typer.Option(help="Draw the points of this seed.", min=0)] = 0,
    effort: Annotated[
        int, typer.Option(help="Points tried in each binade; 1 takes five minutes.", min=1)
    ] = 1,
    directory: Annotated[
        Path | None,
        typer.Option(
            "--write",
            help="Write the evidence here, too: frameworks as .json, .md and .html.",
            metavar="DIR",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Measure PyTorch, JAX, TensorFlow, autograd and tinygrad, each if it is installed.

    Exit status: 0 every deviation is in the ledger, and every entry of it holds; 1 one is not,
    or one is gone; 2 none of them is installed, or the evidence cannot be written.
    """
    from verification.frameworks.measure import measure
    from verification.frameworks.roster import muster
    from verification.ledger import ledger
    from verification.render import compared, markdown
    from verification.render import frameworks as report

    present, missing = muster()
    for each in missing:
        complain(f"{each.name} is not installed and not asked: pip install {each.requirement}")
    if not present:
        stop(
            "no framework is installed. "
            "Install them, in the project's folder: python -m pip install '.[frameworks]'"
        )
    if directory is not None:
        prepare_reports(directory)
    entries = ledger()
    with progress(quiet) as show:
        found = measure(present, missing, entries, seed, effort, show)
    document = report.document(found)
    write(markdown.render(report.summary(document)))
    if directory is not None:
        write_report(directory, "frameworks", compared.encode(found), document)
    raise typer.Exit(int(not report.is_settled(found)))
