"""The suite: what is asked of an engine, as a graph of checks, each a group of cases.

A check's cases depend on the seed and on the check alone, except those of
``composition.random``, which are drawn from the wordings that the engine has got right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, final

from verification.catalogue import CATALOGUE
from verification.conventions import CONVENTIONS
from verification.generate import RandomDraw, random_point, random_program
from verification.lattice import rules
from verification.model import Case, Point, Reference, Strength
from verification.oracles import flint
from verification.program import Program, assemble
from verification.shapes import (
    DISJOINT,
    PUBLISHED,
    SHARED,
    TWO_OUTPUTS,
    WORKED,
    WORKED_POINT,
    ZERO,
    Tools,
    chain,
    chained,
    choose_tools,
    faint,
    ladder,
)
from verification.wording import ADD, POWER, WORDINGS, Wording, used

NAME: Final = "micrograd"
VERSION: Final = 1
RANDOM: Final = "composition.random"
SECOND: Final = "state.second_output"
BACKWARD: Final = "build.backward"

# What each group is worth; those of its checks that were decided share it equally.
MARKS: Final = {
    "build": 0.0,
    "rules": 30.0,
    "chain": 20.0,
    "operators": 10.0,
    "composition": 25.0,
    "state": 5.0,
    "scale": 5.0,
    "edge": 5.0,
}

_RANDOM_PROGRAMS: Final = 270
_RANDOM_STEPS: Final = 14
_POINTS: Final = 14
_RUNGS: Final = 60
_LINKS: Final = 300

Pointed = tuple[Program, Point]
"""A program at a point, not yet numbered."""


@final
@dataclass(frozen=True, slots=True)
class Check:
    """A named group of cases with prerequisites.

    An engine that has no way to write ``about`` misses the check; one that lacks
    another of ``wordings``, or failed a check in ``requires``, cannot be asked.
    """

    id: str
    title: str
    requires: tuple[str, ...]
    about: tuple[Wording, ...]
    wordings: tuple[Wording, ...]
    programs: tuple[Pointed, ...]

    @property
    def group(self) -> str:
        """The group: what stands before the first point of the id."""
        return self.id.partition(".")[0]

    @property
    def cases(self) -> tuple[Case, ...]:
        """The check's cases, numbered."""
        return number_cases(self.id, self.programs)


def number_cases(prefix: str, programs: Sequence[Pointed]) -> tuple[Case, ...]:
    """Return a case for each program and point, with ids ``prefix/0`` and so on."""
    return tuple(Case(f"{prefix}/{i}", *pair) for i, pair in enumerate(programs))


@final
class Suite:
    """All checks for one seed, with their references, computed once and kept.

    >>> suite = Suite(7)
    >>> suite.checks[0].id
    'build.backward'
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._checks: dict[frozenset[Wording], tuple[Check, ...]] = {}
        self._references: dict[tuple[Case, Strength, float | None], Reference] = {}
        self._random: dict[tuple[Wording, ...], tuple[Case, ...]] = {}

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks for an engine that has every op."""
        return self.fit(lambda _: True)

    @property
    def size(self) -> int:
        """The number of checks, which is the same for every engine."""
        return len(self.fit(lambda _: False))

    def fit(self, can_write: Callable[[Wording], bool]) -> tuple[Check, ...]:
        """Return the checks, built with the ops that an engine has.

        A check about an op that it lacks has no cases.
        """
        writable = frozenset(filter(can_write, WORDINGS))
        if writable not in self._checks:
            self._checks[writable] = _checks(self.seed, choose_tools(can_write), writable)
        return self._checks[writable]

    def reference(
        self, case: Case, strength: Strength, step_at_zero: float | None = None
    ) -> Reference:
        """Return the oracle's word on a case, remembered for the next engine."""
        key = (case, strength, step_at_zero)
        if key not in self._references:
            self._references[key] = flint.reference(case, strength, step_at_zero)
        return self._references[key]

    def prepare(self, cases: Sequence[Case]) -> None:
        """Work out the references that judging these cases will begin with."""
        for case in cases:
            if case.id.partition(".")[0] in MARKS:  # and not a question that is not judged
                self.reference(case, Strength.LISTED)

    def random_cases(self, wordings: tuple[Wording, ...]) -> tuple[Case, ...]:
        """Return random shared programs that use nothing but these wordings."""
        if wordings not in self._random:
            draw = RandomDraw(self.seed, RANDOM)
            programs = [
                random_program(draw, wordings, _RANDOM_STEPS) for _ in range(_RANDOM_PROGRAMS)
            ]
            self._random[wordings] = number_cases(RANDOM, programs)
        return self._random[wordings]


def _checks(seed: int, tools: Tools, writable: frozenset[Wording]) -> tuple[Check, ...]:
    ruled = [wording for wording in WORDINGS if wording.group == "rules"]
    # The tools first: what others are built with is to be blamed before them.
    tools_first = sorted(ruled, key=lambda wording: wording not in (tools.scale, tools.join))
    mixed = [wording for wording in WORDINGS if wording.group == "operators"]
    return (
        _backward(),
        _second_output(tools),
        *(_rule(seed, w, is_there=w in writable) for w in ruled),
        *(_chain(seed, w, tools, is_there=w in writable) for w in tools_first),
        *(_operator(seed, w, tools, is_there=w in writable) for w in mixed),
        *_compositions(seed, tools),
        _two_outputs(seed, tools),
        _ladder(),
        _long_chain(),
        *(_edge(op) for op in CONVENTIONS),
    )


