"""A submission's own modules: whose classes and functions are looked at, and by what name.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Iterator
from types import ModuleType
from typing import final


@final
class Namespace:
    """Every module that a submission brought, the one that holds the engine first."""

    def __init__(self, *modules: ModuleType) -> None:
        self.modules = modules
        self._names = frozenset(module.__name__ for module in modules)

    def find(self, path: str) -> object:
        """Return what a name such as ``exp`` or ``Exp.apply`` stands for.

        What a module defines itself comes before what one imported, such as math's ``exp``.

        Raises:
            AttributeError: it stands for nothing.
        """
        name, *rest = path.split(".")
        there: list[object] = [
            getattr(module, name) for module in self.modules if hasattr(module, name)
        ]
        if not there:
            raise AttributeError(f"the submission has nothing of the name {path!r}")
        found = next(filter(self.owns, there), there[0])
        for part in rest:
            found = getattr(found, part)
        return found

    def owns(self, thing: object) -> bool:
        """Whether one of the modules itself defines this function or class."""
        try:
            return callable(thing) and getattr(thing, "__module__", None) in self._names
        except BaseException:  # noqa: BLE001 - the submission's own __getattr__
            return False

    def own(self, path: str) -> object | None:
        """Return the function or class of that name that a module itself defines, or None."""
        try:
            thing = self.find(path)
        except BaseException:  # noqa: BLE001 - the submission's own __getattr__
            return None
        return thing if self.owns(thing) else None

    def classes(self) -> Iterator[tuple[str, type]]:
        """Yield the classes that the modules define, exceptions apart, under one name each."""
        seen: set[int] = set()
        taken: set[str] = set()
        for module in self.modules:
            for name, thing in tuple(vars(module).items()):
                if not isinstance(thing, type) or id(thing) in seen or not self.owns(thing):
                    continue
                seen.add(id(thing))
                if not issubclass(thing, BaseException) and name not in taken:
                    taken.add(name)
                    yield name, thing

    def family_of(self, cls: type) -> type:
        """Return the most basic class of the submission that ``cls`` is made of.

        An op may return another class than that of the inputs, as ``Sum`` beside
        ``Variable``, if both are of one family.
        """
        return [cls, *(base for base in cls.__mro__ if base.__module__ in self._names)][-1]
