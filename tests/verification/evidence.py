"""The evidence for docs/acceptance.md: engines in many styles, held against the hull.

Run `python -m tests.verification.evidence --programs 200000 --seed 0`.
"""

import argparse
import os
import platform
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.verification import op_classes
from tests.verification.numpy_library import NUMPY, number
from tests.verification.styles import COMPOSED, NARROW, STYLES, WEAK, Style, scattered, sweep
from verification.catalogue import CATALOGUE
from verification.generate import RandomDraw, random_program
from verification.judge import settle
from verification.model import Agrees, Case, Differs, Evaluated, Reference, Strength
from verification.oracles import flint
from verification.wording import WORDINGS

ALL: Final[Mapping[str, Style]] = {
    **STYLES,
    "numpy": Style(library=NUMPY, number=number),
    "numpy, mixed ways": Style(library=NUMPY, number=number, pick=scattered),
    "op classes": Style(),
    **COMPOSED,
    **WEAK,
    **NARROW,
}
DOUBLE: Final = (Strength.LISTED, Strength.WEAKER, Strength.ROUGH)
COLUMNS: Final = ("tight", "lossy", "inaccurate", "by 46 bits", "Undecided", "raised", "Differs")
_BATCH: Final = 250
_STEPS: Final = 12
_WIDTH: Final = 132  # of the table, in a file as well
_LEGEND: Final = (
    "tight: within 4 ulp of the exact answers; lossy: inside the hull of the listed forms;\n"
    "inaccurate: inside that of the weaker forms; by 46 bits: of those, what needs the last hull;\n"
    "raised: the style itself raised, and answered nothing; Differs: accused, which must be 0"
)

Tally = Counter[tuple[str, str]]


def judged(case: Case, style: str, reference: Callable[[Strength], Reference]) -> Iterator[str]:
    """Yield what a style's answer counts as, and each undecided component of it."""
    try:
        answer = op_classes.sweep if style == "op classes" else sweep
        seen = answer(case.program, case.point, ALL[style])
    except (OverflowError, ValueError, ZeroDivisionError):
        yield "raised"
        return
    strengths = tuple(Strength) if style in NARROW else DOUBLE
    verdict = settle(case.program, reference, seen, strengths)
    if not isinstance(verdict, Agrees):
        yield type(verdict).__name__
        return
    yield from ("undecided component",) * verdict.undecided
    yield verdict.accuracy.value
    if style not in NARROW and _needs_46_bits(case, reference, seen):
        yield "by 46 bits"


def _needs_46_bits(case: Case, reference: Callable[[Strength], Reference], seen: Evaluated) -> bool:
    return isinstance(settle(case.program, reference, seen, DOUBLE[:2]), Differs)


def tally(seed: int, batch: int) -> Tally:
    """Return the counts of one batch of programs, by style."""
    np.seterr(all="ignore")
    draw = RandomDraw("evidence", seed, batch)
    counts: Tally = Counter()
    for i in range(_BATCH):
        case = Case(f"{batch}/{i}", *random_program(draw, WORDINGS, _STEPS))
        known: dict[Strength, Reference] = {}

        def reference(
            strength: Strength, case: Case = case, known: dict[Strength, Reference] = known
        ) -> Reference:
            if strength not in known:
                known[strength] = flint.reference(case, strength)
            return known[strength]

        for style in ALL:
            counts.update((style, word) for word in judged(case, style, reference))
            counts[style, "component"] += case.program.size + case.program.inputs
    return counts


def _table(counts: Tally, programs: int, seed: int) -> Table:
    table = Table("style", *COLUMNS, "undecided components", box=box.ASCII2)
    for style in ALL:
        share = counts[style, "undecided component"] / counts[style, "component"]
        words = (f"{counts[style, word]:,}" for word in COLUMNS)
        table.add_row(style, *words, f"{share:.3%}")
    libm, python = " ".join(platform.libc_ver()), platform.python_version()
    table.title = (
        f"{programs:,} random programs over {len(CATALOGUE)} ops, seed {seed}\n"
        f"{libm}, Python {python}, numpy {np.__version__}"
    )
    table.title_justify = "left"
    table.caption = _LEGEND
    table.caption_justify = "left"
    return table


def main() -> None:
    """Judge every style on random programs, over all processors, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--output", type=Path, help="write the table to this file")
    options = parser.parse_args()
    batches = -(-options.programs // _BATCH)
    counts: Tally = Counter()
    console = Console(stderr=True)
    with ProcessPoolExecutor(options.jobs) as pool:
        done = pool.map(partial(tally, options.seed), range(batches))
        for batch in track(done, "judging", total=batches, console=console):
            counts.update(batch)
    table = _table(counts, batches * _BATCH, options.seed)
    if options.output is None:
        Console(width=_WIDTH).print(table)
        return
    with options.output.open("w", encoding="utf-8") as file:
        Console(width=_WIDTH, file=file).print(table)


if __name__ == "__main__":
    main()
