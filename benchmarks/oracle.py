"""Time how fast random programs are checked: by the live oracle and judge, and by gradcheck.

Both get the same programs at the same points, in turns of a few hundred, so that a machine that
slows down slows both: quote the ratio. gradcheck (PyTorch's own, at its defaults) evaluates
PyTorch; the judge is given the answers of refgrad and of PyTorch, and those of refgrad a second
time, when the references are there already. Then the time of a checked program is taken apart.
"""

import argparse
import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import flint as python_flint
import torch
from rich.progress import track

from verification.evaluate import evaluate
from verification.generate import RandomDraw, random_program
from verification.judge import judge
from verification.model import Agrees, Case, Observation, Reference, Strength
from verification.oracles import flint
from verification.oracles.hull import hull
from verification.subjects.protocol import Subject
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject
from verification.subjects.torch import apply as apply_torch
from verification.wording import WORDINGS

STEPS = 10
TURN = 100
LACKS = frozenset({"cbrt"})  # PyTorch has no such op


def generate(seed: int, programs: int) -> tuple[list[Case], float]:
    """Return random cases over all ops that PyTorch has, and the seconds it took."""
    wordings = [wording for wording in WORDINGS if wording.op not in LACKS]
    draw = RandomDraw(seed, "benchmark")
    started = time.perf_counter()
    drawn = [random_program(draw, wordings, STEPS) for _ in range(programs)]
    return [Case(str(i), *pair) for i, pair in enumerate(drawn)], time.perf_counter() - started


def check(cases: Sequence[Case], subject: Subject) -> int:
    """Check the subject by the oracle; return how many programs were found right."""
    return sum(
        isinstance(judge(case.program, flint.reference(case), seen), Agrees)
        for case, seen in zip(cases, subject.observe(cases), strict=True)
    )


def check_again(cases: Sequence[Case], references: Sequence[Reference], subject: Subject) -> int:
    """Check by references that are kept, as a suite keeps them for the rest of a class."""
    return sum(
        isinstance(judge(case.program, reference, seen), Agrees)
        for case, reference, seen in zip(cases, references, subject.observe(cases), strict=True)
    )


def gradcheck(cases: Sequence[Case]) -> int:
    """Check PyTorch by its own gradcheck; return how many programs passed."""
    return sum(_gradcheck(case) for case in cases)


def _gradcheck(case: Case) -> bool:
    def run(*inputs: torch.Tensor) -> torch.Tensor:
        return evaluate(case.program, list(inputs), apply_torch)[case.program.roots[0]]

    leaves = [torch.tensor(float(x), dtype=torch.float64, requires_grad=True) for x in case.point]
    return bool(torch.autograd.gradcheck(run, leaves, raise_exception=False))


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def apart(cases: Sequence[Case]) -> dict[str, float]:
    """Return the milliseconds that each part of checking takes per program."""
    references = [flint.reference(case) for case in cases]
    answers: list[Observation] = []
    parts = {
        "exact answers": seconds(lambda: [flint.exact(case) for case in cases]),
        "hull": seconds(lambda: [hull(case, Strength.LISTED, None) for case in cases]),
        "reference (both)": seconds(lambda: [flint.reference(case) for case in cases]),
        "refgrad's answers": seconds(lambda: answers.extend(RefgradSubject().observe(cases))),
        "judging": seconds(
            lambda: [
                judge(case.program, reference, seen)
                for case, reference, seen in zip(cases, references, answers, strict=True)
            ]
        ),
    }
    return {part: 1e3 * taken / len(cases) for part, taken in parts.items()}


def main() -> None:
    """Print programs per second, the ratio to gradcheck, and where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=2000, help="how many to check")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()  # nobody is to pay for sweeping what PyTorch's import left behind
    cases, drawing = generate(arguments.seed, arguments.programs)
    steps = statistics.mean(len(case.program.steps) for case in cases)
    inputs = statistics.mean(case.program.inputs for case in cases)
    kept: list[Reference] = []
    checkers: dict[str, Callable[[Sequence[Case]], int]] = {
        "refgrad, by the oracle": lambda turn: check(turn, RefgradSubject()),
        "refgrad, asked again": lambda turn: check_again(turn, kept, RefgradSubject()),
        "PyTorch, by the oracle": lambda turn: check(turn, TorchSubject()),
        "PyTorch, by gradcheck": gradcheck,
    }
    spent = dict.fromkeys(checkers, 0.0)
    right = dict.fromkeys(checkers, 0)
    starts = range(0, len(cases), TURN)
    for start in track(starts, "checking", transient=True, disable=not sys.stderr.isatty()):
        turn = cases[start : start + TURN]
        kept[:] = [flint.reference(case) for case in turn]
        for name, checker in checkers.items():
            started = time.perf_counter()
            right[name] += checker(turn)
            spent[name] += time.perf_counter() - started

    print(f"{len(cases):,} programs, {steps:.1f} steps and {inputs:.1f} inputs in the mean;")
    print(f"CPython {platform.python_version()}, torch {torch.__version__},", end=" ")
    print(f"python-flint {python_flint.__version__}, one thread\n")
    print(f"{'generated':24}{len(cases) / drawing:10,.0f} programs a second")
    slow = spent["PyTorch, by gradcheck"]
    for name, taken in spent.items():
        rate = f"{name:24}{len(cases) / taken:10,.0f} programs a second"
        print(f"{rate}, {slow / taken:5.1f}x gradcheck; {right[name]:,} found right")
    print("\nms a program, refgrad checked by the oracle:")
    for part, taken in apart(cases).items():
        print(f"  {part:22}{taken:8.4f}")


if __name__ == "__main__":
    main()
