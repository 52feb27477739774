"""Packages that a submission may import though the child has no site-packages.

This file travels to the child that runs a submission: standard library only.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import final


@final
class _Admitted:
    """Finds these packages, each in its own folder of libraries, and nothing else there."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self._folders = dict(folders)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Return where the package is; its modules are found by the package itself."""
        folder = None if path is not None else self._folders.get(fullname)
        return None if folder is None else PathFinder.find_spec(fullname, [folder], target)


def admit(folders: Mapping[str, str]) -> None:
    """Let each package of this name be imported from this folder."""
    sys.meta_path.append(_Admitted(folders))
