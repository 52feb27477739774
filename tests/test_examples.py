"""The examples run as their readers would run them."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def _run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_moons_are_told_apart() -> None:
    shares = [int(share) for share in re.findall(r"(\d+)(?:\.\d+)? ?%", _run("examples/moons.py"))]
    assert shares
    assert shares[-1] > 95


def test_the_benchmark_says_how_to_use_it() -> None:
    assert "--repeat" in _run("benchmarks/engine.py", "--help")
