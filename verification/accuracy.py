"""How accurate an engine's ops are: a structured search for the worst error, held against Arb.

The grid has every binade of an op's domain, and in each the floats closest to multiples of pi/2
where that is the period; from its worst points the search climbs on, to neighbours at powers of two
of an ulp. What it finds is a lower bound of the worst error.
"""

import math
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Final, final

from verification.catalogue import CATALOGUE, OpSpec
from verification.judge import ulps
from verification.model import Absent, Case, Evaluated, Exact, Observation
from verification.oracles import flint
from verification.oracles.quarters import near_quarters
from verification.program import assemble
from verification.render.accuracy import Accuracy, Other, Row, Worst
from verification.subjects.protocol import Subject
from verification.subjects.refgrad import RefgradSubject
from verification.subjects.torch import TorchSubject

Progress = Callable[[str, int, int], None]
"""Told which op is being measured, how many are done, and of how many."""

Operands = tuple[float, ...]

PARTS: Final = ("value", "dx", "dy")

_SMALLEST_NORMAL: Final = sys.float_info.min
# Beyond, an answer may be infinite though the exact number is not quite.
_LARGEST: Final = sys.float_info.max * (1.0 - 2.0**-50)
_NEIGHBOURS: Final = tuple(sign * 2**j for j in range(0, 51, 2) for sign in (-1, 1))
_PERIODIC: Final = frozenset({"sin", "cos", "tan"})
_STEPS: Final = 12  # of one climb at most
_NOTHING: Final = Worst(0.0, ())
_MOST_POINTS: Final = 5  # kept of those with an answer that is not finite


def measure(seed: int, effort: int, progress: Progress) -> Accuracy:
    """Return how far refgrad and PyTorch are from the exact numbers, op by op and part by part.

    ``effort`` is the number of mantissas tried in each binade, and tells that of the climbs; 1
    takes about a minute. The same seed and effort give the same rows on the same machine and
    libraries.
    """
    ours, other = RefgradSubject(), TorchSubject()
    rows: list[Row] = []
    for done, spec in enumerate(CATALOGUE.values()):
        progress(spec.name, done, len(CATALOGUE))
        rows += survey(spec, ours, other, seed, effort)
    libm = " ".join(platform.libc_ver()) or platform.platform()
    libraries = (libm, f"Python {platform.python_version()}", platform.machine())
    return Accuracy(seed, effort, f"PyTorch {other.version()}", libraries, tuple(rows))


def survey(spec: OpSpec, ours: Subject, other: Subject, seed: int, effort: int) -> tuple[Row, ...]:
    """Return one row for the op's value and one for each of its partials."""
    rng = Random(f"accuracy/{seed}/{spec.name}")
    about = _Survey(spec, ours, other, {part: _Tally() for part in PARTS[: spec.arity + 1]})
    errors = about.ask([point for point in grid(spec, rng, effort) if _is_inside(spec, point)])
    for index in range(spec.arity + 1):
        ranked = sorted(errors, key=lambda point: errors[point][index], reverse=True)
        for start in ranked[: 2 + 2 * effort]:
            about.climb(start, index)
    return tuple(about.row(part) for part in about.tallies)


# --- the grid ----------------------------------------------------------------


def grid(spec: OpSpec, rng: Random, effort: int) -> Iterator[Operands]:
    """Yield points all over the floats, whether or not the op is defined there."""
    if spec.arity == 1:
        for x in _singles(rng, effort):
            yield (x,)
        if spec.name in _PERIODIC:
            yield from ((sign * x,) for x in near_quarters() for sign in (1.0, -1.0))
        return
    for _ in range(4000 * effort):
        yield _anywhere(rng), _anywhere(rng)
        x, y = _everyday(rng), _everyday(rng)
        yield x, y
        yield x, math.ldexp(y, rng.choice((-60, -53, -27, -26, 26, 27, 53, 60)))
        x = _anywhere(rng)
        yield x, _near(x, rng)
        base = math.fabs(rng.choice((x, y, _beside(1.0, rng))))
        if base > 0.0 and base != 1.0:  # powers that are ordinary numbers
            yield base, rng.uniform(-745.0, 710.0) / math.log(base)
    edges = (0.0, 5e-324, 1e-310, _SMALLEST_NORMAL, 1e-200, 1.0, 1e200, sys.float_info.max)
    signed = [sign * edge for edge in edges for sign in (1.0, -1.0)]
    yield from product(signed, signed)


def _singles(rng: Random, effort: int) -> Iterator[float]:
    yield from (0.0, 5e-324, -5e-324, sys.float_info.max, -sys.float_info.max)
    for exponent in range(-1074, 1024):
        for _ in range(effort):
            x = math.ldexp(rng.uniform(1.0, 2.0), exponent)
            yield x
            yield -x
    for exponent in range(-12, 12):  # where most of the branches are
        for _ in range(30 * effort):
            x = math.ldexp(rng.uniform(1.0, 2.0), exponent)
            yield x
            yield -x
    for _ in range(30 * effort):
        for centre in (1.0, -1.0):
            yield _beside(centre, rng)
        yield rng.randint(-10_000, 10_000) * math.pi / 4.0
        yield from (rng.uniform(-1100.0, 1100.0), rng.uniform(-40.0, 40.0))
        yield from (rng.uniform(-755.0, -690.0), rng.uniform(690.0, 755.0))


