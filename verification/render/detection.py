"""What faults checkers of gradients catch and how often they are wrong: JSON to be read back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, final

import msgspec

PROTOCOLS: Final = ("each op alone", "random programs")
"""What the peers are given to check; every tally that comes in pairs has these in this order."""


@final
@dataclass(frozen=True, slots=True)
class Tally:
    """Runs of one protocol: in how many a number was wrong, and in how many each peer objected."""

    showed: int
    caught: tuple[int, ...]


@final
@dataclass(frozen=True, slots=True)
class Tried:
    """One fault: why peers cannot be asked about it, or nothing; whether the suite caught it."""

    id: str
    title: str
    unaskable: str
    is_caught: bool
    tallies: tuple[Tally, Tally]

    @property
    def family(self) -> str:
        """The family: what stands before the first point of the id."""
        return self.id.partition(".")[0]


@final
@dataclass(frozen=True, slots=True)
class Sound:
    """Right engines, asked as the faulty ones are: the runs, and each peer's objections."""

    engines: int
    runs: int
    alarms: tuple[tuple[int, ...], tuple[int, ...]]


@final
@dataclass(frozen=True, slots=True)
class Alarms:
    """A checker, whose right ops it was given, and how often it objected to each op."""

    checker: str
    subject: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The objections to all ops."""
        return sum(self.counts)


@final
@dataclass(frozen=True, slots=True)
class Deviation:
    """Numbers of PyTorch's that are wrong by the ledger's entry, or by none: the id is empty."""

    entry: str
    count: int


@final
@dataclass(frozen=True, slots=True)
class Detection:
    """One run: every fault and every right op, put to every checker.

    ``alarms`` are the peers', ``own`` the judge's; ``inputs`` are single numbers for each of the
    ``ops``; ``seconds`` are of processor time, all processes together.
    """

    seed: int
    runs: int
    points: int
    inputs: int
    ops: tuple[str, ...]
    peers: tuple[str, ...]
    tried: tuple[Tried, ...]
    sound: Sound
    alarms: tuple[Alarms, ...]
    own: tuple[Alarms, ...]
    deviations: tuple[Deviation, ...]
    seconds: float
    libraries: tuple[str, ...]

    @property
    def asked(self) -> tuple[Tried, ...]:
        """The faults that peers can be asked about."""
        return tuple(each for each in self.tried if not each.unaskable)

    @property
    def missed(self) -> tuple[Tried, ...]:
        """The faults that the suite does not catch: there must be none."""
        return tuple(each for each in self.tried if not each.is_caught)

    @property
    def is_good(self) -> bool:
        """Whether the suite catches all, and the judge objects to nothing that is right."""
        return not self.missed and not any(each.total for each in self.own)


@final
@dataclass(frozen=True, slots=True)
class Split:
    """Faults by how many of the runs a peer objected in: in all, in some, in none.

    ``blind`` of the last gave a wrong number in some run; ``lucky`` of the others in none, so that
    the objection was a false alarm.
    """

    always: int
    sometimes: int
    never: int
    blind: int
    lucky: int


def split(
    found: Detection, faults: Sequence[Tried], peer: int, protocols: tuple[int, ...]
) -> Split:
    """Return how a peer did on these faults by one protocol, or by the better of several."""
    caught = [max(each.tallies[i].caught[peer] for i in protocols) for each in faults]
    showed = [max(each.tallies[i].showed for i in protocols) for each in faults]
    return Split(
        sum(number == found.runs for number in caught),
        sum(0 < number < found.runs for number in caught),
        sum(number == 0 for number in caught),
        sum(runs > 0 for number, runs in zip(caught, showed, strict=True) if number == 0),
        sum(runs == 0 for number, runs in zip(caught, showed, strict=True) if number > 0),
    )


# --- JSON --------------------------------------------------------------------


@final
class _Fault(msgspec.Struct, frozen=True):
    id: str
    title: str
    unaskable: str
    is_caught: bool


@final
class _Pair(msgspec.Struct, frozen=True):
    id: str
    showed: tuple[int, int]
    caught: tuple[tuple[int, ...], tuple[int, ...]]


@final
class _Alarms(msgspec.Struct, frozen=True):
    checker: str
    subject: str
    counts: tuple[int, ...]


@final
class _Sound(msgspec.Struct, frozen=True):
    engines: int
    runs: int
    alarms: tuple[tuple[int, ...], tuple[int, ...]]


@final
class _Deviation(msgspec.Struct, frozen=True):
    entry: str
    count: int


@final
class _Deterministic(msgspec.Struct, frozen=True):
    seed: int
    runs: int
    points: int
    inputs: int
    ops: tuple[str, ...]
    peers: tuple[str, ...]
    faults: tuple[_Fault, ...]
    alarms: tuple[_Alarms, ...]


@final
class _Measured(msgspec.Struct, frozen=True):
    libraries: tuple[str, ...]
    seconds: float
    faults: tuple[_Pair, ...]
    sound: _Sound
    alarms: tuple[_Alarms, ...]
    deviations: tuple[_Deviation, ...]


@final
class _File(msgspec.Struct, frozen=True, tag_field="format", tag="refgrad-detection"):
    version: Literal[1]
    deterministic: _Deterministic
    measured: _Measured


def encode(found: Detection) -> str:
    """Return the evidence as one JSON object, indented, ending in a newline."""
    sound = found.sound
    file = _File(
        1,
        _Deterministic(
            found.seed,
            found.runs,
            found.points,
            found.inputs,
            found.ops,
            found.peers,
            tuple(_Fault(x.id, x.title, x.unaskable, x.is_caught) for x in found.tried),
            tuple(_Alarms(x.checker, x.subject, x.counts) for x in found.own),
        ),
        _Measured(
            found.libraries,
            found.seconds,
            tuple(map(_pair, found.tried)),
            _Sound(sound.engines, sound.runs, sound.alarms),
            tuple(_Alarms(x.checker, x.subject, x.counts) for x in found.alarms),
            tuple(_Deviation(x.entry, x.count) for x in found.deviations),
        ),
    )
    return msgspec.json.format(msgspec.json.encode(file), indent=2).decode() + "\n"


def decode(text: str) -> Detection:
    """Return the evidence that was encoded.

    Raises:
        msgspec.ValidationError: it is of another format or version, or of none.
        ValueError: its two parts are not about the same faults.
    """
    file = msgspec.json.decode(text, type=_File)
    known, measured = file.deterministic, file.measured
    sound = measured.sound
    return Detection(
        known.seed,
        known.runs,
        known.points,
        known.inputs,
        known.ops,
        known.peers,
        tuple(_tried(*pair) for pair in zip(known.faults, measured.faults, strict=True)),
        Sound(sound.engines, sound.runs, sound.alarms),
        tuple(Alarms(x.checker, x.subject, x.counts) for x in measured.alarms),
        tuple(Alarms(x.checker, x.subject, x.counts) for x in known.alarms),
        tuple(Deviation(x.entry, x.count) for x in measured.deviations),
        measured.seconds,
        measured.libraries,
    )


def _pair(tried: Tried) -> _Pair:
    one, other = tried.tallies
    return _Pair(tried.id, (one.showed, other.showed), (one.caught, other.caught))


def _tried(fault: _Fault, pair: _Pair) -> Tried:
    if fault.id != pair.id:
        raise ValueError(f"expected tallies of {fault.id!r}, got those of {pair.id!r}")
    (one, other), (caught, caught_other) = pair.showed, pair.caught
    tallies = (Tally(one, caught), Tally(other, caught_other))
    return Tried(fault.id, fault.title, fault.unaskable, fault.is_caught, tallies)
