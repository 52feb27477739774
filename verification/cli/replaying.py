"""``refgrad replay``: a report made again, and what is not the same."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from verification.cli.app import app
from verification.cli.edges import progress, stop, write

if TYPE_CHECKING:
    from verification.replay import Comparison, Difference

_MOST: Final = 12


@app.command(
    epilog="\b\nExamples:\n  refgrad grade engine.py --format json -o report.json\n"
    "  refgrad replay report.json\n"
    "  refgrad replay report.json --file where/it/is/now/engine.py"
)
def replay(
    report: Annotated[
        Path,
        typer.Argument(help="A report as JSON.", metavar="REPORT", show_default=False),
    ],
    file: Annotated[
        str | None,
        typer.Option(help="Where the submission is, if not where the report says."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Grade a submission again as its REPORT says, and compare.

    The verdict has to be the same: outcome, scores, each check's status, diagnoses. So has
    everything else that the report says, the run apart, unless it notes that the engine's
    last digits depend on the order in which a set gives its members.

    Exit status: 0 the same; 1 not; 2 not replayed: wrong arguments, another submission or
    suite, or a failure of ours.
    """
    from verification.grade import grade
    from verification.render.json import render
    from verification.replay import NotAReportError, asked, compare
    from verification.report import Outcome
    from verification.subjects.intake import read_submission
    from verification.subjects.submission import UnreadableError
    from verification.suite import NAME, VERSION, Suite

    try:
        old = report.read_text(encoding="utf-8")
        said = asked(old)
        submission = read_submission(file or said.path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        stop(f"cannot read {str(report)!r}: {reason}. Name a report that --format json wrote.")
    except NotAReportError as error:
        stop(f"{report}: {error}.")
    except UnreadableError as error:
        stop(f"{error} --file says where the submission is.")
    if submission.sha256 != said.sha256:
        stop(
            f"{submission.path!r} is not what was graded: its SHA-256 is {submission.sha256}, "
            f"the report's {said.sha256}. --file says where the submission is."
        )
    if (said.suite, said.suite_version) != (NAME, VERSION):
        stop(
            f"the report is on suite {said.suite} {said.suite_version}, and this refgrad has "
            f"{NAME} {VERSION}. Install the version that the report names under run.versions."
        )
    with progress(quiet) as show:
        again = grade(
            submission,
            Suite(said.seed),
            progress=show,
            policy=said.policy,
            adapter_file=said.adapter_file,
        )
    if again.outcome is Outcome.UNSCORED:
        stop(f"not graded again: {again.cause}")
    comparison = compare(old, render(replace(again, policy_source=said.policy_source)))
    write("\n".join((*_told(comparison), "")))
    raise typer.Exit(0 if comparison.is_same else 1)


def _told(comparison: "Comparison") -> Sequence[str]:
    """Return the lines that say what came of it."""
    if comparison.verdict:
        return ("NOT THE SAME verdict:", *_listed(comparison.verdict))
    if not comparison.rest:
        return ("The same verdict, and the same in every other word, the run apart.",)
    if comparison.is_order_dependent:
        places = f"{len(comparison.rest)} other places differ"
        return (
            f"The same verdict. The engine is noted order-dependent, and {places}:",
            *_listed(comparison.rest),
        )
    return ("The same verdict, and NOT THE SAME otherwise:", *_listed(comparison.rest))


def _listed(differences: "Sequence[Difference]") -> Sequence[str]:
    lines = [f"  {each.where}: was {each.was}, is {each.now}" for each in differences[:_MOST]]
    more = len(differences) - _MOST
    return (*lines, f"  and {more} more") if more > 0 else lines
