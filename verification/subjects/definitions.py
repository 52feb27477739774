"""Definitions: a module without what trains, plots, asks or prints, for a second attempt.

This file travels to the child that runs a submission: standard library only.
"""

import __future__

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from types import CodeType
from typing import Final, final

from verification.subjects.needs import bound_by, engine_classes, needed_by
from verification.subjects.pruning import Pruning, unwrapped

_LONGEST: Final = 80
# An annotation defines nothing, and may name what is not there.
_FLAGS: Final = __future__.annotations.compiler_flag | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class Kind(Enum):
    """What a unit does."""

    IMPORT = "import"
    DEFINITION = "definition"
    ASSIGNMENT = "assignment"
    BLOCK = "block"
    SETTING = "setting"


@final
@dataclass(frozen=True, slots=True)
class Unit:
    """A statement to run; ``needed`` are the names it binds that the engine's code mentions."""

    code: CodeType
    kind: Kind
    line: int
    what: str
    needed: frozenset[str]


@final
@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement that was not run, or had no effect since it raised; ``why`` says which."""

    line: int
    what: str
    why: str


@final
@dataclass(frozen=True, slots=True)
class Definitions:
    """A module's units in order, and what is not among them."""

    units: tuple[Unit, ...]
    left_out: tuple[LeftOut, ...]


def definitions(source: bytes, name: str, cells: Sequence[int] = ()) -> Definitions:
    r"""Return what the module ``name`` defines.

    That is imports, each name a unit of its own; classes and functions; assignments of
    what is harmless; what patches classes and fills tables; blocks of these under ``if``
    and ``try``. A call that is none of these is kept where it binds a name that the
    engine's own code needs. Everything else is left out. ``cells`` are the first lines
    of a notebook's cells: one that does not parse is left out alone.

    >>> found = definitions(b"import math\nE = math.e\ntrain()\nclass V: pass", "v.py")
    >>> [unit.what for unit in found.units], [left.what for left in found.left_out]
    (['import math', 'E = math.e', 'class V'], ['train()'])

    Raises:
        SyntaxError: it is not Python.
    """
    body, broken = _parse(source, name, cells)
    return _Reading(name, body).definitions(broken)


def units(source: bytes, name: str) -> tuple[Unit, ...]:
    """Return the units of ``definitions(source, name)``."""
    return definitions(source, name).units


def run(found: Definitions, namespace: dict[str, object]) -> tuple[LeftOut, ...]:
    """Run the units in a module's namespace; return all that was left out, in order.

    What raises is left out too, unless the engine needs what it would have bound.

    Raises:
        BaseException: what a definition that the engine needs raised, or, if something
            else left a name unbound that it needs, what that raised.
    """
    left = list(found.left_out)
    failed: list[tuple[Unit, BaseException]] = []
    for unit in found.units:
        try:
            exec(unit.code, namespace)  # noqa: S102
        except BaseException as error:
            if unit.kind is Kind.DEFINITION and unit.needed:
                raise
            failed.append((unit, error))
            left.append(LeftOut(unit.line, unit.what, f"raised {type(error).__name__}"))
    for unit, raised in failed:
        if not unit.needed <= namespace.keys():
            raise raised
    return tuple(sorted(left, key=lambda one: one.line))


