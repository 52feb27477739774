"""Sources: a submission's modules, imported from the bytes that were handed in, not from a disk.

Each file is one module, whatever name it is imported by: its full dotted name from the
submission's top folder, the name that it has beside the entry, or the one from the root.
This file travels to the child that runs a submission: standard library only.
"""

import builtins
import importlib
import linecache
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import FrozenImporter, ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Final, final

from verification.subjects.layout import layout_of

if TYPE_CHECKING:
    from importlib.abc import Loader
else:  # it takes long to import, and has nothing that is wanted here
    Loader = object

Run = Callable[[bytes, str, dict[str, object]], None]
"""Runs a module's body, as ``whole`` does: its source, its file's name, its namespace."""

_OURS: Final = frozenset({"verification"})  # what the guest itself is called
_PLACE: Final = "<submission>"  # where the folders are said to be; nothing is there


def whole(source: bytes, file: str, namespace: dict[str, object]) -> None:
    """Run everything in a module."""
    exec(compile(source, file, "exec", dont_inherit=True), namespace)  # noqa: S102


@final
class Sources:
    """Serves the modules of one submission, once installed.

    ``files`` are by their path, parted by slashes, below the folder ``top``, which may
    be empty for a single file. ``stand_ins`` are the packages around the entry that
    raised while they were imported, each with what it raised: a module that holds what
    they had defined until then stands in for each.
    """

    def __init__(self, files: Mapping[str, bytes], top: str, run: Run = whole) -> None:
        self.stand_ins: list[tuple[str, BaseException]] = []
        self._files = files
        self._run = run
        self._layout = layout_of(files, top, {*sys.stdlib_module_names, *sys.modules})
        self._ancestors: frozenset[str] = frozenset()
        self._failed: dict[str, BaseException] = {}
        self._shadows: dict[str, str] = {}
        self._builtins = ModuleType("builtins")
        self._import = builtins.__import__

    def install(self) -> None:
        """Serve the modules from now on, before anything else of those names.

        The submission gets a copy of ``builtins``: what it replaces, it replaces for itself.
        """
        vars(self._builtins).update(vars(builtins))
        vars(self._builtins)["__import__"] = self._import_own
        sys.modules["builtins"] = self._builtins
        sys.meta_path.insert(0, self)
        sys.meta_path.append(_Folders(self))

    def provide(self, name: str, thing: object) -> None:
        """Let the submission use a name without importing it."""
        vars(self._builtins)[name] = thing

    def load(self, entry: str) -> ModuleType:
        """Return the module of this file, imported with the packages around it.

        A package around it that raises does not keep it from being imported.

        Raises:
            BaseException: whatever the module raises.
        """
        layout = self._layout.seen_from(entry)
        self._layout = layout
        self._ancestors = frozenset(layout.packages_around(entry))
        self._shadows = {
            name: layout.names[file]
            for name, file in layout.beside_scripts().items()
            if name in _OURS or (name in sys.stdlib_module_names and _may_be_shadowed(name))
        }
        return importlib.import_module(layout.names[entry])

    def owns(self, file: str) -> bool:
        """Whether a code object's file is one of the submission's."""
        return file in self._files

    # --- finding ---

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Return the spec of a module of the submission, or None for any other."""
        if fullname in self._layout.modules or fullname in self._layout.folders:
            return self._spec(fullname)
        parent, _, last = fullname.rpartition(".")
        if not parent:
            if fullname in sys.stdlib_module_names:
                return None
            file = self._layout.beside().get(fullname)
            return None if file is None else self._alias(fullname, self._layout.names[file])
        if path is None or not any(place.startswith(_PLACE) for place in path):
            return None
        own = f"{sys.modules[parent].__name__}.{last}"
        is_own = own in self._layout.modules or own in self._layout.folders
        return self._alias(fullname, own) if is_own else None

    def find_folder(self, name: str) -> ModuleSpec | None:
        """Return the spec of a folder that is no package but may be imported as one."""
        if name in sys.stdlib_module_names:
            return None
        own = self._layout.folder_beside(name)
        return None if own is None else self._alias(name, own)

    def _spec(self, name: str) -> ModuleSpec:
        file = self._layout.modules.get(name)
        spec = ModuleSpec(name, _SourceLoader(self._exec, file), origin=file)
        folder = self._layout.folders.get(name)
        if folder is not None:
            spec.submodule_search_locations = [f"{_PLACE}/{folder}"]
        return spec

    def _alias(self, name: str, own: str) -> ModuleSpec:
        if name == own:
            return self._spec(name)
        return ModuleSpec(name, _AliasLoader(own), is_package=own in self._layout.folders)

    def _import_own(
        self,
        name: str,
        variables: Mapping[str, object] | None = None,
        local: Mapping[str, object] | None = None,
        wanted: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Import for the submission, whose own ``trace.py`` comes before the library's."""
        first, dot, rest = name.partition(".")
        own = self._shadows.get(first) if level == 0 else None
        if own is None or (variables is not None and variables.get("__name__") == own):
            return self._import(name, variables, local, wanted or (), level)
        module = self._import(f"{own}{dot}{rest}", variables, local, wanted or (), 0)
        return module if wanted else sys.modules[own]

    # --- running ---

    def _exec(self, module: ModuleType, file: str) -> None:
        """Run a file as the body of its module.

        Raises:
            BaseException: whatever it raises, and the same again when it is asked again.
        """
        if file in self._failed:
            raise self._failed[file]
        source = self._files[file]
        module.__file__ = file
        vars(module)["__builtins__"] = self._builtins
        lines = source.decode("utf-8", "replace").splitlines(keepends=True)
        linecache.cache[file] = (len(source), None, lines, file)
        try:
            self._run(source, file, vars(module))
        except BaseException as error:
            if file not in self._ancestors:
                self._failed[file] = error
                raise
            self.stand_ins.append((file, error))


@final
class _Folders:
    """Finds folders without ``__init__.py``, after everything else, as Python does."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        return None if "." in fullname else self._sources.find_folder(fullname)


@final
class _SourceLoader(Loader):
    """Runs one file of the submission, or nothing for a folder that is no package."""

    def __init__(self, run: Callable[[ModuleType, str], None], file: str | None) -> None:
        self._run = run
        self._file = file

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return ModuleType(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        if self._file is not None:
            self._run(module, self._file)


@final
class _AliasLoader(Loader):
    """Hands out, under another name, the module that a file has become or now becomes."""

    def __init__(self, own: str) -> None:
        self._own = own
        self._spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:  # noqa: ARG002 - the machinery's
        module = importlib.import_module(self._own)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec


def _may_be_shadowed(name: str) -> bool:
    """Whether a file beside a script would be imported instead of this module of the library.

    What is built in or frozen comes first, and what is written in C is built in on some
    systems, so that nobody counts on shadowing it.
    """
    if name in sys.builtin_module_names or FrozenImporter.find_spec(name) is not None:
        return False
    spec = PathFinder.find_spec(name)
    return spec is not None and spec.origin is not None and spec.origin.endswith(".py")
