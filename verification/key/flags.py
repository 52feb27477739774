"""Flags: the families of faults that a case is there for, and what each of them is about."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import Final, final

from verification.conventions import CONVENTIONS
from verification.lattice import adversarial
from verification.model import Point
from verification.oracles.thresholds import thresholds
from verification.program import Const, Program


class Family(Enum):
    """A family of faults; the id of a fault begins with its value."""

    ACCUMULATE = "accumulate"
    TRAVERSE = "traverse"
    RULE = "rule"
    KINK = "kink"
    FLOAT = "float"
    API = "api"
    STATE = "state"
    SCALE = "scale"


@final
@dataclass(frozen=True, slots=True)
class Explanation:
    """What a family of faults is: the bug, what it does, and where it was seen."""

    bug: str
    effect: str
    seen: tuple[str, ...]


EXPLANATIONS: Final = {
    Family.ACCUMULATE: Explanation(
        "contributions to one node's gradient are overwritten, dropped or added twice",
        "wrong gradients wherever a result is used more than once",
        (
            "https://github.com/karpathy/nn-zero-to-hero/issues/52",
            "https://github.com/pytorch/pytorch/issues/181146",
        ),
    ),
    Family.TRAVERSE: Explanation(
        "nodes are visited in a wrong order, not at all, or once per path",
        "wrong gradients where an interior result is shared",
        (
            "https://github.com/karpathy/micrograd/issues/2",
            "https://github.com/sebgao/cTensor/issues/5",
        ),
    ),
    Family.RULE: Explanation(
        "the value or the derivative of one operation is wrong, or a factor of the chain rule lost",
        "wrong numbers wherever the operation is used",
        (
            "https://github.com/casadi/casadi/issues/2585",
            "https://github.com/autodiff/autodiff/issues/396",
        ),
    ),
    Family.KINK: Explanation(
        "no accepted slope at a kink, or a kink where there is none",
        "ties count twice, or for one operand alone where both count",
        (
            "https://github.com/pytorch/pytorch/issues/56734",
            "https://github.com/tensorflow/tensorflow/pull/127697",
        ),
    ),
    Family.FLOAT: Explanation(
        "the formula is right for real numbers and not for floats",
        "overflow, nan, or no correct digit far out, near 0, at a domain's ends, next to kinks",
        (
            "https://github.com/jeshraghian/snntorch/issues/427",
            "https://github.com/tracel-ai/burn/issues/5373",
            "https://github.com/nlmixr2/rxode2/pull/1269",
        ),
    ),
    Family.API: Explanation(
        "an operation with a plain number on one side is missing, reflected or truncated",
        "2 - x answered as x - 2, ints divided as ints, an exception",
        (
            "https://github.com/dlsyscourse/hw1/issues/22",
            "https://github.com/karpathy/micrograd/issues/76",
        ),
    ),
    Family.STATE: Explanation(
        "what one backward pass leaves behind changes the next",
        "wrong gradients from the second output on",
        (
            "https://github.com/karpathy/micrograd/issues/25",
            "https://github.com/karpathy/micrograd/issues/53",
        ),
    ),
    Family.SCALE: Explanation(
        "work or stack depth grows with the paths or the depth of a graph",
        "a ladder of sums takes for ever, a long chain overflows the stack",
        (
            "https://github.com/Rookfighter/autodiff-cpp/issues/3",
            "https://github.com/karpathy/micrograd/issues/91",
        ),
    ),
}

_BASE: Final = {
    "build": (Family.API,),
    "rules": (Family.RULE,),
    "chain": (Family.RULE,),
    "operators": (Family.RULE, Family.API),
    "composition": (),
    "state": (Family.STATE,),
    "scale": (Family.SCALE,),
    "edge": (Family.KINK,),
}

# Compositions that are there for their ops as well.
_WITH_RULES: Final = frozenset(
    f"composition.{name}" for name in ("random", "test_sanity_check", "test_more_ops")
)

_FAR: Final = 2.0**256
# Beyond, an op of one operand may saturate, or its formula change.
_LEAST_PLAIN: Final = 0.01
_GREATEST_PLAIN: Final = 5.0
_FAINT: Final = 1e-10
_NEAR_ZERO: Final = 1e-5
_NEAR_TIE: Final = 1e-3


def choose_flags(check: str, program: Program, point: Point) -> tuple[Family, ...]:
    """Return what a case of a check is there for, in the order of `Family`.

    >>> from verification.program import assemble
    >>> program = assemble(1, ("exp", 0), ("add", 1, 0))
    >>> [flag.value for flag in choose_flags("chain.exp", program, (2.0,))]
    ['accumulate', 'rule']
    """
    found = {*_BASE[check.partition(".")[0]]}
    if len(program.steps) == 1 and check.startswith(("rules.", "operators.")):
        found |= _alone(program, point)
    elif check.startswith("chain.") and any(
        0 < abs(x) < _FAINT or abs(x) > 1 / _FAINT for x in point
    ):
        found.add(Family.FLOAT)
    if not check.startswith(("build.", "rules.", "edge.")):
        found |= _shared(program)
    if check in _WITH_RULES:
        found.add(Family.RULE)
    if check == "composition.zero":  # 0 times what was taken for infinite or nan
        found.add(Family.FLOAT)
    # What is left is a tree, which asks only that the pass goes from the output inwards.
    found = found or {Family.TRAVERSE}
    return tuple(family for family in Family if family in found)


def _alone(program: Program, point: Point) -> set[Family]:
    """Return what an op alone is there for beyond its rule: a tie, or numbers hard in floats."""
    step = program.steps[0]
    numbers = [*point, *(x.number for x in step.operands if isinstance(x, Const))]
    x, y = numbers[0], numbers[-1]
    if step.op in CONVENTIONS:  # smooth on either side, however close
        is_hard = abs(x) <= _NEAR_ZERO if len(numbers) == 1 else abs(x - y) <= _NEAR_TIE
    elif len(numbers) == 1:
        is_plain = _LEAST_PLAIN < abs(x) < _GREATEST_PLAIN and x not in adversarial(step.op)
        is_hard = bool(thresholds(step.op)) and not is_plain
    else:
        is_hard = any(abs(x) >= _FAR or 0 < abs(x) <= 1 / _FAR for x in numbers)
    found = {Family.FLOAT} if is_hard else set[Family]()
    if step.op == "hypot" and abs(x) == abs(y):  # a tie of what it is often made of
        found.add(Family.KINK)
    return found


def _shared(program: Program) -> set[Family]:
    """Return what the sharing of nodes asks for: adding up, and the order of visits."""
    live = program.live()
    uses = Counter(ref for slot, step in program.numbered() if live[slot] for ref in step.refs)
    shared = [slot for slot, count in uses.items() if count > 1]
    found = {Family.ACCUMULATE} if shared else set[Family]()
    if any(slot >= program.inputs for slot in shared):
        found.add(Family.TRAVERSE)
    return found
