"""A submission's modules import each other from memory, by whatever names they use."""

import pytest

from tests.verification.loading import load

VALUE = "class Value: pass\n"


@pytest.mark.parametrize(
    ("files", "entry"),
    [
        ({"engine.py": "from ops import f"}, "engine.py"),
        ({"engine.py": "from .ops import f"}, "engine.py"),
        ({"engine.py": "from . import ops; f = ops.f"}, "engine.py"),
        ({"engine.py": "from grad.ops import f"}, "engine.py"),
        ({"engine.py": "import grad.ops as o; f = o.f"}, "engine.py"),
        ({"__init__.py": "", "engine.py": "from grad.ops import f"}, "engine.py"),
        ({"__init__.py": "from .ops import f"}, "__init__.py"),
        ({"src/core/engine.py": "from ops import f"}, "src/core/engine.py"),
        ({"src/core/engine.py": "from ...ops import f"}, "src/core/engine.py"),
        ({"my-engine.py": "from ops import f"}, "my-engine.py"),
        ({"week 1.2/engine.py": "from ..ops import f"}, "week 1.2/engine.py"),
    ],
)
def test_a_helper_is_found(files: dict[str, str], entry: str) -> None:
    seen = load({"ops.py": "def f(): return 7\n", **files}, entry, "f()")
    assert (seen.told, seen.raised) == ("7", "")


def test_folders_and_packages_below_are_found_by_plain_names_too() -> None:
    files = {
        "src/mini/engine.py": "from mini.ops.rules import f\nfrom lib import g\n",
        "src/mini/ops/rules.py": "from ..more import f\n",
        "src/mini/more.py": "def f(): return 7\n",
        "lib/__init__.py": "from lib.inner import g\n",
        "lib/inner.py": "def g(): return 8\n",
    }
    assert load(files, "src/mini/engine.py", "(f(), g())").told == "(7, 8)"


def test_a_file_is_one_module_by_whatever_name_it_is_imported() -> None:
    """Else an engine's class would be two classes, and `isinstance` false."""
    files = {
        "mini/engine.py": f"{VALUE}import functions\nimport mini.functions as again\n",
        "mini/functions.py": "import mini.engine, grad, engine\nfrom .engine import Value\n",
    }
    told = (
        "functions is again, functions.Value is Value, functions.engine.Value is Value, "
        "functions.mini.engine is sys.modules[__name__], Value.__module__ == __name__"
    )
    seen = load(files, "mini/engine.py", told)
    assert (seen.told, seen.raised) == ("(True, True, True, True, True)", "")


def test_a_package_that_fails_does_not_keep_its_module_from_loading() -> None:
    files = {
        "__init__.py": "from .engine import Value\nimport torch\n",
        "core/__init__.py": "raise SystemExit(3)\n",
        "core/engine.py": f"from grad import Value as V\n{VALUE}",
        "engine.py": VALUE,
    }
    seen = load(files, "core/engine.py", "(__name__, V.__module__)")
    assert (seen.told, seen.raised) == ("('grad.core.engine', 'grad.engine')", "")
    assert seen.stand_ins == ["__init__.py", "core/__init__.py"]


def test_what_the_entry_raises_comes_through_and_runs_once() -> None:
    files = {
        "__init__.py": "from .engine import Value\n",
        "engine.py": "import sys\nsys.count = getattr(sys, 'count', 0) + 1\n1 / (1 - sys.count)\n",
    }
    seen = load(files, "engine.py")
    assert seen.raised == "ZeroDivisionError: division by zero"
    assert seen.stand_ins == ["__init__.py"]
    assert load({"__init__.py": "1 / 0"}, "__init__.py").raised.startswith("ZeroDivisionError")
    assert load({"a.py": "import b", "b.py": "1 / 0"}, "a.py").raised.startswith("ZeroDivision")


