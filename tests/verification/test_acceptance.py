"""The claim of docs/acceptance.md, tried on floating-point sweeps in many styles.

What is computed by listed forms lies in the hull, in whatever order and grouping; a
derivative that is off by little does not. The sweeps here share no code with the hull.
"""

import math
import random
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from flint import arb, arb_series, ctx

from verification.generate import RandomDraw, random_program
from verification.judge import is_well_conditioned, settle
from verification.model import (
    Accuracy,
    Agrees,
    Case,
    Differs,
    Evaluated,
    Strength,
    Undecided,
    Verdict,
)
from verification.oracles import flint
from verification.oracles.ball import Rounded, Rounding
from verification.oracles.forms import FORMS
from verification.program import Const, Number, Program, assemble
from verification.wording import WORDINGS

Partials = tuple[float, ...]
Rule = Callable[[float, float], tuple[float, Partials]]


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


# One plain way to compute each op and its partial derivatives, typed out by hand.
PLAIN: Final[dict[str, Rule]] = {
    "add": lambda x, y: (x + y, (1.0, 1.0)),
    "sub": lambda x, y: (x - y, (1.0, -1.0)),
    "mul": lambda x, y: (x * y, (y, x)),
    "div": lambda x, y: (x / y, (1 / y, -x / (y * y))),
    "pow": lambda x, y: (x**y, (y * x ** (y - 1), x**y * math.log(x) if x > 0 else math.nan)),
    "neg": lambda x, _: (-x, (-1.0,)),
    "abs": lambda x, _: (abs(x), (math.copysign(1.0, x),)),
    "relu": lambda x, _: (max(0.0, x), (float(x > 0),)),
    "tanh": lambda x, _: (math.tanh(x), (1 - math.tanh(x) ** 2,)),
    "exp": lambda x, _: (math.exp(x), (math.exp(x),)),
    "log": lambda x, _: (math.log(x), (1 / x,)),
    "sqrt": lambda x, _: (math.sqrt(x), (0.5 / math.sqrt(x),)),
    "sin": lambda x, _: (math.sin(x), (math.cos(x),)),
    "cos": lambda x, _: (math.cos(x), (-math.sin(x),)),
    "sigmoid": lambda x, _: (_sigmoid(x), (_sigmoid(x) * (1 - _sigmoid(x)),)),
    "maximum": lambda x, y: (max(x, y), (float(x > y), float(x < y))),
    "minimum": lambda x, y: (min(x, y), (float(x < y), float(x > y))),
}

# Other sound ways: division as a product, squares as products, slopes from the input.
_OTHER: Final[dict[str, Rule]] = {
    "sub": lambda x, y: (x + (-1 * y), (1.0, -1.0)),
    "div": lambda x, y: (x * y**-1, (y**-1, x * (-1 * y**-2))),
    "pow": lambda x, y: (x * x if y == 2 else x**y, (y * x**y / x, PLAIN["pow"](x, y)[1][1])),
    "tanh": lambda x, _: (math.tanh(x), (1 / math.cosh(x) ** 2,)),
    "sqrt": lambda x, _: (x**0.5, (0.5 * x**-0.5,)),
    "abs": lambda x, _: (math.sqrt(x * x), (x / abs(x),)),
    "sigmoid": lambda x, _: (
        math.exp(x) / (1 + math.exp(x)),
        (math.exp(-x) / (1 + math.exp(-x)) ** 2,),
    ),
}
COMPOSED: Final = PLAIN | _OTHER

_WEAK: Final[dict[str, Rule]] = {
    "tanh": lambda x, _: (_weak_tanh(x), (1 - _weak_tanh(x) ** 2,)),
}
WEAK: Final = PLAIN | _WEAK


def _weak_tanh(x: float) -> float:
    e = math.exp(2 * x)
    return (e - 1) / (e + 1)


def _as_is(terms: list[float]) -> list[float]:
    return terms


