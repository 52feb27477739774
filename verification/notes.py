"""What costs no marks and is worth knowing: ops that refuse, a second backward, depth, overflow."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from verification.adapter import Adapter, Seed
from verification.catalogue import CATALOGUE
from verification.conduct import Conduct
from verification.examine import Examiner
from verification.finding import Finding
from verification.model import (
    Case,
    Evaluated,
    Observation,
    Phase,
    Point,
    Raised,
)
from verification.profiles import profile
from verification.program import Const, assemble
from verification.report import Note
from verification.subjects.fitting import Fitted
from verification.suite import SECOND
from verification.wire import clean
from verification.wording import WORDINGS, Wording

_MOST_LEFT_OUT: Final = 3
_ADDRESS: Final = re.compile(" at 0x[0-9A-Fa-f]+")


def notes(
    examiner: Examiner, adapter: Adapter, findings: Mapping[str, Finding], conduct: Conduct
) -> tuple[Note, ...]:
    """Return what is worth telling about an engine that costs no marks."""
    written = {(usage.op, usage.kind) for usage in adapter.usages}
    found: list[Note] = []
    found += _seeding(adapter)
    if examiner.is_single:
        found.append(Note("single-precision", "every number it gives is a 32-bit float"))
    found += _refusals(examiner, adapter)
    if examiner.takes_floats_only:
        found.append(Note("floats-only", "it refuses ints: every int was given as a float"))
    found += _conventions(findings)
    found += profile(examiner, written, findings)
    found += _overflows(examiner, written)
    found += _second_backward(conduct)
    found += _depth(conduct)
    found += _order(conduct)
    return tuple(found)


def loading(fitted: Fitted) -> Iterator[Note]:
    """Note what it took to load a submission that is not one file that just runs."""
    submission, loaded = fitted.submission, fitted.loaded
    if submission.notebook is not None:
        yield Note(
            "notebook", "its code cells were put one after the other; lines count through them"
        )
    elif len(submission.files) > 1:
        count = len(submission.files)
        yield Note("module", f"the engine is in {submission.entry}, one of {count} Python files")
    if fitted.trouble:
        yield Note(
            "definitions-only",
            f"it does not run as it is: {fitted.trouble} Its definitions alone were loaded",
        )
    if loaded.stubs:
        names = ", ".join(map(clean, loaded.stubs))
        yield Note("stubs", f"not here, and something empty stood in for it: {names}")
    if loaded.stand_ins:
        names = ", ".join(map(clean, loaded.stand_ins))
        yield Note("stand-ins", f"not needed, and taken as far as it went: {names}")
    if loaded.left_out:
        listed = "; ".join(map(clean, loaded.left_out[:_MOST_LEFT_OUT]))
        more = len(loaded.left_out) - _MOST_LEFT_OUT
        yield Note("left-out", f"not run: {listed}{f'; {more} more' if more > 0 else ''}")


def _seeding(adapter: Adapter) -> Iterator[Note]:
    """Note an output's gradient that the engine leaves to its caller."""
    if adapter.seed is not Seed.ENGINE:
        written = "; ".join(adapter.write_backward("y"))
        yield Note(
            "seeded-by-caller",
            f"backward() does not set the output's own gradient to 1: its caller has to, {written}",
        )


def _refusals(examiner: Examiner, adapter: Adapter) -> Iterator[Note]:
    """Note what is raised by the ops that are written and count as missing all the same.

    Where nothing of the submission's own raised there is nothing to correct, and no note.
    """
    used = [Wording(usage.op, usage.kind) for usage in adapter.refused]
    words = [word for word in used if word in WORDINGS]
    alike: dict[tuple[str, int, str], list[Wording]] = {}
    for word, seen in zip(words, examiner.ask(list(map(_plainly, words))), strict=True):
        if (
            isinstance(seen, Raised)
            and (seen.phase, seen.slot) == (Phase.FORWARD, word.kind.count("v"))
            and seen.line is not None
        ):
            # Where in memory an object lies is not the same when asked again.
            message = _ADDRESS.sub("", seen.message).rstrip(". ")
            alike.setdefault((seen.kind, seen.line, message), []).append(word)
    for (kind, line, message), group in alike.items():
        titles = ", ".join(word.title for word in group)
        are, s, it = ("is", "s", "it") if len(group) == 1 else ("are", "", "they")
        raised = f"{kind} at line {line}{': ' if message else ''}{message}"
        yield Note(
            f"refused.{group[0].word}",
            f"{titles} {are} there, and raise{s} {raised}; {it} count{s} as missing",
        )


def _plainly(word: Wording) -> Case:
    """Return the op alone, where every op is defined and tame."""
    nodes = word.kind.count("v")
    slots = iter(range(nodes))
    operands = [next(slots) if letter == "v" else Const(2) for letter in word.kind]
    point = (CATALOGUE[word.op].domains[0].plain, 3.0)[:nodes]
    return Case(f"refused/{word.name}", assemble(nodes, (word.op, *operands)), point)


def _conventions(findings: Mapping[str, Finding]) -> Iterator[Note]:
    for check, finding in findings.items():
        if finding.profiles and check != SECOND:
            yield Note(check, "; ".join(finding.profiles))


def _overflows(examiner: Examiner, written: set[tuple[str, str]]) -> Iterator[Note]:
    """Note the known forms of tanh and sigmoid that overflow where the answer is finite."""
    points: tuple[tuple[str, Point], ...] = (
        ("tanh", (400.0,)),
        ("tanh", (-400.0,)),
        ("sigmoid", (-720.0,)),
        ("sigmoid", (720.0,)),
    )
    asked = [(op, point) for op, point in points if (op, "v") in written]
    cases = [Case(f"overflow/{op}", assemble(1, (op, 0)), point) for op, point in asked]
    for (op, (x,)), observation in zip(asked, examiner.ask(cases), strict=True):
        if (happened := _overflow(observation)) is not None:
            yield Note(f"overflow.{op}", f"{op}({x:g}) {happened}; the exact answer is finite")


def _overflow(observation: Observation) -> str | None:
    match observation:
        case Raised(kind="OverflowError" | "ZeroDivisionError" as kind):
            return f"raises {kind}"
        case Evaluated(values=(_, float() as out)) if not math.isfinite(out):
            return f"is {out}"
        case _:
            return None


def _second_backward(conduct: Conduct) -> Iterator[Note]:
    """Note what calling backward twice on one output does to a leaf's gradient."""
    seen = conduct.backwards
    if seen is not None and seen.two != 2 * seen.one:
        yield Note("second-backward", f"backward() twice gives {seen.times:g}x; PyTorch gives 2x")


def _depth(conduct: Conduct) -> Iterator[Note]:
    """Note the length of chain at which Python's recursion limit stops the engine."""
    fails = conduct.stops_at
    if fails is not None:
        yield Note(
            "recursion-limit", f"stops at a chain of {fails} additions (Python's recursion limit)"
        )


def _order(conduct: Conduct) -> Iterator[Note]:
    """Note sums whose last digits depend on what the process did before."""
    if conduct.is_order_dependent:
        yield Note(
            "order-dependent",
            "the last digits of a gradient change from one time to the next: "
            "are its operands kept in a set?",
        )
