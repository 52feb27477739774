"""The ledger held against what is true, and against what its frameworks answer now."""

import math
from collections.abc import Iterator, Mapping
from typing import assert_never

from verification.catalogue import CATALOGUE
from verification.comparison import Answered, Checked, Standing, State
from verification.distance import ulps
from verification.frameworks.customs import ask
from verification.judge import TIGHT_ULPS, departures
from verification.ledger import PARTS, Entry
from verification.model import Case, Component, Evaluated, Exact, Part, Unresolved
from verification.oracles import flint
from verification.program import Slot
from verification.subjects.protocol import Subject
from verification.survey import program_of


def check(subjects: Mapping[str, Subject], entries: tuple[Entry, ...]) -> Iterator[Checked]:
    """Yield each entry, its framework asked again if it is there.

    Raises:
        ValueError: an entry is about a number that is not known.
    """
    for entry in entries:
        subject = subjects.get(entry.framework)
        if subject is None:
            yield Checked(entry, stand(entry), State.NOT_ASKED, math.nan)
            continue
        answer = ask(subject, entry.op, entry.point)
        index = PARTS.index(entry.part)
        got = answer.numbers[index] if isinstance(answer, Answered) else math.nan
        state = State.GONE if _is_tight(got, exact_of(entry)) else State.HOLDS
        yield Checked(entry, stand(entry), state, got)


def exact_of(entry: Entry) -> Exact:
    """Return the exact number that an entry is about.

    Raises:
        ValueError: it is not known.
    """
    values, adjoints = flint.exact(_case(entry))
    truth = (values[-1], *adjoints)[PARTS.index(entry.part)]
    match truth:
        case Exact():
            return truth
        case Unresolved():
            raise ValueError(f"{entry.id}: expected a number that is known")
        case _:
            assert_never(truth)


def stand(entry: Entry) -> Standing:
    """Return how the judge takes the number that the entry says was answered."""
    case = _case(entry)
    reference = flint.reference(case)
    inputs = case.program.inputs
    is_value = entry.part == "value"
    slot = Slot(inputs if is_value else PARTS.index(entry.part) - 1)
    values, gradients = map(_middles, (reference.values, reference.adjoints))
    (values if is_value else gradients)[slot] = entry.got
    outside = departures(reference, Evaluated(tuple(values), tuple(gradients)))
    which = Part.VALUE if is_value else Part.GRADIENT
    if (which, slot) in outside and not reference.overflows:
        return Standing.OUTSIDE
    hull = (reference.values if is_value else reference.adjoints)[slot].hull
    return Standing.INSIDE if entry.got in hull else Standing.UNDECIDED


def _middles(components: tuple[Component, ...]) -> list[float]:
    return [c.exact.nearest if isinstance(c.exact, Exact) else math.nan for c in components]


def _case(entry: Entry) -> Case:
    return Case(entry.id, program_of(CATALOGUE[entry.op]), entry.point)


def _is_tight(got: float, truth: Exact) -> bool:
    return math.isfinite(got) and ulps(got, truth) <= TIGHT_ULPS
