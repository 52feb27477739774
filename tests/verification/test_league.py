"""The league: it finds the deviations that are there, tells whose they are, and invents none."""

import math
from dataclasses import replace

from tests.verification.distorted import Distorted, gone_flat
from verification.catalogue import CATALOGUE
from verification.comparison import Curve, Place, Row
from verification.frameworks.league import compare
from verification.ledger import Cover, Entry
from verification.model import Absent
from verification.subjects.protocol import Subject
from verification.subjects.refgrad import RefgradSubject

FLAT = Entry(
    "bad-tanh-flat", "bad", "0.0", "tanh", "dx", (-4.0,), 0.0, 1.3409506830258968e-3,
    (Cover("tanh", "dx", ((-math.inf, -3.0),)),), "It is flat.", "", "import bad\n",
)  # fmt: skip


def league(op: str, bad: Subject, *entries: Entry) -> tuple[tuple[Row, ...], tuple[Curve, ...]]:
    return compare(CATALOGUE[op], {"refgrad": RefgradSubject(), "bad": bad}, entries, 0, 1)


def places(row: Row) -> tuple[Place, Place]:
    ours, bad = row.places
    assert isinstance(ours, Place)
    assert isinstance(bad, Place)
    return ours, bad


def test_a_deviation_outside_the_hull_is_found_where_it_is() -> None:
    (value, dx), _ = league("tanh", Distorted(gone_flat))
    ours, bad = places(dx)
    assert (ours.listed, ours.unlisted) == ((), ())
    assert bad.normal.ulp > 1e15
    (worst,) = bad.unlisted
    assert worst.point[0] < -3.0
    assert worst.got == 0.0
    assert worst.exact > 0.0
    assert all(place.unlisted == () for place in places(value))


def test_what_the_ledger_has_is_told_by_its_id() -> None:
    (_, dx), _ = league("tanh", Distorted(gone_flat), FLAT)
    _, bad = places(dx)
    assert bad.listed == ("bad-tanh-flat",)
    assert bad.unlisted == ()


def test_an_entry_for_elsewhere_or_for_others_covers_nothing() -> None:
    elsewhere = replace(FLAT, covers=(Cover("tanh", "dx", ((-math.inf, -5.0),)),))
    _, bad = places(league("tanh", Distorted(gone_flat), elsewhere)[0][1])
    assert bad.listed == ("bad-tanh-flat",)
    (worst,) = bad.unlisted
    assert -5.0 < worst.point[0] < -3.0
    others = replace(FLAT, framework="good")
    _, bad = places(league("tanh", Distorted(gone_flat), others)[0][1])
    assert bad.listed == ()
    assert bad.unlisted != ()


def test_an_absent_op_has_no_place() -> None:
    rows, _ = league("hypot", Distorted(absent=frozenset({"hypot"})))
    assert [row.part for row in rows] == ["value", "dx", "dy"]
    assert all(row.places[1] == Absent("hypot", "vv") for row in rows)
    assert all(isinstance(row.places[0], Place) for row in rows)


def test_all_are_asked_the_same_grid_and_climb_by_themselves() -> None:
    """The one that is exact has nowhere to climb; the other is led on to the worst it has."""
    rows, _ = league("neg", Distorted())
    ours, same = places(rows[0])
    assert ours == same
    assert ours.normal.ulp == 0.0
    assert ours.points > 5000


def test_the_curve_has_the_worst_of_each_bin_on_both_sides_of_zero() -> None:
    _, (curve,) = league("tanh", Distorted(gone_flat))
    assert (curve.op, curve.part) == ("tanh", "dx")
    ours, bad = curve.points
    assert max(ulp for _, ulp in ours) < 4.0
    left = {x: ulp for x, ulp in bad if x < -4.0}
    right = {x: ulp for x, ulp in bad if x > 4.0}
    assert len(left) > 20
    assert min(ulp for x, ulp in left.items() if x > -300) > 1e15
    assert max(right.values()) < 4.0
    assert [x for x, _ in bad] == sorted(x for x, _ in bad)


def test_the_same_seed_gives_the_same_league() -> None:
    assert league("sigmoid", Distorted()) == league("sigmoid", Distorted())
