"""The allowance: what is taken of a folder or an archive, and how much of it at most."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, final

from verification.subjects.refusal import Ungradable

LARGEST_FILE: Final = 2**20
MOST_ENTRIES: Final = 20_000  # to be looked at, in a folder or an archive
DEEPEST: Final = 12
_MOST_FILES: Final = 400
_MOST_BYTES: Final = 2**22
# What tools put beside a program.
_FOREIGN: Final = frozenset(
    {"__pycache__", "__MACOSX", "site-packages", "node_modules", "venv", "virtualenv"}
)
_MARK_OF_VENV: Final = "pyvenv.cfg"


@final
@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Python file of a folder or archive; ``path`` is below it, parted by slashes."""

    path: str
    source: bytes


def is_foreign(folder: str) -> bool:
    """Whether nothing in a folder of this name was written by the submission's author.

    >>> is_foreign(".git"), is_foreign("site-packages"), is_foreign("grad")
    (True, True, False)
    """
    return (
        folder.startswith(".") or folder in _FOREIGN or folder.endswith((".egg-info", ".dist-info"))
    )


def chosen(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the modules among these files, in order; or the notebook, if there is but one.

    Raises:
        Ungradable: there is neither, or there are too many, or a name is no name.
    """
    every = sorted(paths)
    venvs = {
        folder for folder, _, name in (_parted(path) for path in every) if name == _MARK_OF_VENV
    }
    kept = [
        path for path in every if not _is_hidden(path) and not venvs.intersection(_around(path))
    ]
    modules = tuple(path for path in kept if path.endswith(".py"))
    notebooks = tuple(path for path in kept if path.endswith(".ipynb"))
    taken = modules or notebooks
    if not taken:
        raise Ungradable("it holds no Python file. Links and hidden files are not followed.")
    if not modules and len(notebooks) > 1:
        listed = ", ".join(notebooks[:3])
        raise Ungradable(
            f"it holds {len(notebooks)} notebooks and no module: {listed}. Hand in one of them."
        )
    if len(taken) > _MOST_FILES:
        raise Ungradable(
            f"it holds {len(taken)} Python files, expected at most {_MOST_FILES}. "
            "Hand in the engine's own package."
        )
    if odd := next((path for path in taken if not path.isprintable() or "\\" in path), None):
        raise Ungradable(f"the name {odd!r} cannot be read. Name the file in plain letters.")
    return taken


def take(paths: Iterable[str], read: Callable[[str, int], bytes]) -> tuple[SourceFile, ...]:
    """Return the files as ``read`` gives them, asked for one byte more than each may have.

    Raises:
        Ungradable: one is larger than 1 MiB, or all together are larger than 4 MiB.
    """
    files: list[SourceFile] = []
    total = 0
    for path in paths:
        source = read(path, LARGEST_FILE + 1)
        total += len(source)
        if len(source) > LARGEST_FILE:
            raise Ungradable(f"{path} in it is larger than 1 MiB, which no engine needs to be.")
        if total > _MOST_BYTES:
            raise Ungradable(
                f"its Python files are larger than {_MOST_BYTES >> 20} MiB together. "
                "Hand in the engine's own package."
            )
        files.append(SourceFile(path, source))
    return tuple(files)


def _is_hidden(path: str) -> bool:
    folder, _, name = _parted(path)
    return name.startswith(".") or any(map(is_foreign, folder.split("/") if folder else ()))


def _around(path: str) -> list[str]:
    """Return every folder that the path is in."""
    return [path[:at] for at, letter in enumerate(path) if letter == "/"]


def _parted(path: str) -> tuple[str, str, str]:
    return path.rpartition("/")
