"""The ends of a hull, digit by digit, worked out beside it in fractions."""

import math
from fractions import Fraction
from typing import Final

import pytest

from verification.model import Case, Component, Reference, Strength
from verification.oracles import flint
from verification.program import Const, assemble

U: Final = Fraction(1, 2**53)
ETA: Final = Fraction(1, 2**1074)
GROUPING: Final = Fraction(1, 2**500)

Ends = tuple[Fraction, Fraction]


def inwards(ends: Ends) -> tuple[float, float]:
    """Return the outermost doubles between the ends."""
    least, greatest = map(float, ends)
    if Fraction(least) < ends[0]:
        least = math.nextafter(least, math.inf)
    if Fraction(greatest) > ends[1]:
        greatest = math.nextafter(greatest, -math.inf)
    return least, greatest


def widened(ends: Ends, units: int, more: Fraction = Fraction(0)) -> Ends:
    """Return the ends of what is off by so many units of itself, and by so much besides."""
    low, high = ends
    return (
        low - abs(low) * units * U - more,
        high + abs(high) * units * U + more,
    )


def times(ends: Ends, other: Ends) -> Ends:
    corners = [a * b for a in ends for b in other]
    return min(corners), max(corners)


def plus(*terms: Ends) -> Ends:
    return sum((t[0] for t in terms), Fraction(0)), sum((t[1] for t in terms), Fraction(0))


def exactly(number: float) -> Ends:
    return Fraction(number), Fraction(number)


def ends(component: Component) -> tuple[float, float]:
    return component.lower, component.upper


def hull(reference: Reference) -> list[tuple[float, float]]:
    return [ends(x) for x in (*reference.values, *reference.adjoints)]


def test_a_product_and_its_gradients() -> None:
    """Of z = x * y: the value is off by one unit; a gradient by one, and by two for its sum."""
    for x, y in ((0.1, 0.3), (-0.7, 1.9), (1e-3, -123.4)):
        reference = flint.reference(Case("", assemble(2, ("mul", 0, 1)), (x, y)))
        product = widened(times(exactly(x), exactly(y)), 1, ETA)
        by_x, by_y = (widened(widened(exactly(other), 1, ETA), 2, GROUPING) for other in (y, x))
        assert hull(reference) == [
            (x, x), (y, y), inwards(product), inwards(by_x), inwards(by_y), (1.0, 1.0),
        ]  # fmt: skip


def test_a_sum_is_off_by_a_unit_and_passes_gradients_on() -> None:
    x, y = 0.1, 0.7
    reference = flint.reference(Case("", assemble(2, ("add", 0, 1)), (x, y)))
    total = widened(plus(exactly(x), exactly(y)), 1)
    assert hull(reference) == [(x, x), (y, y), inwards(total), (1.0, 1.0), (1.0, 1.0), (1.0, 1.0)]
    difference = flint.reference(Case("", assemble(2, ("sub", 0, 1)), (x, y)))
    assert hull(difference)[3:] == [(1.0, 1.0), (-1.0, -1.0), (1.0, 1.0)]


def test_a_node_used_twice_has_one_sum_of_two() -> None:
    """Of z = x * x, by both operands: three units of the magnitudes, whatever the order."""
    x = 0.3
    reference = flint.reference(Case("", assemble(1, ("mul", 0, 0)), (x,)))
    each = widened(exactly(x), 1, ETA)
    size = 2 * each[1]
    gradient = plus(each, each, (-3 * U * size - GROUPING, 3 * U * size + GROUPING))
    assert ends(reference.adjoints[0]) == inwards(gradient)


def test_terms_of_opposite_signs_are_off_by_their_magnitudes() -> None:
    """Of z = x * y - x * w: what is left of x's gradient is small, and what it lost is not."""
    x, y, w = 0.3, 0.7, 0.6
    program = assemble(3, ("mul", 0, 1), ("mul", 0, 2), ("sub", 3, 4))
    reference = flint.reference(Case("", program, (x, y, w)))
    one = widened(exactly(y), 1, ETA)
    low, high = widened(exactly(w), 1, ETA)
    size = one[1] + high
    gradient = plus(one, (-high, -low), (-3 * U * size - GROUPING, 3 * U * size + GROUPING))
    assert ends(reference.adjoints[0]) == inwards(gradient)
    # A product with the slope -1 is none.
    assert ends(reference.adjoints[2]) == inwards(
        widened(widened(exactly(-x), 1, ETA), 2, GROUPING)
    )


