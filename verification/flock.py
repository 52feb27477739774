"""The canaries: engines faulty in a stated way, and sound ones that are unusual.

Each faulty one names the check that must fail for it: a harness that has gone blind in one
place accepts the one that is there for this place.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from struct import pack, unpack
from typing import Final, final

from verification.conventions import CONVENTIONS, Convention
from verification.model import (
    Accuracy,
    Case,
    Evaluated,
    Exact,
    Observation,
    Reading,
    Unread,
    Unresolved,
)
from verification.oracles import flint
from verification.subjects.protocol import Subject
from verification.subjects.spoiled import (
    Spent,
    Spoiled,
    Stuck,
    deaf_on_the_left,
    elsewhere,
    gradients,
    no_numbers,
    on_leaves_only,
    only_first_output,
    relu_in_place,
    second_unread,
)
from verification.subjects.tape import RULES, Node, Rule, Tape, multiply

_HIGHEST_EXPONENT: Final = 100.0
_LEAST: Final = 1e-12
_FAR: Final = 20.0
_FAINT: Final = 1e-10
_DEEPEST: Final = 200


@final
@dataclass(frozen=True, slots=True)
class Faulty:
    """An engine that must be rejected, by the check that is there for its fault.

    ``hatch`` makes a new one, which has answered nothing yet.
    """

    title: str
    check: str
    hatch: Callable[[], Subject]


@final
@dataclass(frozen=True, slots=True)
class Sound:
    """An engine that must be accepted, and be told this accuracy, that of its worst answer.

    It follows this convention at the kink of relu, and refuses operands of the kinds that it
    ``lacks``.
    """

    title: str
    accuracy: Accuracy
    hatch: Callable[[], Subject]
    convention: Convention = CONVENTIONS["relu"][0]
    lacks: tuple[str, ...] = ()


Canary = Faulty | Sound


# --- Rules and shares ---------------------------------------------------------------


def _with(**rules: Rule) -> Callable[[], Tape]:
    """Return how to make a tape with these rules in place of its own."""
    changed: Mapping[str, Rule] = {**RULES, **rules}
    return lambda: Tape(rules=changed)


@final
class _Rounded:
    """The exact answers, each rounded once."""

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        return [Evaluated(*map(_nearest, flint.exact(case, 0.0))) for case in cases]


def _nearest(numbers: Sequence[Exact | Unresolved]) -> tuple[Reading, ...]:
    return tuple(x.nearest if isinstance(x, Exact) else Unread.NOT_A_NUMBER for x in numbers)


def _relu(at_zero: float) -> Rule:
    """Return a relu with this slope at 0."""
    return lambda x, _: (max(x, 0.0), 1.0 if x > 0 else at_zero if x == 0 else 0.0)


def _short_relu(x: float, _: float) -> tuple[float, ...]:
    return (x, 1.0) if x > _LEAST else (0.0, 0.0)


def _cut_exp(x: float, _: float) -> tuple[float, ...]:
    e = math.exp(min(x, _HIGHEST_EXPONENT))
    return e, e


def _inexact_exp(x: float, _: float) -> tuple[float, ...]:
    e = math.exp(x)
    return e, e * (1 + 1e-9)


def _inexact_tanh(x: float, _: float) -> tuple[float, ...]:
    t = math.tanh(x)
    return t * (1 + 1e-12), 1 - t * t


def _tanh_by_exp(x: float, _: float) -> tuple[float, ...]:
    """Lose digits near 0, and overflow beyond 355."""
    e = math.exp(2 * x)
    t = (e - 1) / (e + 1)
    return t, 1 - t * t


def _cut_softplus(x: float, y: float) -> tuple[float, ...]:
    return (0.0, 1.0) if x > _FAR else RULES["softplus"](x, y)


def _softplus_by_sigmoid(x: float, _: float) -> tuple[float, ...]:
    """Have no digits left far out, and nothing to take a logarithm of beyond 37."""
    s = 1 / (1 + math.exp(-x))
    return -math.log(1 - s), s


def _mul_of_positives(x: float, y: float) -> tuple[float, ...]:
    if x < 0:
        raise TypeError("expected a number that is not negative")
    return x * y, y, x


def _at_tanh(share: Callable[[float, float], float]) -> Callable[[], Tape]:
    """Return how to make a tape that hands this on from every tanh, of upstream and slope."""
    return lambda: Tape(
        share=lambda node, upstream, slope: (
            share(upstream, slope) if node.op == "tanh" else upstream * slope
        )
    )


def _fail(_upstream: float, _slope: float) -> float:
    raise ZeroDivisionError("division by zero")


def _deaf_to_faint(upstream: float, slope: float) -> float:
    return upstream * slope if abs(upstream) >= _FAINT else 0.0


def _last(terms: Sequence[float]) -> float:
    return terms[-1]


def _first(count: int) -> Callable[[Sequence[float]], float]:
    return lambda terms: sum(terms[:count])


def _from_behind(terms: Sequence[float]) -> float:
    return sum(reversed(terms))


def _cut_short(node: Node, upstream: float, slope: float) -> float:
    return 0.0 if node.depth > _DEEPEST else multiply(node, upstream, slope)


def _regrouped(node: Node, upstream: float, slope: float) -> float:
    if node.op == "tanh":
        return (upstream * (1 - node.data)) * (1 + node.data)
    return multiply(node, upstream, slope)


def _single(number: float) -> float:
    """Return the number as 32 bits hold it; raises OverflowError where they do not."""
    rounded: float = unpack("f", pack("f", number))[0]
    return rounded


FAULTY: Final = (
    Faulty("every gradient is 0", "build.backward", lambda: Spoiled(gradients(0.0))),
    Faulty("every gradient is None", "build.backward", lambda: Spoiled(gradients(Unread.NONE))),
    Faulty("every gradient is nan", "rules.mul", lambda: Spoiled(gradients(math.nan))),
    Faulty("every gradient is infinite", "rules.mul", lambda: Spoiled(gradients(math.inf))),
    Faulty("the second input has no gradient", "rules.mul", lambda: Spoiled(second_unread)),
    Faulty("the answers at another point", "rules.add", lambda: Spoiled(elsewhere)),
    Faulty("always the first answer", "rules.add", Stuck),
    Faulty("a second backward pass does nothing", "state.second_output", Spent),
    Faulty("a second output is ignored", "state.two_outputs", lambda: Spoiled(only_first_output)),
    Faulty("mul's slopes are swapped", "rules.mul", _with(mul=lambda x, y: (x * y, x, y))),
    Faulty("mul refuses some numbers", "rules.mul", _with(mul=_mul_of_positives)),
    Faulty("exp' is off by 1e-9 of itself", "rules.exp", _with(exp=_inexact_exp)),
    Faulty("exp is cut off at 100", "rules.exp", _with(exp=_cut_exp)),
    Faulty("softplus is 0 beyond 20", "rules.softplus", _with(softplus=_cut_softplus)),
    Faulty("tanh is off by 1e-12 of itself", "rules.tanh", _with(tanh=_inexact_tanh)),
    Faulty("relu is 0 below 1e-12", "rules.relu", _with(relu=_short_relu)),
    Faulty("relu changes its operand", "rules.relu", lambda: Spoiled(relu_in_place)),
    Faulty("relu'(0) = 2", "edge.relu", _with(relu=_relu(2.0))),
    Faulty("tanh raises on the way back", "rules.tanh", _at_tanh(_fail)),
    Faulty("tanh ignores what is upstream", "chain.tanh", _at_tanh(lambda _, slope: slope)),
    Faulty("tanh loses a sign", "chain.tanh", _at_tanh(lambda g, slope: abs(g) * slope)),
    Faulty("tanh drops what is faint", "chain.tanh", _at_tanh(_deaf_to_faint)),
    Faulty("a number on the left is deaf", "operators.rmul", lambda: Spoiled(deaf_on_the_left)),
    Faulty("adjoints are overwritten", "chain.add", lambda: Tape(collect=_last)),
    Faulty("a third use is lost", "composition.sharing", lambda: Tape(collect=_first(2))),
    Faulty("a third use is lost anywhere", "composition.random", lambda: Tape(collect=_first(2))),
    Faulty("long chains are cut short", "scale.chain", lambda: Tape(share=_cut_short)),
)
"""Each must be rejected."""

SOUND: Final = (
    Sound("a plain tape", Accuracy.LOSSY, Tape),
    Sound("exact answers, rounded once", Accuracy.TIGHT, _Rounded),
    Sound(
        "sums and products in another order",
        Accuracy.LOSSY,
        lambda: Tape(collect=_from_behind, share=_regrouped),
    ),
    Sound("relu'(0) = 1/2", Accuracy.LOSSY, _with(relu=_relu(0.5)), CONVENTIONS["relu"][1]),
    Sound("relu'(0) = 1", Accuracy.LOSSY, _with(relu=_relu(1.0)), CONVENTIONS["relu"][2]),
    Sound("tanh by exponentials", Accuracy.INACCURATE, _with(tanh=_tanh_by_exp)),
    Sound("single precision", Accuracy.INACCURATE, lambda: Tape(number=_single)),
    Sound(
        "fresh gradients each time, and None out of reach",
        Accuracy.LOSSY,
        lambda: Tape(is_forgetful=True, unreached=Unread.NONE),
    ),
    Sound(
        "softplus by a sigmoid that is 1",
        Accuracy.INACCURATE,
        _with(softplus=_softplus_by_sigmoid),
    ),
    Sound("gradients of leaves only", Accuracy.LOSSY, lambda: Spoiled(on_leaves_only)),
    Sound("no plain numbers", Accuracy.LOSSY, lambda: Spoiled(no_numbers), lacks=("vn", "nv")),
)
"""Each must be accepted."""
