from collections.abc import Mapping
from typing import TextIO

from matplotlib.figure import Figure

class FigureCanvasSVG:
    def __init__(self, figure: Figure) -> None: ...
    def print_svg(
        self, filename: TextIO, *, metadata: Mapping[str, str | None] | None = ...
    ) -> None: ...