def _backwards(terms: list[float]) -> list[float]:
    return terms[::-1]


def _ascending(terms: list[float]) -> list[float]:
    return sorted(terms)


def _shuffled(terms: list[float]) -> list[float]:
    return random.Random(len(terms)).sample(terms, len(terms))


@dataclass(frozen=True)
class Style:
    """A way to write a sound engine: its rules, the order of its sums, its products."""

    rules: dict[str, Rule] = field(default_factory=lambda: PLAIN)
    order: Callable[[list[float]], list[float]] = _as_is
    multiply: Callable[[float, float], float] = lambda g, slope: g * slope
    accumulate: Callable[[list[float]], float] = math.fsum


def _running(terms: list[float]) -> float:
    total = 0.0
    for term in terms:
        total += term
    return total


DOUBLE: Final = (Strength.LISTED, Strength.WEAKER, Strength.ROUGH)

STYLES: Final = {
    "plain": Style(accumulate=_running),
    "reversed": Style(accumulate=_running, order=_backwards),
    "shuffled": Style(accumulate=_running, order=_shuffled),
    "exact sums": Style(),
    "composed": Style(rules=COMPOSED, accumulate=_running),
    "regrouped": Style(accumulate=_running, multiply=lambda g, slope: (g * 3.0) * (slope / 3.0)),
}


def _sweep(program: Program, point: tuple[Number, ...], style: Style) -> Evaluated:
    """Return what an engine in this style answers: one float operation at a time."""
    values = [float(number) for number in point]
    slopes: list[Partials] = []
    for step in program.steps:
        operands = [x.number if isinstance(x, Const) else values[x.slot] for x in step.operands]
        out, partials = style.rules[step.op](operands[0], operands[-1])
        values.append(out)
        slopes.append(partials)
    terms: list[list[float]] = [[] for _ in values]
    for root in program.roots:
        terms[root].append(1.0)
    gradients = [0.0] * len(values)
    for slot in reversed(range(len(values))):
        gradients[slot] = style.accumulate(style.order(terms[slot]))
        if slot >= program.inputs:
            step = program.steps[slot - program.inputs]
            for operand, slope in zip(step.operands, slopes[slot - program.inputs], strict=True):
                if not isinstance(operand, Const):
                    terms[operand.slot].append(style.multiply(gradients[slot], slope))
    return Evaluated(tuple(values), tuple(gradients))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    draw = RandomDraw("acceptance")
    return [Case(f"{i}", *random_program(draw, WORDINGS, 12)) for i in range(1500)]


def _judge(case: Case, style: Style, *strengths: Strength) -> Verdict:
    return settle(
        case.program,
        lambda strength: flint.reference(case, strength),
        _sweep(case.program, case.point, style),
        strengths or (Strength.LISTED,),
    )


@pytest.mark.parametrize("name", STYLES)
def test_no_sound_style_is_accused(name: str, cases: list[Case]) -> None:
    verdicts = [_judge(case, STYLES[name]) for case in cases]
    assert [v for v in verdicts if not isinstance(v, Agrees | Undecided)] == []
    assert sum(isinstance(v, Undecided) for v in verdicts) < len(cases) / 200


def test_a_weak_tanh_is_inaccurate_and_not_wrong(cases: list[Case]) -> None:
    using = [case for case in cases if any(step.op == "tanh" for step in case.program.steps)]
    alone = assemble(1, ("tanh", 0))
    using += [Case(f"near 0/{x}", alone, (x,)) for x in (1e-2, 1e-3, -1e-4, 3.0, -5.5)]
    style = Style(rules=WEAK, accumulate=_running)
    strict = [_judge(case, style) for case in using]
    fair = [_judge(case, style, Strength.LISTED, Strength.WEAKER) for case in using]
    assert any(isinstance(verdict, Differs) for verdict in strict)
    assert not any(isinstance(verdict, Differs) for verdict in fair)
    assert Accuracy.INACCURATE in {v.accuracy for v in fair if isinstance(v, Agrees)}


