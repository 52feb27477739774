"""Needs: which names of a module the engine's own classes use, directly or through others.

This file travels to the child that runs a submission: standard library only.
"""

import ast
import dis
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType
from typing import Final

_OPERATORS: Final = frozenset(
    f"__{side}{name}__"
    for name in ("add", "sub", "mul", "truediv", "pow", "neg", "matmul")
    for side in ("", "r")
)
_BACKWARD: Final = ("backward", "backprop", "back_prop", "propagat", "autodiff")
# Methods that no op and no backward pass calls; what only they use can be absent.
_ASIDE: Final = (
    *("draw", "plot", "show", "visual", "graphviz", "render", "display", "dot", "trace", "print"),
    *("to_", "from_", "torch", "check", "test", "compare", "save", "load", "__repr__", "__str__"),
)
_READS: Final = frozenset({"LOAD_GLOBAL", "LOAD_NAME"})


def bound_by(part: ast.stmt) -> frozenset[str]:
    """Return the names that a statement at the module's level binds.

    >>> sorted(bound_by(ast.parse("import a.b, c as d").body[0]))
    ['a', 'd']
    """
    return frozenset(_bindings(part))


def engine_classes(classes: Sequence[ast.ClassDef]) -> frozenset[str]:
    """Return the names of the classes with operators or a backward pass; of all if none has."""
    names = {cls.name for cls in classes if any(map(_is_engine_like, cls.body))}
    return frozenset(names or {cls.name for cls in classes})


def needed_by(names: frozenset[str], binding: Mapping[str, Sequence[CodeType]]) -> frozenset[str]:
    """Return these names and all that the code that binds them uses, as far as it is bound here."""
    needed = set(names)
    waiting = list(names)
    while waiting:
        for code in binding.get(waiting.pop(), ()):
            for used in _used_by(code):
                if used in binding and used not in needed:
                    needed.add(used)
                    waiting.append(used)
    return frozenset(needed)


def _bindings(part: ast.AST) -> Iterator[str]:
    match part:
        case ast.Import(names) | ast.ImportFrom(names=names):
            for alias in names:
                yield alias.asname or alias.name.partition(".")[0]
        case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
            yield name
        case ast.Name(name, ast.Store()):
            yield name
        case ast.ExceptHandler(body=body):
            for inner in body:
                yield from _bindings(inner)
        case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return
        case _:
            for child in ast.iter_child_nodes(part):
                yield from _bindings(child)


def _is_engine_like(part: ast.stmt) -> bool:
    if not isinstance(part, ast.FunctionDef):
        return False
    return part.name in _OPERATORS or any(word in part.name for word in _BACKWARD)


def _used_by(code: CodeType) -> Iterator[str]:
    """Yield the global names that the code and what is defined in it read."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in _READS:
            yield f"{instruction.argval}"
    is_class = "__module__" in code.co_names and "__qualname__" in code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType) and not (is_class and _is_aside(inner.co_name)):
            yield from _used_by(inner)


def _is_aside(method: str) -> bool:
    return any(word in method.lower() for word in _ASIDE)