@final
class _Reading:
    """One module's statements on their way to becoming units."""

    def __init__(self, name: str, body: Sequence[ast.stmt]) -> None:
        self._name = name
        self._pruning = Pruning(body)
        self._flags = _future_flags(body)
        self._parts = [
            (part, self._pruning.prune(part)) for whole in unwrapped(body) for part in _split(whole)
        ]

    def definitions(self, broken: tuple[LeftOut, ...]) -> Definitions:
        needed = self._needed()
        kept: list[Unit] = []
        left = list(broken)
        for whole, pruned in self._parts:
            part = pruned
            if part is None and self._pruning.serves(whole, needed):
                part = whole
            if part is None:
                left.append(LeftOut(whole.lineno, _text(whole), "not a definition"))
            elif not _is_silent(part):
                kept.append(self._unit(part, needed))
        left += [LeftOut(s.lineno, _text(s), "not a definition") for s in self._pruning.dropped]
        return Definitions(tuple(kept), tuple(left))

    def _needed(self) -> frozenset[str]:
        """Return the names at the module's level that the engine's classes use, directly or not."""
        binding: dict[str, list[CodeType]] = {}
        for whole, _ in self._parts:
            names = bound_by(whole)
            # A loop that trains binds names as well, but nobody needs it for them.
            if names and not isinstance(whole, ast.For | ast.AsyncFor | ast.While):
                code = self._compile(whole)
                for bound in names:
                    binding.setdefault(bound, []).append(code)
        classes = [whole for whole, _ in self._parts if isinstance(whole, ast.ClassDef)]
        return needed_by(engine_classes(classes), binding)

    def _unit(self, part: ast.stmt, needed: frozenset[str]) -> Unit:
        return Unit(
            self._compile(part), _kind(part), part.lineno, _text(part), needed & bound_by(part)
        )

    def _compile(self, part: ast.stmt) -> CodeType:
        module = ast.fix_missing_locations(ast.Module([part], []))
        code: CodeType = compile(module, self._name, "exec", self._flags, dont_inherit=True)
        return code


def _parse(
    source: bytes, name: str, cells: Sequence[int]
) -> tuple[Sequence[ast.stmt], tuple[LeftOut, ...]]:
    try:
        return _checked(source, name), ()
    except SyntaxError:
        if not cells:
            raise
    body: list[ast.stmt] = []
    broken: list[LeftOut] = []
    lines = source.decode("utf-8").split("\n")
    first_error: SyntaxError | None = None
    for start, end in zip(cells, [*cells[1:], len(lines) + 1], strict=True):
        text = "\n" * (start - 1) + "\n".join(lines[start - 1 : end - 1])
        try:
            body += _checked(text, name)
        except SyntaxError as error:
            first_error = first_error or error
            broken.append(LeftOut(start, lines[start - 1].strip()[:_LONGEST], "does not parse"))
    if first_error is not None and not body:
        raise first_error
    return body, tuple(broken)


def _checked(source: bytes | str, name: str) -> list[ast.stmt]:
    """Return the statements of what compiles as a whole, too: no ``return`` outside functions."""
    tree = ast.parse(source, name)
    compile(tree, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return tree.body


def _split(whole: ast.stmt) -> Iterator[ast.stmt]:
    """Yield an import's names one by one."""
    match whole:
        case ast.Import(names):
            for name in names:
                yield ast.copy_location(ast.Import([name]), whole)
        case ast.ImportFrom(module, names, level) if module != "__future__":
            for name in names:
                yield ast.copy_location(ast.ImportFrom(module, [name], level), whole)
        case _:
            yield whole


def _kind(part: ast.stmt) -> Kind:
    match part:
        case ast.Import() | ast.ImportFrom():
            return Kind.IMPORT
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return Kind.DEFINITION
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            return Kind.ASSIGNMENT
        case ast.Expr() | ast.Delete():
            return Kind.SETTING
        case _:
            return Kind.BLOCK


def _is_silent(part: ast.stmt) -> bool:
    """Whether nothing would happen: a text, an ellipsis, a ``pass``."""
    if isinstance(part, ast.AnnAssign):
        return part.value is None
    return isinstance(part, ast.Pass) or (
        isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
    )


def _future_flags(body: Sequence[ast.stmt]) -> int:
    flags = _FLAGS
    for part in body:
        if isinstance(part, ast.ImportFrom) and part.module == "__future__":
            for alias in part.names:
                feature = getattr(__future__, alias.name, None)
                flags |= feature.compiler_flag if feature is not None else 0
    return flags


def _text(part: ast.stmt) -> str:
    """Return the statement's first line, or what is left of it."""
    match part:
        case ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
            line = f"def {name}"
        case ast.ClassDef(name):
            line = f"class {name}"
        case _:
            line = ast.unparse(part).partition("\n")[0]
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