def test_a_sound_form_that_is_not_listed_is_inaccurate_and_not_wrong() -> None:
    """Log as an inverse tanh, tanh as a chain of three functions: sound, and nobody listed them."""
    unlisted: dict[str, Rule] = {
        "log": lambda x, _: (2 * math.atanh((x - 1) / (x + 1)), (1 / x,)),
        "tanh": lambda x, _: (math.sin(math.atan(math.sinh(x))), (math.cosh(x) ** -2,)),
    }
    style = Style(rules=PLAIN | unlisted, accumulate=_running)
    points = {"log": (1234.5, 5000.7, 71.3, 0.9), "tanh": (1.5, -0.9, 2.5, 0.3)}
    for op in unlisted:
        alone = [Case(op, assemble(1, (op, 0)), (x,)) for x in points[op]]
        strict = [_judge(case, style, Strength.LISTED, Strength.WEAKER) for case in alone]
        fair = [_judge(case, style, *DOUBLE) for case in alone]
        assert not any(isinstance(verdict, Differs) for verdict in fair)
        if op == "log":
            assert any(isinstance(verdict, Differs) for verdict in strict)


def _off(op: str, factor: float) -> Style:
    def rule(x: float, y: float) -> tuple[float, Partials]:
        out, (slope, *others) = PLAIN[op](x, y)
        return out, (slope * factor, *others)

    return Style(rules=PLAIN | {op: rule}, accumulate=_running)


@pytest.mark.parametrize("op", PLAIN)
def test_a_derivative_off_by_a_billionth_differs(op: str, cases: list[Case]) -> None:
    """One part in 10^9 is below the tolerance of every gradient checker in use."""
    using = [case for case in cases if any(step.op == op for step in case.program.steps)]
    verdicts = [
        _judge(case, _off(op, 1 + 1e-9), *DOUBLE)
        for case in using
        if is_well_conditioned(flint.reference(case))
    ]
    assert len(verdicts) > 20
    assert sum(isinstance(verdict, Differs) for verdict in verdicts) > len(verdicts) / 20


def test_sums_are_inside_in_any_order_where_cancellation_is_total() -> None:
    """Contributions 1e16, a hundred 1s and -1e16: widening partial sums one by one fails here."""
    rows: list[tuple[str, int | Const, int | Const]] = [("mul", 0, Const(1e16))]
    rows += [("mul", 0, Const(1.0)) for _ in range(100)]
    rows += [("mul", 0, Const(-1e16))]
    total = 1
    for i in range(1, len(rows)):
        rows.append(("add", total, 1 + i))
        total = len(rows)
    case = Case("cancelling", assemble(1, *rows), (1.0,))
    reference = flint.reference(case)
    for order in (_as_is, _backwards, _shuffled, _ascending):
        seen = _sweep(case.program, case.point, Style(order=order, accumulate=_running))
        gradient = seen.gradients[0]
        assert isinstance(gradient, float)
        assert gradient in reference.adjoints[0].hull


# --- The table of forms ------------------------------------------------------


def _points(op: str) -> list[tuple[float, float]]:
    xs = (0.3, 0.9, 1.7, 2.5) if op in {"log", "sqrt", "pow"} else (-2.5, -0.7, 0.3, 1.9)
    return [(x, y) for x in xs for y in (-1.2, 0.4, 3.0)]


def _without_rounding() -> Rounding:
    rounding = Rounding(Strength.LISTED, None)
    rounding.arithmetic = rounding.elementary = arb(1)
    rounding.eta = arb(0)
    return rounding


