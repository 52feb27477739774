"""A structured search for the worst errors of one op, held against Arb, for several subjects.

From the worst points of a grid the search climbs on, to neighbours at powers of two of an ulp.
What it finds is a lower bound of the worst error.
"""

import math
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, final

from verification.catalogue import OpSpec
from verification.distance import ulps
from verification.grid import SMALLEST_NORMAL, Operands, is_inside
from verification.ledger import PARTS
from verification.model import Absent, Case, Evaluated, Exact, Observation
from verification.oracles import flint
from verification.program import Program, assemble
from verification.render.accuracy import Worst
from verification.subjects.protocol import Subject

Errors = dict[Operands, tuple[float, ...]]
"""The error in ulp of the value and of each partial, point by point."""

Witness = Callable[[str, str, Case, Evaluated, float], None]
"""Told of a finite exact number: whose answer, which part, the case, the answer, its error."""

# Beyond, an answer may be infinite though the exact number is not quite.
_LARGEST: Final = sys.float_info.max * (1.0 - 2.0**-50)
_NEIGHBOURS: Final = tuple(sign * 2**j for j in range(0, 51, 2) for sign in (-1, 1))
_STEPS: Final = 12  # of one climb at most
_NOTHING: Final = Worst(0.0, ())


@final
@dataclass(slots=True)
class Tally:
    """What has been found of one part of one subject so far.

    ``normal`` is the worst where operands and exact number are normal floats, ``below`` the worst
    elsewhere; ``not_finite`` has the points at which the answer is no finite number although the
    exact one is; ``is_by_terms`` says that errors near a slope's zero count beside its terms.
    """

    points: int = 0
    normal: Worst = _NOTHING
    below: Worst = _NOTHING
    not_finite: list[Operands] = field(default_factory=list[Operands])
    absent: Absent | None = None
    is_by_terms: bool = False


@final
class Survey:
    """One op, the subjects that are asked about it, and what they were found to answer.

    ``tallies`` has one entry for each subject's name and each part.
    """

    def __init__(
        self, spec: OpSpec, subjects: Mapping[str, Subject], witness: Witness | None = None
    ) -> None:
        self._spec = spec
        self._subjects = subjects
        self._witness = witness
        self._program = program_of(spec)
        self.parts = PARTS[: spec.arity + 1]
        self.tallies = {(name, part): Tally() for name in subjects for part in self.parts}

    def ask(self, points: Sequence[Operands], names: Collection[str]) -> dict[str, Errors]:
        """Hold these subjects against the truth at these points; return each one's errors."""
        cases = [Case(self._spec.name, self._program, point) for point in dict.fromkeys(points)]
        truths = [_truths(case, self._spec.arity) for case in cases]
        errors: dict[str, Errors] = {}
        for name in names:
            errors[name] = {}
            answers = self._subjects[name].observe(cases)
            for case, truth, answer in zip(cases, truths, answers, strict=True):
                errors[name][_operands(case)] = self._hold(name, case, truth, answer)
        return errors

    def climb(self, start: Operands, index: int, leader: str, names: Collection[str]) -> None:
        """Go on to the worst of the neighbours for as long as the leader's error grows.

        ``index`` says which part's error; all of ``names`` are asked on the way.
        """
        point, best = start, -1.0
        for _ in range(_STEPS):
            neighbours = [
                (*point[:i], _step(x, ulp), *point[i + 1 :])
                for i, x in enumerate(point)
                for ulp in _NEIGHBOURS
            ]
            inside = [each for each in neighbours if is_inside(self._spec, each)]
            errors = self.ask(inside, names)[leader]
            worst = max(errors, key=lambda each: errors[each][index], default=point)
            if worst == point or errors[worst][index] <= best:
                return
            point, best = worst, errors[worst][index]

    def _hold(
        self, name: str, case: Case, truths: tuple[Exact | None, ...], answer: Observation
    ) -> tuple[float, ...]:
        if isinstance(answer, Absent):
            for part in self.parts:
                self.tallies[name, part].absent = answer
            return (0.0,) * len(self.parts)
        point = _operands(case)
        is_normal = all(math.fabs(x) >= SMALLEST_NORMAL for x in point)
        errors: list[float] = []
        numbers = _parts(answer, self._spec.arity)
        for part, got, truth in zip(self.parts, numbers, truths, strict=True):
            if truth is None:
                errors.append(0.0)
                continue
            tally = self.tallies[name, part]
            tally.points += 1
            unit = _unit_of_terms(self._spec.name, part, point, truth)
            tally.is_by_terms |= unit < 1.0
            error = _distance(got, truth, unit)
            if math.isinf(error):
                tally.not_finite.append(point)
            if is_normal and math.fabs(truth.nearest) >= SMALLEST_NORMAL:
                tally.normal = _worse(tally.normal, error, point)
            else:
                tally.below = _worse(tally.below, error, point)
            if self._witness is not None and isinstance(answer, Evaluated):
                self._witness(name, part, case, answer, error)
            errors.append(error)
        return tuple(errors)


