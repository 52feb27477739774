"""What a run over the frameworks found, as a document: league, curves, conventions, ledger."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, assert_never

from verification.comparison import (
    Answered,
    Checked,
    Comparison,
    Curve,
    Custom,
    Place,
    Row,
    Silent,
    Standing,
)
from verification.ledger import Entry
from verification.model import Absent
from verification.render.accuracy import write_ulp
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
_NAMES: Final = {
    "refgrad": "refgrad",
    "torch": "PyTorch",
    "torch-cuda": "PyTorch on CUDA",
    "jax": "JAX",
    "tensorflow": "TensorFlow",
    "autograd": "autograd",
    "tinygrad": "tinygrad",
}
_PARTS: Final = {"value": "{op}(x)", "dx": "{op}'(x)"}


def document(comparison: Comparison, standings: Mapping[str, Standing]) -> Document:
    """Return everything in words, tables and pictures.

    ``standings`` has the judge's word on each entry of the ledger, by its id.
    """
    return Document(
        "The frameworks, held to the same truth",
        lead(comparison),
        (
            Section("At a glance", tuple(_glance(comparison))),
            Section("The league", tuple(_league(comparison))),
            Section("Error against operand", tuple(_plots(comparison))),
            Section("Conventions", tuple(_conventions(comparison))),
            Section("The ledger", tuple(_ledger(comparison, standings))),
            *(
                Section(
                    f"Ledger: {_NAMES[name]}",
                    tuple(_entries(comparison, name, standings)),
                )
                for name in dict.fromkeys(entry.framework for entry in _all(comparison))
            ),
            Section("Not in the ledger yet", tuple(_unlisted(comparison))),
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
    return all(each.holds for each in comparison.entries) and not _new(comparison)


def _new(comparison: Comparison) -> int:
    return sum(
        len(place.unlisted)
        for row in comparison.rows
        for place in row.places
        if isinstance(place, Place)
    )


def lead(comparison: Comparison) -> str:
    """Return the outcome in a sentence."""
    gone = sum(not each.holds for each in comparison.entries)
    new = _new(comparison)
    asked = ", ".join(f"{_NAMES[s.name]} {s.version}" for s in comparison.subjects[1:])
    entries = len(comparison.entries)
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
                _NAMES[subject.name],
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
            f"{_NAMES[each.name]} was not installed and not asked: "
            f"`python -m pip install {each.requirement}`."
        )


def _league(comparison: Comparison) -> Iterator[Block]:
    names = [_NAMES[subject.name] for subject in comparison.subjects]
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
    names = [_NAMES[subject.name] for subject in comparison.subjects]
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


# --- Conventions ----------------------------------------------------------------


def _conventions(comparison: Comparison) -> Iterator[Block]:
    names = [_NAMES[subject.name] for subject in comparison.subjects]
    yield Paragraph(
        "What each answers at a kink or singular point: the value, then the slopes. "
        "A library without a relu is asked `maximum(x, 0)`."
    )
    yield Table(
        ("point", *names),
        tuple(
            (f"`{_call(custom)}`", *map(_answer, custom.answers)) for custom in comparison.customs
        ),
    )
    departing = [
        f"{name} at {_call(custom)}"
        for custom in comparison.customs
        for name, match in zip(names, custom.matches, strict=True)
        if match == (False,)
    ]
    told = f"except {', '.join(departing)}" if departing else "without exception"
    yield Paragraph(
        f"This is what the table by which `refgrad grade` tells conventions says, {told}."
    )


def _call(custom: Custom) -> str:
    return f"{custom.op}({', '.join(f'{x:g}' for x in custom.point)})"


def _answer(answer: Answered | Silent) -> str:
    match answer:
        case Answered(numbers):
            return ", ".join(f"{x:.6g}" for x in numbers)
        case Silent(reason):
            return reason
        case _:
            assert_never(answer)


# --- The ledger -----------------------------------------------------------------


def _all(comparison: Comparison) -> tuple[Entry, ...]:
    return (*(each.entry for each in comparison.entries), *comparison.unchecked)


def _ledger(comparison: Comparison, standings: Mapping[str, Standing]) -> Iterator[Block]:
    yield Paragraph(
        "Each entry is a number that a framework answers and that is not right to 4 ulp, with a "
        "script that shows it without this project. An entry holds for as long as that is so."
    )
    states = {each.entry.id: "holds" if each.holds else "gone" for each in comparison.entries}
    yield Table(
        ("entry", "version", "number", "answered", "exact", "standing", "now"),
        tuple(
            (
                f"`{entry.id}`",
                entry.version,
                f"`{_number(entry)}`",
                f"{entry.got:.6g}",
                f"{entry.exact:.6g}",
                standings[entry.id].value,
                states.get(entry.id, "not asked"),
            )
            for entry in _all(comparison)
        ),
    )


def _entries(
    comparison: Comparison, name: str, standings: Mapping[str, Standing]
) -> Iterator[Block]:
    answered = {each.entry.id: each for each in comparison.entries}
    for entry in _all(comparison):
        if entry.framework == name:
            yield Paragraph(_told(entry, standings[entry.id], answered.get(entry.id)))
            yield Code(entry.script, "python")


def _told(entry: Entry, standing: Standing, checked: Checked | None) -> str:
    now = "" if checked is None or checked.holds else f" Gone: it is {checked.got!r} now."
    upstream = f" See {entry.upstream}." if entry.upstream else ""
    return (
        f"`{entry.id}` ({entry.version}): `{_number(entry)}` is {entry.exact!r}, and "
        f"{entry.got!r} is answered, {standing.value}. {entry.why}{upstream}{now}"
    )


def _number(entry: Entry) -> str:
    mark = {"value": "", "dx": "'", "dy": "'"}[entry.part]
    by = ", by the second" if entry.part == "dy" else ""
    by = ", by the first" if entry.part == "dx" and len(entry.point) > 1 else by
    return f"{entry.op}{mark}({', '.join(map(repr, entry.point))}){by}"


def _unlisted(comparison: Comparison) -> Iterator[Block]:
    rows = [
        (
            _NAMES[subject.name],
            row.op,
            row.part,
            ", ".join(f"`{x.hex()}`" for x in each.point),
            f"{each.got!r}",
            f"{each.exact!r}",
            write_ulp(each.ulp),
        )
        for row in comparison.rows
        for subject, place in zip(comparison.subjects, row.places, strict=True)
        if isinstance(place, Place)
        for each in place.unlisted
    ]
    if rows:
        yield Table(("subject", "op", "part", "point", "answered", "exact", "ulp"), tuple(rows))
    else:
        yield Paragraph("Nothing: every number outside its hull belongs to an entry.")


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
