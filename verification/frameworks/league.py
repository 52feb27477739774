"""The league: how far each subject's ops are from the exact numbers, and from listed forms."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, final

from verification.catalogue import OpSpec
from verification.comparison import Curve, Deviation, Extreme, Place, Row
from verification.grid import Operands, grid, is_inside
from verification.judge import TIGHT_ULPS, departures
from verification.ledger import PARTS, Entry
from verification.model import Absent, Case, Evaluated, Exact, Part, Reference
from verification.oracles import flint
from verification.render.accuracy import Worst
from verification.subjects.protocol import Subject
from verification.survey import Survey

_POINTS: Final = 4000  # of the grid of two operands, per effort; for one, all are asked
_CLIMBS: Final = 2

# What is drawn, and in which bins: quarters of an octave between these powers of two.
PLOTTED: Final = frozenset(
    {
        ("erf", "dx"),
        ("erf", "value"),
        ("expm1", "dx"),
        ("gelu", "dx"),
        ("gelu", "value"),
        ("log1p", "value"),
        ("sigmoid", "dx"),
        ("silu", "dx"),
        ("sinh", "value"),
        ("softplus", "dx"),
        ("tan", "dx"),
        ("tanh", "dx"),
    }
)
_BINS: Final = 4
_OCTAVES: Final = (-30, 11)


def compare(
    spec: OpSpec, subjects: Mapping[str, Subject], entries: Sequence[Entry], seed: int, effort: int
) -> tuple[tuple[Row, ...], tuple[Curve, ...]]:
    """Return a row for the op's value and for each of its partials, and what is drawn of it.

    All subjects are asked the points of one grid; each then climbs from its own worst ones.
    The same seed and effort ask the same grid.
    """
    rng = Random(f"frameworks/{seed}/{spec.name}")
    finds = _Finds(spec)
    survey = Survey(spec, subjects, finds.see)
    points = [point for point in grid(spec, rng, effort) if is_inside(spec, point)]
    if spec.arity > 1 and len(points) > _POINTS * effort:
        points = rng.sample(points, _POINTS * effort)
    errors = survey.ask(points, subjects)
    for name in subjects:
        if survey.tallies[name, "value"].absent is not None:
            continue
        for index in range(spec.arity + 1):
            mine = errors[name]
            ranked = sorted(mine, key=lambda point: mine[point][index], reverse=True)
            for start in ranked[:_CLIMBS]:
                survey.climb(start, index, name, (name,))
    rows = tuple(
        Row(
            spec.name,
            part,
            any(survey.tallies[name, part].is_by_terms for name in subjects),
            tuple(_place(survey, finds, name, part, entries) for name in subjects),
        )
        for part in survey.parts
    )
    return rows, tuple(finds.curve(part, tuple(subjects)) for part in finds.drawn)


def _place(
    survey: Survey, finds: "_Finds", name: str, part: str, entries: Sequence[Entry]
) -> Place | Absent:
    tally = survey.tallies[name, part]
    if tally.absent is not None:
        return tally.absent
    mine = [entry for entry in entries if entry.framework == name]
    listed: set[str] = set()
    unlisted: list[Deviation] = []
    for each in finds.outside.get((name, part), []):
        ids = {e.id for e in mine if e.is_about(finds.op, part, each.point, each.exact)}
        listed |= ids
        if not ids:
            unlisted.append(each)
    return Place(
        tally.points,
        _extreme(tally.normal),
        _extreme(tally.below),
        len(tally.not_finite),
        tuple(sorted(listed)),
        tuple(sorted(unlisted, key=lambda each: each.ulp)[-1:]),
    )


def _extreme(worst: Worst) -> Extreme:
    return Extreme(worst.ulp, tuple(map(float.fromhex, worst.point)))


@final
@dataclass(frozen=True, slots=True)
class _Finds:
    """What is kept of single answers: those outside the hull, and the worst of each bin."""

    spec: OpSpec
    outside: dict[tuple[str, str], list[Deviation]] = field(
        default_factory=dict[tuple[str, str], list[Deviation]]
    )
    bins: dict[tuple[str, str], dict[float, float]] = field(
        default_factory=dict[tuple[str, str], dict[float, float]]
    )
    references: dict[Operands, Reference] = field(default_factory=dict[Operands, Reference])

    @property
    def op(self) -> str:
        return self.spec.name

    @property
    def drawn(self) -> tuple[str, ...]:
        return tuple(part for part in PARTS if (self.op, part) in PLOTTED)

    def see(self, name: str, part: str, case: Case, answer: Evaluated, error: float) -> None:
        """Keep what is worth it of one answer."""
        point = tuple(map(float, case.point))
        if part in self.drawn and (place := _bin(point[0])) is not None:
            worst = self.bins.setdefault((name, part), {})
            worst[place] = max(worst.get(place, 0.0), error)
        if error > TIGHT_ULPS:
            reference = self.references.get(point)
            if reference is None:
                reference = self.references[point] = flint.reference(case)
            deviation = deviation_of(case, reference, answer, part, error)
            self.outside.setdefault((name, part), []).extend(deviation)

    def curve(self, part: str, names: tuple[str, ...]) -> Curve:
        """Return what is drawn of one part."""
        found = (self.bins.get((name, part), {}) for name in names)
        return Curve(self.op, part, tuple(tuple(sorted(bins.items())) for bins in found))


def deviation_of(
    case: Case, reference: Reference, answer: Evaluated, part: str, ulp: float
) -> tuple[Deviation, ...]:
    """Return the part's number, if it is a decided one outside its hull; else nothing."""
    slot = case.program.inputs if part == "value" else PARTS.index(part) - 1
    which = Part.VALUE if part == "value" else Part.GRADIENT
    if reference.overflows or (which, slot) not in departures(reference, answer):
        return ()
    values = which is Part.VALUE
    component = (reference.values if values else reference.adjoints)[slot]
    got = (answer.values if values else answer.gradients)[slot]
    if not isinstance(component.exact, Exact) or not isinstance(got, float):
        return ()
    point = tuple(map(float, case.point))
    return (Deviation(point, got, component.exact.nearest, ulp),)


def _bin(x: float) -> float | None:
    """Return the middle of the bin in which a number is drawn, if it is in the picture."""
    if not x:
        return None
    place = math.floor(_BINS * math.log2(math.fabs(x)))
    if not _BINS * _OCTAVES[0] <= place < _BINS * _OCTAVES[1]:
        return None
    return math.copysign(2.0 ** ((place + 0.5) / _BINS), x)
