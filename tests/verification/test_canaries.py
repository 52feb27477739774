"""Canaries: the harness is right about each, and does not go on where it is wrong about one."""

import math
from typing import Final

import pytest
from typer.testing import CliRunner

from tests.sabotage import judging, oracles
from tests.sabotage.gates import CANARIES, Always, Break, accuses
from verification.canaries import CanaryError, fly
from verification.cli import app
from verification.flock import FAULTY, SOUND
from verification.render.evidence import Canaries
from verification.suite import Suite


def test_all_of_them_fly() -> None:
    assert fly(accuses) == Canaries(len(FAULTY), len(SOUND))
    assert len(FAULTY) >= 8
    assert len(SOUND) >= 3
    assert len(CANARIES) == len(FAULTY) + len(SOUND)


def test_a_faulty_engine_fails_by_a_check_of_the_suite() -> None:
    assert {each.check for each in FAULTY} <= {check.id for check in Suite(0).checks}


def test_who_accuses_nobody_is_found_out() -> None:
    with pytest.raises(CanaryError, match="the faulty engine 'every gradient is nan': not accused"):
        fly(Always(False))


def test_who_accuses_everybody_is_found_out() -> None:
    with pytest.raises(CanaryError, match="the sound engine 'a plain tape': accused"):
        fly(Always(True))


# --- On every `refgrad verify` -------------------------------------------------------


@pytest.fixture
def oracles_installed() -> None:
    pytest.importorskip("mpmath", reason="lacks mpmath: run tox -e oracles")
    pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")


@pytest.mark.oracles
@pytest.mark.usefixtures("oracles_installed")
def test_verify_shows_the_canaries() -> None:
    done = CliRunner().invoke(app, ["verify", "--examples", "1"])
    assert done.exit_code == 0
    line = f"{len(FAULTY)} canaries rejected, {len(SOUND)} sound engines accepted."
    assert line in done.stdout.splitlines()


SABOTAGE: Final[dict[str, tuple[Break, str]]] = {
    "always agree": (judging.always_agree, "the sound engine 'a plain tape'"),
    "nan is equal": (
        lambda patch: judging.accept(patch, math.nan),
        "the faulty engine 'every gradient is nan'",
    ),
    "a hull of one double": (oracles.narrow, "the sound engine 'a plain tape'"),
}


@pytest.mark.oracles
@pytest.mark.usefixtures("oracles_installed")
@pytest.mark.parametrize("options", [["--examples", "1"], ["--accuracy", "1"]], ids=" ".join)
@pytest.mark.parametrize("name", SABOTAGE)
def test_verify_verifies_nothing_where_it_is_wrong_about_a_canary(
    name: str, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks, named = SABOTAGE[name]
    breaks(monkeypatch)
    done = CliRunner().invoke(app, ["verify", "--quiet", *options])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("refgrad: the harness is not to be believed, and verified")
    assert named in done.stderr
