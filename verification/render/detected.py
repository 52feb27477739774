"""What checkers of gradients catch and miss, in words and tables."""

from collections.abc import Iterator, Sequence
from typing import Final

from verification.render.detection import PROTOCOLS, Alarms, Detection, Split, Tried, split
from verification.render.document import Block, Code, Document, Paragraph, Section, Table
from verification.render.lines import count

_OURS: Final = "refgrad's default suite"
_EITHER: Final = tuple(range(len(PROTOCOLS)))
_ASIDES: Final = ("never, though shown", "caught, though not shown")
_GIVEN: Final = {**{what: (i,) for i, what in enumerate(PROTOCOLS)}, "the better of both": _EITHER}


def document(found: Detection) -> Document:
    """Return the evidence in words and tables."""
    blocks = ((heading, tuple(blocks)) for heading, blocks in _sections(found))
    return Document(
        "Faults caught and false alarms, refgrad beside its peers",
        _lead(found),
        tuple(Section(heading, block) for heading, block in blocks if block),
    )


def _lead(found: Detection) -> str:
    total = len(found.tried)
    caught = f"{total - len(found.missed):,} of {count(total, 'fault')}"
    splits = [split(found, found.asked, peer, _EITHER) for peer in range(len(found.peers))]
    best = max(each.always for each in splits)
    fewest = min(each.never for each in splits)
    alarms = sum(each.total for each in found.own)
    shares = [_share(found, each) for each in found.alarms]
    return (
        f"{_OURS} catches {caught}; a peer at most {best:,} in every run, and each misses "
        f"{fewest:,} or more in all; of right answers at numbers from 1e-12 to 1e12 the judge "
        f"objects to {alarms:,}, the peers to {min(shares):.0f} % to {max(shares):.0f} %."
    )


def _sections(found: Detection) -> Iterator[tuple[str, Iterator[Block]]]:
    yield "Faults caught", _caught(found)
    yield "Faults caught, by family", _families(found)
    yield "Missed by every peer", _missed_by_all(found)
    yield "Not to be asked of peers", _unaskable(found)
    yield "Missed by the suite", _missed(found)
    yield "False alarms", _alarms(found)
    yield "PyTorch's own deviations", _deviations(found)
    yield "How it was done", _circumstances(found)


# --- Faults ------------------------------------------------------------------


def _caught(found: Detection) -> Iterator[Block]:
    headings = ("checker", "given", "always", "sometimes", "never", *_ASIDES, "not asked")
    unasked = len(found.tried) - len(found.asked)
    rows = [
        (peer, what, *_cells(split(found, found.asked, index, protocols)), f"{unasked:,}")
        for what, protocols in _GIVEN.items()
        for index, peer in enumerate(found.peers)
    ]
    missed = len(found.missed)
    caught = len(found.tried) - missed
    own = (_OURS, "its own cases", f"{caught:,}", "0", f"{missed:,}", f"{missed:,}", "0", "0")
    yield Table(headings, (*rows, own))
    yield Paragraph(
        "The catalogue is refgrad's own, drawn from faults met in real engines, and its suite was "
        "extended where a fault lived: that it catches them all is what it was built for, and no "
        "estimate of what it would catch of others. It is asked once, with one seed; the peers "
        "are asked with inputs of the usual kind, which they are free to choose better."
    )
    yield Paragraph(
        f"A fault is caught always if all {found.runs} runs object to the engine that has it, and "
        "sometimes if not all do. Of random programs one that is rejected is enough to know."
    )
    yield Paragraph(
        "A fault is shown if in some run a number was wrong. What is not needs an input that the "
        "runs have not: 0, an integer, a large number, a deep graph; an objection to it is a false "
        "alarm that happens to be right. Where value and slope are wrong together, as of `2 - x` "
        "for `x - 2`, differences agree: the slope is that of the value."
    )


def _cells(of: Split) -> tuple[str, ...]:
    return tuple(
        f"{number:,}" for number in (of.always, of.sometimes, of.never, of.blind, of.lucky)
    )


def _families(found: Detection) -> Iterator[Block]:
    families = tuple(dict.fromkeys(each.family for each in found.asked))
    for protocol, what in enumerate(PROTOCOLS):
        yield Paragraph(f"Given {what}: always / sometimes / never.")
        rows = [_family(found, family, protocol) for family in families]
        yield Table(("family", "faults", *found.peers, _OURS), tuple(rows))


def _family(found: Detection, family: str, protocol: int) -> tuple[str, ...]:
    faults = [each for each in found.asked if each.family == family]
    splits = [split(found, faults, peer, (protocol,)) for peer in range(len(found.peers))]
    caught = sum(each.is_caught for each in faults)
    cells = (f"{each.always} / {each.sometimes} / {each.never}" for each in splits)
    return (family, f"{len(faults):,}", *cells, f"{caught} / 0 / {len(faults) - caught}")


