"""The kill matrix, which check catches which fault, and the summary that shows it."""

from dataclasses import dataclass
from typing import Final, final

from rich.text import Text

from verification.render.lines import align


@final
@dataclass(frozen=True, slots=True)
class Tried:
    """One faulty engine: its style, whether the word was said, and the checks that it failed."""

    style: str
    is_killed: bool
    failed: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault: what must be said of it and where, why it is none if so, and its engines."""

    id: str
    title: str
    word: str
    at: str
    lines: tuple[int, ...]
    reason: str
    engines: tuple[Tried, ...]

    @property
    def family(self) -> str:
        """The family: what stands before the first point of the id."""
        return self.id.partition(".")[0]

    @property
    def is_killed(self) -> bool:
        """Whether the word was said of every engine."""
        return all(engine.is_killed for engine in self.engines)

    @property
    def failed(self) -> tuple[str, ...]:
        """The checks that every engine failed."""
        first, *others = (engine.failed for engine in self.engines)
        return tuple(check for check in first if all(check in other for other in others))


@final
@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the taxonomy; ``reason`` says why no engine can have it, if none can."""

    number: int
    what: str
    reason: str


@final
@dataclass(frozen=True, slots=True)
class Matrix:
    """All faults and all checks, for one seed."""

    seed: int
    checks: tuple[str, ...]
    faults: tuple[FaultRow, ...]
    lines: tuple[LineRow, ...]
    seconds: float
    libraries: tuple[str, ...]

    @property
    def wrong(self) -> tuple[FaultRow, ...]:
        """The faults of which some check must complain."""
        return tuple(fault for fault in self.faults if fault.word in _WRONG)

    @property
    def survivors(self) -> tuple[FaultRow, ...]:
        """The faults of which the word was not said: those that live and should not."""
        return tuple(fault for fault in self.faults if not fault.is_killed)

    @property
    def silent(self) -> tuple[str, ...]:
        """The checks that no fault trips."""
        heard = {check for fault in self.wrong for check in fault.failed}
        return tuple(check for check in self.checks if check not in heard)

    @property
    def killing_set(self) -> tuple[str, ...]:
        """Checks that between them kill every wrong engine, none of which can be left out.

        First those without which some fault would live, then the one that kills most of the
        rest, and so on.
        """
        alive = {fault.id: set(fault.failed) for fault in self.wrong if fault.failed}
        chosen = {check for checks in alive.values() if len(checks) == 1 for check in checks}
        while rest := [checks for checks in alive.values() if not checks & chosen]:
            chosen.add(max(self.checks, key=lambda check: sum(check in each for each in rest)))
        return tuple(check for check in self.checks if check in chosen)


_LIVES: Final = "survives"
_WRONG: Final = frozenset({"differs", "failed"})

_MEANINGS: Final = {
    "differs": "a number lies outside the hull",
    "failed": "it raises, hangs or gives no number",
    "missing": "it cannot be asked, which costs nothing",
    "inaccurate": "right, with few digits: a remark",
    "noted": "a behaviour that is no fault: a note",
    "accepted": "nothing: it is right after all",
    "survives": "nothing, though it is wrong: the reason is told",
}


def render(matrix: Matrix) -> Text:
    """Return the summary: what must be said and was, the checks, the survivors."""
    lines = [
        lead(matrix),
        "",
        *align(words(matrix)),
        "",
        about_checks(matrix),
        *(f"Survived: {survivor(fault)}" for fault in matrix.survivors),
        "",
        "Killed is: the word was said, where it is due, of the engine in every style.",
        "Of these nothing is said, and why:",
        *align([(f.id, f.word, f.reason) for f in matrix.faults if f.reason]),
    ]
    return Text("\n".join(lines))


def lead(matrix: Matrix) -> str:
    """Return the outcome in a sentence."""
    engines = sum(len(fault.engines) for fault in matrix.faults)
    killed = sum(fault.is_killed for fault in matrix.wrong)
    right = [fault for fault in matrix.faults if fault.word not in {*_WRONG, _LIVES}]
    told = sum(fault.is_killed for fault in right)
    known = sum(fault.word == _LIVES for fault in matrix.faults)
    return (
        f"{killed:,} of {len(matrix.wrong):,} wrong ways are caught, {known:,} more survive for a "
        f"reason that is told, and {told:,} of {len(right):,} that are no fault are told from "
        f"them, in {engines:,} engines."
    )


def words(matrix: Matrix) -> list[tuple[str, ...]]:
    """Return, under a heading, how many faults must get each word and did."""
    rows: list[tuple[str, ...]] = [("must be said", "faults", "was said", "meaning")]
    for word, meaning in _MEANINGS.items():
        faults = [fault for fault in matrix.faults if fault.word == word]
        killed = sum(fault.is_killed for fault in faults)
        rows.append((word, f"{len(faults)}", f"{killed}", meaning))
    return rows


def about_checks(matrix: Matrix) -> str:
    """Return in a sentence how many checks catch something, and how many are enough."""
    heard = len(matrix.checks) - len(matrix.silent)
    silent = f" None trips {', '.join(matrix.silent)}." if matrix.silent else ""
    return (
        f"{heard} of {len(matrix.checks)} checks catch something; {len(matrix.killing_set)} of "
        f"them catch everything, and none of those can be left out.{silent}"
    )


def survivor(fault: FaultRow) -> str:
    """Return what was expected of a fault that lives, and in which style it does."""
    alive = ", ".join(engine.style for engine in fault.engines if not engine.is_killed)
    return f"{fault.id} ({alive}): expected {fault.word} at {fault.at}"
