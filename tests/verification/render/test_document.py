"""A document refuses what no renderer could show, and says what is code."""

import math

import pytest

from verification.render.document import (
    Code,
    Plot,
    Series,
    Span,
    Table,
    code_lines,
    numeric_columns,
    spans,
)


def test_a_table_is_as_wide_as_its_headings() -> None:
    with pytest.raises(ValueError, match=r"expected 2 cells, got \('a',\)"):
        Table(("op", "ulp"), (("a", "1"), ("a",)))
    with pytest.raises(ValueError, match="at least one heading"):
        Table((), ())


def test_a_point_is_somewhere() -> None:
    for x in (math.inf, -math.inf, math.nan):
        with pytest.raises(ValueError, match="expected a finite x"):
            Series("a", ((x, 1.0),))
    below = (Series("a", ((1.0, -0.5),)),)
    with pytest.raises(ValueError, match="no negative y"):
        Plot("", "", "", below, "")
    assert Plot("", "", "", below, "", (True, False)).series == below
    odd = (Series("a", ((1.0, -math.inf), (1.0, math.nan))),)
    assert Plot("", "", "", odd, "").series == odd


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" plain ", (Span("plain", False),)),
        ("`a`", (Span("a", True),)),
        ("`a``b`", (Span("ab", True),)),
        ("``", (Span("``", False),)),
        ("``a`", (Span("`", False), Span("a", True))),
        ("a `b` c `d", (Span("a ", False), Span("b", True), Span(" c `d", False))),
        ("\x1f\u202e", (Span("\\x1f\\u202e", False),)),
        ("é ∂ 😀", (Span("é ∂ 😀", False),)),
    ],
)
def test_what_stands_between_backticks_is_code(text: str, expected: tuple[Span, ...]) -> None:
    assert spans(text) == expected


def test_code_keeps_its_lines() -> None:
    assert code_lines(Code("\n  a\n\n\tb\r\n\n", "")) == ("  a", "", "    b\\r")


@pytest.mark.parametrize(
    ("cells", "is_numeric"),
    [
        (("1,234", "-", "0.5", "9e15", "1e-300"), True),
        (("inf", "nan", "-inf", "-1.5", "+2"), True),
        (("99.6 %", "5 of 1,000"), True),
        (("1", "one"), False),
        (("1", ""), False),
        (("0x1p+1",), False),
        (("1.2.3",), False),
        ((), False),
    ],
)
def test_columns_of_numbers_are_recognised(cells: tuple[str, ...], is_numeric: bool) -> None:
    table = Table(("word", "n"), tuple(("a", cell) for cell in cells))
    assert numeric_columns(table) == (False, is_numeric)
