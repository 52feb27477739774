"""Discovery: the adapter of an engine that nobody has read, found by trying it out.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, final

from verification.adapter import (
    Access,
    Adapter,
    Attribute,
    Constructor,
    Entry,
    Gradient,
    Seed,
    Usage,
    Wanted,
)
from verification.catalogue import Function, Method
from verification.program import Number
from verification.subjects.names import (
    CLASSES,
    SETUPS,
    ZEROINGS,
    backwards_of,
    constructors_of,
    familiar_gradients,
    is_reading,
    numbers_of,
    offers,
    peek,
    value_of,
)
from verification.subjects.namespace import Namespace
from verification.subjects.reading import ABSENT, NONE, look_up
from verification.subjects.running import bind, make, put, seeded
from verification.subjects.usages import Announce, Prober
from verification.subjects.words import class_name, text_of

# A number that no attribute holds by chance, and that half a precision can hold too.
_PLAIN: Final = 755 / 1024
_MOST_OPS: Final = 6  # to try a backward pass with


@final
@dataclass(frozen=True, slots=True)
class NotFound:
    """No class of the module is an engine's: each class, and what it lacks."""

    classes: tuple[tuple[str, str], ...]


def discover(namespace: Namespace, wanted: Wanted, announce: Announce) -> Adapter | NotFound:
    """Return how to drive the submission's engine; what ``wanted`` says is taken as said.

    The submission's code runs, so call this where that is allowed; nothing that it
    raises comes through. An op that is there and fails in every way is among the
    adapter's usages all the same, so that grading sees it fail; what is there and
    refuses its operands, whichever they are, is kept apart as refused.
    """
    setup = wanted.setup or tuple(name for name in SETUPS if namespace.own(name) is not None)
    for name in setup:
        if announce(f"{name}()"):
            _attempt(bind(namespace, Function(name)), ())
    best: _Found | None = None
    lacks: list[tuple[str, str]] = []
    for name, cls in namespace.classes():
        if wanted.class_name not in (None, name):
            continue
        found = _plainest(namespace, name, cls, wanted, announce)
        if isinstance(found, str):
            lacks.append((name, found))
        elif best is None or found.rank > best.rank:
            best = found
    if best is not None:
        return replace(best.adapter, setup=setup)
    if not lacks and wanted.class_name is not None:
        lacks.append((wanted.class_name, "is not there"))
    return NotFound(tuple(lacks))


def _plainest(
    namespace: Namespace, name: str, cls: type, wanted: Wanted, announce: Announce
) -> "_Found | str":
    """Return the adapter whose objects are made in the plainest way that works."""
    said = wanted.constructor
    best: _Found | None = None
    lack = ""
    for constructor in constructors_of(cls) if said is None else (said,):
        found = _Candidate(namespace, name, cls, wanted, announce, constructor).examine()
        if isinstance(found, str):
            lack = lack or found
        elif best is None or found.rank > best.rank:
            best = found
        if best is not None and best.rank[0]:
            break
    return lack if best is None else best


@final
@dataclass(frozen=True, slots=True)
class _Found:
    """An adapter; of several the one that ranks highest is the engine's."""

    rank: tuple[int, int, int, int, int]
    adapter: Adapter