def test_modules_are_as_python_makes_them() -> None:
    files = {"__init__.py": "", "ops/__init__.py": "", "ops/engine.py": "def f(): 1 / 0\n"}
    told = "__name__, __package__, __file__, __spec__.name, sys.modules['grad.ops'].__path__"
    seen = load(files, "ops/engine.py", told)
    place = "['<submission>/ops']"
    assert (
        seen.told == f"('grad.ops.engine', 'grad.ops', 'ops/engine.py', 'grad.ops.engine', {place})"
    )
    lines = "__import__('linecache').getline('ops/engine.py', 1), f.__code__.co_filename"
    assert load(files, "ops/engine.py", lines).told == r"('def f(): 1 / 0\n', 'ops/engine.py')"
    owned = "sources.owns('ops/engine.py'), sources.owns('<string>')"
    assert load(files, "ops/engine.py", owned).told == "(True, False)"


# --- The standard library's names --------------------------------------------


def test_the_library_gets_its_own_modules() -> None:
    """A helper named like one of the library's is the submission's alone."""
    files = {
        "engine.py": "import trace, math, json, types\nfrom trace import f\nimport statistics\n"
        "from verification import g\n",
        "trace.py": "def f(): return 7\n",
        "math.py": "1 / 0",
        "numbers.py": "1 / 0",  # which `statistics` imports
        "types.py": "kind = 8\n",
        "verification.py": "def g(): return 9\n",
    }
    told = "f(), trace.f(), math.sqrt(4), types.kind, statistics.mean([1]), json.dumps(1), g()"
    seen = load(files, "engine.py", told)
    assert (seen.told, seen.raised) == ("(7, 7, 2.0, 8, 1, '1', 9)", "")
    seen = load(files, "engine.py", "__import__('importlib').import_module('trace').Trace.__name__")
    assert seen.told == "'Trace'"


def test_inside_a_package_only_dots_lead_to_such_a_module() -> None:
    files = {
        "__init__.py": "",
        "engine.py": "import trace\nfrom . import trace as own\n",
        "trace.py": "import trace as real\n",
    }
    told = "trace.Trace.__name__, own.real is trace, own.__name__"
    assert load(files, "engine.py", told).told == "('Trace', True, 'grad.trace')"


def test_a_package_named_like_one_is_found_with_its_parts() -> None:
    files = {
        "engine.py": "import test.rules\nfrom test import rules as again\n",
        "test/__init__.py": "",
        "test/rules.py": "def f(): return 7\n",
    }
    assert load(files, "engine.py", "test.rules.f(), again.f()").told == "(7, 7)"


@pytest.mark.parametrize("name", ["math.py", "random.py", "types.py", "verification.py", "json.py"])
def test_an_engine_may_be_named_like_one(name: str) -> None:
    files = {name: f"import math, random, types, json\n{VALUE}"}
    seen = load(files, name, "math.sqrt(4), random.random() < 1, __name__", "")
    assert seen.told == "(2.0, True, 'submission')"


def test_what_the_submission_does_to_builtins_it_does_to_itself() -> None:
    files = {"engine.py": "import builtins\nbuiltins.len = lambda thing: 7\nlength = len([])\n"}
    files["engine.py"] += "import sys, shlex\n"
    told = "length, len([]), shlex.split('a b c'), sys.modules['json'].dumps([])"
    assert load(files, "engine.py", told).told == "(7, 7, ['a', 'b', 'c'], '[]')"


# --- By definitions only ------------------------------------------------------


def test_every_module_is_loaded_in_the_same_way() -> None:
    files = {
        "engine.py": f"from ops import f\n{VALUE}train()\n",
        "ops.py": "def f(): return 7\nplot(f())\n",
    }
    assert load(files, "engine.py").raised == "NameError: name 'plot' is not defined"
    seen = load(files, "engine.py", "f()", only=True)
    assert (seen.told, seen.raised, sorted(seen.left_out)) == ("7", "", ["plot(f())", "train()"])
