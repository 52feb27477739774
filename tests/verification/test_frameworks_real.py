"""The frameworks themselves: conventions as the table has them, and every script of the ledger."""

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="lacks PyTorch: run tox -e frameworks")
pytest.importorskip("jax", reason="lacks JAX: run tox -e frameworks")
pytest.importorskip("tensorflow", reason="lacks TensorFlow: run tox -e frameworks")
pytest.importorskip("autograd", reason="lacks HIPS autograd: run tox -e frameworks")
pytest.importorskip("tinygrad", reason="lacks tinygrad: run tox -e frameworks")

from verification.comparison import Custom, State
from verification.conventions import LIBRARIES
from verification.frameworks.check import check
from verification.frameworks.customs import customs
from verification.frameworks.roster import FRAMEWORKS, muster
from verification.ledger import Entry, ledger

pytestmark = pytest.mark.frameworks

# What the subjects have set by now, and a script has to do without.
SET = {"DEV", "TF_CPP_MIN_LOG_LEVEL", "XLA_FLAGS"}
UNTOUCHED = {name: text for name, text in os.environ.items() if name not in SET}
PRESENT, MISSING = muster()
NAMES = tuple(PRESENT)
CUSTOMS = tuple(customs(PRESENT))
ENTRIES = ledger()


def test_all_are_there_together() -> None:
    assert MISSING == ()
    assert set(NAMES) >= set(FRAMEWORKS)
    assert all(subject.version() for subject in PRESENT.values())


def called(custom: Custom) -> str:
    return f"{custom.op}{custom.point}"


@pytest.mark.parametrize("custom", CUSTOMS, ids=called)
@pytest.mark.parametrize("library", LIBRARIES)
def test_the_table_of_conventions_is_what_is_answered(library: str, custom: Custom) -> None:
    assert library not in custom.departing, custom.answers[NAMES.index(library)]


def test_every_entry_holds_and_has_the_digits_of_now() -> None:
    checked = tuple(check(PRESENT, ENTRIES))
    assert [each.entry for each in checked] == list(ENTRIES)
    assert [each.entry.id for each in checked if each.state is not State.HOLDS] == []
    assert [each.entry.id for each in checked if not is_same(each.got, each.entry.got)] == []


def is_same(got: float, recorded: float) -> bool:
    """Whether a deviation is the recorded one; another processor has other last digits."""
    is_nan = math.isnan(got) and math.isnan(recorded)
    return got == recorded or is_nan or math.isclose(got, recorded, rel_tol=1e-6)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_its_script_prints_what_the_entry_says(entry: Entry, tmp_path: Path) -> None:
    script = tmp_path / "deviation.py"
    script.write_text(entry.script)
    # Nothing of this project is to be found from there.
    ran = subprocess.run(
        [sys.executable, "-I", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**UNTOUCHED, "HOME": str(tmp_path)},
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    printed = float(ran.stdout.split()[-1])
    assert is_same(printed, entry.got)
    assert printed != entry.exact
