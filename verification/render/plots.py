"""A plot as SVG, to stand inside a page: the same bytes every time, in the page's own colours.

The one file that knows matplotlib. Words stay out of the picture but for the numbers on its
axes, so that the page can wrap them and read them out.
"""

import io
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from verification.render.document import Plot

COLOURS: Final = 6
"""How many colours there are: the page has to define ``--series-0`` to ``--series-5``."""

MARKERS: Final = "os^Dvp"
"""The shape of each series' points, as matplotlib calls it."""

_SIZE: Final = (7.2, 3.4)  # inches, of 72 units
_MARGINS: Final = {"left": 0.1, "right": 0.98, "bottom": 0.09, "top": 0.96}
_INK: Final = "#000000"
_RULE: Final = "#999999"
_SERIES: Final = tuple(f"#0000{i + 1:02x}" for i in range(COLOURS))  # stand for the page's
_PAGE_COLOURS: Final = {
    _INK: "currentColor",
    _RULE: "var(--rule)",
    **{colour: f"var(--series-{i})" for i, colour in enumerate(_SERIES)},
}
_STYLE: Final[Mapping[str, str | bool | float]] = {
    "svg.fonttype": "none",  # numbers as text, in the page's font
    "svg.hashsalt": "refgrad",  # else ids are random
    "axes.edgecolor": _RULE,
    "axes.facecolor": "none",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "grid.color": _RULE,
    "grid.linewidth": 0.4,
    "xtick.color": _RULE,
    "xtick.labelcolor": _INK,
    "ytick.color": _RULE,
    "ytick.labelcolor": _INK,
}
_MOST_TICKS: Final = 8


def render(plot: Plot, prefix: str) -> str:
    """Return the picture as an ``svg`` element, whose ids begin with the prefix.

    It has no title, legend or labels. Colours are the page's: ``currentColor``, ``--rule`` and
    ``--series-N``.
    """
    x_axis = _x_axis(plot)
    y_axis = _y_axis(plot)
    with rc_context(_STYLE):
        figure = Figure(figsize=_SIZE)
        figure.subplots_adjust(**_MARGINS)
        axes = figure.add_subplot()
        for i, series in enumerate(plot.series):
            axes.plot(
                [x_axis.place(x) for x, _ in series.points],
                [y_axis.place(y) for _, y in series.points],
                linestyle="none",
                marker=MARKERS[i % len(MARKERS)],
                markersize=3.5,
                markeredgewidth=0.0,
                color=_SERIES[i % COLOURS],
                clip_on=False,
            )
        axes.grid(visible=True)
        axes.set_axisbelow(True)
        axes.set_xticks(*_columns(x_axis.ticks))
        axes.set_yticks(*_columns(y_axis.ticks))
        axes.set_xlim(*_widen(x_axis.span))
        axes.set_ylim(*_widen(y_axis.span))
        file = io.StringIO()
        FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
    return _adapt(file.getvalue(), prefix)


# --- Where numbers go: matplotlib's own scales end long before the doubles do -


@final
@dataclass(frozen=True, slots=True)
class _Axis:
    """Where each number goes, the numbers that are written beside it, and from where to where."""

    place: Callable[[float], float]
    ticks: tuple[tuple[float, str], ...]
    span: tuple[float, float]


