"""Where evidence is written: one report as JSON, Markdown and a page, side by side."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from verification.cli.edges import stop
from verification.render.document import Document

_LIBRARIES: Final = ("jinja2", "matplotlib")


def prepare_reports(directory: Path) -> None:
    """Make the directory, and end with exit status 2 if no report could be written there.

    To be called before hours are spent on what the report is to say.
    """
    lacking = [name for name in _LIBRARIES if find_spec(name) is None]
    if lacking:
        stop(
            f"a page cannot be made: {' and '.join(lacking)} not installed. "
            "Install what reports need, in the project's folder: python -m pip install '.[reports]'"
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"cannot make {str(directory)!r}: {error.strerror}. Name another with --write.")


def write_report(directory: Path, name: str, json: str, document: Document) -> None:
    """Write NAME.json, NAME.md and NAME.html; end with exit status 2 where that fails."""
    prepare_reports(directory)
    from verification.render import markdown, page

    texts = {"json": json, "md": markdown.render(document), "html": page.render(document)}
    for suffix, text in texts.items():
        file = directory / f"{name}.{suffix}"
        try:
            file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            stop(f"cannot write {str(file)!r}: {error.strerror}. Name another folder with --write.")
