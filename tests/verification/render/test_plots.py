"""Plots: each point where it belongs, in the page's colours, the same bytes every time."""

import math
import re
import xml.etree.ElementTree as ET

import pytest

pytest.importorskip("matplotlib", reason="lacks matplotlib: run tox -e oracles")

from verification.render.document import Plot, Series
from verification.render.plots import COLOURS, MARKERS, render

pytestmark = pytest.mark.reports

WIDE = (-1e308, -1.0, -5e-324, 0.0, 5e-324, 1.0, 1e308)


def plot(*series: Series, x_log: bool = True, y_log: bool = True) -> Plot:
    return Plot("title", "x", "y", series, "summary", (x_log, y_log))


def picture(drawn: Plot, prefix: str = "p") -> ET.Element:
    return ET.fromstring(render(drawn, prefix))  # noqa: S314 - our own text


def points(root: ET.Element) -> list[list[tuple[float, float]]]:
    """Return where the points of each series are; `use` outside the axes' groups draws them."""
    groups = [group for group in root.iter("g") if "--series" in group.get("style", "")]
    return [
        [(float(use.get("x", "nan")), float(use.get("y", "nan"))) for use in group.iter("use")]
        for group in groups
    ]


def below(root: ET.Element) -> dict[str, float]:
    """Return the numbers written on the x axis, and where."""
    written = ((text.text or "", text) for text in root.iter("text"))
    return {
        label: float(text.get("x", "nan"))
        for label, text in written
        if "middle" in text.get("style", "")
    }


def beside(root: ET.Element) -> dict[str, float]:
    """Return the numbers written on the y axis, and where."""
    written = ((text.text or "", text) for text in root.iter("text"))
    return {
        label: float(text.get("y", "nan"))
        for label, text in written
        if "end" in text.get("style", "")
    }


def test_magnitudes_are_on_both_sides_of_0() -> None:
    root = picture(plot(Series("a", tuple((x, 1.0) for x in WIDE))))
    (drawn,) = points(root)
    across = [x for x, _ in drawn]
    assert across == sorted(set(across))
    middle = across[3]
    assert below(root)["0"] == pytest.approx(middle)
    for left, right in zip(across[:3], across[:3:-1], strict=True):
        assert middle - left == pytest.approx(right - middle, abs=0.02)
    assert below(root)["1"] == pytest.approx(across[5])
    assert below(root)["-1"] == pytest.approx(across[1])


def test_one_side_alone_has_no_other() -> None:
    for sign, others in ((1.0, r"-.*"), (-1.0, r"[1-9].*")):
        root = picture(plot(Series("a", ((sign * 1e-3, 1.0), (sign * 1e3, 1.0)))))
        assert f"{sign * 1000:g}" in below(root)
        assert not [label for label in below(root) if re.fullmatch(others, label)]


def test_zero_and_what_is_not_finite_have_rows_of_their_own() -> None:
    heights = (0.0, 5e-324, 1.0, 1e308, math.inf, math.nan)
    root = picture(plot(Series("a", tuple((float(x), y) for x, y in enumerate(heights)))))
    (drawn,) = points(root)
    up = [-y for _, y in drawn]
    assert up[0] < up[1] < up[2] < up[3] < up[4] == up[5]
    for label, height in (("0", up[0]), ("1", up[2]), ("inf, nan", up[4])):
        assert beside(root)[label] == pytest.approx(-height, abs=4)  # a text hangs from its line


def test_linear_axes_are_linear() -> None:
    series = Series("a", ((0.0, -1.0), (1.0, 0.0), (2.0, 1.0), (3.0, math.inf)))
    (drawn,) = points(picture(plot(series, x_log=False, y_log=False)))
    (x0, y0), (x1, y1), (x2, y2), (_, y3) = drawn
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.02)
    assert y1 - y0 == pytest.approx(y2 - y1, abs=0.02)
    assert y3 < y2


@pytest.mark.parametrize("x_log", [False, True])
@pytest.mark.parametrize("y_log", [False, True])
@pytest.mark.parametrize(
    "series",
    [(), (Series("a", ()),), (Series("a", ((0.0, 0.0),)),), (Series("a", ((1.0, math.nan),)),)],
)
def test_little_or_nothing_can_be_drawn(
    series: tuple[Series, ...], x_log: bool, y_log: bool
) -> None:
    drawn = points(picture(plot(*series, x_log=x_log, y_log=y_log)))
    assert sum(map(len, drawn)) == sum(len(each.points) for each in series)


def test_colours_are_the_page_s() -> None:
    series = [Series(str(i), ((float(i), 1.0),)) for i in range(COLOURS + 1)]
    text = render(plot(*series), "p")
    assert not re.findall(r"#[0-9a-f]{6}\b", text)
    drawn = re.findall(r"fill: var\(--series-(\d)\)", text)
    assert drawn == [*map(str, range(COLOURS)), "0"]
    assert len(MARKERS) == COLOURS


def test_ids_are_the_plot_s_own_and_nothing_else_has_one() -> None:
    text = render(plot(Series("a", ((1.0, 1.0),))), "part-7")
    ids = re.findall(r'\bid="(.*?)"', text)
    references = re.findall(r'href="#(.*?)"|url\(#(.*?)\)', text)
    assert {a or b for a, b in references} == set(ids)
    assert all(name.startswith("part-7-") for name in ids)


def test_no_words_and_no_dates_are_in_the_picture() -> None:
    words = Plot("$title$", "x_label", "y_label", (Series("label", ((1.0, 1.0),)),), "summary")
    text = render(words, "p")
    for word in ("title", "label", "summary", "matplotlib", "metadata", "http", "<style", "20"):
        assert word not in re.sub(r'"[^"]*"', "", text)
    assert text == render(words, "p")
