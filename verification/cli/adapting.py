"""How an engine is driven, as a file: read, and printed."""

from pathlib import Path
from typing import NoReturn

import typer

from verification.adapter_toml import AdapterError, parse, render
from verification.cli.edges import complain, stop, write
from verification.subjects.fitting import discover
from verification.subjects.launch import HarnessFault
from verification.subjects.process import DEFAULT_LIMITS
from verification.subjects.submission import Submission, Ungradable, screen


def read_adapter(file: Path | None) -> str:
    """Return the text of a file that says how to drive an engine, if there is one, or stop."""
    if file is None:
        return ""
    try:
        text = file.read_text(encoding="utf-8")
        parse(text)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        stop(f"cannot read {str(file)!r}: {reason}. Name a TOML file with --adapter.")
    except AdapterError as error:
        said = f"{error}" if f"{error}".endswith((".", "?")) else f"{error}."
        stop(f"{file}: {said} `refgrad grade FILE --explain-adapter` prints one that works.")
    return text


def explain(submission: Submission, adapter_file: str) -> NoReturn:
    """Print how the engine would be driven, and exit."""
    try:
        screen(submission)
        write(render(discover(submission, DEFAULT_LIMITS, parse(adapter_file))))
    except Ungradable as error:
        complain(error.cause)
        raise typer.Exit(1) from None
    except HarnessFault as error:
        stop(str(error))
    raise typer.Exit(0)
