"""The cases that are published: `python -m tests.verification.published`.

A report names a case by its id and its seed, and may be replayed long after it was written. So
what an id stood for it stands for in every release: cases and checks are added, none is changed.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from verification.model import Case
from verification.program import Const, Operand, Step
from verification.suite import NAME, VERSION, Check, Suite
from verification.wording import ADD, MUL, POWER, Wording

FILE: Final = Path(__file__).with_name("published_cases.txt")

# One check of every make, case by case; of the others the number of cases.
LISTED: Final = (
    "build.backward", "state.second_output", "state.two_outputs",
    "rules.sin", "rules.tanh", "rules.gelu", "rules.log",
    "rules.asin", "rules.relu", "rules.mul", "rules.pow",
    "rules.pow_value", "rules.atan2", "operators.rdiv", "operators.rpow",
    "chain.exp", "chain.div", "chain.pow", "chain.maximum",
    "composition.worked", "composition.sharing", "composition.unequal", "composition.equal",
    "composition.dead", "composition.zero", "composition.test_sanity_check",
    "edge.abs", "edge.maximum",
)  # fmt: skip
RANDOM_CASES: Final = 20
USED: Final = (ADD, MUL, POWER, Wording("pow", "nv"), Wording("tanh", "v"))
"""Of what the random programs are: not of every op, or a new one would change them all."""


def lines(suite: Suite) -> Iterator[str]:
    """Yield what is published of a suite, a line for every check and every case listed."""
    yield f"{NAME}, version {VERSION}"
    for check in suite.checks:
        yield f"{check.id}: {_summary(check)}"
        if check.id in LISTED:
            yield from map(spelled, check.cases)
    yield from map(spelled, suite.random_cases(USED)[:RANDOM_CASES])


def _summary(check: Check) -> str:
    about = " ".join(wording.name for wording in check.about)
    wordings = " ".join(wording.name for wording in check.wordings)
    needs = " ".join(check.requires)
    return f"{len(check.programs)} cases about [{about}] with [{wordings}] after [{needs}]"


def spelled(case: Case) -> str:
    """Return a case on a line: its id, its steps with their operands, its point."""
    steps = " ".join(map(_step, case.program.steps))
    roots = "" if len(case.program.roots) == 1 else f" from {case.program.roots}"
    return f"{case.id}: {steps}{roots} at {case.point!r}"


def _step(step: Step) -> str:
    return f"{step.op}({', '.join(map(_operand, step.operands))})"


def _operand(operand: Operand) -> str:
    return repr(operand.number) if isinstance(operand, Const) else f"#{operand.slot}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines(Suite(0)))
