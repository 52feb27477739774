"""Sources of engines for the tests of discovery, and how to look into them."""

import tomllib
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Final

from tests.real.table import read_engines
from verification.adapter import Adapter, Wanted
from verification.catalogue import CATALOGUE
from verification.subjects.discover import NotFound, discover
from verification.subjects.namespace import Namespace

MUTANTS = Path(__file__).parents[1] / "mutants"
VERDICTS = tomllib.loads((MUTANTS / "verdicts.toml").read_text(encoding="utf-8"))["engine"]
# The others need more than the standard library, or are more than one file.
PUBLISHED = [engine for engine in read_engines() if engine.default]

# The words of tests/real/README.md for an op and the kind of its operands.
WORDS = (
    {op: (op, "v" * spec.arity) for op, spec in CATALOGUE.items()}
    | {f"{op}_number": (op, "vn") for op in ("add", "sub", "mul", "maximum", "minimum")}
    | {f"r{op}": (op, "nv") for op in ("add", "sub", "mul", "div", "pow")}
    | {"truediv": ("div", "vv"), "truediv_number": ("div", "vn"), "rtruediv": ("div", "nv")}
    | {"pow": ("pow", "vn"), "pow_value": ("pow", "vv")}
)

PLAIN = """
    import math
    from math import exp, log

    class Value:
        def __init__(self, data, children=()):
            self.data, self.grad, self.children, self.slopes = data, 0.0, children, ()

        def of(self, data, *pairs):
            out = type(self)(data)
            out.children, out.slopes = [n for n, _ in pairs], [s for _, s in pairs]
            return out

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return self.of(self.data + other.data, (self, 1.0), (other, 1.0))

        def backward(self):
            self.push(1.0)

        def push(self, g):
            self.grad += g
            for child, slope in zip(self.children, self.slopes):
                child.push(g * slope)
"""


NOTHING_SAID: Final = Wanted()


def load(source: str, name: str = "engine") -> ModuleType:
    """Run a file of ours as the guest would, in this process."""
    module = ModuleType(name)
    exec(compile(dedent(source), f"{name}.py", "exec"), vars(module))  # noqa: S102 - our own text
    return module


def explore(
    source: str, fatal: tuple[str, ...] = (), wanted: Wanted = NOTHING_SAID
) -> Adapter | NotFound:
    return discover(Namespace(load(source)), wanted, lambda what: what not in fatal)


def find(source: str, fatal: tuple[str, ...] = (), wanted: Wanted = NOTHING_SAID) -> Adapter:
    found = explore(source, fatal, wanted)
    assert isinstance(found, Adapter), found
    return found


def lacks(source: str) -> dict[str, str]:
    found = explore(source)
    assert isinstance(found, NotFound), found
    return dict(found.classes)
