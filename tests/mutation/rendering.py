"""The account of a run as JSON that can be read back, and as a document."""

from dataclasses import dataclass
from typing import Final, Literal, final

import msgspec

from tests.mutation.account import Account, Row, Spot
from verification.render.document import Document, Paragraph, Section, Table

_HOW: Final = (
    "Each mutant is a module with one change at one spot, by an operator of cosmic-ray. "
    "It is killed if a test of its module fails, or the module cannot be imported. "
    "It is also killed, and counted as endless, if the tests take many times as long or end their "
    "process. "
    "Docstrings, messages, types and decorators are not mutated."
)


@final
@dataclass(frozen=True, slots=True)
class Measured:
    """What a run took, and what it was made with.

    Of all mutants ``tried`` were in this run, in so many seconds; those of runs before were kept.
    """

    cosmic_ray: str
    python: str
    jobs: int
    tried: int
    seconds: int


@final
@dataclass(frozen=True, slots=True)
class Evidence:
    """The file: what is the same on every machine, and what is not."""

    format: Literal["refgrad-mutation"]
    version: Literal[1]
    deterministic: Account
    measured: Measured


def encode(evidence: Evidence) -> str:
    """Return the evidence as one JSON object, indented, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(evidence), indent=2).decode() + "\n"


def decode(text: str) -> Evidence:
    """Return the evidence that was encoded.

    Raises:
        msgspec.ValidationError: it is of another format or version, or of none.
    """
    return msgspec.json.decode(text, type=Evidence)


def document(evidence: Evidence) -> Document:
    """Return the evidence as a document."""
    account, measured = evidence.deterministic, evidence.measured
    total = account.total
    is_sampled = account.sample.mutants < account.sample.population
    aside = ", all of some modules and a sample of others" if is_sampled else ""
    lead = (
        f"{total.killed:,} of {total.killed + total.survived:,} mutants that are not equivalent "
        f"were killed, {total.score:.1f} %{aside}."
    )
    made = f"Made with cosmic-ray {measured.cosmic_ray} and Python {measured.python}."
    took = (
        f"This run tried {measured.tried:,} mutants in {measured.seconds:,} s, "
        f"{measured.jobs} at a time."
    )
    kept = total.mutants - measured.tried
    before = f" What became of the other {kept:,} was kept from runs before." if kept else ""
    circumstances = Paragraph(f"{made} {took}{before}")
    sections = [
        Section("Modules", (*_paragraphs(account), _modules(account), circumstances)),
    ]
    if account.survived:
        table = Table(("module", "before", "after"), tuple(map(_cells, account.survived)))
        sections.append(Section("Mutants that survive", (table,)))
    if account.equivalent:
        rows = tuple((*_cells(each.spot), each.reason) for each in account.equivalent)
        table = Table(("module", "before", "after", "reason"), rows)
        sections.append(Section("Equivalent mutants", (table,)))
    return Document("The harness under its own knife", lead, tuple(sections))


def _paragraphs(account: Account) -> tuple[Paragraph, ...]:
    sample = account.sample
    if not sample.population:
        return (Paragraph(_HOW),)
    drawn = (
        f"Of some modules a seeded sample was tried, {sample.mutants:,} of {sample.population:,} "
        f"mutants, and {sample.score:.1f} % of those that are not equivalent were killed. "
        f"Of all of them it would be {sample.least:.1f} to {sample.greatest:.1f} %, at a "
        "confidence of 95 %."
    )
    return Paragraph(_HOW), Paragraph(drawn)


def _modules(account: Account) -> Table:
    headings = (
        "module",
        "mutants",
        "tried",
        "killed",
        "endless",
        "equivalent",
        "survived",
        "score",
    )
    return Table(headings, tuple(map(_counts, (*account.modules, account.total))))


def _counts(row: Row) -> tuple[str, ...]:
    numbers = (
        row.population, row.mutants, row.killed, row.endless, row.equivalent, row.survived,
    )  # fmt: skip
    return row.module, *(f"{number:,}" for number in numbers), f"{row.score:.1f} %"


def _cells(spot: Spot) -> tuple[str, str, str]:
    return spot.module, _code(spot.before), _code(spot.after)


def _code(line: str) -> str:
    return f"`{line}`" if line and "`" not in line else line
