"""The lesson shows the chain rule as one would work it out by hand."""

import math
from functools import partial
from statistics import NormalDist
from typing import Final

import pytest

from verification.catalogue import CATALOGUE
from verification.explain import explain, read_point
from verification.expression import parse
from verification.render.lesson import Explanation, render

WORKED: Final = """\
  forward
    a = 2    b = -3    c = 10    f = -2
    d = a * b  =  2 * -3   =  -6
    e = d + c  =  -6 + 10  =   4
    L = e * f  =  4 * -2   =  -8

  backward: incoming gradient * local derivative
    dL/dL                          =   1
    dL/de = dL/dL * f  =  1 * -2   =  -2
    dL/df = dL/dL * e  =  1 * 4    =   4
    dL/dd = dL/de * 1  =  -2 * 1   =  -2
    dL/dc = dL/de * 1  =  -2 * 1   =  -2
    dL/da = dL/dd * b  =  -2 * -3  =   6
    dL/db = dL/dd * a  =  -2 * 2   =  -4"""


def lesson(text: str, *assignments: str) -> Explanation:
    parsed = parse(text)
    return explain(parsed, read_point(assignments, parsed.names))


def test_the_worked_example() -> None:
    assert render(lesson("(a*b + c) * f", "a=2", "b=-3", "c=10", "f=-2")) == WORKED


def test_contributions_are_shown_and_summed() -> None:
    page = render(lesson("x*x*x + x", "x=2"))
    x = page[page.index("dL/dx") :].splitlines()
    assert [line.split("=")[-1].strip() for line in x] == ["1", "4", "4", "4", "13"]
    assert [line.split("=")[0].strip() for line in x[1:4]] == [
        "+ dL/de * d",
        "+ dL/dd * x",
        "+ dL/dd * x",
    ]
    assert x[4].split() == ["sum", "=", "13"]


@pytest.mark.parametrize("text", ["a*b + a/b", "x*x*y - x/2 + y*x*x", "-x + abs(x)"])
def test_contributions_add_up_to_the_gradient(text: str) -> None:
    parsed = parse(text)
    for node in explain(parsed, [2] * len(parsed.names)).backward[1:]:
        assert node.gradient == sum(sent.incoming * sent.slope for sent in node.contributions)


# The formula shown beside each local derivative, and a point away from kinks.
FORMULAS: Final = [
    "x + y",
    "x - y",
    "x * y",
    "x / y",
    "x ** y",
    "-x",
    "abs(-x)",
    "relu(x)",
    "tanh(x)",
    "exp(x)",
    "log(x)",
    "sqrt(x)",
    "sin(x)",
    "cos(x)",
    "sigmoid(x)",
    "square(x)",
    "reciprocal(x)",
    "rsqrt(x)",
    "cbrt(x)",
    "exp2(x)",
    "expm1(x)",
    "log2(x)",
    "log10(x)",
    "log1p(x)",
    "tan(x)",
    "asin(y)",
    "acos(y)",
    "atan(x)",
    "sinh(x)",
    "cosh(x)",
    "asinh(x)",
    "acosh(x)",
    "atanh(y)",
    "softplus(x)",
    "leaky_relu(x)",
    "leaky_relu(-x)",
    "elu(x)",
    "elu(-x)",
    "silu(x)",
    "gelu(x)",
    "erf(x)",
    "hypot(x, y)",
    "atan2(x, y)",
    "max(x, y)",
    "min(x, y)",
    "min(y, x)",
    "max(x, x)",
    "x ** 2",
    "x ** 1",
    "x ** 0",
    "x ** 3",
    "x ** -0.5",
    "2 ** x",
    "x * -3",
    "x / -3",
    "-3 / x",
    "(-2) ** x",
]


MATH: Final = ("sin", "cos", "sinh", "cosh", "exp", "log", "sqrt")


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


