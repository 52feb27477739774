"""The parser agrees with Python on what arithmetic means, and takes nothing else for it."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from verification.catalogue import CATALOGUE, OpSpec
from verification.evaluate import evaluate
from verification.expression import parse
from verification.program import Const, Number, Ref, Slot, Step
from verification.tokens import ExpressionError

POINT: Final = {"a": 1.5, "b": 0.25, "c": 3.0}
UNARY: Final[dict[str, Callable[[float], float]]] = {"neg": lambda x: -x, "abs": abs}
BINARY: Final[dict[str, Callable[[float, float], float]]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": pow,
    "maximum": max,
}

names = st.sampled_from(sorted(POINT))
numbers = st.integers(0, 9).map(str) | st.sampled_from(["0.5", "2.", ".25", "1e-3", "3E2"])
# Put together without brackets, so that the text alone decides what groups with what.
expressions = st.recursive(
    names | numbers | st.builds("{} ** {}".format, names, names),
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("({})".format, inner),
        st.builds("({}) ** 2".format, inner),
        st.builds("-{}".format, inner),
        st.builds("+{}".format, inner),
        st.builds("abs({})".format, inner),
        st.builds("max({}, {})".format, inner, inner),
    ),
    max_leaves=12,
)


def compute(text: str) -> float:
    """Parse the text and run its program on Python's own numbers."""

    def apply(op: str, operands: tuple[Number, ...]) -> Number:
        match operands:
            case (x,):
                return UNARY[op](x)
            case (x, y):
                return BINARY[op](x, y)
            case _:
                raise AssertionError(operands)

    parsed = parse(text)
    return evaluate(parsed.program, [POINT[name] for name in parsed.names], apply)[-1]


@given(expressions)
def test_means_what_python_means(text: str) -> None:
    """Python's own grammar is the reference; the text is made here."""
    assume(any(name in text.replace("abs", "").replace("max", "") for name in POINT))
    try:
        expected = eval(text, {**POINT})  # noqa: S307
    except ZeroDivisionError:
        assume(False)
    assert compute(text) == expected


@pytest.mark.parametrize(
    "text", ["-a**2", "2**-a", "a**b**c", "(a**b)**c", "a - b - c", "a / b / c", "a - -b", "--a"]
)
def test_signs_and_powers_group_as_in_python(text: str) -> None:
    assert compute(text) == eval(text, {**POINT})  # noqa: S307


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=list(CATALOGUE))
def test_every_name_of_an_op_is_understood(spec: OpSpec) -> None:
    operands = ", ".join(("a", "b")[: spec.arity])
    for name in spec.names:
        [step] = parse(f"{name}({operands})").program.steps
        assert step.op == spec.name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2*3", 6),
        ("1/4", 0.25),
        ("2**-1", 0.5),
        ("2**10", 1024),
        ("-2", -2),
        ("exp(0)", 1.0),
        ("sigmoid(0)", 0.5),
        ("relu(-3)", 0),
        ("max(2, 3.5)", 3.5),
    ],
)
def test_numbers_alone_are_worked_out(text: str, number: float) -> None:
    [step] = parse(f"x * ({text})").program.steps
    assert step == Step("mul", (Ref(Slot(0)), Const(number)))
    assert repr(step.operands[1]) == repr(Const(number))  # an int is not a float here


def test_a_name_alone_is_a_program_without_steps() -> None:
    parsed = parse(" loss ")
    assert (parsed.program.steps, parsed.names) == ((), ("loss",))


@pytest.mark.parametrize(
    ("text", "place", "complaint"),
    [
        ("", 0, "got the end"),
        ("a +", 3, "got the end"),
        ("a + * b", 4, "got '*'"),
        ("2a", 1, "A product needs its *"),
        ("a(b)", 0, "There is no op 'a'"),
        ("a b", 2, "after 'a', got 'b'"),
        ("2(a)", 1, "A product needs its *"),
        ("(a, b)", 2, "got ','"),
        ("a * (b + c", 4, "never closed"),
        ("tanh(a", 4, "never closed"),
        ("a)", 1, "closes nothing"),
        ("tahn(a)", 0, "Did you mean tan or tanh?"),
        ("zzz(a)", 0, "Ops: add, sub"),
        ("tanh()", 5, "got ')'"),
        ("tanh(a, b)", 0, "takes 1 operand, got 2"),
        ("max(a, b, c)", 0, "takes 2 operands, got 3"),
        ("1 + tanh", 4, "write tanh(...)"),
        ("a.tanh()", 1, "Write tanh(x), not x.tanh()"),
        ("a^2", 1, "written **"),
        ("x² + 1", 1, "written **"),
        ("a = 2", 2, "after the expression"),
        ("a; b", 1, "got ';'"),
        ("a\x1b[2J", 1, "got '\\x1b'"),
        ("__import__('os')", 11, 'got "\'"'),
        ("lambda: 1", 6, "got ':'"),
        ("2 + 3", 0, "the number 5"),
        ("a * (1/0)", 6, "division by zero"),
        ("a * log(0)", 4, "cannot be worked out"),
        ("a * 9**9**9", 5, "more than a double holds"),
        ("a * 1e999", 4, "below 1.8e308"),
        ("a * exp(1000)", 4, "more than a double holds"),
        (f"a * {'9' * 5000}", 4, "below 1.8e308"),
        ("(" * 5000, 50, "50 deep"),
        ("-" * 5000 + "a", 50, "50 deep"),
        ("a" + "**a" * 3000, 150, "50 deep"),
        ("tanh(" * 1000, 250, "50 deep"),
        ("a" * 10_001, 10_000, "at most 10,000 characters"),
    ],
)
def test_a_mistake_is_pointed_at(text: str, place: int, complaint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    message, shown, caret = str(caught.value).splitlines()
    assert complaint in message
    assert caught.value.place == place
    assert caret.index("^") < 80
    if place < len(text) and text[place].isprintable():
        assert shown[caret.index("^")] == text[place]


def test_a_long_sum_is_no_deeper_than_a_short_one() -> None:
    assert len(parse("a" + "+a" * 4999).program.steps) == 4999


def test_fifty_brackets_are_read() -> None:
    assert parse("(" * 49 + "a" + ")" * 49).names == ("a",)


@given(st.text("ab12.+-*/(), =^tanh", max_size=40) | st.text(max_size=20))
def test_any_text_is_an_expression_or_a_clear_error(text: str) -> None:
    complaint = ""
    try:
        parse(text)
    except ExpressionError as error:
        complaint = str(error)
    assert all(line.isprintable() for line in complaint.splitlines())
