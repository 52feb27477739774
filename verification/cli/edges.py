"""The edges of the process: its signals and streams, a progress bar, messages, the exit status."""

import io
import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.text import Text


def prepare() -> None:
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
def progress(quiet: bool) -> Generator[Callable[[str, int, int], None]]:
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


def lay_out(page: Text) -> str:
    """Return the page as stdout should show it: no line broken, in colours if it has any."""
    shown, text = Console(), io.StringIO()
    console = Console(file=text, width=shown.width, force_terminal=shown.is_terminal)
    console.print(page, soft_wrap=True)
    return text.getvalue()


def write(text: str) -> None:
    """Write to stdout; a reader that went away has read enough, and changes no exit status."""
    try:
        print(text, end="", flush=True)  # noqa: T201
    except OSError as error:
        # What could not be written would be tried again, and complained of, at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            stop(f"cannot write to standard output: {error.strerror}.")


def complain(message: str) -> None:
    """Tell on stderr what went wrong, and what to do."""
    typer.echo(f"refgrad: {message}", err=True)


def stop(message: str) -> NoReturn:
    """End with exit status 2, telling on stderr why and what to do."""
    complain(message)
    raise typer.Exit(2)
