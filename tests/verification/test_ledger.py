"""The ledger as it is written: what it calls exact is, and its scripts need nothing of ours."""

import ast
import math
from dataclasses import replace

import pytest

from verification import ledger as module
from verification.comparison import Standing
from verification.distance import ulps
from verification.frameworks.check import exact_of, stand
from verification.frameworks.roster import FRAMEWORKS
from verification.judge import TIGHT_ULPS
from verification.ledger import Cover, Entry, ledger

ENTRIES = ledger()
IDS = [entry.id for entry in ENTRIES]
# What a script may import beside the framework.
HELP = {"tinygrad": {"os"}}

every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=IDS)


def test_every_framework_has_entries_under_its_name() -> None:
    assert {entry.framework for entry in ENTRIES} == set(FRAMEWORKS)
    assert all(entry.id.startswith(f"{entry.framework}-") for entry in ENTRIES)
    assert len(set(IDS)) == len(IDS) >= 60


@every_entry
def test_the_exact_number_is_exact_and_the_answer_is_far_from_it(entry: Entry) -> None:
    truth = exact_of(entry)
    assert entry.exact == truth.nearest
    assert not ulps(entry.got, truth) <= TIGHT_ULPS


@every_entry
def test_it_covers_its_own_point(entry: Entry) -> None:
    assert entry.is_about(entry.op, entry.part, entry.point, entry.exact)


@every_entry
def test_the_script_is_short_and_needs_the_framework_alone(entry: Entry) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(entry.script)):
        match node:
            case ast.ImportFrom(module=str(name)):
                imported.add(name.partition(".")[0])
            case ast.Import(names=names):
                imported |= {alias.name.partition(".")[0] for alias in names}
            case _:
                pass
    assert imported - HELP.get(entry.framework, set()) == {entry.framework}
    assert len(entry.script.splitlines()) <= 5


@every_entry
def test_the_reason_is_a_sentence(entry: Entry) -> None:
    assert entry.why.endswith(".")
    assert "\n" not in entry.why
    assert entry.upstream == "" or entry.upstream.startswith("https://github.com/")


def test_how_the_judge_takes_them() -> None:
    """By arithmetic that is known: gelu's tail is wrong, 1 - t*t and 0/0 are listed forms' own."""
    standings = {entry.id: stand(entry) for entry in ENTRIES}
    assert standings["torch-gelu-tail-slope"] is Standing.OUTSIDE
    assert standings["torch-softplus-threshold"] is Standing.OUTSIDE
    assert standings["torch-tanh-slope"] is Standing.INSIDE
    exact = replace(ENTRIES[0], got=ENTRIES[0].exact)
    assert stand(exact) is Standing.INSIDE


def test_ranges_end_where_they_say() -> None:
    cover = Cover("gelu", "dx", ((-39.0, -5.0),))
    assert cover.holds("gelu", "dx", (-5.0,), 1.0)
    assert not cover.holds("gelu", "dx", (-4.9,), 1.0)
    assert not cover.holds("gelu", "value", (-5.0,), 1.0)
    assert not cover.holds("silu", "dx", (-5.0,), 1.0)
    assert Cover("gelu", "dx", ()).holds("gelu", "dx", (math.inf,), 1.0)


def test_subnormal_numbers_of_any_op() -> None:
    cover = Cover("", "", ())
    assert cover.holds("exp", "dx", (-740.0,), 4.2e-322)
    assert cover.holds("add", "value", (5e-324, 1.0), 1.0)
    assert not cover.holds("add", "value", (2.3e-308, 1.0), 1.0)


ROW = """
[[entry]]
id = "torch-example"
framework = "torch"
version = "1"
op = "neg"
part = "value"
point = ["0x1p+0"]
got = "0x1p+0"
exact = "-0x1p+0"
covers = [["neg", "value", [0.0, inf]], ["subnormal"]]
why = "It is wrong."
script = "import torch"
"""


def test_what_an_entry_says_is_read() -> None:
    (entry,) = module.read(ROW)
    assert (entry.id, entry.point, entry.got, entry.exact) == ("torch-example", (1.0,), 1.0, -1.0)
    assert entry.covers == (Cover("neg", "value", ((0.0, math.inf),)), Cover("", "", ()))
    assert entry.script == "import torch\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'script = "import torch"',
            'script = """\n1\n2\n3\n4\n5\n6"""',
            "expected 1 to 5 lines, got 6",
        ),
        ('script = "import torch"', 'script = ""', "expected 1 to 5 lines, got 0"),
        ('why = "It is wrong."', 'because = "It is wrong."', "because"),
        ('part = "value"', 'part = "slope"', "slope"),
        ('point = ["0x1p+0"]', 'point = ["0x1p+0", "0x0p+0"]', "as many operands"),
        ("[0.0, inf]]", "[0.0, inf], [0.0, inf]]", "as many operands"),
        ('op = "neg"', 'op = "negate"', "negate"),
    ],
)
def test_an_entry_that_is_not_as_it_should_be(old: str, new: str, message: str) -> None:
    assert old in ROW
    with pytest.raises(ValueError, match=message):
        module.read(ROW.replace(old, new))


def test_an_id_is_never_used_twice() -> None:
    with pytest.raises(ValueError, match="torch-example"):
        module.read(ROW + ROW)
