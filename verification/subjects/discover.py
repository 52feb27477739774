"""Discovery: the adapter of an engine that nobody has read, found by trying it out.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from types import ModuleType
from typing import Final, final

from verification.adapter import Access, Adapter, Usage
from verification.catalogue import CATALOGUE, Function, Method, Operator, Spelling
from verification.program import Number
from verification.subjects.engine import (
    BINARY,
    UNARY,
    bind,
    class_name,
    family_of,
    is_about_number,
    placeholders,
    text_of,
)
from verification.subjects.names import (
    CLASSES,
    backwards_of,
    classes_of,
    familiar_gradients,
    is_own,
    is_reading,
    numbers_of,
    offers,
    peek,
    value_of,
)

Announce = Callable[[str], bool]
"""Called before each try with what is tried; False if an earlier child did not survive it."""

# Where every op is defined and tame; ints last, since some engines want nothing else.
_PROBES: Final = ((0.75, 0.5), (2.0, 3.0), (2, 3))
# A number that no attribute holds by chance, and that half a precision can hold too.
_PLAIN: Final = 755 / 1024
_MOST_OPS: Final = 6  # to try a backward pass with


@final
@dataclass(frozen=True, slots=True)
class NotFound:
    """No class of the module is an engine's: each class, and what it lacks."""

    classes: tuple[tuple[str, str], ...]


def discover(module: ModuleType, announce: Announce) -> Adapter | NotFound:
    """Return how to drive the engine in ``module``.

    The submission's code runs, so call this where that is allowed; nothing that it
    raises comes through. An op that is there and fails in every way is among the
    adapter's usages all the same, so that grading sees it fail; what is there and
    refuses its operands, whichever they are, is kept apart as refused.
    """
    best: _Found | None = None
    lacks: list[tuple[str, str]] = []
    for name, cls in classes_of(module):
        found = _Candidate(module, name, cls, announce).examine()
        if isinstance(found, str):
            lacks.append((name, found))
        elif best is None or found.rank > best.rank:
            best = found
    return NotFound(tuple(lacks)) if best is None else best.adapter


class _Outcome(Enum):
    """What trying a spelling showed; of several tries the first of these counts."""

    WORKS = "returned a value"
    FAILS = "is there, and fails"
    MISSING = "is not there, or is something else"
    REFUSES = "is there, and not for these operands"


@final
@dataclass(frozen=True, slots=True)
class _Usages:
    """How the ops are written; ``present`` holds those that work, and those that fail."""

    working: tuple[Usage, ...]
    present: tuple[Usage, ...]
    refused: tuple[Usage, ...]


@final
@dataclass(frozen=True, slots=True)
class _Found:
    """An adapter; of several the one that ranks highest is the engine's."""

    rank: tuple[int, int, int]
    adapter: Adapter


