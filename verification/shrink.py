"""The smallest failing case: greedy reduction of a program, then of its point."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from verification.model import Case, Point
from verification.program import Const, Number, Program, Ref, Slot, Step

Fails = Callable[[Case], bool]
"""Whether a case still shows the failure; asks the subject and the oracle."""

# Replacements for a coordinate, the plainest first; a coordinate only ever moves up this list.
_PLAIN: Final[tuple[Number, ...]] = (1.0, 2.0, 3.0, -1.0, -2.0, 0.5, 4.0, 0.0, 5.0, 1.5, -3.0, 0.1)


def shrink(case: Case, fails: Fails, most_questions: int = 200) -> Case:
    """Return a case no larger than the given one for which ``fails`` holds too.

    Each accepted step makes the program or its point strictly plainer, so this ends;
    it also ends after ``most_questions`` calls of ``fails``, with the best so far.
    """
    asked: set[Case] = set()
    progress = True
    while progress:
        progress = False
        for candidate in _plainer(case):
            if candidate in asked:
                continue
            if len(asked) == most_questions:
                return case
            asked.add(candidate)
            if fails(candidate):
                case, progress = candidate, True
                break
    return case


def _plainer(case: Case) -> Iterator[Case]:
    """Yield every case one step plainer than this one, the boldest steps first."""
    yield from _earlier_roots(case)
    yield from _bypassed(case)
    yield from _merged_inputs(case)
    for point in _plainer_points(case.point):
        yield replace(case, point=point)


def _earlier_roots(case: Case) -> Iterator[Case]:
    program = case.program
    for slot in range(program.inputs, program.size - 1):
        yield from _valid(case, program.steps, (Slot(slot),))


def _bypassed(case: Case) -> Iterator[Case]:
    """Yield the case without one step, whose result is replaced by one of its operands."""
    program = case.program
    for slot, step in program.numbered():
        for ref in dict.fromkeys(step.refs):
            yield from _valid(
                case, _redirected(program.steps, slot, ref), _roots(program, slot, ref)
            )


def _merged_inputs(case: Case) -> Iterator[Case]:
    program = case.program
    for slot in range(1, program.inputs):
        for earlier in range(slot):
            steps = _redirected(program.steps, Slot(slot), Slot(earlier))
            yield from _valid(case, steps, program.roots)


def _roots(program: Program, old: Slot, new: Slot) -> tuple[Slot, ...]:
    return tuple(new if root == old else root for root in program.roots)


def _redirected(steps: Iterable[Step], old: Slot, new: Slot) -> tuple[Step, ...]:
    """Return the steps with every use of one node replaced by another."""
    return tuple(
        replace(
            step,
            operands=tuple(
                Ref(new) if isinstance(x, Ref) and x.slot == old else x for x in step.operands
            ),
        )
        for step in steps
    )


def _valid(case: Case, steps: tuple[Step, ...], roots: tuple[Slot, ...]) -> Iterator[Case]:
    """Yield the case with these steps, less what no root needs, if any step is left."""
    program = Program(case.program.inputs, steps, roots)
    live = program.live()
    kept = [Slot(slot) for slot in range(program.size) if live[slot]]
    places = {old: Slot(new) for new, old in enumerate(kept)}
    trimmed = tuple(
        Step(
            step.op,
            tuple(x if isinstance(x, Const) else Ref(places[x.slot]) for x in step.operands),
        )
        for slot, step in program.numbered()
        if live[slot]
    )
    if trimmed and len(kept) < case.program.size:
        point = tuple(case.point[slot] for slot in kept if slot < program.inputs)
        yield replace(
            case,
            program=Program(len(point), trimmed, tuple(places[root] for root in roots)),
            point=point,
        )


def _plainer_points(point: Point) -> Iterator[Point]:
    for i, number in enumerate(point):
        rank = _PLAIN.index(number) if number in _PLAIN else len(_PLAIN)
        shorter = tuple(round(number, digits) for digits in (0, 1, 2))
        options = (*_PLAIN[:rank], *(x for x in shorter if rank == len(_PLAIN) and x != number))
        for option in options:
            yield (*point[:i], option, *point[i + 1 :])
