"""Stubs: modules that take the place of plotting libraries, and do nothing.

This file travels to the child that runs a submission: standard library only.
"""

import sys
import typing
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final, final

# No engine computes with these. Whoever computes gradients is not among them.
_STUBBED: Final = frozenset(
    (
        *(
            "IPython",
            "PIL",
            "altair",
            "bokeh",
            "colorama",
            "cv2",
            "graphviz",
            "imageio",
            "ipywidgets",
        ),
        *("matplotlib", "mpl_toolkits", "networkx", "pandas", "plotly", "pydot", "pygraphviz"),
        *("pylab", "rich", "seaborn", "sklearn", "streamlit", "tabulate", "tensorboard"),
        *("tensorboardX", "termcolor", "torchviz", "tqdm", "wandb"),
    )
)
_TYPING: Final = "typing_extensions"


@final
class _Nothing:
    """Whatever is done with it, nothing happens and nothing comes back but itself."""

    def __call__(self, *operands: object, **named: object) -> object:
        """Return the only operand if it is a function, as a decorator would; else nothing."""
        is_decorated = len(operands) == 1 and not named and callable(operands[0])
        return operands[0] if is_decorated else self

    def __getattr__(self, name: str) -> object:
        """Return nothing, except where Python itself asks whether something is there."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> object:
        """Return nothing."""
        return self

    def __setitem__(self, key: object, value: object) -> None:
        """Forget it."""

    def __iter__(self) -> Iterator[object]:
        """Return an iterator without members."""
        return iter(())

    def __len__(self) -> int:
        """Return 0."""
        return 0

    def __enter__(self) -> object:
        """Return nothing."""
        return self

    def __exit__(self, *error: object) -> None:
        """Let through whatever was raised."""

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        """Return no base at all for a class that is derived from it."""
        return ()

    def _other(self, _: object) -> object:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _other
    __truediv__ = __rtruediv__ = __or__ = __and__ = _other


_NOTHING: Final = _Nothing()


def _passed_through(*operands: object, **_: object) -> object:
    """Return the first operand, as a progress bar around a loop does."""
    return operands[0] if operands else _NOTHING


@final
class _Stub(ModuleType):
    """A module in which every name stands for nothing."""

    def __getattr__(self, name: str) -> object:
        """Return nothing, or what passes a loop's members on."""
        if name.startswith("__"):
            raise AttributeError(name)
        return _passed_through if name in ("tqdm", "trange", "track") else _NOTHING


@final
class _Finder(MetaPathFinder, Loader):
    """Finds a stub where nothing else was found; ``served`` hears the library's name."""

    def __init__(self, served: Callable[[str], object]) -> None:
        self._served = served

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec for a stub if the name is a plotting library's."""
        del path, target
        name = fullname.partition(".")[0]
        if name not in _STUBBED and name != _TYPING:
            return None
        if name in _STUBBED:
            self._served(name)
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the stub, empty."""
        return ModuleType(spec.name) if spec.name == _TYPING else _Stub(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Give it what ``from x import *`` asks for."""
        if module.__name__ == _TYPING:
            vars(module).update(vars(typing))
        else:
            vars(module)["__all__"] = []


def serve(served: Callable[[str], object]) -> None:
    """Let plotting libraries that are absent be imported."""
    sys.meta_path.append(_Finder(served))
