"""What a run over the frameworks found, as a document: league, curves, conventions, ledger."""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from verification.comparison import (
    Comparison,
    Curve,
    Place,
    Row,
    State,
)
from verification.model import Absent
from verification.render.accuracy import write_ulp
from verification.render.deviations import (
    NAMES,
    conventions_blocks,
    entry_blocks,
    ledger_blocks,
    unlisted_blocks,
)
from verification.render.document import (
    Block,
    Code,
    Document,
    Paragraph,
    Plot,
    Section,
    Series,
    Table,
)
from verification.render.lines import count

_TIGHT: Final = 4.0
_PARTS: Final = {"value": "{op}(x)", "dx": "{op}'(x)"}


def document(comparison: Comparison) -> Document:
    """Return everything in words, tables and pictures."""
    return Document(
        "The frameworks, held to the same truth",
        lead(comparison),
        (
            Section("At a glance", tuple(_glance(comparison))),
            Section("The league", tuple(_league(comparison))),
            Section("Error against operand", tuple(_plots(comparison))),
            Section("Conventions", tuple(conventions_blocks(comparison))),
            Section("The ledger", tuple(ledger_blocks(comparison))),
            *(
                Section(
                    f"Ledger: {NAMES[name]}",
                    tuple(entry_blocks(comparison, name)),
                )
                for name in dict.fromkeys(
                    entry.framework for entry in (each.entry for each in comparison.entries)
                )
            ),
            Section("Not in the ledger yet", tuple(unlisted_blocks(comparison))),
            Section("How it was done", tuple(_circumstances(comparison))),
        ),
    )


def summary(whole: Document) -> Document:
    """Return what fits a screen: the glance, and what is not in the ledger."""
    kept = {"At a glance", "Not in the ledger yet"}
    sections = tuple(section for section in whole.sections if section.heading in kept)
    return Document(whole.title, whole.lead, sections)


def is_settled(comparison: Comparison) -> bool:
    """Whether every deviation is in the ledger, and every entry holds."""
    return all(each.state is not State.GONE for each in comparison.entries) and not _new(comparison)


def _new(comparison: Comparison) -> int:
    return sum(
        len(place.unlisted)
        for row in comparison.rows
        for place in row.places
        if isinstance(place, Place)
    )


def lead(comparison: Comparison) -> str:
    """Return the outcome in a sentence."""
    gone = sum(each.state is State.GONE for each in comparison.entries)
    new = _new(comparison)
    asked = ", ".join(f"{NAMES[s.name]} {s.version}" for s in comparison.subjects[1:])
    entries = sum(each.state is not State.NOT_ASKED for each in comparison.entries)
    return (
        f"{asked}: of {entries} entries of the ledger {entries - gone} hold and {gone} are gone; "
        f"{count(new, 'deviation')} outside the hull not in it yet."
    )


# --- The league ---------------------------------------------------------------


def _glance(comparison: Comparison) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    for index, subject in enumerate(comparison.subjects):
        places = [row.places[index] for row in comparison.rows]
        there = [place for place in places if isinstance(place, Place)]
        rows.append(
            (
                NAMES[subject.name],
                subject.version or "-",
                f"{len(there)}",
                f"{sum(place.normal.ulp <= _TIGHT for place in there)}",
                f"{sum(place.normal.ulp > _TIGHT for place in there)}",
                f"{sum(place.not_finite > 0 for place in there)}",
                f"{sum(bool(place.listed or place.unlisted) for place in there)}",
                f"{sum(bool(place.unlisted) for place in there)}",
            )
        )
    yield Table(
        (
            "subject",
            "version",
            "parts it has",
            "within 4 ulp",
            "beyond 4 ulp",
            "not finite",
            "outside the hull",
            "of these not in the ledger",
        ),
        tuple(rows),
    )
    yield Paragraph(
        "A part is an op's value or its partial derivative by the first or second operand. "
        "Within 4 ulp counts where operands and exact number are normal floats; outside the hull "
        "is what no listed form can answer, anywhere."
    )
    for each in comparison.missing:
        yield Paragraph(
            f"{NAMES[each.name]} was not installed and not asked: "
            f"`python -m pip install {each.requirement}`."
        )


def _league(comparison: Comparison) -> Iterator[Block]:
    names = [NAMES[subject.name] for subject in comparison.subjects]
    yield Paragraph(
        "The largest error in ulp that was found, where operands and exact number are normal "
        "floats: a lower bound of the worst. `!` marks a part with numbers outside the hull."
    )
    yield Table(
        ("op", "part", *names),
        tuple((row.op, _part(row), *map(_ulp, row.places)) for row in comparison.rows),
    )
    yield Paragraph("Where that is, operand by operand.")
    yield Table(
        ("op", "part", *names),
        tuple((row.op, _part(row), *map(_where, row.places)) for row in comparison.rows),
    )
    yield Paragraph(
        "The largest error where an operand or the exact number is 0 or subnormal, and beside it "
        "how many answers are infinite or nan although the exact number is finite."
    )
    yield Table(
        ("op", "part", *names),
        tuple((row.op, _part(row), *map(_below, row.places)) for row in comparison.rows),
    )
    yield Paragraph("A part with `*` counts near its zero in ulp of its terms' sum of magnitudes.")


def _part(row: Row) -> str:
    return f"{row.part} *" if row.is_relative_to_terms else row.part


def _ulp(place: Place | Absent) -> str:
    match place:
        case Absent():
            return "-"
        case Place():
            return write_ulp(place.normal.ulp) + (" !" if place.listed or place.unlisted else "")
        case _:
            assert_never(place)


def _where(place: Place | Absent) -> str:
    match place:
        case Absent():
            return "-"
        case Place():
            return ", ".join(f"`{x!r}`" for x in place.normal.point) or "-"
        case _:
            assert_never(place)


def _below(place: Place | Absent) -> str:
    match place:
        case Absent():
            return "-"
        case Place():
            lost = f", {place.not_finite:,} not finite" if place.not_finite else ""
            return write_ulp(place.below.ulp) + lost
        case _:
            assert_never(place)


def _plots(comparison: Comparison) -> Iterator[Block]:
    names = [NAMES[subject.name] for subject in comparison.subjects]
    for curve in comparison.curves:
        yield Plot(
            _PARTS[curve.part].format(op=curve.op),
            "x",
            "error in ulp, the worst of each quarter of an octave",
            tuple(
                Series(name, points)
                for name, points in zip(names, curve.points, strict=True)
                if points
            ),
            _summary(curve, names),
            is_log=(True, True),
        )


def _summary(curve: Curve, names: Sequence[str]) -> str:
    worst = [
        f"{name} {write_ulp(max(ulp for _, ulp in points))}"
        for name, points in zip(names, curve.points, strict=True)
        if points
    ]
    return f"The worst of each, in ulp: {', '.join(worst)}."


def _circumstances(comparison: Comparison) -> Iterator[Block]:
    on = ", ".join(comparison.platform)
    cuda = any(subject.name == "torch-cuda" for subject in comparison.subjects)
    card = "" if cuda else " No graphics card was there, so PyTorch on CUDA was not asked."
    yield Paragraph(
        f"Everything is in double precision on one thread of the CPU, held against Arb, on {on}."
        f"{card}"
    )
    yield Code(
        f"refgrad frameworks --effort {comparison.effort} --seed {comparison.seed} --write reports",
        "sh",
    )
