"""A report as the terminal shows it, for the tests."""

from io import StringIO

from rich.console import Console

from verification.render.terminal import render
from verification.report import Report


def show(report: Report, width: int = 80, *, colour: bool = False, is_cut: bool = True) -> str:
    out = StringIO()
    console = Console(file=out, width=width, color_system="standard" if colour else None)
    console.print(render(report, width, is_cut=is_cut), soft_wrap=True)
    return out.getvalue()
