"""Sources: the files of a submission, held in memory, imported as if they lay in a folder.

This file travels to the child that runs a submission: standard library only.
"""

import builtins
import importlib
import linecache
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final, final

from verification.subjects.definitions import units
from verification.subjects.stubs import serve
from verification.subjects.words import class_name, text_of

_INIT: Final = "__init__.py"
_SPARE: Final = "submission"  # the module's name if the file's cannot be it


@final
class Sources(MetaPathFinder, Loader):
    """The submission's own modules, by the names under which it imports them.

    ``left_out`` says what of them was not run; it grows while they are loaded.
    """

    def __init__(self, files: Mapping[str, bytes], entry: str, *, definitions_only: bool) -> None:
        self._files = dict(files)
        self._entry = entry
        self._definitions_only = definitions_only
        self._folders = {
            name[:end] for name in files for end, letter in enumerate(name) if letter == "/"
        }
        self._names: dict[str, str] = {}
        parts = entry.removesuffix(".py").removesuffix("/__init__").split("/")
        is_free = parts[0] not in {*sys.stdlib_module_names, *sys.modules}
        is_name = entry.endswith(".py") and all(part.isidentifier() for part in parts)
        self._main = ".".join(parts) if is_name and is_free else _SPARE
        self.left_out: list[str] = []
        for name, source in files.items():
            lines = source.decode("utf-8", "replace").splitlines(keepends=True)
            linecache.cache[name] = (len(source), None, lines, name)
        # A submission that replaces `isinstance` replaces it for itself.
        self._builtins = ModuleType("builtins")
        vars(self._builtins).update(vars(builtins))

    def load(self, served: Callable[[str], object]) -> tuple[ModuleType, ...]:
        """Run the module that holds the engine, and whatever of the submission it imports.

        ``served`` hears the name of each library that a stub stands in for. Returns the
        modules, the engine's first. Raises whatever the submission raises.
        """
        sys.modules["builtins"] = self._builtins
        sys.meta_path.append(self)
        serve(served)
        entry = importlib.import_module(self._main)
        others = [sys.modules.get(name) for name in self._names]
        return (entry, *(m for m in others if isinstance(m, ModuleType) and m is not entry))

    def holds(self, file: str) -> bool:
        """Whether a traceback's file is one of the submission's."""
        return file in self._files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a module or package of the submission."""
        del target
        if fullname == self._main == _SPARE:
            return self._spec(fullname, self._entry, "")
        last = fullname.rpartition(".")[2]
        for folder in self._places() if path is None else tuple(path):
            place = f"{folder}/{last}" if folder else last
            for file in (f"{place}/{_INIT}", f"{place}.py"):
                if file in self._files:
                    return self._spec(fullname, file, place)
            if place in self._folders:
                return self._spec(fullname, None, place)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module, empty."""
        return ModuleType(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's file, or its definitions."""
        file = self._names[module.__name__]
        vars(module)["__builtins__"] = self._builtins
        if not file:  # a folder without a file of its own
            return
        module.__file__ = file
        is_aside = file.endswith(_INIT) and file != self._entry
        try:
            if self._definitions_only:
                self._define(module, file)
            else:
                code = compile(self._files[file], file, "exec", dont_inherit=True)
                exec(code, vars(module))  # noqa: S102 - the submission, in its child
        except Exception as error:
            if not is_aside:
                raise
            # What a package imports for its users is not what the engine needs.
            self._leave_out(file, error)

    def _define(self, module: ModuleType, file: str) -> None:
        for unit in units(self._files[file], file):
            try:
                exec(unit.code, vars(module))  # noqa: S102 - the submission, in its child
            except Exception as error:
                if unit.must_run:
                    raise
                self._leave_out(f"{file}, line {unit.line}", error)

    def _leave_out(self, where: str, error: Exception) -> None:
        said = text_of(error, 80)
        self.left_out.append(f"{where}: {class_name(error)}{': ' if said else ''}{said}")

    # --- names ---

    def _places(self) -> tuple[str, ...]:
        """Return the folders in which a plain name is looked for: the engine's own, the root."""
        folder = self._entry.rpartition("/")[0]
        return tuple(dict.fromkeys((folder, "")))

    def _spec(self, fullname: str, file: str | None, place: str) -> ModuleSpec:
        is_package = file is None or file.endswith(_INIT)
        self._names[fullname] = file or ""
        spec = ModuleSpec(fullname, self, origin=file, is_package=is_package)
        if is_package:
            spec.submodule_search_locations = [place]
        return spec