@pytest.mark.parametrize("count", [2, 5, 40])
def test_a_sum_of_many_is_off_by_one_unit_more_than_it_has_terms(count: int) -> None:
    """Of z = 3x + 3x + ..., each product exact but for its unit."""
    x, c = 0.1, 0.3
    rows = [("mul", 0, Const(c)) for _ in range(count)]
    sums = [("add", 1 if i == 0 else count + i, i + 2) for i in range(count - 1)]
    reference = flint.reference(Case("", assemble(1, *rows, *sums), (x,)))
    low, high = widened(exactly(c), 1, ETA)
    off = (count + 1) * U * count * high + GROUPING
    assert ends(reference.adjoints[0]) == inwards((count * low - off, count * high + off))


def test_an_op_of_several_terms_counts_as_many() -> None:
    """A square's gradient may come in two pieces, so its sum is off by three units."""
    x = 0.37
    reference = flint.reference(Case("", assemble(1, ("square", 0)), (x,)))
    slope = widened(exactly(2 * x), 1, ETA)
    product = widened(slope, 1, ETA)
    assert ends(reference.adjoints[0]) == inwards(widened(product, 3, GROUPING))


def test_several_roots_add_up() -> None:
    """The same node twice as the last of two outputs: its own adjoint is 1 + 1, nearly."""
    program = assemble(1, ("mul", 0, Const(0.3)), ("add", 1, 0), roots=(1, 2))
    reference = flint.reference(Case("", program, (0.1,)))
    off = 3 * U * 2 + GROUPING
    assert ends(reference.adjoints[1]) == inwards((2 - off, 2 + off))
    assert ends(reference.adjoints[2]) == (1.0, 1.0)


def test_what_no_root_depends_on_has_no_gradient() -> None:
    program = assemble(2, ("log", 1), ("mul", 0, 0))
    reference = flint.reference(Case("", program, (3.0, 2.0)))
    assert ends(reference.adjoints[1]) == ends(reference.adjoints[2]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("strength", "unit"),
    [(Strength.WEAKER, 2.0**-53), (Strength.ROUGH, 2.0**-46), (Strength.SINGLE, 2.0**-24)],
)
def test_coarser_arithmetic_is_as_much_wider(strength: Strength, unit: float) -> None:
    x, y = 0.75, 1.5  # which all of them hold
    reference = flint.reference(Case("", assemble(2, ("mul", 0, 1)), (x, y)), strength)
    assert reference.strength is strength
    (value,), (by_x, by_y, _) = reference.values[2:], reference.adjoints
    assert value.upper - value.lower == pytest.approx(2 * unit * x * y, rel=1e-3, abs=2.5e-16)
    for component, size in ((by_x, y), (by_y, x)):
        wide = component.upper - component.lower
        assert wide == pytest.approx(6 * unit * size, rel=1e-3, abs=4.5e-16)


def test_an_input_that_single_precision_has_not_is_rounded() -> None:
    case = Case("", assemble(1, ("add", 0, Const(0.1))), (0.3,))
    (x, out), (dx, _) = (
        flint.reference(case, Strength.SINGLE).values,
        flint.reference(case, Strength.SINGLE).adjoints,
    )
    assert x.upper - x.lower == pytest.approx(2 * 2.0**-24 * 0.3, rel=1e-6)
    assert out.upper - out.lower == pytest.approx(2 * 2.0**-24 * (0.3 + 0.1 + 0.4), rel=1e-6)
    assert ends(dx) == (1.0, 1.0)


def test_forms_that_differ_are_all_inside() -> None:
    """The slope of tanh by 1 - t * t at 3, where seven bits are lost, and beside it by cosh."""
    x = 3.0
    reference = flint.reference(Case("", assemble(1, ("tanh", 0)), (x,)))
    component = reference.adjoints[0]
    t = Fraction(math.tanh(x))
    # At least one float next to t, squared and taken from 1; and not forty.
    near, far = (1 - (t - n * math.ulp(math.tanh(x))) ** 2 for n in (Fraction(1), Fraction(40)))
    assert component.lower <= float(near) <= component.upper
    assert not component.lower <= float(far) <= component.upper
