"""Everything works on a stub and nothing happens; what computes is never stood in for."""

import pytest

from tests.verification.loading import load

# Each line is a statement that must not raise, as met in learners' files.
USES = """
import matplotlib.pyplot as plt
from matplotlib import pyplot, cm as colours
import pandas as pd, seaborn as sns, networkx as nx
from graphviz import Digraph
from IPython.display import display, HTML
from IPython import get_ipython
from mpl_toolkits.mplot3d import Axes3D
from typing_extensions import Self, override, TypeAlias
fig, ax = plt.subplots()
fig, ((a, b), (c, d)) = plt.subplots(2, 2)
counts, *rest = plt.hist([1, 2])
ax.plot([1], label="x")[0].set_data(1, 2)
plt.rcParams["figure.figsize"] = (3, 4)
plt.style.width = 3
del plt.style.width
get_ipython().run_line_magic("matplotlib", "inline")
for row in pd.read_csv("x.csv").iterrows(): 1 / 0
with plt.style.context("dark") as style: style.use()
dot = Digraph(format="svg", graph_attr={"rankdir": "LR"})
dot.node(name=str(3), label="{ %s | data %.4f }" % ("a", 1.0))
frame = 2 * pd.DataFrame({"a": [1]}) ** 2 + 1 - pd.x / 3 // 4 % 5
frame += 1
checks = pd.isnull(frame) or frame > 3 or not frame.empty or 3 in frame or frame == 3
texts = f"{frame:.3f} {frame.mean()}", str(frame), repr(frame), "%.2f" % frame, "%d" % frame
numbers = float(frame), int(frame), len(frame), [1, 2][frame], list(frame), dict(frame), bool(frame)
kind = isinstance(3, pd.Series), issubclass(int, pd.Series), pd.Series | None, list[pd.Series]
"""


def seen_of(code: str, told: str) -> str:
    seen = load({"engine.py": code}, "engine.py", told)
    assert seen.raised == ""
    return seen.told


def test_whatever_is_done_with_them_works() -> None:
    seen = load({"engine.py": USES}, "engine.py", "numbers, kind[:2], bool(checks)")
    assert (seen.raised, seen.left_out) == ("", [])
    assert seen.told == "((0.0, 0, 0, 1, [], {}, False), (False, False), True)"
    assert seen.stubs == [
        *("matplotlib", "pandas", "seaborn", "networkx", "graphviz", "IPython", "mpl_toolkits"),
        "typing_extensions",
    ]


def test_classes_and_functions_stay_themselves() -> None:
    code = """
import streamlit, pytest, pandas
class Plot(pandas.DataFrame, streamlit.Thing, dict):
    def __init__(self): super().__init__(x=3)
@streamlit.cache
def f(): return 7
@pytest.mark.parametrize("x", [1])
def g(x): return x
@pandas.api.register("value")
class Value: pass
"""
    told = "Plot().to_csv('x'), issubclass(Plot, dict), f(), g(8), Value.__name__"
    assert seen_of(code, told) == "(<stub>, True, 7, 8, 'Value')"


def test_errors_of_theirs_can_be_caught() -> None:
    code = """
import graphviz
caught = []
try: raise ValueError
except graphviz.ExecutableNotFound if False else graphviz.backend.CalledProcessError: pass
except ValueError: caught.append(1)
"""
    assert seen_of(code, "caught") == "[1]"


def test_a_progress_bar_lets_everything_pass() -> None:
    code = """
from tqdm import *
from tqdm.auto import tqdm as auto
from rich.progress import track
import tqdm as module
steps = [*tqdm([1, 2], desc="x"), *trange(2), *trange(3, 5), *auto(iterable=(5,)), *track("ab")]
steps += [*module.tqdm(enumerate("c"))]
with tqdm(total=3) as bar:
    bar.update(1)
bar = tqdm(range(2))
for step in bar: bar.set_description(f"{step}")
"""
    assert seen_of(code, "steps") == "[1, 2, 0, 1, 3, 4, 5, 'a', 'b', (0, 'c')]"


def test_everything_may_be_imported_from_them() -> None:
    code = "from matplotlib.pyplot import *\nfrom graphviz import *\nfrom seaborn import *\n"
    assert seen_of(code, "plot([1]), subplots, Digraph()") == "(<stub>, <stub>, <stub>)"


def test_a_module_that_is_there_is_the_one_that_is_used() -> None:
    files = {"engine.py": "import tqdm, graphviz", "tqdm.py": "def tqdm(x): return 7\n"}
    seen = load(files, "engine.py", "tqdm.tqdm(3)")
    assert (seen.told, seen.stubs) == ("7", ["graphviz"])


@pytest.mark.parametrize(
    "name", ["torch", "jax", "tensorflow", "autograd", "tinygrad", "numpy", "sympy", "micrograd"]
)
def test_what_computes_is_not_stood_in_for(name: str) -> None:
    seen = load({"engine.py": f"import {name}"}, "engine.py")
    assert seen.raised == f"ModuleNotFoundError: No module named '{name}'"
    assert seen.stubs == []


def test_a_notebook_has_what_it_need_not_import() -> None:
    code = "display(3)\nget_ipython().system('ls')\n"
    assert load({"hw.ipynb": code}, "hw.ipynb", top="").raised == ""
    assert load({"hw.py": code}, "hw.py", top="").raised.startswith("NameError")
