"""Loading: a submission's modules run, as a whole, as far as they go, or by their definitions.

This file travels to the child that runs a submission: standard library only.
"""

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Final, final

from verification.frames import Json, field, items, pairs, text
from verification.frames import whole as integer
from verification.subjects.sources import Sources, whole
from verification.subjects.stub import STUB
from verification.subjects.stubs import NOTEBOOK_NAMES, Stubs
from verification.subjects.words import error_name

_MOST_NOTED: Final = 20
_LONGEST: Final = 200


@final
class Load:
    """One submission on its way to being modules, as a request of the judge's says it.

    ``entry`` is the module that is asked for an engine.
    """

    def __init__(self, request: object) -> None:
        self._files = {
            name: text(source).encode("latin-1") for name, source in pairs(field(request, "files"))
        }
        self.entry = text(field(request, "entry"))
        self._cells = [integer(line) for line in items(field(request, "cells"))]
        self._is_notebook = field(request, "is_notebook") is True
        only = field(request, "definitions_only") is True
        self.sources = Sources(
            self._files, text(field(request, "top")), self._define if only else self._run_all
        )
        self._stubs = Stubs()
        self._left_out: list[str] = []
        self._stood: dict[str, object] | None = None

    def run(self) -> tuple[ModuleType, ...]:
        """Return the entry's module, then the others of the submission that it imports.

        Raises:
            BaseException: whatever the submission raises, unless all that it defines was
                defined by then: what stands there is what its author has, too.
        """
        self.sources.install()
        self._stubs.install()
        if self._is_notebook:
            for name in NOTEBOOK_NAMES:
                self.sources.provide(name, STUB)
        try:
            module = self.sources.load(self.entry)
        except BaseException as error:
            line = self._line_of(error)
            if self._stood is None or line is None or not self._is_all_defined(line):
                raise
            module = ModuleType(text(self._stood["__name__"]))
            vars(module).update(self._stood)
            self._left_out.append(f"what comes after line {line}, which raised {error_name(error)}")
        others = [each for each in tuple(sys.modules.values()) if self._is_own(each)]
        return (module, *(each for each in others if each is not module))

    def told(self) -> Mapping[str, Json]:
        """Return what it took: stubs, packages taken as far as they went, what was left out."""
        stand_ins = [f"{file} ({error_name(error)})" for file, error in self.sources.stand_ins]
        return {
            "stubs": self._stubs.served,
            "stand_ins": stand_ins[:_MOST_NOTED],
            "left_out": [each[:_LONGEST] for each in self._left_out[:_MOST_NOTED]],
        }

    def _run_all(self, source: bytes, file: str, namespace: dict[str, object]) -> None:
        if file == self.entry:
            self._stood = namespace
        whole(source, file, namespace)

    def _define(self, source: bytes, file: str, namespace: dict[str, object]) -> None:
        from verification.subjects.definitions import (  # noqa: PLC0415 - few need it
            definitions,
            run,
        )

        found = definitions(source, file, self._cells if file == self.entry else ())
        left = run(found, namespace)
        self._left_out += [f"{each.what} (line {each.line}, {each.why})" for each in left]

    def _is_all_defined(self, line: int) -> bool:
        """Whether the entry has a class, and nothing is defined in it after this line."""
        from verification.subjects.definitions import Kind, units  # noqa: PLC0415 - few need it

        later = (Kind.DEFINITION, Kind.ASSIGNMENT, Kind.BLOCK)
        found = units(self._files[self.entry], self.entry)
        has_class = any(unit.what.startswith("class ") and unit.line < line for unit in found)
        return has_class and not any(unit.line > line and unit.kind in later for unit in found)

    def _line_of(self, error: BaseException) -> int | None:
        """Return the line of the entry itself on the way to the error."""
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.entry:
                return trace.tb_lineno
            trace = trace.tb_next
        return None

    def _is_own(self, module: object) -> bool:
        file = getattr(module, "__file__", None)
        return isinstance(module, ModuleType) and isinstance(file, str) and self.sources.owns(file)
