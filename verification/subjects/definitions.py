"""Definitions: what of a module's source says what things are, without what it does with them.

Of a file that trains or plots when it is imported, the engine can be had all the same.
This file travels to the child that runs a submission: standard library only.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Final, final

# What may be called for the value of a name: it makes something, and does nothing else.
_MAKERS: Final = frozenset(
    (
        *("TypeVar", "ParamSpec", "NewType", "NamedTuple", "namedtuple", "defaultdict", "deque"),
        *("OrderedDict", "Counter", "dict", "list", "set", "tuple", "frozenset", "float", "int"),
        *("str", "bool", "complex", "len", "range", "min", "max", "abs", "sum", "zip", "map"),
        *("sorted", "partial", "property", "staticmethod", "classmethod", "object", "count"),
        *("lru_cache", "cache", "auto", "Decimal", "Fraction", "getLogger", "getrecursionlimit"),
        *("Lock", "local", "Random", "default_rng"),
    )
)
# Whose functions may be called so, too.
_PURE: Final = frozenset(("math", "cmath", "np", "numpy", "operator", "itertools"))
_SETTINGS: Final = frozenset(("setrecursionlimit", "seterr"))


@final
@dataclass(frozen=True, slots=True)
class Unit:
    """One statement; ``must_run`` says that nothing can be had if it raises."""

    code: CodeType
    line: int
    must_run: bool


def units(source: bytes, name: str) -> Iterator[Unit]:
    r"""Yield the definitions of a module, to be run one after the other.

    These are imports, classes, functions, and names that are given a value without doing
    anything. What does something, such as a call or a loop, is left out.

    >>> text = b"import math\nx = Value(1)\nfor i in x: print(i)\nclass Value: pass\nTWO = 2"
    >>> [unit.line for unit in units(text, "engine.py")]
    [1, 2, 4, 5]

    Raises:
        SyntaxError: the source is no Python.
        ValueError: it has a character that no source can have.
    """
    tree = ast.parse(source, name)
    classes = frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for statement in _kept(tree.body, classes):
        must_run = isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        module = ast.Module([statement], [])
        yield Unit(compile(module, name, "exec", dont_inherit=True), statement.lineno, must_run)


def _kept(body: list[ast.stmt], classes: frozenset[str]) -> Iterator[ast.stmt]:
    for statement in body:
        match statement:
            case ast.Import(names=names):
                # One by one, since one that is absent must not take the others with it.
                for alias in names:
                    yield ast.copy_location(ast.Import([alias]), statement)
            case ast.ImportFrom() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield statement
            case ast.If(test=test, body=then, orelse=otherwise):
                if _is_still(test, classes) and not _asks_who_runs(test):
                    yield from _branches(statement, then, otherwise, classes)
                else:
                    yield from _kept(otherwise, classes)
            case ast.Try(body=body, handlers=handlers, orelse=otherwise):
                if inner := list(_kept([*body, *otherwise], classes)):
                    rest = [_handler(handler, classes) for handler in handlers]
                    tried = ast.Try(inner, rest, [], [])
                    yield ast.fix_missing_locations(ast.copy_location(tried, statement))
            case _ if _only_names(statement, classes):
                yield statement
            case _:
                pass


def _only_names(statement: ast.stmt, classes: frozenset[str]) -> bool:
    """Whether the statement gives names values and does nothing else, or is a setting."""
    match statement:
        case ast.Assign(value=value, targets=targets):
            return _is_still(value, classes) and all(map(_is_name, targets))
        case ast.AnnAssign(value=value, target=target):
            return _is_name(target) and (value is None or _is_still(value, classes))
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=attr))):
            return attr in _SETTINGS
        case _:
            return False


def _branches(
    statement: ast.If, then: list[ast.stmt], otherwise: list[ast.stmt], classes: frozenset[str]
) -> Iterator[ast.stmt]:
    kept = list(_kept(then, classes)) or [ast.copy_location(ast.Pass(), statement)]
    either = ast.If(statement.test, kept, list(_kept(otherwise, classes)))
    yield ast.fix_missing_locations(ast.copy_location(either, statement))


def _handler(handler: ast.ExceptHandler, classes: frozenset[str]) -> ast.ExceptHandler:
    kept = list(_kept(handler.body, classes)) or [ast.copy_location(ast.Pass(), handler)]
    return ast.copy_location(ast.ExceptHandler(handler.type, handler.name, kept), handler)


def _is_name(target: ast.expr) -> bool:
    """Whether it names something: ``x``, ``Value.exp``, ``a, b``."""
    match target:
        case ast.Name():
            return True
        case ast.Attribute(value=value):
            return _is_name(value)
        case ast.Tuple(elts=names) | ast.List(elts=names):
            return all(map(_is_name, names))
        case ast.Subscript(value=value):
            return _is_name(value)
        case _:
            return False


def _is_still(expression: ast.expr, classes: frozenset[str]) -> bool:
    """Whether evaluating it makes something and does nothing else, as far as one can see."""
    for node in _evaluated(expression):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in _MAKERS or name in classes:
                pass
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner))) if owner in _PURE:
                pass
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in _MAKERS:
                pass
            case ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom():
                return False
            case _:
                pass
    return True


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is evaluated with it: all that is inside, the bodies of lambdas apart."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, ast.Lambda) or child is not node.body:
            yield from _evaluated(child)


def _asks_who_runs(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))