def program_of(spec: OpSpec) -> Program:
    """Return the op alone, of as many inputs as it has operands.

    >>> from verification.catalogue import CATALOGUE
    >>> program_of(CATALOGUE["hypot"]).inputs
    2
    """
    return assemble(spec.arity, (spec.name, *range(spec.arity)))


def _truths(case: Case, arity: int) -> tuple[Exact | None, ...]:
    """Return the value and the partials; None where no answer can be held against one."""
    values, adjoints = flint.exact(case)
    return tuple(
        truth if isinstance(truth, Exact) and math.fabs(truth.nearest) <= _LARGEST else None
        for truth in (values[-1], *adjoints[:arity])
    )


def _operands(case: Case) -> Operands:
    return tuple(map(float, case.point))


def _parts(observation: Observation, arity: int) -> tuple[float, ...]:
    """Return the value and the partials as numbers; nan where there is none."""
    if not isinstance(observation, Evaluated):
        return (math.nan,) * (arity + 1)
    readings = (observation.values[-1], *observation.gradients[:arity])
    return tuple(x if isinstance(x, float) else math.nan for x in readings)


def _worse(worst: Worst, ulp: float, point: Operands) -> Worst:
    return Worst(ulp, in_hex(point)) if ulp > worst.ulp else worst


def in_hex(point: Operands) -> tuple[str, ...]:
    """Return each operand as a hexadecimal float.

    >>> in_hex((0.5,))
    ('0x1.0000000000000p-1',)
    """
    return tuple(x.hex() for x in point)


def _step(x: float, ulp: int) -> float:
    return x + ulp * math.ulp(x)


def error_of(op: str, part: str, point: Operands, got: float, truth: Exact) -> float:
    """Return the error in ulp of an op's value or partial, as the survey counts it.

    >>> error_of("square", "value", (3.0,), 9.0, Exact(9.0, 0.0))
    0.0
    """
    return _distance(got, truth, _unit_of_terms(op, part, point, truth))


def _distance(got: float, truth: Exact, unit: float) -> float:
    return ulps(got, truth) * unit if math.isfinite(got) else math.inf


def _unit_of_terms(op: str, part: str, point: Operands, truth: Exact) -> float:
    """Return the factor that makes an error in ulp one in ulp of the terms of a sum.

    The slopes of silu and gelu are the cdf and x times its density; they have a zero, at which
    no error relative to the sum can be small. Elsewhere, the factor is 1.
    """
    x = point[0]
    if part != "dx" or op not in {"silu", "gelu"} or not -4.0 < x < 0.0:
        return 1.0
    if op == "silu":
        cdf = 1.0 / (1.0 + math.exp(-x))
        density = cdf * (1.0 - cdf)
    else:
        cdf = 0.5 * math.erfc(-x * math.sqrt(0.5))
        density = math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
    size = cdf - x * density
    if math.fabs(truth.nearest) > 0.5 * size:
        return 1.0
    return math.ulp(truth.nearest) / math.ulp(size)
