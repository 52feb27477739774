"""Harmless: which expressions define something, and which train, plot, ask or print.

This file travels to the child that runs a submission: standard library only.
"""

import ast
import re
from typing import Final

# What engines call to define something, by the last part of its name.
_MAKERS: Final = frozenset(
    (
        *("TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "NamedTuple", "TypedDict"),
        *("namedtuple", "make_dataclass", "Enum", "IntEnum", "Flag", "IntFlag", "auto"),
        *("defaultdict", "OrderedDict", "deque", "Counter", "ChainMap", "MappingProxyType"),
        *("SimpleNamespace", "WeakValueDictionary", "WeakKeyDictionary", "WeakSet", "dict"),
        *("list", "set", "frozenset", "tuple", "int", "float", "complex", "bool", "str", "bytes"),
        *("bytearray", "range", "slice", "object", "type", "property", "staticmethod"),
        *("classmethod", "partial", "partialmethod", "lru_cache", "cache", "wraps"),
        *("total_ordering", "attrgetter", "itemgetter", "methodcaller", "count", "cycle"),
        *("repeat", "chain", "local", "Lock", "RLock", "ContextVar", "getLogger", "compile"),
        *("dedent", "Random", "RandomState", "default_rng", "Decimal", "Fraction", "abs", "min"),
        *("max", "sum", "len", "round", "sorted", "reversed", "enumerate", "zip", "map"),
        *("filter", "isinstance", "issubclass", "hasattr", "getattr", "callable", "globals"),
        *("vars", "locals", "finfo", "iinfo", "dtype", "array", "asarray", "zeros", "ones"),
        *("float16", "float32", "float64", "int32", "int64", "find_spec", "Path"),
    )
)
_ARITHMETIC: Final = frozenset({"math", "cmath", "operator"})
# Statements that change how the engine runs and nothing else.
_SETTINGS: Final = frozenset(
    (
        *("setrecursionlimit", "set_int_max_str_digits", "seed", "seterr", "set_printoptions"),
        *("filterwarnings", "simplefilter", "basicConfig", "setattr", "update", "setdefault"),
        *("register", "setcontext"),
    )
)
_SET_UP: Final = re.compile(
    r"_*(enable|install|patch|monkey|register|attach|bind|overload|inject|"
    r"(add|make|define)_(op|func|method|backward|grad))"
)
_SYSTEM_PATH: Final = frozenset({"append", "insert", "extend"})


def is_harmless(node: ast.AST | None) -> bool:
    """Whether evaluating the expression can hardly do more than make a value.

    >>> [is_harmless(ast.parse(code).body[0]) for code in ("T", "f(3)", "float('inf')", "{1: g}")]
    [True, False, True, True]
    """
    match node:
        case ast.Call(func, arguments, keywords):
            parts = (func, *arguments, *(keyword.value for keyword in keywords))
            return _makes(func) and all(map(is_harmless, parts))
        case ast.Lambda():  # its body runs when it is called
            return all(map(is_harmless, (*node.args.defaults, *node.args.kw_defaults)))
        case ast.Await() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr():
            return False
        case None:
            return True
        case _:
            return all(map(is_harmless, ast.iter_child_nodes(node)))


def is_factory(node: ast.AST | None) -> bool:
    """Whether it is harmless, or one call with harmless arguments, as ``make_op(exp)``."""
    if isinstance(node, ast.Call):
        parts = (node.func, *node.args, *(keyword.value for keyword in node.keywords))
        return all(map(is_harmless, parts))
    return is_harmless(node)


def is_setting(node: ast.expr) -> bool:
    """Whether a statement that is only this expression sets something up.

    >>> texts = "random.seed(0)", "setattr(V, 'f', make(f))", "enable_autograd()", "train(3)"
    >>> [is_setting(ast.parse(text, mode="eval").body) for text in texts]
    [True, True, True, False]
    """
    if isinstance(node, ast.Constant):
        return True
    if not isinstance(node, ast.Call):
        return False
    arguments = (*node.args, *(keyword.value for keyword in node.keywords))
    last = last_name(node.func)
    if last == "setattr":
        return all(map(is_factory, arguments))
    is_path = last in _SYSTEM_PATH and ast.unparse(node.func).startswith("sys.path.")
    known = last in _SETTINGS or is_path or (isinstance(node.func, ast.Name) and _sets_up(last))
    return known and all(map(is_harmless, arguments))


def last_name(node: ast.expr) -> str:
    """Return the last part of a dotted name, or nothing if it is none."""
    match node:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def base_name(node: ast.expr) -> str:
    """Return the name that an attribute, an item or a call begins with, or nothing."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value) | ast.Subscript(value):
            return base_name(value)
        case ast.Call(func):
            return base_name(func)
        case _:
            return ""


def _makes(func: ast.expr) -> bool:
    if isinstance(func, ast.Attribute) and base_name(func) in _ARITHMETIC:
        return True
    return last_name(func) in _MAKERS


def _sets_up(name: str) -> bool:
    return _SET_UP.match(name) is not None
