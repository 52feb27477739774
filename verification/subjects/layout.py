"""Layout: which name each file of a submission is imported by, and which it can be found by.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final, final

_INIT: Final = "__init__.py"
_OTHERWISE: Final = "submission"


@final
@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one submission as modules, packages and folders.

    ``modules`` maps a full dotted name to its file, ``names`` a file to that name, and
    ``folders`` the full dotted name of a folder, package or not, to its path. ``top`` is
    the name of the folder that holds all, ``roots`` are those in which plain names are
    looked for.
    """

    top: str
    modules: dict[str, str]
    names: dict[str, str]
    folders: dict[str, str]
    roots: tuple[str, ...] = ()

    def seen_from(self, entry: str) -> "Layout":
        """Return the same with the roots of this entry: its folder, and those around it."""
        return replace(self, roots=tuple(_folders_around(entry)))

    def packages_around(self, entry: str) -> Iterator[str]:
        """Yield the ``__init__.py`` of each package that is imported before the entry."""
        for folder in _folders_around(entry):
            file = _join(folder, _INIT)
            if file in self.names and file != entry:
                yield file

    def beside(self) -> dict[str, str]:
        """Return the files that can be imported by a plain name, by that name."""
        return self._beside(self.roots)

    def beside_scripts(self) -> dict[str, str]:
        """Return those of them that Python would find beside a script, not inside a package."""
        return self._beside([root for root in self.roots if _join(root, _INIT) not in self.names])

    def folder_beside(self, name: str) -> str | None:
        """Return the full dotted name of a folder of this plain name that is no package."""
        paths = {path: full for full, path in self.folders.items()}
        for root in self.roots:
            if (full := paths.get(_join(root, name))) is not None:
                return full
        return paths.get("") if name == self.top else None

    def _beside(self, roots: Iterable[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for root in roots:
            for file in self.names:
                folder, name = _split(file)
                if name == _INIT:
                    folder, name = _split(folder) if folder else ("?", "")
                if folder == root:
                    found.setdefault(name.removesuffix(".py"), file)
        return found


def layout_of(files: Iterable[str], top: str, taken: AbstractSet[str]) -> Layout:
    """Return the layout of these files below a folder ``top``; none of its names is ``taken``.

    >>> layout_of(["engine.py", "ops/__init__.py"], "grad", {"math"}).names
    {'ops/__init__.py': 'submission.ops', 'engine.py': 'submission.engine'}
    >>> layout_of(["engine.py"], "", {"math"}).names, layout_of(["math.py"], "", {"math"}).names
    ({'engine.py': 'engine'}, {'math.py': 'submission'})
    """
    # Packages first, as Python has it where there is `ops.py` beside `ops/`.
    ordered = sorted(files, key=lambda file: (_split(file)[1] != _INIT, file))
    is_package = _INIT in ordered
    name = top if is_package and top.isidentifier() and top not in taken else _OTHERWISE
    layout = Layout(top, {}, {}, {})
    if not top:
        for file in ordered:
            stem = file.removesuffix(".py")
            full = stem if stem.isidentifier() and stem not in taken else _OTHERWISE
            layout.modules[full], layout.names[file] = file, full
        return layout
    for file in ordered:
        folder, last = _split(file)
        parts = folder.split("/") if folder else []
        for depth in range(len(parts) + 1):
            layout.folders[_dotted(name, parts[:depth])] = "/".join(parts[:depth])
        full = _dotted(name, parts if last == _INIT else [*parts, last.removesuffix(".py")])
        while full in layout.modules:
            full += "_"
        layout.modules[full], layout.names[file] = file, full
    return layout


def _folders_around(file: str) -> Iterator[str]:
    """Yield the file's folder, then the one around it, up to the top."""
    folder = _split(file)[0]
    while folder:
        yield folder
        folder = _split(folder)[0]
    yield ""


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _dotted(name: str, parts: Iterable[str]) -> str:
    return ".".join([name, *(part.replace(".", "_") for part in parts)])
