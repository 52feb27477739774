"""A failing case told: the snippet, the number held against the subject, the table of nodes."""

from collections.abc import Sequence
from typing import assert_never

from verification.adapter import Adapter
from verification.judge import departures
from verification.model import (
    Agrees,
    AgreesByConvention,
    Broke,
    Case,
    Component,
    Differs,
    Evaluated,
    Exact,
    Failed,
    Missing,
    Observation,
    Part,
    Phase,
    Raised,
    Reading,
    Reference,
    TimedOut,
    Undecided,
    Unread,
    Unresolved,
    Verdict,
)
from verification.program import Slot
from verification.render.snippet import write_snippet
from verification.report import Counterexample, NodeRow


def tell(
    case: Case,
    adapter: Adapter,
    observation: Observation,
    verdict: Verdict,
    reference: Reference,
) -> Counterexample:
    """Return the case with everything a reader needs to see the failure and to repeat it."""
    part, slot, got = _accused(case, observation, verdict)
    snippet = write_snippet(case, adapter, slot, part)
    family = reference.values if part is Part.VALUE else reference.adjoints
    return Counterexample(
        case,
        snippet.source,
        snippet.names[slot],
        part,
        _exact(family[slot]),
        got,
        _table(case, snippet.names, snippet.expressions, observation, reference),
    )


def _accused(case: Case, observation: Observation, verdict: Verdict) -> tuple[Part, Slot, str]:
    """Return which number is held against the subject, and what came in its place."""
    match verdict:
        case Differs(part=part, slot=slot, got=got):
            return part, slot, _reading(got)
        case Failed(observation=Raised(phase=Phase.FORWARD) as failure):
            return Part.VALUE, case.program.roots[-1], happened(failure)
        case Failed(observation=failure):
            return Part.GRADIENT, Slot(0), happened(failure)
        case Missing(reason=reason):
            return Part.VALUE, case.program.roots[-1], reason
        case Agrees() | AgreesByConvention() | Undecided():
            return Part.GRADIENT, Slot(0), type(observation).__name__.lower()
        case _:
            assert_never(verdict)


def _table(
    case: Case,
    names: Sequence[str],
    expressions: Sequence[str],
    observation: Observation,
    reference: Reference,
) -> tuple[NodeRow, ...]:
    """Return one row per node from the output back to the inputs, or none if it raised."""
    if not isinstance(observation, Evaluated):
        return ()
    departed = departures(reference, observation)
    first = departed[0][1] if departed else None
    return tuple(
        NodeRow(
            names[slot],
            expressions[slot],
            _reading(observation.values[slot]),
            _reading(observation.gradients[slot]),
            _exact(reference.values[slot]),
            _exact(reference.adjoints[slot]),
            slot == first,
        )
        for slot in reversed(range(case.program.size))
    )


def happened(failure: Raised | TimedOut | Broke) -> str:
    """Return what a subject did instead of answering, as the rest of a sentence."""
    match failure:
        case Raised(kind=kind, message=message, line=line):
            where = "" if line is None else f" at line {line}"
            return f"raises {kind}{where}: {message}" if message else f"raises {kind}{where}"
        case TimedOut(seconds=seconds):
            return f"does not answer within {seconds:g} s"
        case Broke(cause=cause):
            return f"ends the process: {cause}"
        case _:
            assert_never(failure)


def _reading(reading: Reading) -> str:
    return reading.value if isinstance(reading, Unread) else repr(reading)


def _exact(component: Component) -> str:
    match component.exact:
        case Exact(nearest=nearest):
            return repr(nearest)
        case Unresolved():
            return "not known"
