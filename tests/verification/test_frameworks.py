"""A run over frameworks whose deviations are known: who is there, what holds, what is written."""

import json
import math
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from tests.verification.distorted import Distorted, gone_flat, with_slope
from verification import cli
from verification.catalogue import CATALOGUE
from verification.comparison import Answered, Comparison, Missing, Silent, State
from verification.conventions import SINGULAR
from verification.frameworks import measure, roster
from verification.frameworks.check import check, stand
from verification.frameworks.customs import ask, customs
from verification.frameworks.roster import FRAMEWORKS, muster
from verification.ledger import PARTS, Cover, Entry, ledger
from verification.model import Absent, Case, Evaluated
from verification.render import compared, compared_read, markdown
from verification.render import frameworks as report

FLAT = Entry(
    "torch-flat", "torch", "0.0", "tanh", "dx", (-4.0,), 0.0, 1.3409506830258968e-3,
    (Cover("tanh", "dx", ((-1e308, -3.0),)),), "It is flat.", "", "import torch\n",
)  # fmt: skip


REPORTS = Path(__file__).parents[2] / "reports"


@pytest.fixture
def few_ops(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {op: CATALOGUE[op] for op in ("tanh", "leaky_relu")}
    monkeypatch.setattr(measure, "CATALOGUE", few)


def _silent(_op: str, _done: int, _total: int) -> None:
    """Show no progress."""


def compare(bad: Distorted, *entries: Entry) -> Comparison:
    missing = (Missing("jax", "jax"),)
    return measure.measure({"torch": bad}, missing, entries, 0, 1, _silent)


# --- Who is there -------------------------------------------------------------


def _framework(_device: str = "cpu") -> Distorted:
    return Distorted(gone_flat)


def install(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Have these frameworks, each the distorted engine, and no others."""

    def find(name: str) -> ModuleType:
        short = name.rpartition(".")[2]
        if short not in names:
            raise ModuleNotFoundError(f"No module named {short!r}", name=short)
        module = ModuleType(name)
        (adapter,) = (adapter for known, adapter, _ in roster.ROSTER if known == short)
        vars(module)[adapter] = _framework
        vars(module)["has_cuda"] = lambda: short == "torch"
        return module

    monkeypatch.setattr(roster, "import_module", find)


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, "jax")
    present, missing = muster()
    assert list(present) == ["jax"]
    assert {each.name for each in missing} == set(FRAMEWORKS) - {"jax"}
    assert Missing("tensorflow", "tensorflow-cpu") in missing


def test_a_graphics_card_is_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, "torch")
    present, _ = muster()
    assert list(present) == ["torch", "torch-cuda"]


def test_what_is_missing_of_ours_is_no_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(_: str) -> ModuleType:
        return import_module("verification.subjects.nothing")

    monkeypatch.setattr(roster, "import_module", find)
    with pytest.raises(ModuleNotFoundError, match="nothing"):
        muster()


# --- What they do -------------------------------------------------------------


def test_an_entry_holds_until_it_is_mended() -> None:
    (held,) = check({"torch": Distorted(gone_flat)}, (FLAT,))
    assert (held.state, held.got) == (State.HOLDS, 0.0)
    (gone,) = check({"torch": Distorted()}, (FLAT,))
    assert gone.state is State.GONE
    assert gone.got == pytest.approx(FLAT.exact)
    (unasked,) = check({"jax": Distorted()}, (FLAT,))
    assert unasked.state is State.NOT_ASKED


def test_an_entry_of_an_op_that_is_absent_now_still_holds() -> None:
    (held,) = check({"torch": Distorted(absent=frozenset({"tanh"}))}, (FLAT,))
    assert held.state is State.HOLDS
    assert math.isnan(held.got)


def test_customs_depart_where_they_do() -> None:
    """Refgrad's conventions are PyTorch's at every kink; with abs'(0) = 1 they are not."""

    def stepped(case: Case, answer: Evaluated) -> Evaluated:
        is_kink = case.program.steps[0].op == "abs" and case.point == (0.0,)
        return with_slope(answer, 1.0) if is_kink else answer

    found = {(each.op, each.point): each for each in customs({"torch": Distorted(stepped)})}
    kinks = [each for each in found.values() if each.is_kink]
    assert len(kinks) == 5
    assert [each.op for each in kinks if each.departing] == ["abs"]
    assert len(found) == 5 + len(SINGULAR)
    assert found["log", (-1.0,)].departing == ("torch",)  # refgrad says nan, PyTorch -1
    assert found["sqrt", (0.0,)].departing == ()


def test_a_subject_without_a_column_departs_from_nothing() -> None:
    assert all(each.departing == () for each in customs({"tinygrad": Distorted()}))


def test_a_library_without_a_relu_is_asked_for_a_maximum() -> None:
    assert ask(Distorted(absent=frozenset({"relu"})), "relu", (2.0,)) == Answered((2.0, 1.0))
    neither = Distorted(absent=frozenset({"relu", "maximum"}))
    assert ask(neither, "relu", (2.0,)) == Silent("absent")
    assert ask(Distorted(), "pow", (-2.0, 0.5)) == Silent("raises ValueError")


# --- What is said ---------------------------------------------------------------


@pytest.mark.usefixtures("few_ops")
def test_a_run_in_words() -> None:
    found = compare(Distorted(gone_flat))
    text = markdown.render(report.document(found))
    assert "1 deviation outside the hull not in it yet" in text
    assert "JAX was not installed and not asked: `python -m pip install jax`" in text
    assert "No graphics card was there" in text
    assert not report.is_settled(found)
    settled = compare(Distorted(gone_flat), FLAT)
    text = markdown.render(report.document(settled))
    assert "of 1 entries of the ledger 1 hold and 0 are gone" in text
    assert "Nothing: every number outside its hull belongs to an entry." in text
    assert "import torch" in text
    assert report.is_settled(settled)
    mended = compare(Distorted(), FLAT)
    assert "0 hold and 1 are gone" in report.lead(mended)
    assert not report.is_settled(mended)


@pytest.mark.usefixtures("few_ops")
def test_a_run_as_json() -> None:
    other = replace(FLAT, id="tinygrad-flat", framework="tinygrad")
    found = compare(Distorted(gone_flat), FLAT, other)
    text = compared.encode(found)
    data = json.loads(text, parse_constant=pytest.fail)
    assert (data["format"], data["version"]) == ("refgrad-frameworks", 1)
    assert [each["id"] for each in data["deterministic"]["ledger"]] == [FLAT.id, other.id]
    measured = data["measured"]
    assert measured["ledger"] == [
        {"id": FLAT.id, "got": "0x0.0p+0", "state": "holds"},
        {"id": other.id, "got": "nan", "state": "not asked"},
    ]
    assert measured["not_installed"] == [{"name": "jax", "requirement": "jax"}]
    row = next(row for row in measured["rows"] if (row["op"], row["part"]) == ("tanh", "dx"))
    assert row["subjects"]["torch"]["listed"] == [FLAT.id]
    assert row["subjects"]["torch"]["normal"]["ulp"] > 1e15
    assert row["subjects"]["refgrad"]["normal"]["ulp"] < 4.0


@pytest.mark.usefixtures("few_ops")
def test_a_file_says_it_all() -> None:
    other = replace(FLAT, id="tinygrad-flat", framework="tinygrad")
    text = compared.encode(compare(Distorted(gone_flat, frozenset({"leaky_relu"})), FLAT, other))
    again = compared_read.decode(text)
    assert compared.encode(again) == text
    assert isinstance(again.rows[-1].places[1], Absent)
    assert again.entries[0].entry == FLAT


def test_the_report_has_the_ledger_as_it_is() -> None:
    """What is the same on every machine in the committed report is what the code says now."""
    data = json.loads((REPORTS / "frameworks.json").read_text("utf-8"))
    known = data["deterministic"]
    asked = [(op, part) for op, spec in CATALOGUE.items() for part in PARTS[: spec.arity + 1]]
    points = [(each.op, each.point) for each in customs({})]
    entries = [(entry, stand(entry)) for entry in ledger()]
    expected = compared.deterministic(known["seed"], known["effort"], asked, points, entries)
    assert json.loads(json.dumps(expected)) == known


# --- The command ------------------------------------------------------------------


def test_none_installed_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    ran = CliRunner().invoke(cli.app, ["frameworks"])
    assert ran.exit_code == 2
    assert "tinygrad is not installed and not asked" in ran.stderr
    assert "pip install '.[frameworks]'" in ran.stderr


@pytest.mark.usefixtures("few_ops")
def test_what_is_new_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, "torch")
    ran = CliRunner().invoke(cli.app, ["frameworks", "--quiet"])
    assert ran.exit_code == 1
    assert "Not in the ledger yet" in ran.stdout
    assert "jax is not installed" in ran.stderr
