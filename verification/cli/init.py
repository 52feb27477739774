"""``refgrad init``: a policy file to begin a course with."""

from pathlib import Path
from typing import Annotated, Final

import typer

from verification.cli.app import app
from verification.cli.edges import stop, write

_FILE: Final = "policy.toml"
_NAME: Final = "my course"


@app.command(
    epilog="\b\nExamples:\n  refgrad init\n  refgrad init course --profile micrograd\n"
    "  refgrad grade engine.py --policy course/policy.toml"
)
def init(
    place: Annotated[
        Path,
        typer.Argument(
            help="A folder, in which policy.toml is written, or a file that ends in .toml.",
            metavar="[DIR|FILE]",
            show_default=False,
        ),
    ] = Path(),
    profile: Annotated[
        str,
        typer.Option(
            help="Start from: default, micrograd, zero-to-hero or minitorch.", metavar="NAME"
        ),
    ] = "default",
) -> None:
    """Write a policy file with every key explained: what counts in a course, and how much.

    Exit status: 0 it is written; 2 it is not, and nothing was changed.
    """
    from dataclasses import replace

    from verification.policies.decoding import PolicyError
    from verification.policies.reading import profile as built_in
    from verification.policies.writing import write_policy

    try:
        policy = built_in(profile)
    except PolicyError as error:
        stop(f"{error}")
    if place.is_file() and place.suffix != ".toml":
        stop(f"{str(place)!r} is a file. Name a folder, or a file that ends in .toml.")
    file = place if place.suffix == ".toml" and not place.is_dir() else place / _FILE
    text = write_policy(replace(policy, name=_NAME), profile)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        stop(f"{str(file)!r} is there already, and is left as it is. Name another file.")
    except OSError as error:
        stop(f"cannot write {str(file)!r}: {error.strerror}. Name another file.")
    write(f"{file}\n")
