"""The account of the published engines as JSON that can be read back, and as a document."""

from dataclasses import dataclass
from typing import Final, Literal, final

import msgspec

from tests.real.account import JUDGED, Account, Row, Share
from verification.render.document import Block, Document, Paragraph, Section, Table

_HOW: Final = (
    "The engines are those of `tests/real/engines.toml`, by as many authors, pinned by version and "
    "content. What is true of each was decided by reading its code and by comparing it with "
    "PyTorch, before it was graded. The words for operations are those of `tests/real/README.md`: "
    "`rsub` is number - Value, `pow_value` is Value**Value, `composition`, `state` and `scale` are "
    "faults that no single operation has."
)
_WORDS: Final = (
    "Of what is wrong with an engine, the grader found it, missed it, or did not ask for it since "
    "something that it needs had failed already, which is counted neither way. Accused is what was "
    "called wrong and is right. Unasked is what was taken for missing and is there under a name or "
    "in a place that was not found; that costs the engine nothing."
)


@final
@dataclass(frozen=True, slots=True)
class Measured:
    """What the engines ran on; ``numpy`` says so where it was not there."""

    python: str
    numpy: str
    platform: str
    seconds: int


@final
@dataclass(frozen=True, slots=True)
class Evidence:
    """The file: what is the same on every machine, and what is not."""

    format: Literal["refgrad-real"]
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


def lead(account: Account) -> str:
    """Return in a sentence how many engines and operations got the right word."""
    found, accused = account.defective_found, account.correct_accused
    unjudged = len(account.unjudged)
    verdicts = (
        f"{found.part} of {found.whole} defective engines were called so, and {accused.part} of "
        f"{accused.whole} correct ones; {unjudged or 'none'} could not be judged."
    )
    return (
        f"{verdicts} Of the operations called wrong {account.precision.percent:.1f} % are, and of "
        f"those that are wrong {account.recall.percent:.1f} % were called so."
    )


def document(evidence: Evidence) -> Document:
    """Return the evidence as a document."""
    account, measured = evidence.deterministic, evidence.measured
    took = (
        f"Graded by the suite {account.suite}, version {account.suite_version}, with seed "
        f"{account.seed}, in {measured.seconds:,} s with Python {measured.python} and numpy "
        f"{measured.numpy} on {measured.platform}."
    )
    sections = [
        Section("Precision and recall", (*_sums(account), Paragraph(took))),
        Section("Engines", (Paragraph(_HOW), _verdicts(account))),
        Section("Operations", (Paragraph(_WORDS), _operations(account))),
    ]
    if account.unjudged:
        table = Table(("package", "it is", "was called", "cause"), tuple(_causes(account)))
        sections.append(Section("Not judged", (table,)))
    return Document("Engines that other people published", lead(account), tuple(sections))


def _sums(account: Account) -> tuple[Block, ...]:
    lines = (
        ("of the defective engines, called defective", account.defective_found),
        ("of the engines called defective, defective", account.rightly_accused),
        ("of the correct engines, called defective", account.correct_accused),
        ("of the wrong operations, called wrong", account.recall),
        ("of the operations called wrong, wrong", account.precision),
    )
    rows = tuple((what, f"{s.part} of {s.whole}", _percent(s)) for what, s in lines)
    hidden = (
        f"{account.hidden} wrong operations more were not asked, since something that they need "
        "had failed."
    )
    return Table(("what", "how many", "share"), rows), Paragraph(hidden)


def _percent(share: Share) -> str:
    return f"{share.percent:.1f} %" if share.whole else "-"


def _verdicts(account: Account) -> Table:
    rows = tuple(
        (
            row.package,
            row.version,
            row.truth.value,
            row.given.value,
            f"{row.score:.2f}" if row.given in JUDGED else "-",
            f"{row.cases:,}",
        )
        for row in account.engines
    )
    return Table(("package", "version", "it is", "was called", "score", "programs"), rows)


def _operations(account: Account) -> Table:
    """Return a line for each engine with which something is wrong, or of which it was said."""
    rows = tuple(
        (row.package, *map(", ".join, _lists(row))) for row in account.engines if any(_lists(row))
    )
    return Table(("package", "found", "not asked", "missed", "accused", "unasked"), rows)


def _lists(row: Row) -> tuple[tuple[str, ...], ...]:
    return row.found, row.hidden, row.missed, row.accused, row.overlooked


def _causes(account: Account) -> list[tuple[str, ...]]:
    return [(row.package, row.truth.value, row.given.value, row.cause) for row in account.unjudged]