def _missed_by_all(found: Detection) -> Iterator[Block]:
    faults = [each for each in found.asked if not any(any(tally.caught) for tally in each.tallies)]
    if faults:
        shown = sum(any(tally.showed for tally in each.tallies) for each in faults)
        yield Paragraph(
            f"No run of any peer objected to {count(len(faults), 'fault')}; {shown:,} of them gave "
            f"a wrong number in some run. The last columns count such runs, of {found.runs} each."
        )
        headings = ("fault", "what is wrong", *(f"shown, {what}" for what in PROTOCOLS))
        yield Table(headings, tuple(map(_missed_row, faults)))


def _missed_row(tried: Tried) -> tuple[str, ...]:
    return (tried.id, tried.title, *(f"{tally.showed:,}" for tally in tried.tallies))


def _unaskable(found: Detection) -> Iterator[Block]:
    if faults := [each for each in found.tried if each.unaskable]:
        yield Paragraph("A function of real numbers cannot have these, so no peer has missed them.")
        headings = ("fault", "what is wrong", "why it cannot be asked", "caught by the suite")
        rows = [
            (each.id, each.title, each.unaskable, "yes" if each.is_caught else "no")
            for each in faults
        ]
        yield Table(headings, tuple(rows))


def _missed(found: Detection) -> Iterator[Block]:
    if found.missed:
        rows = tuple((each.id, each.title) for each in found.missed)
        yield Table(("fault", "what is wrong"), rows)


# --- Right ops ---------------------------------------------------------------


def _alarms(found: Detection) -> Iterator[Block]:
    inputs = found.inputs * len(found.ops)
    everybody = (*found.alarms, *found.own)
    yield Table(
        ("checker", "right ops of", "inputs", "false alarms", "share"),
        tuple(
            (
                each.checker,
                each.subject,
                f"{inputs:,}",
                f"{each.total:,}",
                f"{_share(found, each):.1f} %",
            )
            for each in everybody
        ),
    )
    yield Paragraph(
        f"Each of {len(found.ops)} ops at {found.inputs} single numbers, whose sizes are spread "
        "evenly over the powers of ten from 1e-12 to 1e12 (to 80 for exp, which float32 cannot "
        "hold beyond); all get the same numbers, JAX's float32 rounded. The step of a difference "
        "is too long near a kink or an edge of the domain, or is lost beside a large number."
    )
    yield _by_op(found)
    yield from _sound(found)


def _share(found: Detection, alarms: Alarms) -> float:
    return 100 * alarms.total / (found.inputs * len(found.ops))


def _by_op(found: Detection) -> Table:
    judged = tuple(sum(counts) for counts in zip(*(x.counts for x in found.own), strict=True))
    columns: Sequence[tuple[int, ...]] = (*(each.counts for each in found.alarms), judged)
    rows = (
        (op, *(f"{column[index]:,}" for column in columns)) for index, op in enumerate(found.ops)
    )
    return Table(("op", *(each.checker for each in found.alarms), "refgrad's judge"), tuple(rows))


def _sound(found: Detection) -> Iterator[Block]:
    sound = found.sound
    yield Paragraph(
        f"A control: {count(sound.engines, 'right engine')} asked exactly as the faulty ones are, "
        f"in {sound.runs:,} runs of each protocol. These are the runs in which a peer objected."
    )
    rows = (
        (peer, *(f"{alarms[index]:,}" for alarms in sound.alarms))
        for index, peer in enumerate(found.peers)
    )
    yield Table(("checker", *PROTOCOLS), tuple(rows))


def _deviations(found: Detection) -> Iterator[Block]:
    total = sum(each.count for each in found.deviations)
    yield Paragraph(f"Asked the same, PyTorch gives {count(total, 'answer')} outside the hull.")
    if found.deviations:
        yield Paragraph("No false alarms: the exact answer is known, and is another.")
        rows = ((each.entry or "in no entry", f"{each.count:,}") for each in found.deviations)
        yield Table(("entry of the ledger", "inputs"), tuple(rows))


# --- Circumstances -----------------------------------------------------------


def _circumstances(found: Detection) -> Iterator[Block]:
    yield Paragraph(
        f"One command, {found.seconds / 60:.0f} minutes of processor time, on "
        f"{', '.join(found.libraries)}."
    )
    asked = f"python -m benchmarks.detection --runs {found.runs} --inputs {found.inputs}"
    yield Code(f"{asked} --seed {found.seed} --write reports", "sh")
    yield Paragraph(
        "Every checker is at its defaults, but for what an engine of scalars has not got: only "
        "the first order is checked, and only reverse mode. Each fault is an engine written as "
        "closures; the same source is put to the suite, as a submission, and to the peers, as a "
        "function of theirs: forward is the engine's value, and backward the engine's gradients "
        "after the gradient that comes in was multiplied in by the engine itself."
    )
    yield Paragraph(
        f"Each op alone: {found.runs} runs of {found.points} normal numbers, bent into the op's "
        "domain; of a fault that is of no op, each op of an engine of ten. Random programs: "
        f"{found.runs} programs of up to ten steps over the engine's ops, at their own points, as "
        "refgrad draws them: what one gets who feeds its generator to a peer. An exception counts "
        "as caught."
    )
    yield Paragraph(
        "JAX's directions and gradcheck's are fixed, and autograd's are seeded here. What another "
        "version or C library may change, the peers' counts among it, is measured; what refgrad "
        "says is the same everywhere."
    )