def _anywhere(rng: Random) -> float:
    return math.ldexp(rng.choice((-1.0, 1.0)) * rng.uniform(1.0, 2.0), rng.randint(-1074, 1023))


def _everyday(rng: Random) -> float:
    return math.ldexp(rng.choice((-1.0, 1.0)) * rng.uniform(1.0, 2.0), rng.randint(-4, 4))


def _beside(centre: float, rng: Random) -> float:
    return centre + math.ldexp(rng.uniform(-2.0, 2.0), rng.randint(-53, -1))


def _near(x: float, rng: Random) -> float:
    """Return a number of about the size of this one, on either side of 0."""
    y = x * rng.choice((-1.0, 1.0)) * rng.uniform(0.25, 4.0)
    return y if math.isfinite(y) else x


def _is_inside(spec: OpSpec, point: Operands) -> bool:
    """Whether the op is differentiable here, for all that its domain says."""
    return all(map(math.isfinite, point)) and all(
        x in domain for x, domain in zip(point, spec.domains, strict=True)
    )


# --- one op ------------------------------------------------------------------


@final
@dataclass(slots=True)
class _Tally:
    """What has been found of one part so far."""

    points: int = 0
    normal: Worst = _NOTHING
    below: Worst = _NOTHING
    other: Worst = _NOTHING
    other_below: Worst = _NOTHING
    not_finite: list[Operands] = field(default_factory=list[Operands])
    other_not_finite: int = 0
    absent: Absent | None = None
    is_by_terms: bool = False


@final
@dataclass(frozen=True, slots=True)
class _Survey:
    """An op, those who are asked about it, and what they were found to answer."""

    spec: OpSpec
    ours: Subject
    other: Subject
    tallies: dict[str, _Tally]

    def ask(self, points: Sequence[Operands]) -> dict[Operands, tuple[float, ...]]:
        """Hold both subjects against the truth; return our error of each part at each point."""
        arity = self.spec.arity
        program = assemble(arity, (self.spec.name, *range(arity)))
        cases = [Case(self.spec.name, program, point) for point in dict.fromkeys(points)]
        errors: dict[Operands, tuple[float, ...]] = {}
        answers = zip(cases, self.ours.observe(cases), self.other.observe(cases), strict=True)
        for case, mine, its in answers:
            point = tuple(map(float, case.point))
            errors[point] = self._hold(case, _parts(mine, arity), _parts(its, arity))
            if isinstance(its, Absent):
                for tally in self.tallies.values():
                    tally.absent = its
        return errors

    def climb(self, point: Operands, index: int) -> None:
        """Go on to the worst of the neighbours for as long as the error grows."""
        best = -1.0
        for _ in range(_STEPS):
            neighbours = [
                (*point[:i], _step(x, ulp), *point[i + 1 :])
                for i, x in enumerate(point)
                for ulp in _NEIGHBOURS
            ]
            errors = self.ask([each for each in neighbours if _is_inside(self.spec, each)])
            worst = max(errors, key=lambda each: errors[each][index], default=point)
            if worst == point or errors[worst][index] <= best:
                return
            point, best = worst, errors[worst][index]

    def row(self, part: str) -> Row:
        """Return what was found of one part."""
        tally = self.tallies[part]
        return Row(
            self.spec.name,
            part,
            tally.points,
            tally.normal,
            tally.below,
            tuple(map(_hex, tally.not_finite[:_MOST_POINTS])),
            tally.absent or Other(tally.other, tally.other_below, tally.other_not_finite),
            tally.is_by_terms,
        )

    def _hold(
        self, case: Case, mine: tuple[float, ...], its: tuple[float, ...]
    ) -> tuple[float, ...]:
        values, adjoints = flint.exact(case)
        point = tuple(map(float, case.point))
        is_normal = all(math.fabs(x) >= _SMALLEST_NORMAL for x in point)
        errors: list[float] = []
        for index, truth in enumerate((values[-1], *adjoints[: self.spec.arity])):
            part = PARTS[index]
            tally = self.tallies[part]
            if not isinstance(truth, Exact) or math.fabs(truth.nearest) > _LARGEST:
                errors.append(0.0)
                continue
            tally.points += 1
            unit = _unit_of_terms(self.spec.name, part, point, truth)
            tally.is_by_terms |= unit < 1.0
            error, other = (_distance(got, truth, unit) for got in (mine[index], its[index]))
            if math.isinf(error):
                tally.not_finite.append(point)
            tally.other_not_finite += math.isinf(other)
            if is_normal and math.fabs(truth.nearest) >= _SMALLEST_NORMAL:
                tally.normal = _worse(tally.normal, error, point)
                tally.other = _worse(tally.other, other, point)
            else:
                tally.below = _worse(tally.below, error, point)
                tally.other_below = _worse(tally.other_below, other, point)
            errors.append(error)
        return tuple(errors)


def _parts(observation: Observation, arity: int) -> tuple[float, ...]:
    """Return the value and the partials as numbers; nan where there is none."""
    if not isinstance(observation, Evaluated):
        return (math.nan,) * (arity + 1)
    readings = (observation.values[-1], *observation.gradients[:arity])
    return tuple(x if isinstance(x, float) else math.nan for x in readings)


def _worse(worst: Worst, ulp: float, point: Operands) -> Worst:
    return Worst(ulp, _hex(point)) if ulp > worst.ulp else worst


def _hex(point: Operands) -> tuple[str, ...]:
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