def _backward() -> Check:
    """Check that a backward pass changes anything at all, whatever the op."""
    programs = tuple((assemble(2, (op, 0, 1)), (2.0, -3.0)) for op in ("mul", "add", "sub", "div"))
    return Check(BACKWARD, "backward() changes gradients", (), (), (), programs)


def _second_output(tools: Tools) -> Check:
    """Check that a process in which one output was differentiated is as good as new."""
    programs = ((tools.fit(DISJOINT), (2.0, -3.0, 1.5, 0.25)),)
    title = "a second output that shares nothing"
    return Check(SECOND, title, (BACKWARD,), (), (tools.scale,), programs)


def _rule(seed: int, wording: Wording, *, is_there: bool) -> Check:
    programs = rules(RandomDraw(seed, "rules", wording.name), wording) if is_there else ()
    title, about = f"{wording.title} alone: value and derivative", (wording,)
    return Check(wording.check, title, (BACKWARD, SECOND), about, about, programs)


def _chain(seed: int, wording: Wording, tools: Tools, *, is_there: bool) -> Check:
    name = f"chain.{wording.word}"
    return Check(
        name,
        f"{wording.title} inside other operations",
        tuple(dict.fromkeys((wording.check, tools.scale.check, tools.join.check))),
        (wording,),
        tuple(dict.fromkeys((wording, tools.scale, tools.join))),
        (*_pointed(seed, name, chained(wording, tools)), *faint(wording, tools))
        if is_there
        else (),
    )


def _operator(seed: int, wording: Wording, tools: Tools, *, is_there: bool) -> Check:
    """Check a wording with a plain number, alone and chained."""
    base = POWER if wording.op == "pow" else Wording(wording.op, "vv")
    draw = RandomDraw(seed, "operators", wording.name)
    return Check(
        wording.check,
        f"{wording.title}: value and derivative, alone and inside others",
        tuple(dict.fromkeys((*base.trials, tools.scale.check, tools.join.check))),
        (wording,),
        tuple(dict.fromkeys((wording, tools.scale, tools.join))),
        (*rules(draw, wording), *_pointed(seed, wording.check, chained(wording, tools)))
        if is_there
        else (),
    )


def _compositions(seed: int, tools: Tools) -> tuple[Check, ...]:
    worked = _composed(seed, "worked", "the worked example L = (a*b + c)*f", (WORKED,), tools)
    # A tree with each leaf used once asks only that the pass goes from the output inwards.
    worked = replace(
        worked,
        requires=(tools.scale.check, tools.join.check),
        programs=((tools.fit(WORKED), WORKED_POINT), *worked.programs),
    )
    join = tools.join
    return (
        worked,
        *(_composed(seed, name, *shared, tools) for name, shared in SHARED.items()),
        _fixed("zero", "a gradient of 0 that comes in", *ZERO),
        *(_fixed(name, f"micrograd's {name}", *pair) for name, pair in PUBLISHED.items()),
        Check(RANDOM, "random programs with shared results", join.trials, (join,), (join,), ()),
    )


def _composed(seed: int, name: str, title: str, programs: Sequence[Program], tools: Tools) -> Check:
    full, both = f"composition.{name}", (tools.scale, tools.join)
    fitted = [tools.fit(program) for program in programs]
    return Check(full, title, _trials(tools), both, both, _pointed(seed, full, fitted))


def _trials(tools: Tools) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*tools.scale.trials, *tools.join.trials)))


def _fixed(name: str, title: str, program: Program, point: Point) -> Check:
    """Check a program with the ops and at the point that it has, whatever the tools."""
    wordings = used(program)
    requires = tuple(dict.fromkeys(check for wording in wordings for check in wording.trials))
    return Check(f"composition.{name}", title, requires, (), wordings, ((program, point),))


def _two_outputs(seed: int, tools: Tools) -> Check:
    name, both = "state.two_outputs", (tools.scale, tools.join)
    title = "a second output over the same leaves"
    fitted = [tools.fit(program) for program in TWO_OUTPUTS]
    return Check(name, title, _trials(tools), both, both, _pointed(seed, name, fitted))


def _long_chain() -> Check:
    """Check that no node of a long chain is left out."""
    title = f"a chain of {_LINKS} additions"
    return Check("scale.chain", title, ADD.trials, (ADD,), (ADD,), ((chain(_LINKS), (1.5,)),))


def _ladder() -> Check:
    """Check that work grows with the nodes of a graph, not with its paths."""
    title = f"{_RUNGS} doublings in a row: each node visited once"
    programs = ((ladder(_RUNGS), (1.5,)),)
    return Check("scale.ladder", title, ADD.trials, (ADD,), (ADD,), programs)


def _edge(op: str) -> Check:
    """Check the slope at a kink, where several answers are accepted."""
    programs: tuple[Pointed, ...]
    if CATALOGUE[op].arity == 1:
        wording = Wording(op, "v")
        programs = tuple((assemble(1, (op, 0)), (zero,)) for zero in (0.0, 0))
    else:
        wording = Wording(op, "vv")
        ties = tuple((assemble(2, (op, 0, 1)), (x, x)) for x in (1.5, -2.0, 3))
        programs = (*ties, (assemble(1, (op, 0, 0)), (1.5,)))  # of itself: the slope is 1
    title = f"{op} at its kink: any accepted convention"
    return Check(f"edge.{op}", title, (wording.check,), (wording,), (wording,), programs)


def _pointed(seed: int, name: str, programs: Sequence[Program]) -> tuple[Pointed, ...]:
    """Return each program at several random points where it is well behaved."""
    draw = RandomDraw(seed, name)
    drawn = [(program, random_point(draw, program)) for program in programs for _ in range(_POINTS)]
    return tuple((program, point) for program, point in drawn if point is not None)
