"""What people read of `refgrad verify`: every number whole, and what the columns mean."""

from io import StringIO

import pytest
from rich.console import Console

from verification.render.evidence import Canaries, Evidence, Row, render

ROW = Row("maximum", 123456, 0.5, 9e15, 1000000, 1000000, 2000000, 1999999, 0, 123456, 0)
CANARIES = Canaries(9, 3)
LIBM = ("glibc 2.36",)
PROGRAMS = Row("programs", 4, 7.0, 7.0, 6, 6, 10, 10, 1, 3, 2)


def show(evidence: Evidence, width: int) -> str:
    out = StringIO()
    Console(file=out, width=width).print(render(evidence), soft_wrap=True)
    return out.getvalue()


@pytest.mark.parametrize("width", [20, 84, 200])
def test_numbers_and_headings_are_whole_on_any_screen(width: int) -> None:
    lines = show(Evidence(7, 9, LIBM, (ROW, PROGRAMS), (), (), CANARIES), width).splitlines()
    words = "refgrad PyTorch FD estimate enclosures refgrad PyTorch"
    columns = "op cases ulp ulp holds overlap tight outside"
    assert lines[0].split() == words.split()
    assert lines[1].split() == columns.split()
    assert lines[2] == (
        "maximum   123,456      0.5     9e15    1,000,000  1,999,999 of 2,000,000  100.0 %        0"
    )
    assert " ".join(lines[3].split()) == "programs 4 - - 6 10 75.0 % 2"
    assert {len(line) for line in lines[:4]} == {len(lines[2])}  # right to the last column


def test_the_legend_names_every_column_in_four_lines_that_fit() -> None:
    page = show(Evidence(7, 9, LIBM, (ROW,), (), (), CANARIES), 84)
    _, legend, conclusion = page.split("\n\n")
    assert len(legend.splitlines()) == 4
    assert max(map(len, legend.splitlines())) <= 84
    for word in ("ulp", "holds", "overlap", "tight", "outside", "saturation"):
        assert word in legend
    assert "123,456 cases, seed 7." in conclusion
    assert "9 canaries rejected, 3 sound engines accepted." in conclusion
    assert "refgrad agrees with" in conclusion
    assert "witness" not in conclusion


def test_what_disagrees_is_said() -> None:
    complaints = ("refgrad on a",), ("mpmath on b",)
    page = show(Evidence(7, 9, LIBM, (PROGRAMS,), *complaints, CANARIES), 84)
    assert "1 number left unresolved" in page
    assert "DISAGREES  refgrad on a" in page
    assert "DISAGREES  mpmath on b" in page
    assert "agrees with" not in page
    assert "PyTorch is a witness" in page
