"""A trial: a mutant in the module's place in a child of this process, and the tests asked of it."""

import importlib.machinery
import importlib.util
import math
import os
import resource
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

import pytest

from tests.mutation.mutant import Outcome
from tests.mutation.plan import ROOT, Target

# What every child would have to import by itself, and no mutant changes.
_SHARED: Final = (
    "flint", "hypothesis.strategies", "mpmath", "msgspec",
    "verification.conventions", "verification.evaluate", "verification.subjects.process",
    "verification.wording",
)  # fmt: skip

_PASSED: Final = 0
_NOTHING_ASKED: Final = 5
_MEMORY: Final = 4 << 30
_SECONDS: Final = 3  # of processor time, beside what the tests take of the source as it is
_TIMES: Final = 3


@final
@dataclass(frozen=True, slots=True)
class Spent:
    """How a child ended, its exit status or the negative signal, and its processor time."""

    status: int
    seconds: float


@final
class Overlay:
    """A finder of one module, in another file than its own."""

    def __init__(self, module: str, file: Path) -> None:
        self._module = module
        self._file = file

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """Return where the module is to be loaded from, if it is the one."""
        if name != self._module:
            return None
        return importlib.util.spec_from_file_location(name, self._file)


@final
class Children:
    """Children that run tests, a few at a time."""

    def __init__(self) -> None:
        self._files: dict[int, Path] = {}
        for name in _SHARED:
            importlib.import_module(name)

    @property
    def count(self) -> int:
        """How many run."""
        return len(self._files)

    def start(self, target: Target, source: str, seconds: float) -> int:
        """Start the tests with this source in the module's place; return the child's number."""
        descriptor, name = tempfile.mkstemp(suffix=".py")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(source)
        child = os.fork()
        if child == 0:
            _run(target, Path(name), seconds)
        self._files[child] = Path(name)
        return child

    def wait(self) -> tuple[int, Spent]:
        """Return the next child to end, and how it did."""
        child, status, usage = os.wait3(0)
        self._files.pop(child).unlink()
        spent = usage.ru_utime + usage.ru_stime
        return child, Spent(os.waitstatus_to_exitcode(status), spent)


def outcome(spent: Spent) -> Outcome:
    """Return what the end of a child says of its mutant."""
    if spent.status == _PASSED:
        return Outcome.SURVIVED
    return Outcome.KILLED if spent.status > 0 else Outcome.ENDLESS


def limit(target: Target) -> float:
    """Return how many seconds a mutant may take, from what the source as it is takes.

    Raises:
        RuntimeError: the tests fail without a mutant, so that they can tell nothing of any.
    """
    children = Children()
    children.start(target, target.source, math.inf)
    _, spent = children.wait()
    if spent.status != _PASSED:
        raise RuntimeError(f"{target.name}: its tests fail as it is, with {spent.status}")
    return _SECONDS + _TIMES * spent.seconds


def _run(target: Target, file: Path, seconds: float) -> None:
    """Run the tests, and end the process: 0 if all pass."""
    status = _NOTHING_ASKED
    try:
        assert target.module not in sys.modules, "it would be tried as it is"
        os.chdir(ROOT)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        sys.dont_write_bytecode = True
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        if math.isfinite(seconds):
            whole = math.ceil(seconds)
            resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.meta_path.insert(0, Overlay(target.module, file))
        # As written, without what would take time: plain asserts are as good at failing.
        options = ["--exitfirst", "--quiet", "--assert=plain", "--tb=no", "-p", "no:cacheprovider"]
        status = pytest.main([*options, *target.tests])
    finally:
        os._exit(int(status))
