"""The comparison with other checkers: what they are given, and that they can tell."""

import subprocess
import sys
from pathlib import Path

import pytest

from verification.catalogue import CATALOGUE
from verification.faults import FAULTS
from verification.faults.engines import CORE, Style, ops_of, write, write_fault
from verification.faults.fault import Rule
from verification.model import Case, Exact
from verification.oracles import flint
from verification.program import assemble
from verification.render.detection import decode

ROOT = Path(__file__).parents[1]
PEERS = [
    "gradcheck",
    "gradcheck, fast mode",
    "JAX check_grads, float64",
    "JAX check_grads, float32",
    "autograd check_grads",
]
SEED = 0


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests import `benchmarks`, which is not installed with the packages."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT)])


# --- What they are given -----------------------------------------------------


@pytest.mark.parametrize("op", CATALOGUE)
def test_a_right_engine_as_a_function_has_the_oracle_s_numbers(op: str) -> None:
    from benchmarks.detection.engine import EngineFunction, load  # noqa: PLC0415
    from benchmarks.detection.questions import alone, columns_of, wordings_of  # noqa: PLC0415

    ops = ops_of(Rule(op))
    engine = load(write(Style.CLOSURES, None, ops), ops)
    for (question,) in alone(wordings_of(Rule(op)), 3, SEED):
        function = EngineFunction(engine, question.program)
        columns = columns_of(question)
        upstream = [1.0, -2.0, 0.5, 0.0, 3.0]
        values, slopes = function.values(columns), function.slopes(columns, upstream)
        for index, point in enumerate(zip(*columns, strict=True)):
            exact, adjoints = flint.exact(Case(op, question.program, point))
            assert isinstance(exact[-1], Exact)
            assert values[index] == pytest.approx(exact[-1].nearest, rel=1e-9)
            for slope, adjoint in zip(slopes, adjoints, strict=False):
                assert isinstance(adjoint, Exact)
                expected = upstream[index] * adjoint.nearest
                assert slope[index] == pytest.approx(expected, rel=1e-9)


def test_the_gradient_that_comes_in_reaches_the_engine() -> None:
    from benchmarks.detection.engine import EngineFunction, load  # noqa: PLC0415

    fault = FAULTS["rule.tanh.upstream"]  # leaves out what comes in
    engine = load(write_fault(Style.CLOSURES, fault), ops_of(fault.change))
    function = EngineFunction(engine, assemble(1, ("tanh", 0)))
    assert function.slopes([[0.0]], [1.0]) == [[1.0]]
    assert function.slopes([[0.0]], [5.0]) == [[1.0]]


def test_questions_are_the_same_for_a_seed_and_others_for_another() -> None:
    from benchmarks.detection.questions import alone, programs, wordings_of  # noqa: PLC0415

    wordings = wordings_of(None)
    assert alone(wordings, 2, 7) == alone(wordings, 2, 7) != alone(wordings, 2, 8)
    assert programs(CORE, 2, 7) == programs(CORE, 2, 7) != programs(CORE, 2, 8)


@pytest.mark.parametrize("op", CATALOGUE)
def test_numbers_for_an_op_alone_are_of_its_domain(op: str) -> None:
    from benchmarks.detection.questions import POINTS, alone, wordings_of  # noqa: PLC0415

    for (question,) in alone(wordings_of(Rule(op)), 10, SEED):
        for domain, column in zip(CATALOGUE[op].domains, question.columns, strict=False):
            assert len(column) == POINTS
            assert op == "pow" or all(x in domain for x in column)


@pytest.mark.parametrize(
    ("fault", "asked"),
    [
        ("api.rsub.swapped", ["sub.nv"]),
        ("rule.rpow.no_log", ["pow.nv"]),
        ("rule.pow_value.no_log", ["pow.vv"]),
        ("rule.tanh.unsquared", ["tanh.v"]),
        ("state.mul.latest", ["mul.vv"]),
        ("accumulate.div.overwrites", ["div.vv"]),
    ],
)
def test_the_op_that_is_wrong_is_asked_about(fault: str, asked: list[str]) -> None:
    from benchmarks.detection.questions import wordings_of  # noqa: PLC0415

    assert [wording.name for wording in wordings_of(FAULTS[fault].change)] == asked


def test_of_an_engine_that_is_wrong_all_over_every_op_is_asked_about() -> None:
    from benchmarks.detection.questions import wordings_of  # noqa: PLC0415

    asked = [wording.op for wording in wordings_of(FAULTS["traverse.forward"].change)]
    assert asked == list(CORE)


# --- Whether it shows --------------------------------------------------------


def showings(fault: str, source: str) -> list[bool]:
    """Return of each question about a fault whether this engine has a wrong number for it."""
    from benchmarks.detection.engine import load  # noqa: PLC0415
    from benchmarks.detection.questions import alone, programs, wordings_of  # noqa: PLC0415
    from benchmarks.detection.shown import shows  # noqa: PLC0415

    change = FAULTS[fault].change
    ops = ops_of(change)
    right, suspect = load(write(Style.CLOSURES, None, ops), ops), load(source, ops)
    runs = [*alone(wordings_of(change), 3, SEED), *programs(ops, 3, SEED)]
    return [shows(suspect, right, question) for run in runs for question in run]


