"""Submissions that are not one file that just runs are loaded and graded all the same."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.verification.command import RIGHT, WRONG
from tests.verification.handed_in import lay_out, notebook, zipped
from verification.grade import grade
from verification.render.json import render
from verification.replay import compare
from verification.report import Outcome, Report, Status
from verification.subjects.intake import read_submission
from verification.subjects.launch import Limits
from verification.suite import Suite

SUITE = Suite(7)
ENGINE = RIGHT.read_bytes()
FAULTY = WRONG.read_bytes()


def graded(path: Path, limits: Limits = Limits()) -> Report:  # noqa: B008 - frozen
    return grade(read_submission(path), SUITE, limits)


def notes(report: Report) -> dict[str, str]:
    return {note.id: note.text for note in report.notes}


def file(folder: Path, text: str, name: str = "engine.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


PACKAGES: dict[str, Mapping[str, bytes]] = {
    "package": {"__init__.py": b"from .engine import Value\n", "engine.py": ENGINE},
    "inner": {
        "src/mygrad/__init__.py": b"",
        "src/mygrad/core/__init__.py": b"from .engine import *\n",
        "src/mygrad/core/engine.py": b"from ..maths import math\n"
        + ENGINE.replace(b"import math", b""),
        "src/mygrad/maths.py": b"import math\n",
        "setup.py": b"from setuptools import setup\nsetup()\n",
    },
    "helpers": {"engine.py": b"from helpers import math\n" + ENGINE.replace(b"import math", b""),
                "helpers.py": b"import math\n"},
    "relative": {"engine.py": b"from .helpers import math\n" + ENGINE.replace(b"import math", b""),
                 "helpers.py": b"import math\n"},
    "broken_init": {"__init__.py": b"import torch\nfrom .nn import MLP\n", "engine.py": ENGINE},
    "broken_beside": {"engine.py": ENGINE, "demo.py": b"raise SystemExit('not me')\n"},
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("is_zip", [False, True], ids=["folder", "zip"])
def test_a_package_is_graded_as_its_engine_would_be(
    name: str, is_zip: bool, tmp_path: Path
) -> None:
    root = lay_out(tmp_path / "hw", PACKAGES[name])
    if is_zip:
        root = tmp_path / "hw.zip"
        root.write_bytes(zipped({f"hw/{n}": data for n, data in PACKAGES[name].items()}))
    report = graded(root)
    assert (report.outcome, report.score, report.cause) == (Outcome.CORRECT, 100.0, "")
    assert notes(report)["module"].startswith("the engine is in ")
    assert ("stand-ins" in notes(report)) is (name == "broken_init")


def test_a_fault_in_a_package_is_found_with_its_file(tmp_path: Path) -> None:
    files = {"engine.py": b"from rules import *\n", "rules.py": FAULTY}
    report = graded(lay_out(tmp_path / "hw", files))
    assert [c.id for c in report.checks if c.status is Status.FAILED] == ["chain.tanh"]
    broken = FAULTY.replace(b"(1 - t * t)", b"(1 - u * u)")
    report = graded(
        lay_out(tmp_path / "hw", {"rules.py": broken, "engine.py": b"from rules import *"})
    )
    failed = {c.id: c.message for c in report.checks if c.status is Status.FAILED}
    assert "name 'u' is not defined" in failed["rules.tanh"]


def test_a_notebook_is_graded_and_the_last_class_of_a_name_counts(tmp_path: Path) -> None:
    path = tmp_path / "hw.ipynb"
    first = "%matplotlib inline\nimport matplotlib.pyplot as plt"
    path.write_bytes(notebook(first, FAULTY.decode(), "plt.plot([1])", ENGINE.decode()))
    report = graded(path)
    assert (report.outcome, report.cause) == (Outcome.CORRECT, "")
    assert notes(report)["stubs"].endswith(": matplotlib")
    assert "lines count through them" in notes(report)["notebook"]


# --- Files that do more than define ------------------------------------------

TROUBLE = {
    "trains for ever": ("while True: pass", "it did not finish within 1 s"),
    "ends the program": ("import sys; sys.exit(0)", "SystemExit"),
    "asks": ("input('how many?')", "EOFError"),
    "needs torch": ("import torch\nprint(torch.ones(1))", "ModuleNotFoundError"),
    "fails": ("a = Value(1.0)\nassert a.data == 2", "AssertionError"),
    "prints too much": ("while True: print('x' * 9999)", "it printed more than"),
    "dies": ("import os; os.kill(os.getpid(), 9)", "killed by SIGKILL"),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_a_file_that_does_not_run_is_loaded_by_its_definitions(name: str, tmp_path: Path) -> None:
    after, why = TROUBLE[name]
    report = graded(file(tmp_path, f"{ENGINE.decode()}\n{after}\n"), Limits(load_seconds=1.0))
    assert (report.outcome, report.score, report.cause) == (Outcome.CORRECT, 100.0, "")
    is_over = name in {"ends the program", "asks", "needs torch", "fails"}  # with all defined
    assert why in notes(report)["left-out" if is_over else "definitions-only"]


def test_a_file_that_trains_and_ends_is_run_as_it_is(tmp_path: Path) -> None:
    training = "for _ in range(3):\n    loss = Value(2.0) * 3\n    loss.backward()\n"
    report = graded(file(tmp_path, f"{ENGINE.decode()}\n{training}"))
    assert report.outcome is Outcome.CORRECT
    assert "definitions-only" not in notes(report)


def test_a_fault_is_found_by_definitions_alone_too(tmp_path: Path) -> None:
    report = graded(file(tmp_path, f"{FAULTY.decode()}\nimport torch\n"))
    assert [c.id for c in report.checks if c.status is Status.FAILED] == ["chain.tanh"]


def test_what_the_engine_needs_is_run_even_if_it_is_a_call(tmp_path: Path) -> None:
    source = ENGINE.decode().replace("self.data + other.data", "ONE * self.data + other.data")
    before = "def one(): return 1.0\nONE = one()\n"
    report = graded(file(tmp_path, f"{before}{source}\nassert 0\n"))
    assert (report.outcome, report.cause) == (Outcome.CORRECT, "")
    assert "AssertionError" in notes(report)["left-out"]


def test_an_engine_that_computes_with_what_is_absent_is_not_called_wrong(tmp_path: Path) -> None:
    source = ENGINE.decode().replace("self.data + other.data", "torch.add(self.data, other.data)")
    report = graded(file(tmp_path, f"import torch\n{source}"))
    assert report.outcome is Outcome.UNGRADABLE
    assert "it imports torch" in report.cause


def test_annotations_may_name_what_comes_later(tmp_path: Path) -> None:
    first = "from __future__ import annotations\n"
    source = ENGINE.decode().replace("def backward(self)", "def backward(self: Later)")
    report = graded(file(tmp_path, f"{first}{source}\nassert 0\nclass Later: pass\n"))
    assert (report.outcome, report.cause) == (Outcome.CORRECT, "")


PLOTS = """
import graphviz, pandas as pd, seaborn
from matplotlib import pyplot as plt
from tqdm import tqdm
from typing_extensions import Self
from IPython.display import display
fig, ax = plt.subplots()
with plt.style.context("x"): display(fig.axes.set(xlabel=1))
total = 0
for i in tqdm([1, 2]): total += i
assert total == 3
@pd.api.extensions.register
def kept(): return 7
assert kept() == 7
class Plot(graphviz.Digraph): pass
"""


def test_plotting_libraries_that_are_absent_are_stood_in_for(tmp_path: Path) -> None:
    report = graded(file(tmp_path, f"{PLOTS}\n{ENGINE.decode()}"))
    assert (report.outcome, report.cause) == (Outcome.CORRECT, "")
    told = "graphviz, pandas, seaborn, matplotlib, tqdm, typing_extensions, IPython"
    assert notes(report)["stubs"].endswith(told)
    assert "definitions-only" not in notes(report)


def test_the_first_trouble_is_the_one_that_is_told(tmp_path: Path) -> None:
    report = graded(file(tmp_path, "import torch\nclass Value(torch.Tensor): pass\n"))
    assert report.outcome is Outcome.UNGRADABLE
    assert "it imports torch at line 1, which is not there" in report.cause


def test_no_module_of_a_folder_may_be_an_engine(tmp_path: Path) -> None:
    report = graded(lay_out(tmp_path / "hw", {"a.py": b"x = 1\n", "b.py": b"import torch\n"}))
    assert report.outcome is Outcome.UNGRADABLE
    assert "defines no class" in report.cause or "does not load" in report.cause


def test_a_helper_does_not_take_the_place_of_the_library_s_modules(tmp_path: Path) -> None:
    files = {"engine.py": ENGINE, "math.py": b"raise ValueError", "json.py": b"raise ValueError",
             "numpy.py": b"raise ValueError", "verification.py": b"raise ValueError"}  # fmt: skip
    assert graded(lay_out(tmp_path / "hw", files)).outcome is Outcome.CORRECT


def test_a_replay_of_a_folder_is_the_same(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "hw", PACKAGES["inner"])
    first, second = render(graded(root)), render(graded(root))
    assert json.loads(first)["subject"]["name"] == "hw"
    assert compare(first, second).is_same
