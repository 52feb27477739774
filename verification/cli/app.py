"""The command ``refgrad``, to which each file of this folder adds one of its own."""

from importlib.metadata import version
from typing import Annotated, Final

import typer

from verification.cli.edges import write

app: Final = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # errors on a line of their own, help that is not boxed in
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        write(f"refgrad {version('refgrad')}\n")
        raise typer.Exit


@app.callback()
def choose(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Say of an autograd engine whether it is right, and if not, what is wrong and where."""
