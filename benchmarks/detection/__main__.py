"""Compare what checkers of gradients catch, and how often they are wrong, in one run.

Every fault of the catalogue that makes an engine wrong is put to PyTorch's gradcheck, to the
check_grads of JAX and of autograd, and to refgrad's default suite; then right ops are.
"""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.detection.alarms import OPS, deviations, own_alarms, try_right_ops
from benchmarks.detection.faults import WRONG, Budget, Progress, try_faults, try_sound, workers
from benchmarks.detection.peers import peers, versions
from benchmarks.detection.questions import POINTS
from verification.cli.edges import progress, stop, write
from verification.cli.writing import prepare_reports, write_report
from verification.render import detected, markdown
from verification.render.detection import Detection, encode


def main(
    seed: Annotated[int, typer.Option(help="Draw numbers and programs of this seed.", min=0)] = 0,
    runs: Annotated[int, typer.Option(help="Runs of each protocol.", min=1)] = 20,
    inputs: Annotated[int, typer.Option(help="Numbers for each right op.", min=1)] = 200,
    jobs: Annotated[
        int | None, typer.Option(help="Processes at a time; by default one per core.", min=1)
    ] = None,
    only: Annotated[
        str, typer.Option(help="Only faults whose id begins like this.", metavar="ID")
    ] = "",
    directory: Annotated[
        Path | None,
        typer.Option(
            "--write", help="Write detection as .json, .md and .html here.", metavar="DIR"
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Compare checkers of gradients on the same faults and the same right ops.

    Exit status: 0 the suite catches every fault and the judge objects to nothing right; 1 not
    so; 2 the arguments are wrong, or nothing could be written.
    """
    ids = [fault.id for fault in WRONG if fault.id.startswith(only)]
    if not ids:
        stop(f"no fault's id begins with {only!r}. See docs/faults.md for their names.")
    if directory is not None:
        prepare_reports(directory)
    with progress(quiet) as show:
        found = detect(ids, jobs or os.cpu_count() or 1, Budget(seed, runs, inputs), show)
    document = detected.document(found)
    if directory is None:
        write(markdown.render(document))
    else:
        write_report(directory, "detection", encode(found), document)
        write(f"{document.lead}\n")
    if not found.is_good:
        raise typer.Exit(1)


def detect(ids: Sequence[str], jobs: int, budget: Budget, show: Progress) -> Detection:
    """Return what every checker says of these faults, and of right ops."""
    with workers(jobs) as pool:
        tried = tuple(try_faults(pool, ids, budget, show))
        sound = try_sound(pool, budget, show)
        alarms = tuple(try_right_ops(pool, budget, show))
    return Detection(
        seed=budget.seed,
        runs=budget.runs,
        points=POINTS,
        inputs=budget.inputs,
        ops=OPS,
        peers=tuple(peers()),
        tried=tried,
        sound=sound,
        alarms=alarms,
        own=own_alarms(budget.inputs, budget.seed),
        deviations=deviations(budget.inputs, budget.seed),
        seconds=_processor_seconds(),
        libraries=(f"Python {platform.python_version()}", *versions()),
    )


def _processor_seconds() -> float:
    """Return what this process and its children have used: a busy machine changes it little."""
    return round(sum(os.times()[:4]), 1)


if __name__ == "__main__":
    typer.run(main)
