"""What kills, hangs or shouts is stopped, and the case to blame is named."""

from collections.abc import Sequence
from time import monotonic, sleep

import pytest

from tests.verification.subject import (
    ANSWER,
    BAD,
    GOOD,
    HASTY,
    RELU,
    case,
    engine,
    observe,
)
from verification.catalogue import Method
from verification.frames import pack
from verification.model import (
    Broke,
    Case,
    Evaluated,
    TimedOut,
)
from verification.subjects.fitting import discover
from verification.subjects.launch import Limits
from verification.subjects.process import ProcessSubject
from verification.subjects.submission import Submission

pytestmark = pytest.mark.usefixtures("started")

# --- What kills, hangs or shouts ---------------------------------------------


@pytest.mark.parametrize(
    ("trap", "words"),
    [
        ("os._exit(0)", "ended, with exit status 0"),
        ("os._exit(3)", "ended, with exit status 3"),
        ("os.kill(os.getpid(), 9)", "killed by SIGKILL"),
        ("os.kill(os.getpid(), 11)", "segmentation fault"),
        ("os.closerange(0, 64); time.sleep(60)", "closed its connection"),
        ("while True: print('x' * 9999)", "printed more than 16 MiB"),
        ("while True: os.write(1, b'x' * 9999)", "printed more than 16 MiB"),
        ("os.fork() and os._exit(0); time.sleep(60)", "ended, with exit status 0"),
    ],
)
def test_the_case_that_kills_is_the_one_to_blame(trap: str, words: str) -> None:
    before, broke, after = observe(engine(trap), GOOD, BAD, GOOD, limits=Limits())
    assert isinstance(broke, Broke)
    assert words in broke.cause
    assert before == after == ANSWER


@pytest.mark.parametrize(
    "trap",
    [
        "while True: pass",
        "time.sleep(60)",
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "threading.Lock().acquire(); l = threading.Lock(); l.acquire(); l.acquire()",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); sys.stdin.read(); time.sleep(60)",
        "os.fork(); time.sleep(60)",
    ],
)
def test_the_case_that_hangs_is_the_one_to_blame(trap: str) -> None:
    before, late, after = observe(engine(trap), GOOD, BAD, GOOD)
    assert late == TimedOut(0.5)
    assert before == after == ANSWER


def test_processor_time_is_limited_for_each_child() -> None:
    limits = Limits(answer_seconds=10.0, cpu_seconds=1)
    trap = "while True: pass"
    broke, after = observe(engine(trap), BAD, GOOD, limits=limits)
    assert broke == Broke("it used up its processor time")
    assert after == ANSWER


def test_a_case_that_only_dies_of_what_came_before_is_not_blamed() -> None:
    trap = (
        "Value.count = getattr(Value, 'count', 0) + 1; Value.count > 5 and os._exit(0); return self"
    )
    seen = observe(engine(trap), *[BAD] * 20)
    assert seen == [Evaluated((77.0,) * 2, (1.0,) * 2)] * 20


def test_after_three_deaths_the_rest_is_not_asked(started: list[int]) -> None:
    seen = observe(engine("os._exit(4)"), GOOD, *[BAD] * 50)
    assert seen[0] == ANSWER
    assert all(isinstance(one, Broke) for one in seen[1:])
    assert len(started) <= 6


def test_the_time_for_all_cases_is_limited() -> None:
    limits = Limits(answer_seconds=1.0, total_seconds=1.0)
    began = monotonic()
    seen = observe(engine("time.sleep(0.2); return self"), *[BAD] * 100, limits=limits)
    assert seen[-1] == TimedOut(1.0)
    assert isinstance(seen[0], Evaluated)
    assert monotonic() - began < 5


def test_what_the_judge_does_meanwhile_is_not_taken_off_the_submission_s_time() -> None:
    submission = engine()
    adapter, limits = discover(submission), Limits(total_seconds=1.0)
    done: list[int] = []

    def meanwhile(cases: Sequence[Case]) -> None:
        done.append(len(cases))
        sleep(0.4)

    with ProcessSubject(submission, adapter, limits, meanwhile) as subject:
        assert subject.observe([GOOD] * 200) == [ANSWER] * 200
    assert sum(done) == 200
    assert len(done) > 3  # so that they slept longer than the submission may take


def test_an_op_that_kills_is_found_out_about_and_then_graded() -> None:
    source = engine("os._exit(0)").source.replace(b"== 77", b"!= 77")
    submission = Submission("engine.py", "engine.py", source)
    adapter = discover(submission, HASTY)
    assert adapter.spelling("relu", "v") == Method("relu")
    seen = observe(submission, GOOD, case((1.0,), RELU))
    assert seen == [ANSWER, Broke("its process ended, with exit status 0")]


FORGED = pack({"nonce": "0", "is": "evaluated", "values": ["0x1p+1"], "gradients": ["0x1p+0"]})


@pytest.mark.parametrize(
    "flood", [FORGED, FORGED * 99_999, b"\xff" * 64, b"\0" * 99_999, b"\0\0\0\x02{}", b"\0\0\0\x01"]
)
def test_forged_answers_on_every_descriptor_are_no_answers(flood: bytes) -> None:
    trap = f"""
            import zlib
            flood = zlib.decompress(bytes.fromhex('{__import__("zlib").compress(flood).hex()}'))
            for descriptor in range(3, 64):
                try: os.write(descriptor, flood)
                except OSError: pass
            return self
    """
    before, forged, after = observe(engine(trap), GOOD, BAD, GOOD)
    assert isinstance(forged, Broke)
    assert "protocol" in forged.cause
    assert before == after == ANSWER


def test_an_interrupted_judge_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    submission = engine()
    adapter = discover(submission)
    monkeypatch.setattr("verification.subjects.session.decode_observation", interrupt)
    subject = ProcessSubject(submission, adapter)
    with pytest.raises(KeyboardInterrupt):
        subject.observe([GOOD])
