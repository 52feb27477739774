"""``refgrad explain``: an expression worked out line by line."""

from typing import Annotated

import typer

from verification.cli.app import app
from verification.cli.edges import stop, write


@app.command(
    # An expression may begin with a minus, and hold any letter: no option has a single one.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog="\b\nExamples:\n  refgrad explain '(a*b + c) * f' a=2 b=-3 c=10 f=-2\n"
    "  refgrad explain '-x**2 + tanh(x)' x=0.5",
)
def explain(
    context: typer.Context,
    expression: Annotated[
        str,
        typer.Argument(
            help="Arithmetic over names, numbers and ops.",
            metavar="EXPRESSION",
            show_default=False,
        ),
    ],
    assignments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME=NUMBER]...", help="A number for every name, as a=2."),
    ] = None,
) -> None:
    """Work an expression out, forward then backward, one line of arithmetic per node."""
    from verification.explain import explain as explain_expression
    from verification.explain import read_point
    from verification.expression import parse
    from verification.render.lesson import render

    if expression == "-h" and not assignments:  # else it is minus h
        write(f"{context.get_help()}\n")
        return
    try:
        parsed = parse(expression)
        lesson = explain_expression(parsed, read_point(assignments or [], parsed.names))
    except ValueError as error:
        stop(str(error))
    write(render(lesson) + "\n")