def _x_axis(plot: Plot) -> _Axis:
    numbers = [x for series in plot.series for x, _ in series.points]
    if not plot.is_log[0]:
        return _linear(numbers)
    low, high, gap = _decades(numbers)
    offset = low - gap

    def place(x: float) -> float:
        return math.copysign(math.log10(abs(x)) - offset, x) if x else 0.0

    sides = [sign for sign in (-1, 1) if any(sign * x > 0 for x in numbers)] or [1]
    ticks = [
        (sign * (decade - offset), f"{'-' if sign < 0 else ''}{_power(decade)}")
        for sign in sides
        for decade in _round_decades(low, high, _MOST_TICKS // len(sides))
    ]
    ends = [0.0, *(sign * (high - offset) for sign in sides)]
    if 0 in numbers or len(sides) == 2:
        ticks.append((0.0, "0"))
    elif sides == [1]:
        ends[0] = gap
    else:
        ends[0] = -gap
    return _Axis(place, tuple(sorted(ticks)), (min(ends), max(ends)))


def _y_axis(plot: Plot) -> _Axis:
    every = [y for series in plot.series for _, y in series.points]
    odd = sorted({str(y) for y in every if not math.isfinite(y)})
    numbers = [y for y in every if math.isfinite(y)]
    axis = _logarithmic(numbers) if plot.is_log[1] else _linear(numbers)
    if not odd:
        return axis
    low, high = axis.span
    top = high + max((high - low) / 10, 1e-300)
    ticks = (*axis.ticks, (top, ", ".join(odd)))
    return _Axis(lambda y: axis.place(y) if math.isfinite(y) else top, ticks, (low, top))


def _logarithmic(numbers: Sequence[float]) -> _Axis:
    low, high, gap = _decades(numbers)
    bottom = low - gap if 0 in numbers else low
    ticks = [(float(decade), _power(decade)) for decade in _round_decades(low, high, _MOST_TICKS)]
    if bottom < low:
        ticks.insert(0, (bottom, "0"))
    return _Axis(lambda y: math.log10(y) if y else bottom, tuple(ticks), (bottom, high))


def _linear(numbers: Sequence[float]) -> _Axis:
    least, most = min(numbers, default=0.0), max(numbers, default=1.0)
    ticks = [float(at) for at in MaxNLocator(_MOST_TICKS).tick_values(least, most)]
    return _Axis(float, tuple((at, f"{at:g}") for at in ticks), (ticks[0], ticks[-1]))


def _decades(numbers: Iterable[float]) -> tuple[int, int, float]:
    """Return the powers of ten between which the numbers are, and how far 0 is from the lower."""
    logs = [math.log10(abs(number)) for number in numbers if number]
    low = math.floor(min(logs, default=0.0))
    high = max(math.ceil(max(logs, default=1.0)), low + 1)
    return low, high, max(0.5, (high - low) / 5)


def _round_decades(low: int, high: int, most: int) -> list[int]:
    step = max(1, math.ceil((high - low) / most))
    return [decade for decade in range(low, high + 1) if decade % step == 0]


def _power(decade: int) -> str:
    """Return a power of ten in few characters.

    >>> _power(-2), _power(0), _power(300)
    ('0.01', '1', '1e300')
    """
    return f"{10.0**decade:g}" if abs(decade) <= 3 else f"1e{decade}"


def _columns(ticks: Sequence[tuple[float, str]]) -> tuple[list[float], list[str]]:
    return [at for at, _ in ticks], [label for _, label in ticks]


def _widen(span: tuple[float, float]) -> tuple[float, float]:
    margin = (span[1] - span[0]) / 50
    return span[0] - margin, span[1] + margin


# --- From a file of its own to a part of a page ------------------------------

_NAMESPACE: Final = re.compile(r"^\{.*\}")
_FONT: Final = re.compile(r" ?font-family: [^;]*;?")
_FRACTION: Final = re.compile(r"\d+\.\d{3,}")
_LEFT_OUT: Final = ("metadata", "style")


def _adapt(svg: str, prefix: str) -> str:
    """Return the file's root element: nothing in it reaches out, ids are unique on the page."""
    root = ET.fromstring(svg)  # noqa: S314 - matplotlib wrote it a moment ago
    for element in list(root.iter()):
        element.tag = _NAMESPACE.sub("", element.tag)
        element.attrib = {
            _NAMESPACE.sub("", name): _recolour(_FRACTION.sub(_round, value))
            for name, value in element.attrib.items()
        }
        element.tail = None
    _prune(root)
    _share_styles(root)
    _name(root, prefix)
    for name in ("width", "height", "version"):
        del root.attrib[name]
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _recolour(value: str) -> str:
    for colour, name in _PAGE_COLOURS.items():
        value = value.replace(colour, name)
    return " ".join(_FONT.sub("", value).split())


def _round(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")


def _prune(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in _LEFT_OUT]:
            parent.remove(child)
        if parent.text is not None and not parent.text.strip():
            parent.text = None


def _share_styles(root: ET.Element) -> None:
    """Write the style that all points of a series have once."""
    for group in root.iter("g"):
        styles = {child.get("style") for child in group if child.tag == "use"}
        if len(styles) == 1 and all(child.tag == "use" for child in group):
            group.set("style", styles.pop() or "")
            for child in group:
                child.attrib.pop("style", None)


def _name(root: ET.Element, prefix: str) -> None:
    """Drop the ids that nothing refers to, and begin the others with the prefix."""
    values = [value for element in root.iter() for value in element.attrib.values()]
    used = {match[1] for value in values for match in re.finditer(r"#([\w.-]+)", value)}
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, f"{prefix}-{value}")
            elif value.startswith(("#", "url(#")):
                element.set(name, value.replace("#", f"#{prefix}-"))