@pytest.mark.parametrize("text", FORMULAS)
def test_the_words_of_a_slope_come_to_its_number(text: str) -> None:
    """The formulas are ours, so Python may work them out; both sides are shown to a learner."""
    numbers = {"x": 2.0, "y": 0.75}
    parsed = parse(text)
    shown = explain(parsed, [numbers[name] for name in parsed.names])
    known = {**numbers, **{line.name: line.value for line in shown.forward}}
    functions = {
        **{name: getattr(math, name) for name in MATH},
        "sign": partial(math.copysign, 1),
        "sigmoid": _sigmoid,
        "Phi": NormalDist().cdf,
        "phi": NormalDist().pdf,
    }
    for node in shown.backward:
        for sent in node.contributions:
            if not math.isnan(sent.slope):
                words = sent.words.removesuffix(", a tie)").replace("(1/2", "1/2")
                value = eval(words, {**functions, "pi": math.pi, **known})  # noqa: S307
                assert math.isclose(value, sent.slope, rel_tol=1e-14), sent


def test_every_op_has_its_words() -> None:
    shown = {step.op for text in FORMULAS for step in parse(text).program.steps}
    assert shown == set(CATALOGUE)


def test_numbers_are_bracketed_where_a_minus_would_mislead() -> None:
    page = render(lesson("-x + x**2 + x/y", "x=-3", "y=-2"))
    for piece in ("-(-3)", "(-3) ** 2", "-3 / -2"):
        assert piece in page


def test_a_name_alone_is_its_own_gradient() -> None:
    assert render(lesson("a", "a=2.5")).splitlines()[-1].split() == ["da/da", "=", "1"]


def test_names_of_steps_keep_out_of_the_way() -> None:
    shown = lesson("d*e + L*l - x", "d=1", "e=1", "L=1", "l=1", "x=1")
    assert [line.name for line in shown.forward] == ["f", "g", "h", "M"]


def test_names_do_not_run_out() -> None:
    text = "+".join("x" for _ in range(60))
    shown = [line.name for line in lesson(text, "x=1").forward]
    assert len({*shown, "x"}) == 60


def test_a_thousand_steps_need_no_stack() -> None:
    shown = lesson("x" + "*x" * 4000, "x=1")
    assert shown.backward[-1].gradient == 4001
    assert len(render(shown).splitlines()) > 8000


def test_no_number_is_an_infinity_too_far() -> None:
    """Where the engine says inf or nan, the lesson says so too."""
    page = render(lesson("1/x", "x=0"))
    assert "1 / 0" in page
    assert "inf" in page


@pytest.mark.parametrize(
    ("assignments", "complaint"),
    [
        ([], "No number for a, b"),
        (["a=1"], "No number for b"),
        (["a=1", "b=2", "c=3"], "no 'c'"),
        (["a=1", "a=2", "b=3"], "a is given twice"),
        (["a=1", "b"], "got 'b'"),
        (["a=1", "b="], "got 'b='"),
        (["a=1", "b=two"], "got 'b=two'"),
        (["a=1", "b=nan"], "got 'b=nan'"),
        (["a=1", "b=1e999"], "got 'b=1e999'"),
        (["a=1", "b=1+1"], "got 'b=1+1'"),
        (["a=1", f"b={'9' * 5000}"], "got 'b=999"),
        (["a=1", "=2"], "no ''"),
    ],
)
def test_assignments_that_do_not_fit(assignments: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=r"Needed: a=\.\.\. b=\.\.\.") as caught:
        read_point(assignments, ["a", "b"])
    assert complaint in str(caught.value)


def test_assignments_keep_ints_and_allow_spaces() -> None:
    assert repr(read_point([" b = -3 ", "a=+.5e1"], ["a", "b"])) == "(5.0, -3)"


def test_a_complex_power_is_refused_by_the_engine() -> None:
    with pytest.raises(ValueError, match="negative base"):
        lesson("x**0.5", "x=-1")
