"""Admission: which installed packages a submission may import, and where they are."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_ADMITTED: Final = ("numpy",)


@cache
def admitted() -> Mapping[str, str]:
    """Return the packages that a submission may import, each with the folder that holds it.

    Nothing is imported here to find them.
    """
    found = {name: find_spec(name) for name in _ADMITTED}
    return {
        name: str(Path(spec.origin).parents[1])
        for name, spec in found.items()
        if spec is not None and spec.origin is not None
    }


def absent() -> frozenset[str]:
    """Return the packages that a submission might import if they were installed here."""
    return frozenset(_ADMITTED) - admitted().keys()
