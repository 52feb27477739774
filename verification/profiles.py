"""Profiles: whose conventions an engine follows at kinks, singular points and nan."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from verification.conventions import CONVENTIONS, LIBRARIES, SINGULAR, Singular
from verification.examine import Examiner
from verification.finding import Finding
from verification.model import (
    Broke,
    Case,
    Evaluated,
    Observation,
    Raised,
    Reading,
    TimedOut,
)
from verification.program import Const, assemble
from verification.render.lines import abridge
from verification.report import Note

_NAMES: Final = {
    "torch": "PyTorch",
    "jax": "JAX",
    "tensorflow": "TensorFlow",
    "autograd": "autograd",
}
_MOST_NAMED: Final = 4
_MOST_SILENT: Final = 2


def profile(
    examiner: Examiner, written: set[tuple[str, str]], findings: Mapping[str, Finding]
) -> Iterator[Note]:
    """Note at how many kinks and singular points the engine answers as each library does.

    ``written`` holds the ops and kinds of operands that the engine can be asked.
    """
    kinks = [
        convention
        for op, conventions in CONVENTIONS.items()
        for convention in conventions
        if (found := findings.get(f"edge.{op}")) and found.profiles == (str(convention),)
    ]
    points = [(point, kind) for point in SINGULAR if (kind := _kind(point, written)) is not None]
    answers = _ask(examiner, [_case(point, kind) for point, kind in points])
    like = Counter(library for convention in kinks for library in convention.libraries)
    raised = silent = 0
    own: list[str] = []
    for (point, kind), answer in zip(points, answers, strict=False):  # fewer, if it hangs
        followed = [
            library
            for libraries, numbers in point.answers
            if _matches(answer, kind, numbers)
            for library in libraries
        ]
        like.update(followed)
        if isinstance(answer, Raised):
            raised += 1
        elif not isinstance(answer, Evaluated):
            silent += 1
        elif not followed:
            own.append(_write(point))
    if not points and not kinks:
        return
    shares = ", ".join(f"{_NAMES[library]} at {like[library]}" for library in LIBRARIES)
    text = f"{len(kinks) + len(answers)} kinks and singular points: like {shares}"
    text += f"; raises at {raised}" if raised else ""
    text += f"; does not answer at {silent}" if silent else ""
    text += f"; like none at {abridge(own, _MOST_NAMED)}" if own else ""
    yield Note("conventions", text)


def _ask(examiner: Examiner, cases: Sequence[Case]) -> list[Observation]:
    """Ask until there are two cases that the engine hangs or dies at: each takes its time."""
    answers: list[Observation] = []
    for case in cases:
        answers += examiner.ask([case])
        if sum(isinstance(seen, TimedOut | Broke) for seen in answers) >= _MOST_SILENT:
            break
    return answers


def _kind(point: Singular, written: set[tuple[str, str]]) -> str | None:
    """Return the kinds of operands with which the engine can be asked, if any."""
    kinds = ("v",) if len(point.point) == 1 else ("vv", "vn")
    return next((kind for kind in kinds if (point.op, kind) in written), None)


def _case(point: Singular, kind: str) -> Case:
    name = f"conventions/{_write(point)}"
    if kind == "vn":
        x, y = point.point
        return Case(name, assemble(1, (point.op, 0, Const(y))), (x,))
    inputs = len(point.point)
    return Case(name, assemble(inputs, (point.op, *range(inputs))), point.point)


def _matches(answer: Observation, kind: str, numbers: Sequence[float]) -> bool:
    """Whether the answer is these numbers: the value, then the slope by each node."""
    if not isinstance(answer, Evaluated):
        return False
    value, *slopes = numbers
    got = (answer.values[-1], *answer.gradients[: len(kind.replace("n", ""))])
    return all(_is_same(*pair) for pair in zip(got, (value, *slopes), strict=False))


def _is_same(got: Reading, expected: float) -> bool:
    """Compare by rule: nan is nan, an infinity has its sign, 0 has none, the rest is equal."""
    return got == expected or (got != got and expected != expected)


def _write(point: Singular) -> str:
    return f"{point.op}({', '.join(f'{x:g}' for x in point.point)})"