@pytest.mark.parametrize("fault", ["rule.sub.sign", "api.tanh.undefined", "rule.tanh.upstream"])
def test_a_fault_is_seen_to_show_and_a_right_engine_is_not(fault: str) -> None:
    wrong = FAULTS[fault]
    assert any(showings(fault, write_fault(Style.CLOSURES, wrong)))
    assert not any(showings(fault, write(Style.CLOSURES, None, ops_of(wrong.change))))


def test_what_cannot_be_asked_shows_nowhere() -> None:
    from benchmarks.detection.questions import unaskable  # noqa: PLC0415

    faults = [fault for fault in FAULTS.values() if unaskable(fault.change)]
    assert {fault.id for fault in faults} == {"state.nodes_kept", "api.ints_still", "api.div.whole"}
    for fault in faults:
        assert not any(showings(fault.id, write_fault(Style.CLOSURES, fault)))


# --- The peers ---------------------------------------------------------------


@pytest.mark.frameworks
@pytest.mark.parametrize("name", PEERS)
def test_a_peer_accepts_what_is_right_and_objects_to_what_is_not(name: str) -> None:
    from benchmarks.detection.engine import EngineFunction, load  # noqa: PLC0415
    from benchmarks.detection.peers import peers  # noqa: PLC0415

    def accepts(source: str) -> bool:
        engine = load(source, ops)
        function = EngineFunction(engine, assemble(2, ("sub", 0, 1)))
        return peers()[name].accepts(function, [[0.5, 2.0], [1.5, -1.0]])

    ops = ("add", "mul", "sub")
    assert accepts(write(Style.CLOSURES, None, ops))
    assert not accepts(write_fault(Style.CLOSURES, FAULTS["rule.sub.sign"]))
    assert not accepts(write_fault(Style.CLOSURES, FAULTS["api.sub.detached"]))


@pytest.mark.frameworks
def test_the_peers_have_the_names_of_the_report_and_what_is_raised_counts() -> None:
    from benchmarks.detection.engine import EngineFunction, load  # noqa: PLC0415
    from benchmarks.detection.peers import peers  # noqa: PLC0415

    assert list(peers()) == PEERS
    fault = FAULTS["api.exp.undefined"]
    engine = load(write_fault(Style.CLOSURES, fault), ops_of(fault.change))
    function = EngineFunction(engine, assemble(1, ("exp", 0)))
    assert not any(peer.accepts(function, [[0.5]]) for peer in peers().values())


@pytest.mark.frameworks
@pytest.mark.parametrize("name", PEERS)
def test_a_peer_accepts_a_right_op_of_its_library_and_not_where_a_step_is_lost(name: str) -> None:
    from benchmarks.detection.alarms import OPS  # noqa: PLC0415
    from benchmarks.detection.peers import peers  # noqa: PLC0415

    peer = peers()[name]
    assert [op for op in OPS if not peer.accepts_own(op, 1.5)] == []
    assert not peer.accepts_own("neg", 1e12)


@pytest.mark.frameworks
def test_the_judge_objects_where_an_answer_is_wrong_and_to_nothing_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from benchmarks.detection import alarms  # noqa: PLC0415

    assert [each.total for each in alarms.own_alarms(5, SEED)] == [0, 0, 0, 0]

    def write_wrong(style: Style, change: None, ops: tuple[str, ...]) -> str:
        assert change is None
        return write(style, FAULTS["rule.tanh.unsquared"].change, ops)

    monkeypatch.setattr(alarms, "write", write_wrong)
    refgrad, *engines = alarms.own_alarms(5, SEED)
    assert refgrad.total == 0
    for each in engines:
        tanh = alarms.OPS.index("tanh")
        assert 0 < each.counts[tanh] == each.total


# --- The command -------------------------------------------------------------


def run(*options: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.detection", "--quiet", *options],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        timeout=600,
    )


@pytest.mark.frameworks
def test_the_command_compares_all_checkers_and_writes_what_it_finds(tmp_path: Path) -> None:
    few = ["--runs", "2", "--inputs", "3", "--jobs", "1"]
    done = run("--only", "rule.tanh.un", *few, "--write", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "catches 1 of 1 fault" in done.stdout
    found = decode((tmp_path / "detection.json").read_text(encoding="utf-8"))
    assert found.peers == tuple(PEERS)
    (tried,) = found.tried
    assert tried.id == "rule.tanh.unsquared"
    assert tried.is_caught
    assert tried.tallies[0].showed == 2
    assert tried.tallies[0].caught == (2,) * len(PEERS)
    assert [each.total for each in found.own] == [0] * 4
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "detection.html",
        "detection.json",
        "detection.md",
    ]


@pytest.mark.frameworks
def test_a_fault_that_is_none_is_refused() -> None:
    done = run("--only", "rule.rabbit")
    assert done.returncode == 2
    assert "no fault's id begins with 'rule.rabbit'" in done.stderr