@final
@dataclass(frozen=True, slots=True)
class _Candidate:
    """A class that may be the engine's, its objects made in one way."""

    namespace: Namespace
    name: str
    cls: type
    wanted: Wanted
    announce: Announce
    constructor: Constructor

    def examine(self) -> _Found | str:
        """Return the adapter for this class, or what the class lacks."""
        if not self.announce(self.constructor.write(self.name, f"{_PLAIN}")):
            return "does not survive being made from one number"
        try:
            node = self._make(_PLAIN)
            value = self.wanted.value or value_of(node, _PLAIN)
        except BaseException as error:  # noqa: BLE001 - the submission's own constructor
            return f"cannot be made from one number ({class_name(error)}: {text_of(error, 80)})"
        if value is None:
            return "keeps its number in no attribute"
        if not is_reading(peek(node, value)):
            return f"has no {value.write('x')} that is a number, which its adapter asks for"
        prober = Prober(
            self.namespace, self.name, self.cls, self._make, value, self.wanted, self.announce
        )
        usages = prober.find()
        if not usages.present:
            return "has none of the operations"
        said = self.wanted.backward
        backwards = tuple(backwards_of(self.namespace, self.cls)) if said is None else (said,)
        if not backwards:
            return "has no method or function like backward()"
        if said is not None and not self._offers(said):
            return f"has no {said.write(('y',))}, which its adapter asks for"
        likely = list(familiar_gradients(node, value))
        first = self.wanted.gradient or next((a for a in likely if a != value), None)
        begun = Adapter(
            self.name,
            value,
            first or value,
            backwards[0],
            usages.present,
            usages.refused,
            self.constructor,
            self.wanted.seed or Seed.ENGINE,
            seeded=self.wanted.seeded,
        )
        swept = next(self._sweeps(begun, backwards, usages.working), None)
        if swept is None and first is None:
            return "has no attribute like grad"
        familiar = CLASSES.index(self.name) if self.name in CLASSES else len(CLASSES)
        ops = len({use.op for use in usages.working})
        is_first = int(self.cls.__module__ == self.namespace.modules[0].__name__)
        rank = (int(swept is not None), is_first, ops, -familiar, -len(self.cls.__mro__))
        found = swept or begun
        return _Found(rank, replace(found, zero_grad=self._zeroing(found)))

    def _offers(self, backward: Method | Function) -> bool:
        match backward:
            case Method(name):
                return offers(self.cls, name)
            case Function(name):
                return self.namespace.own(name) is not None

    def _make(self, number: Number) -> object:
        return make(self.cls, self.constructor, number)

    # --- backward and gradient ---

    def _zeroing(self, adapter: Adapter) -> str:
        """Return the name of the method that clears a node's gradient, tried on one, if any."""
        gradient = adapter.gradient
        if not isinstance(gradient, Attribute):
            return ""
        for name in ZEROINGS:
            if offers(self.cls, name) and self.announce(f"x.{name}() of {self.name}"):
                reading = self._cleared(name, gradient)
                if reading == NONE or (is_reading(reading) and not float.fromhex(reading)):
                    return name
        return ""

    def _cleared(self, name: str, gradient: Attribute) -> str:
        try:
            node = put(self._make(_PLAIN), gradient, 3.0)
            bind(self.namespace, Method(name))((node,))
        except BaseException:  # noqa: BLE001 - the submission's own method
            return ABSENT
        return peek(node, gradient)

    def _sweeps(
        self, begun: Adapter, backwards: Sequence[Method | Function], working: Sequence[Usage]
    ) -> Iterator[Adapter]:
        """Yield the backward passes that reach a leaf, with the gradient that each changes.

        One that needs no help of its caller comes before one whose caller sets the seed.
        """
        usages = [usage for usage in working if "n" not in usage.kind] or working
        for (seed, place), backward, usage in product(
            self._seeds(begun), backwards, usages[:_MOST_OPS]
        ):
            tried = replace(begun, seed=seed, seeded=place, backward=backward)
            for gradient, before, after in self._changes(tried, usage):
                if place and isinstance(gradient, Attribute):
                    continue  # that would be the place to set
                if is_reading(after) and float.fromhex(after) and after != before:
                    yield replace(tried, gradient=gradient)

    def _seeds(self, begun: Adapter) -> list[tuple[Seed, str]]:
        """Return who may set the output's gradient, and what the caller sets if not that."""
        if self.wanted.seed is not None:
            return [(self.wanted.seed, self.wanted.seeded)]
        node = self._make(_PLAIN)
        places = [
            access.name
            for access in (*familiar_gradients(node, begun.value), *numbers_of(node))
            if isinstance(access, Attribute) and access not in (begun.value, begun.gradient)
        ]
        return [*((seed, "") for seed in Seed), *((Seed.GRADIENT, place) for place in places)]

    def _changes(self, tried: Adapter, usage: Usage) -> list[tuple[Gradient, str, str]]:
        """Return a leaf's possible gradients, before and after a backward pass.

        Two levels of operations, since a ``backward`` may be one node's own step only.
        """
        if not self.announce(f"{'; '.join(tried.write_backward('y'))} of {self.name}"):
            return []
        run = bind(self.namespace, usage.spelling)
        try:
            backward = seeded(bind(self.namespace, tried.backward), tried, self._make)
            # Of another leaf, since a gradient may be worked out once, when first asked for.
            other = self._make(0.75)
            before = {access: peek(other, access) for access in self._possible(other, tried)}
            leaf = self._make(0.75)
            inner = run(self._operands(usage, leaf))
            returned = backward(run(self._operands(usage, inner)))
        except BaseException:  # noqa: BLE001 - the submission's own backward pass
            return []
        kept = [
            (access, before.get(access, ""), peek(leaf, access))
            for access in self._possible(leaf, tried)
        ]
        return [*kept, *self._entries(returned, leaf)]

    def _entries(self, returned: object, leaf: object) -> list[tuple[Gradient, str, str]]:
        """Return the leaf's gradients in what a backward pass returned, if it is a mapping."""
        said = self.wanted.gradient
        entries = [entry for entry in Entry if said in (None, entry)]
        try:
            return [(entry, "", look_up(returned, leaf, entry)) for entry in entries]
        except BaseException:  # noqa: BLE001 - the submission's own mapping, or its hash
            return []

    def _possible(self, leaf: object, tried: Adapter) -> list[Access]:
        """Return every access to the leaf that may be the gradient, the likeliest first."""
        said = self.wanted.gradient
        if said is not None:
            return [] if isinstance(said, Entry) else [said]
        found = (*familiar_gradients(leaf, tried.value), *numbers_of(leaf))
        return [access for access in found if access != tried.value]

    def _operands(self, usage: Usage, node: object) -> list[object]:
        """Return ``node`` as the first node of the operands, others beside it."""
        operands = [self._make(0.5) if letter == "v" else 2 for letter in usage.kind]
        operands[usage.kind.index("v")] = node
        return operands


def _attempt(run: Callable[[Sequence[object]], object], operands: Sequence[object]) -> None:
    """Run something of the submission's, whatever comes of it."""
    try:
        run(operands)
    except BaseException:  # noqa: BLE001 - whatever the submission raises
        return
