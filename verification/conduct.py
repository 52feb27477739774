"""Conduct: how an engine behaves where several ways are no fault, measured and not judged."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from typing import Final, final

from verification.adapter import Adapter, Seed
from verification.examine import Examiner
from verification.model import Case, Evaluated, Observation, Raised, Unread
from verification.policy import InnerGradients, Ints, OutputSeed
from verification.program import assemble
from verification.shapes import chain, fan

DEEPEST: Final = 8_000
"""The longest chain that is tried."""

_WARM_UP: Final = 8
_SHALLOWEST: Final = 500
_FAN: Final = 6  # terms of a sum whose order is looked at
_SHUFFLES: Final = 24
_INNER: Final = 2  # the slot of a*b below, where the gradient is a
# The first int that no double holds; sums and products of it tell whether it was made one.
_ODD: Final = 2**53 + 1


@final
@dataclass(frozen=True, slots=True)
class Backwards:
    """A leaf's gradient after one backward pass, and after a second one on the same output."""

    one: float
    two: float

    @property
    def times(self) -> float:
        """By how much the second pass multiplies the gradient."""
        return self.two / self.one


@final
class Conduct:
    """One engine's behaviour: each part is asked for when it is first needed, and kept."""

    def __init__(self, examiner: Examiner, adapter: Adapter) -> None:
        self._examiner = examiner
        self._adapter = adapter

    @cached_property
    def backwards(self) -> Backwards | None:
        """What backward does once and twice, or None where it gives no number."""
        match self._repeated:
            case (
                Evaluated(gradients=(_, float() as one, *_)),
                Evaluated(gradients=(_, float() as two, *_)),
            ) if one != 0:
                return Backwards(one, two)
            case _:
                return None

    @cached_property
    def inner_gradients(self) -> InnerGradients | None:
        """Whether a result in between can be asked for its gradient, or None where unknown."""
        match self._repeated:
            case (Evaluated(gradients=gradients), _):
                inner = gradients[_INNER]
                is_kept = not isinstance(inner, Unread) and inner != 0
                return InnerGradients.KEPT if is_kept else InnerGradients.LEAVES_ONLY
            case _:
                return None

    @property
    def output_seed(self) -> OutputSeed:
        """Who sets the output's own gradient to 1."""
        is_engine = self._adapter.seed is Seed.ENGINE
        return OutputSeed.ENGINE if is_engine else OutputSeed.CALLER

    @cached_property
    def _repeated(self) -> tuple[Observation, ...]:
        """What comes of one backward pass from a*b*a, and of two; nothing where there is no *."""
        if not self._can_write("mul", "add"):
            return ()
        once = Case("repeat/1", assemble(2, ("mul", 0, 1), ("mul", 2, 0)), (2.0, 3.0))
        root = once.program.roots[0]
        twice = replace(once, program=replace(once.program, roots=(root, root)))
        return tuple(self._examiner.ask([once, twice]))

    @cached_property
    def stops_at(self) -> int | None:
        """The shortest chain of additions that Python's recursion limit stops, if any does.

        None says that chains of ``DEEPEST`` additions are no matter of that limit, or that there
        is nothing to build them of.
        """
        if not self._can_write("mul", "add"):
            return None
        works, fails = 0, _SHALLOWEST
        while not self._is_too_deep(fails):
            if fails >= DEEPEST:
                return None
            works, fails = fails, 2 * fails
        while fails - works > 1:
            middle = (works + fails) // 2
            works, fails = (works, middle) if self._is_too_deep(middle) else (middle, fails)
        return fails

    @cached_property
    def ints(self) -> Ints | None:
        """What becomes of an int, or None where that cannot be told."""
        if self._examiner.takes_floats_only:
            return Ints.REFUSED
        for op, other in (("add", 1), ("mul", 2)):
            if not self._can_write(op):
                continue
            case = Case(f"ints/{op}", assemble(2, (op, 0, 1)), (_ODD, other))
            (seen,) = self._examiner.ask([case])
            whole = _ODD + other if op == "add" else _ODD * other
            rounded = float(_ODD) + other if op == "add" else float(_ODD) * other
            match seen:
                case Evaluated(values=(*_, value)) if value == whole:
                    return Ints.KEPT
                case Evaluated(values=(*_, value)) if value == rounded:
                    return Ints.CONVERTED
                case _:
                    pass
        return None

    @cached_property
    def is_order_dependent(self) -> bool:
        """Whether sums come out otherwise, in their last digits, from one time to the next.

        Where parents are kept in a set, it gives them in the order of their addresses.
        """
        if not self._can_write("mul", "add"):
            return False
        asked = Case("order/sum", fan(_FAN), (1.5, 0.1, 0.7, 1 / 3, 1e-3, 2.9, -0.77))
        between = [Case(f"order/{n}", chain(n + 1), (1.0,)) for n in range(_SHUFFLES)]
        cases = [case for pair in zip(repeat(asked), between, strict=False) for case in pair]
        answers = self._examiner.ask(cases)[::2]
        return all(isinstance(seen, Evaluated) for seen in answers) and len(set(answers)) > 1

    def _can_write(self, *ops: str) -> bool:
        return all(self._adapter.spelling(op, "vv") is not None for op in ops)

    def _is_too_deep(self, length: int) -> bool:
        # Code that runs for the first time takes CPython one frame more: a short one goes before.
        cases = [Case(f"depth/{n}", chain(n), (1.0,)) for n in (_WARM_UP, length)]
        observation = self._examiner.ask(cases)[-1]
        return isinstance(observation, Raised) and observation.kind == "RecursionError"
