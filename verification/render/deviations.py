"""What frameworks do where calculus does not decide, and what they answer wrongly, as blocks."""

from collections.abc import Iterator
from typing import Final, assert_never

from verification.comparison import (
    Answered,
    Checked,
    Comparison,
    Custom,
    Place,
    Silent,
    State,
)
from verification.ledger import Entry
from verification.render.accuracy import write_ulp
from verification.render.document import Block, Code, Paragraph, Table

NAMES: Final = {
    "refgrad": "refgrad",
    "torch": "PyTorch",
    "torch-cuda": "PyTorch on CUDA",
    "jax": "JAX",
    "tensorflow": "TensorFlow",
    "autograd": "autograd",
    "tinygrad": "tinygrad",
}


# --- Conventions ----------------------------------------------------------------


def conventions_blocks(comparison: Comparison) -> Iterator[Block]:
    """Yield the table of answers at kinks and singular points, and where it departs from ours."""
    names = [NAMES[subject.name] for subject in comparison.subjects]
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
        f"{NAMES[name]} at {_call(custom)}"
        for custom in comparison.customs
        for name in custom.departing
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


def ledger_blocks(comparison: Comparison) -> Iterator[Block]:
    """Yield the ledger at a glance."""
    yield Paragraph(
        "Each entry is a number that a framework answers and that is not right to 4 ulp, with a "
        "script that shows it without this project. An entry holds for as long as that is so."
    )
    yield Table(
        ("entry", "version", "number", "answered", "exact", "standing", "now"),
        tuple(
            (
                f"`{each.entry.id}`",
                each.entry.version,
                f"`{_number(each.entry)}`",
                f"{each.entry.got:.6g}",
                f"{each.entry.exact:.6g}",
                each.standing.value,
                each.state.value,
            )
            for each in comparison.entries
        ),
    )


def entry_blocks(comparison: Comparison, name: str) -> Iterator[Block]:
    """Yield each entry of one framework in words, with its script."""
    for each in comparison.entries:
        if each.entry.framework == name:
            yield Paragraph(_told(each))
            yield Code(each.entry.script, "python")


def _told(checked: Checked) -> str:
    entry = checked.entry
    now = f" Gone: it is {checked.got!r} now." if checked.state is State.GONE else ""
    upstream = f" See {entry.upstream}." if entry.upstream else ""
    return (
        f"`{entry.id}` ({entry.version}): `{_number(entry)}` is {entry.exact!r}, and "
        f"{entry.got!r} is answered, {checked.standing.value}. {entry.why}{upstream}{now}"
    )


def _number(entry: Entry) -> str:
    mark = {"value": "", "dx": "'", "dy": "'"}[entry.part]
    by = ", by the second" if entry.part == "dy" else ""
    by = ", by the first" if entry.part == "dx" and len(entry.point) > 1 else by
    return f"{entry.op}{mark}({', '.join(map(repr, entry.point))}){by}"


def unlisted_blocks(comparison: Comparison) -> Iterator[Block]:
    """Yield the deviations that belong to no entry."""
    rows = [
        (
            NAMES[subject.name],
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
