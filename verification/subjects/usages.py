"""Usages: how an engine writes each op, found by trying every spelling.

This file travels to the child that runs a submission: standard library only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from types import FunctionType
from typing import Final, final

from verification.adapter import Access, Usage, Wanted
from verification.catalogue import (
    CATALOGUE,
    Function,
    Functor,
    Method,
    Operator,
    OpSpec,
    Spelling,
)
from verification.program import Number
from verification.subjects.names import is_reading, offers, peek
from verification.subjects.namespace import Namespace
from verification.subjects.running import BINARY, UNARY, bind
from verification.subjects.words import is_about_number, is_number, is_stated, placeholders

Announce = Callable[[str], bool]
"""Called before each try with what is tried; False if an earlier child did not survive it."""

# Where every op is defined and tame; ints last, since some engines want nothing else.
_PROBES: Final = ((0.75, 0.5), (2.0, 3.0), (2, 3))
_KINDS: Final = {1: ("v",), 2: ("vv", "vn", "nv")}  # by the number of operands
_NUMBER_TYPES: Final = (float, int, "float", "int")  # as written, or as written in quotes
_REDUCTIONS: Final = (Method("max"), Method("min"), Method("sum"))


class _Outcome(Enum):
    """What trying a spelling showed; of several tries the first of these counts."""

    WORKS = "returned a value"
    FAILS = "is there, and fails"
    MISSING = "is not there, or is something else"
    REFUSES = "is there, and not for these operands"


@final
@dataclass(frozen=True, slots=True)
class Usages:
    """How the ops are written; ``present`` holds those that work, and those that fail."""

    working: tuple[Usage, ...]
    present: tuple[Usage, ...]
    refused: tuple[Usage, ...]


@final
@dataclass(frozen=True, slots=True)
class Prober:
    """A class whose ops are tried: ``make`` returns an object of it, ``value`` reads one."""

    namespace: Namespace
    name: str
    cls: type
    make: Callable[[Number], object]
    value: Access
    wanted: Wanted
    announce: Announce

    def find(self) -> Usages:
        """Return how every op is written, and what is written and refuses its operands."""
        working: list[Usage] = []
        present: list[Usage] = []
        refused: list[Usage] = []
        for spec in CATALOGUE.values():
            for kind in _KINDS[spec.arity]:
                # The first spelling of each outcome; none is tried after one that works.
                first: dict[_Outcome, Usage] = {}
                said = [
                    s for op, letters, s in self.wanted.ops if (op, letters) == (spec.name, kind)
                ]
                if said:
                    usages = [
                        Usage(spec.name, kind, s)
                        for s in said
                        if s is not None and self._offers(s, kind)
                    ]
                    working += usages
                    present += usages
                    continue
                for spelling in self._spellings(spec):
                    usage = Usage(spec.name, kind, spelling)
                    outcome = self._try(usage)
                    first.setdefault(outcome, usage)
                    if outcome is _Outcome.WORKS:
                        working.append(usage)
                    # An operator that fails is not made up for by a method that works.
                    if outcome is _Outcome.WORKS or (
                        outcome is _Outcome.FAILS and isinstance(spelling, Operator)
                    ):
                        break
                if there := first.get(_Outcome.WORKS) or first.get(_Outcome.FAILS):
                    present.append(there)
                elif _Outcome.REFUSES in first:
                    refused.append(first[_Outcome.REFUSES])
        return Usages(tuple(working), tuple(present), tuple(refused))

    def _spellings(self, spec: OpSpec) -> tuple[Spelling, ...]:
        """Return the ways to write an op that may be meant for objects of this class.

        Where the class has the operator, a free function is what the operator is made of.
        """
        ways = spec.spellings
        if any(
            self._offers(operator, kind)
            for operator in spec.operator
            for kind in _KINDS[spec.arity]
        ):
            return tuple(way for way in ways if not isinstance(way, Function | Functor))
        return ways

    def _try(self, usage: Usage) -> _Outcome:
        if not self._offers(usage.spelling, usage.kind):
            return _Outcome.MISSING
        if not self.announce(f"{usage.spelling.write(placeholders(usage.kind))} of {self.name}"):
            return _Outcome.FAILS
        outcomes = [self._outcome(usage, numbers) for numbers in _PROBES]
        best = next(seen for seen in _Outcome if seen in outcomes)
        # A method called `max` may well be the largest of an array's numbers.
        is_doubtful = best is _Outcome.FAILS and usage.spelling in _REDUCTIONS
        return _Outcome.MISSING if is_doubtful else best

    def _outcome(self, usage: Usage, numbers: Sequence[Number]) -> _Outcome:
        # A function of the file need not be meant for values at all, so it has to show it.
        is_free = isinstance(usage.spelling, Function | Functor)
        try:
            operands = [
                self.make(number) if letter == "v" else number
                for letter, number in zip(usage.kind, numbers, strict=False)
            ]
            result = bind(self.namespace, usage.spelling)(operands)
            if isinstance(result, self.namespace.family_of(self.cls)):
                works = not is_free or is_reading(peek(result, self.value))
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
                thing = self.namespace.own(name)
                if isinstance(thing, type):  # a class of nodes, made by an op: `Exp(x)`
                    return issubclass(thing, self.namespace.family_of(self.cls))
                return thing is not None and not _is_arithmetic(self.namespace, thing)
            case Functor(name):
                thing = self.namespace.own(name)
                return isinstance(thing, type) and not issubclass(thing, self.cls)


def _is_refusal(error: BaseException, *, free: bool) -> bool:
    """Whether the error only says that the operation is not for these operands."""
    if isinstance(error, AttributeError):
        return free or is_about_number(error)
    if isinstance(error, TypeError | AssertionError | NotImplementedError):
        return True
    # Many write it as a ValueError. It is one if they say so, and not their arithmetic.
    return isinstance(error, ValueError) and is_stated(error)


def _is_arithmetic(namespace: Namespace, thing: object) -> bool:
    """Whether a function is of plain numbers, though it may take values by chance.

    ``def max(x, y): return x if x > y else y`` says nothing of values. So what makes a
    number of numbers is no op of the engine's if it is declared to take numbers, or
    stands in a module that knows no class and no other module of the submission.
    """
    if not isinstance(thing, FunctionType):
        return False
    operands = thing.__code__.co_varnames[: thing.__code__.co_argcount]
    try:
        is_declared = all(thing.__annotations__.get(name) in _NUMBER_TYPES for name in operands)
        if not is_declared and any(
            any(each is module for module in namespace.modules)
            or (isinstance(each, type) and namespace.owns(each))
            for each in tuple(thing.__globals__.values())
        ):
            return False
        return is_number(thing(*_PROBES[0][: len(operands)]))
    except BaseException:  # noqa: BLE001 - the submission's own function
        return False