SMOOTH: Final[dict[str, Callable[[arb_series, arb_series], arb_series]]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": lambda x, y: (y * x.log()).exp(),
    "neg": lambda x, _: -x,
    "abs": lambda x, _: x if x[0] > 0 else -x,
    "relu": lambda x, _: x if x[0] > 0 else x * 0,
    "tanh": lambda x, _: (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()),
    "exp": lambda x, _: x.exp(),
    "log": lambda x, _: x.log(),
    "sqrt": lambda x, _: x.sqrt(),
    "sin": lambda x, _: x.sin(),
    "cos": lambda x, _: x.cos(),
    "sigmoid": lambda x, _: x.exp() / (1 + x.exp()),
    "maximum": lambda x, y: x if x[0] > y[0] else y,
    "minimum": lambda x, y: x if x[0] < y[0] else y,
}


def _true(op: str, x: float, y: float, by: int) -> tuple[arb, arb]:
    ctx.cap = 2
    out = SMOOTH[op](arb_series([x, int(by == 0)]), arb_series([y, int(by == 1)]))
    return out[0], out[1]


@pytest.mark.parametrize("op", FORMS)
def test_every_form_is_the_op_where_nothing_is_rounded(op: str) -> None:
    """In exact arithmetic a form is the op, or its derivative: no form can hide an error."""
    forms = FORMS[op]
    with ctx.workprec(200):
        rounding = _without_rounding()
        for x, y in _points(op):
            a, b = rounding.exact(x), rounding.exact(y)
            value, _ = _true(op, x, y, 0)
            for form in forms.values + forms.weaker_values:
                assert form.rule(a, b).ball.overlaps(value), form.name
                assert form.rule(a, b).ball.rad() < arb(2) ** -150, form.name
            for by, group in enumerate(forms.partials):
                _, slope = _true(op, x, y, by)
                weaker = forms.weaker_partials[by] if forms.weaker_partials else ()
                for way in (*group, *weaker):
                    out = Rounded(value, rounding)
                    assert way.rule(a, b, out).ball.overlaps(slope), way.name


def test_an_engine_may_be_single_precision_throughout(cases: list[Case]) -> None:
    def single(x: float) -> float:
        return float(struct.unpack("f", struct.pack("f", x))[0])

    def rounded(rule: Rule) -> Rule:
        def narrow(x: float, y: float) -> tuple[float, Partials]:
            out, partials = rule(single(x), single(y))
            return single(out), tuple(map(single, partials))

        return narrow

    def running(terms: list[float]) -> float:
        total = 0.0
        for term in terms:
            total = single(total + term)
        return total

    style = Style(
        rules={op: rounded(rule) for op, rule in PLAIN.items()},
        accumulate=running,
        multiply=lambda g, slope: single(g * slope),
    )
    verdicts: list[Verdict] = []
    for case in cases[:500]:
        held = replace(case, point=tuple(single(float(x)) for x in case.point))
        seen = _sweep(held.program, held.point, style)
        oracle = partial(flint.reference, case)
        verdicts.append(settle(case.program, oracle, seen, tuple(Strength)))
    assert not any(isinstance(verdict, Differs) for verdict in verdicts)
    assert Accuracy.INACCURATE in {v.accuracy for v in verdicts if isinstance(v, Agrees)}


def test_the_documented_table_is_the_table() -> None:
    """docs/acceptance.md states the forms; a form added here has to be stated there."""
    text = (Path(__file__).parents[2] / "docs" / "acceptance.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
    stated = {op.removeprefix("| "): set(re.findall("`([^`]+)`", " ".join(r))) for op, *r in rows}
    listed, weaker = text.split("## The weaker forms")
    for op, forms in FORMS.items():
        names = {f.name for f in forms.values} | {f.name for g in forms.partials for f in g}
        assert all(f"`{name}`" in listed for name in names)
        weak = {f.name for f in forms.weaker_values}
        weak |= {f.name for group in forms.weaker_partials for f in group}
        assert all(f"`{name}`" in weaker for name in weak)
        assert stated[op] == (weak or names)  # the last row of an op is its weaker one
