"""``refgrad key``: the answer key for engines in other languages, built and checked."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from verification.cli.app import app
from verification.cli.edges import complain, progress, stop, write

if TYPE_CHECKING:
    from verification.key.answer_key import AnswerKey

_PUBLISHED: Final = "verification/keys/answer-key.json"
_INSTALL: Final = "Install them, in the project's folder: python -m pip install '.[verify]'"

_key: Final = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(
    _key,
    name="key",
    help="The answer key: cases and their answers for engines in other languages, and for audits.",
    epilog="\b\nExamples:\n  refgrad key check\n  refgrad key check --answers answers.jsonl",
)


@_key.command(
    epilog=f"\b\nExamples:\n  refgrad key build\n  refgrad key build -o {_PUBLISHED} --seed 0"
)
def build(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The key to extend, or a new one to write."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Draw the cases of this seed, too.", min=0)] = 0,
    retire: Annotated[
        str,
        typer.Option(help="Retire the ids of cases that have changed, for this reason."),
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Build an answer key of the suite's cases that Arb, mpmath and PyTorch agree on.

    The key that is there is extended: every id in it stays what it is. Without -o this is the
    published key, and nothing is written.

    Exit status: 0 built; 1 a case in the key is no longer confirmed; 2 wrong arguments, or an
    oracle is not installed.
    """
    try:
        from verification.key.build import EMPTY
        from verification.key.build import build as build_key
    except ModuleNotFoundError as error:
        stop(f"an oracle is not available: {error.name} is not installed. {_INSTALL}")
    from verification.key.complaint import ChangedError
    from verification.key.encoding import render
    from verification.key.summary import compare_keys, complain_of, describe

    is_new = output is not None and not output.exists()
    old = EMPTY if is_new else _decode(_read(output))
    try:
        with progress(quiet) as show:
            new = build_key(old, seed, show, retire)
    except ChangedError as error:
        write("\n".join(complain_of(error.changed)) + "\n")
        complain(f"{error}. Keep what they were, or give the reason with --retire.")
        raise typer.Exit(1) from None
    write("\n".join([*describe(new), "", compare_keys(old, new)]) + "\n")
    if output is None:
        return
    try:
        output.write_text(render(new), encoding="ascii", newline="\n")
    except OSError as error:
        stop(f"cannot write {str(output)!r}: {error.strerror}. Name another file with -o.")


@_key.command(
    epilog="\b\nExamples:\n  refgrad key check\n"
    f"  refgrad key check {_PUBLISHED} --answers answers.jsonl"
)
def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="The key; by default the published one.", metavar="[FILE]", show_default=False
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(help="Judge an engine's answers, one case a line, by the key instead."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Check an answer key against the oracles, or an engine's answers against the key.

    Exit status: 0 right; 1 the key, or an answer, is wrong or missing; 2 wrong arguments or
    a file that cannot be read.
    """
    text = _read(file)
    key = _decode(text)
    if answers is None:
        _check(key, text, quiet)
    else:
        _judge(key, _read(answers))


def _judge(key: "AnswerKey", text: bytes) -> None:
    from verification.key.answers import AnswersError, decode_answers, mark
    from verification.key.summary import report

    try:
        marks = mark(key, decode_answers(text, key))
    except AnswersError as error:
        stop(f"{error}.")
    write("\n".join(report(marks)) + "\n")
    raise typer.Exit(int(bool(marks.wrong or marks.unanswered)))


def _check(key: "AnswerKey", text: bytes, quiet: bool) -> None:
    from verification.key.audit import audit
    from verification.key.summary import complain_of, conclude

    with progress(quiet) as show:
        complaints = list(audit(key, text, show))
        try:
            from verification.key.recheck import recheck
        except ModuleNotFoundError as error:
            lacking = f"{error.name} is not installed. {_INSTALL}"
        else:
            lacking = ""
            complaints += recheck(key, show)
    lines = complain_of(complaints) if complaints else conclude(key, lacking)
    write("\n".join(lines) + "\n")
    raise typer.Exit(int(bool(complaints)))


def _decode(text: bytes) -> "AnswerKey":
    """Return the key, or end with exit status 1 if the text is none."""
    from verification.key.decoding import KeyFormatError, decode
    from verification.render.lines import escape

    try:
        return decode(text)
    except KeyFormatError as error:
        write(f"WRONG  this is no answer key: {escape(str(error))}\n")
        complain("if these are answers of an engine, name them with --answers.")
        raise typer.Exit(1) from None


def _read(file: Path | None) -> bytes:
    """Return what is in a file, by default the published key."""
    if file is None:
        return files("verification").joinpath("keys", "answer-key.json").read_bytes()
    try:
        return file.read_bytes()
    except OSError as error:
        stop(f"cannot read {str(file)!r}: {error.strerror}.")
