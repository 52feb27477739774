"""How long a grade takes beside the engine that is graded: wall time less the guest's own.

``python -m benchmarks.grading [ENGINE]`` grades an engine in fresh processes, each with
empty caches of ours, and prints the fastest: the wall time, the processor time of the
submission's processes, what is left of the first without the second, and that as a
ratio of importing PyTorch, which a grader that holds engines against it has to do first.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final, final

_ENGINE: Final = Path(__file__).parents[1] / "tests" / "mutants" / "right" / "closures.py"
# Grades as `refgrad grade` does, then says what its children used.
_GRADE: Final = """
import resource, sys
from verification.cli import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime, file=sys.stderr)
"""


@final
@dataclass(frozen=True, slots=True)
class Took:
    """One grade, in seconds: in all, and the submission's own processor time."""

    wall: float
    guest: float
    programs: int

    @property
    def ours(self) -> float:
        """What the grader adds to the engine's own time."""
        return self.wall - self.guest


def time_grade(engine: Path) -> Took:
    """Grade the engine once, in a process of its own.

    Raises:
        ValueError: the engine is not correct, so that this is no time of a whole grade.
    """
    command = (sys.executable, "-c", _GRADE, "grade", engine, "--seed", "7", "-q")
    began = perf_counter()
    done = subprocess.run(
        (*command, "--format", "json"), capture_output=True, check=False, encoding="utf-8"
    )
    wall = perf_counter() - began
    if done.returncode != 0:
        raise ValueError(f"expected a correct engine, got {done.stderr.strip()[:300]}")
    report = json.loads(done.stdout)
    return Took(wall, float(done.stderr.split()[-1]), report["suite"]["cases"])


def time_import(module: str) -> float:
    """Import a module in a fresh process, and return the seconds that takes."""
    began = perf_counter()
    subprocess.run((sys.executable, "-c", f"import {module}"), check=True, capture_output=True)
    return perf_counter() - began


def main() -> None:
    """Time grades and imports in turn, and print the fastest of each."""
    parser = argparse.ArgumentParser(description="Time grades beside what they grade.")
    parser.add_argument("engine", type=Path, nargs="?", default=_ENGINE, help="a correct engine")
    parser.add_argument("--runs", type=int, default=7, help="grades to take the fastest of")
    options = parser.parse_args()
    pairs = [(time_grade(options.engine), time_import("torch")) for _ in range(options.runs)]
    took = min((grade for grade, _ in pairs), key=lambda grade: grade.ours)
    torch = min(seconds for _, seconds in pairs)
    print(
        f"{took.programs:,} programs in {took.wall:.2f} s, of which the engine {took.guest:.2f} s"
    )
    print(f"ours: {took.ours:.2f} s, {took.ours / torch:.2f} of importing PyTorch ({torch:.2f} s)")


if __name__ == "__main__":
    main()
