from matplotlib.axes import Axes

class Figure:
    def __init__(self, figsize: tuple[float, float]) -> None: ...
    def subplots_adjust(
        self,
        left: float | None = ...,
        bottom: float | None = ...,
        right: float | None = ...,
        top: float | None = ...,
    ) -> None: ...
    def add_subplot(self) -> Axes: ...