@final
@dataclass(frozen=True, slots=True)
class _Candidate:
    """A class that may be the engine's."""

    module: ModuleType
    name: str
    cls: type
    announce: Announce

    def examine(self) -> _Found | str:
        """Return the adapter for this class, or what the class lacks."""
        if not self.announce(f"{self.name}({_PLAIN})"):
            return "does not survive being made from one number"
        try:
            value = value_of(self._make(_PLAIN), _PLAIN)
        except BaseException as error:  # noqa: BLE001 - the submission's own constructor
            return f"cannot be made from one number ({class_name(error)}: {text_of(error, 80)})"
        if value is None:
            return "keeps its number in no attribute"
        usages = self._usages(value)
        if not usages.present:
            return "has none of the operations"
        backwards = tuple(backwards_of(self.module, self.cls))
        if not backwards:
            return "has no method or function like backward()"
        sweep = self._sweep(value, backwards, usages.working)
        if sweep is None:
            return "has no attribute like grad"
        familiar = CLASSES.index(self.name) if self.name in CLASSES else len(CLASSES)
        rank = (len({use.op for use in usages.working}), -familiar, -len(self.cls.__mro__))
        backward, gradient = sweep
        return _Found(
            rank, Adapter(self.name, value, gradient, backward, usages.present, usages.refused)
        )

    def _make(self, number: Number) -> object:
        node: object = self.cls(number)
        return node

    # --- operations ---

    def _usages(self, value: Access) -> _Usages:
        working: list[Usage] = []
        present: list[Usage] = []
        refused: list[Usage] = []
        for spec in CATALOGUE.values():
            for kind in ("v",) if spec.arity == 1 else ("vv", "vn", "nv"):
                # The first spelling of each outcome; none is tried after one that works.
                first: dict[_Outcome, Usage] = {}
                for spelling in spec.spellings:
                    usage = Usage(spec.name, kind, spelling)
                    first.setdefault(self._try(usage, value), usage)
                    if _Outcome.WORKS in first:
                        working.append(usage)
                        break
                if there := first.get(_Outcome.WORKS) or first.get(_Outcome.FAILS):
                    present.append(there)
                elif _Outcome.REFUSES in first:
                    refused.append(first[_Outcome.REFUSES])
        return _Usages(tuple(working), tuple(present), tuple(refused))

    def _try(self, usage: Usage, value: Access) -> _Outcome:
        if not self._offers(usage.spelling, usage.kind):
            return _Outcome.MISSING
        if not self.announce(f"{usage.spelling.write(placeholders(usage.kind))} of {self.name}"):
            return _Outcome.FAILS
        outcomes = [self._outcome(usage, value, numbers) for numbers in _PROBES]
        return next(seen for seen in _Outcome if seen in outcomes)

    def _outcome(self, usage: Usage, value: Access, numbers: Sequence[Number]) -> _Outcome:
        # A function of the file need not be meant for values at all, so it has to show it.
        is_free = isinstance(usage.spelling, Function)
        try:
            operands = [
                self._make(number) if letter == "v" else number
                for letter, number in zip(usage.kind, numbers, strict=False)
            ]
            result = bind(self.module, usage.spelling)(operands)
            if isinstance(result, family_of(self.cls, self.module)):
                works = not is_free or is_reading(peek(result, value))
                return _Outcome.WORKS if works else _Outcome.MISSING
        except BaseException as error:  # noqa: BLE001 - the submission's own operation
            return _Outcome.REFUSES if _is_refusal(error, free=is_free) else _Outcome.FAILS
        if result is NotImplemented:
            return _Outcome.REFUSES
        return _Outcome.MISSING if is_free else _Outcome.FAILS

    def _offers(self, spelling: Spelling, kind: str) -> bool:
        """Whether the spelling is there at all."""
        match spelling:
            case Operator(symbol):
                if kind == "v":
                    return offers(self.cls, f"__{UNARY[symbol]}__")
                is_left = kind[0] == "v" and offers(self.cls, f"__{BINARY[symbol]}__")
                return is_left or (kind[1] == "v" and offers(self.cls, f"__r{BINARY[symbol]}__"))
            case Method(name):
                return kind[0] == "v" and offers(self.cls, name)
            case Function(name):
                return is_own(self.module, vars(self.module).get(name))

    # --- backward and gradient ---

    def _sweep(
        self, value: Access, backwards: Sequence[Method | Function], working: Sequence[Usage]
    ) -> tuple[Method | Function, Access] | None:
        """Return the backward pass that reaches a leaf, and the gradient that it changes.

        If none reaches a leaf, the first of each, so that the engine is graded.
        """
        usages = [usage for usage in working if "n" not in usage.kind] or working
        for backward, usage in product(backwards, usages[:_MOST_OPS]):
            for access, before, after in self._changes(value, backward, usage):
                if is_reading(after) and float.fromhex(after) and after != before:
                    return backward, access
        likely = familiar_gradients(self._make(_PLAIN))
        first = next((access for access in likely if access != value), None)
        return None if first is None else (backwards[0], first)

    def _changes(
        self, value: Access, backward: Method | Function, usage: Usage
    ) -> list[tuple[Access, str, str]]:
        """Return a leaf's possible gradients, before and after a backward pass.

        Two levels of operations, since a ``backward`` may be one node's own step only.
        """
        if not self.announce(f"{backward.write(('y',))} of {self.name}"):
            return []
        run = bind(self.module, usage.spelling)
        try:
            leaf = self._make(0.75)
            before = {access: peek(leaf, access) for access in _possible(leaf, value)}
            inner = run(self._operands(usage, leaf))
            bind(self.module, backward)((run(self._operands(usage, inner)),))
        except BaseException:  # noqa: BLE001 - the submission's own backward pass
            return []
        return [
            (access, before.get(access, ""), peek(leaf, access))
            for access in _possible(leaf, value)
        ]

    def _operands(self, usage: Usage, node: object) -> list[object]:
        """Return ``node`` as the first node of the operands, others beside it."""
        operands = [self._make(0.5) if letter == "v" else 2 for letter in usage.kind]
        operands[usage.kind.index("v")] = node
        return operands


def _possible(leaf: object, value: Access) -> list[Access]:
    """Return every access that may be the gradient, the likeliest first."""
    return [a for a in (*familiar_gradients(leaf), *numbers_of(leaf)) if a != value]


def _is_refusal(error: BaseException, *, free: bool) -> bool:
    """Whether the error only says that the operation is not for these operands."""
    if isinstance(error, AttributeError):
        return free or is_about_number(error)
    return isinstance(error, TypeError | AssertionError | NotImplementedError)
