"""Stubs: stand-ins for the plotting and notebook packages that are absent, which do nothing.

Packages that compute, such as NumPy or PyTorch, are never stood in for.
This file travels to the child that runs a submission: standard library only.
"""

import sys
import typing
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Final, TypeGuard, final

from verification.subjects.stub import STUB, Bar

if TYPE_CHECKING:
    from importlib.abc import Loader
else:  # it takes long to import, and has nothing that is wanted here
    Loader = object

_PACKAGES: Final = frozenset(
    (
        *("graphviz", "pygraphviz", "pydot", "pydotplus", "networkx", "pyvis", "IPython"),
        *("matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "bokeh", "altair"),
        *("pandas", "PIL", "cv2", "imageio", "manim", "celluloid", "moviepy", "pygame"),
        *("tqdm", "rich", "colorama", "termcolor", "tabulate", "icecream", "pytest"),
        *("ipywidgets", "google", "notebook", "nbformat", "streamlit", "gradio", "wandb"),
        *("tensorboard", "tensorboardX", "jaxtyping", "beartype", "typing_extensions"),
    )
)
# What `from x import *` is to bring along.
_STARRED: Final = {
    "graphviz": ("Digraph", "Graph", "Source"),
    "IPython": ("get_ipython", "display"),
    "IPython.display": ("HTML", "Image", "Markdown", "clear_output", "display"),
    "matplotlib.pyplot": (
        *("axis", "bar", "close", "colorbar", "contour", "contourf", "figure", "grid", "hist"),
        *("imshow", "legend", "plot", "savefig", "scatter", "show", "subplot", "subplots"),
        *("tight_layout", "title", "xlabel", "xlim", "xscale", "ylabel", "ylim", "yscale"),
    ),
    "networkx": ("DiGraph", "Graph", "draw"),
    "pandas": ("DataFrame", "Series", "read_csv"),
}
_BARS: Final = frozenset({"tqdm", "trange", "tnrange", "tqdm_notebook", "tgrange", "track"})
# What a notebook has without an import.
NOTEBOOK_NAMES: Final = ("display", "get_ipython")


@final
class Stubs:
    """Finds a stub for every absent package of the list, and keeps account of them.

    ``served`` are the packages that were asked for, in that order.
    """

    def __init__(self) -> None:
        self.served: list[str] = []
        self._loader = _StubLoader()

    def install(self) -> None:
        """Serve stubs from now on, where nothing else is found."""
        sys.meta_path.append(self)

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Return the spec of a stub, or None for a package that has none."""
        package = fullname.partition(".")[0]
        of_us = isinstance(sys.modules.get(package), _StubModule)
        if package not in _PACKAGES or (fullname != package and not of_us):
            return None
        if package not in self.served:
            self.served.append(package)
        return ModuleSpec(fullname, self._loader, is_package=True)


@final
class _StubLoader(Loader):
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StubModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        starred = [*_STARRED.get(module.__name__, ())]
        if module.__name__.startswith("tqdm"):
            starred += ["tqdm", "trange"]
        vars(module)["__all__"] = starred


@final
class _StubModule(ModuleType):
    """A module with whatever is asked of it."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if self.__name__ == "typing_extensions" and hasattr(typing, name):
            return getattr(typing, name)
        if name in _BARS:
            return _bar
        return getattr(STUB, name)


def _bar(what: object = None, *args: object, **keywords: object) -> Bar:
    """Stand in for ``tqdm(iterable)`` and ``trange(count)``: what is iterated passes through."""
    if isinstance(what, int):
        steps = [each for each in (what, *args) if isinstance(each, int)]
        return Bar(range(*steps[:3]))
    given = keywords.get("iterable", what)
    return Bar(given if _is_iterable(given) else ())


def _is_iterable(thing: object) -> TypeGuard[Iterable[object]]:
    return isinstance(thing, Iterable)
