"""Faults of numbers: wrong in a region only, by few digits, at a kink; and forms that are none."""

from typing import Final

from verification.faults.fault import Fault, Rule, Typing, Word
from verification.faults.formula import (
    AS_LARGE,
    AT_ZERO,
    EVERYWHERE,
    NAN,
    NEGATIVE,
    TIE,
    WHOLE,
    ZERO_TO_ZERO,
    Formula,
    Where,
    above,
    below,
    within,
)

# Of each op: what is wrong as a word and in a sentence, where, the formulas of the value, dx and
# dy, and the lines of the taxonomy. An empty formula is the right one.
_Row = tuple[str, str, str, Where, tuple[str, ...], tuple[int, ...]]

_REGIONS: Final[tuple[_Row, ...]] = (
    ("tanh", "saturated", "tanh' is 0 beyond 5", above(5.0), ("", "0"), (64,)),
    ("tanh", "saturated_value", "tanh is 1 beyond 5", above(5.0), ("1",), (64,)),
    ("sigmoid", "saturated", "sigmoid' is 0 below -5", below(-5.0), ("", "0"), (64,)),
    ("exp", "clipped", "exp is that of 50 beyond 50", above(50.0),
     ("5.184705528587072e21",), (72,)),
    ("exp", "at_zero", "exp' is 0 at 0", AT_ZERO, ("", "0"), ()),
    ("sin", "at_integers", "sin' is 0 at integers", WHOLE, ("", "0"), (74,)),
    ("cos", "far", "cos' has the wrong sign below -5", below(-5.0), ("", "-dx"), (27,)),
    ("log", "clamped", "log' is at most 1e4", within(1e-4), ("", "10000"), ()),
    ("abs", "flushed", "abs' is 0 near 0", within(1e-6), ("", "0"), (71,)),
    ("relu", "leak", "relu leaks a millionth", NEGATIVE, ("", "1e-6"), (48,)),
    ("softplus", "cut", "softplus is 0 beyond 20", above(20.0), ("0",), (63,)),
    ("exp", "polynomial", "exp is a cubic near 0", within(0.5),
     ("1 + x + x*x/2 + x*x*x/6",), (69,)),
    ("log1p", "cancelled", "log1p is 0 near 0", within(1e-6), ("0",), (68,)),
    ("mul", "negative", "* has the wrong sign where its first operand is negative", NEGATIVE,
     ("-x*y",), ()),
)  # fmt: skip

_DIGITS: Final[tuple[_Row, ...]] = (
    ("exp", "forward_difference", "exp' is a forward difference", EVERYWHERE,
     ("", "(exp(x + 1e-6) - exp(x))/1e-6"), ()),
    ("tanh", "central_difference", "tanh' is a central difference", EVERYWHERE,
     ("", "(tanh(x + 1e-4) - tanh(x - 1e-4))/2e-4"), ()),
    ("sin", "billionth", "sin' is off by a part in a billion", EVERYWHERE,
     ("", "1.000000001*dx"), ()),
    ("sigmoid", "millionth", "sigmoid' is off by a part in two million", EVERYWHERE,
     ("", "1.0000005*dx"), ()),
)  # fmt: skip

# At a kink: the slope is none that any convention gives.
_KINKS: Final[tuple[_Row, ...]] = (
    ("relu", "two", "relu'(0) is 2", AT_ZERO, ("", "2"), (47,)),
    ("leaky_relu", "two", "leaky_relu'(0) is 2", AT_ZERO, ("", "2"), (47,)),
    ("abs", "two", "abs'(0) is 2", AT_ZERO, ("", "2"), (47,)),
    ("maximum", "tie_doubled", "maximum gives a tie to both", TIE, ("", "1", "1"), (2, 46)),
    ("maximum", "tie_lost", "maximum gives a tie to nobody", TIE, ("", "0", "0"), (46,)),
    ("minimum", "tie_doubled", "minimum gives a tie to both", TIE, ("", "1", "1"), (46,)),
    ("minimum", "tie_lost", "minimum gives a tie to nobody", TIE, ("", "0", "0"), (46,)),
)  # fmt: skip
_HYPOT: Final[_Row] = (
    "hypot", "tie", "hypot gives all to the first of two that are as large", AS_LARGE,
    ("", "1", "0"), (60,),
)  # fmt: skip

_LISTED: Final = "a form in use: its answers lie in the hull"
_ACCEPTED: Final[tuple[_Row, ...]] = (
    ("tanh", "squared", "tanh' is 1 - out*out", EVERYWHERE, ("", "1 - out*out"), (64,)),
    ("expm1", "plus_one", "expm1' is out + 1", EVERYWHERE, ("", "out + 1"), (65,)),
    ("reciprocal", "of_square", "reciprocal' is -1/(x*x)", EVERYWHERE, ("", "-1/(x*x)"), (66,)),
    ("atan2", "of_reciprocal", "atan2' is worked out with 1/(x*x + y*y)", EVERYWHERE,
     ("", "y*(1/(x*x + y*y))", "-x*(1/(x*x + y*y))"), (67,)),
    ("div", "of_reciprocal", "x/y is x*(1/y)", EVERYWHERE, ("x*(1/y)",), (67,)),
    ("neg", "signed_zero", "-x is 0 - x, which is never -0", EVERYWHERE, ("0 - x",), (61,)),
)  # fmt: skip

_WEAK: Final[tuple[_Row, ...]] = (
    ("gelu", "tail", "gelu' is 1.4 % off below -8, where it is below 1e-13", below(-8.0),
     ("", "1.014*dx"), (68,)),
    ("gelu", "one_plus_erf", "gelu is made with 1 + erf", EVERYWHERE,
     ("0.5*x*(1 + erf(x/sqrt(2)))",), (68,)),
    ("sinh", "of_exps", "sinh is made of exp", EVERYWHERE, ("(exp(x) - exp(-x))/2",), (68,)),
    ("asinh", "of_log", "asinh is the log of x + sqrt(x*x + 1)", EVERYWHERE,
     ("log(x + sqrt(x*x + 1))",), (68,)),
)  # fmt: skip


def _fault(
    family: str, row: _Row, word: Word = Word.DIFFERS, group: str = "rules", reason: str = ""
) -> Fault:
    op, what, title, where, texts, lines = row
    value, dx, dy = (Formula(text) if text else None for text in (*texts, "", "")[:3])
    change = Rule(op, value, (dx, dy), where)
    id_, at = f"{family}.{op}.{what}", f"{group}.{op}"
    return Fault(id_, title, change, word, at, lines, reason=reason)


def _convention(op: str, what: str, slope: str, says: str, lines: tuple[int, ...]) -> Fault:
    change = Rule(op, None, (Formula(slope), None), AT_ZERO)
    title = f"{op}'(0) is {slope}"
    return Fault(f"kink.{op}.{what}", title, change, Word.NOTED, f"edge.{op}", lines, says)


_BEYOND: Final = (
    _fault(
        "float",
        ("sqrt", "flushed", "sqrt' is 0 for the smallest numbers", below(1e-300), ("", "0"), (73,)),
        Word.SURVIVES,
        reason="slopes beyond 2^250 are held against nobody: unlisted forms overflow there",
    ),
    _fault(
        "float",
        ("softplus", "threshold", "softplus is x beyond 20", above(20.0), ("x", "1"), (63,)),
        Word.SURVIVES,
        reason="2e-9 off at most, where weaker forms in use have lost more; PyTorch's own way",
    ),
)


def _noted(row: _Row, note: str, says: str) -> Fault:
    """Return a fault that is told in a note, and costs nothing."""
    op, what, title, where, texts, lines = row
    value, dx = (Formula(text) if text else None for text in (*texts, "")[:2])
    change = Rule(op, value, (dx, None), where)
    family = "kink" if note == "conventions" else "float"
    return Fault(f"{family}.{op}.{what}", title, change, Word.NOTED, note, lines, says)


_OVERFLOWS: Final = (
    _noted(
        ("tanh", "overflow", "tanh is made of exp(2*x)", EVERYWHERE,
         ("(exp(2*x) - 1)/(exp(2*x) + 1)",), (66,)),
        "overflow.tanh",
        "raises OverflowError",
    ),
    _noted(
        ("sigmoid", "overflow", "sigmoid is made of exp(-x)", EVERYWHERE,
         ("1/(1 + exp(-x))",), (62, 66, 72)),
        "overflow.sigmoid",
        "raises OverflowError",
    ),
)  # fmt: skip
_SINGULAR: Final = (
    _noted(
        ("sqrt", "zero", "sqrt'(0) is 0", AT_ZERO, ("", "0"), (55,)), "conventions", "sqrt(0)"
    ),
    _noted(
        ("pow", "zero_to_zero", "0**0 is 0", ZERO_TO_ZERO, ("0", "0"), (50,)),
        "conventions",
        "pow(0, 0)",
    ),
    _noted(
        ("log", "outside", "log of a negative number is that of its size", NEGATIVE,
         ("log(abs(x))",), (56,)),
        "conventions",
        "log(-1)",
    ),
    _noted(
        ("maximum", "nan", "maximum of nan and a number is 0", NAN, ("0", "0"), (57,)),
        "conventions",
        "maximum(nan, 1)",
    ),
)  # fmt: skip
_CONVENTIONS: Final = (
    _convention("relu", "half", "0.5", "relu'(0) = 1/2, like autograd", (47,)),
    _convention("relu", "one", "1", "relu'(0) = 1, a right derivative", (47,)),
    _convention("abs", "one", "1", "abs'(0) = 1, like jax", (47,)),
    _convention("leaky_relu", "one", "1", "leaky_relu'(0) = 1, like jax", (47,)),
)
_SINGLE: Final = Fault(
    "float.single",
    "every number is rounded to single precision",
    Typing.SINGLE,
    Word.INACCURATE,
    "rules.mul",
    (70,),
)
_COMPLEX: Final = Fault(
    "float.complex",
    "a complex number is kept as it is",
    Typing.COMPLEX,
    Word.NOTED,
    "conventions",
    (82,),
    "pow(-2, 0.5)",
)
_SINGLE_SLOPES: Final = Fault(
    "float.single_slopes",
    "partials are rounded to single precision",
    Typing.SINGLE_SLOPES,
    Word.DIFFERS,
    "rules.tanh",
    (70,),
)

FLOATS: Final = (
    *(_fault("float", row) for row in (*_REGIONS, *_DIGITS)),
    *(_fault("kink", row, group="edge") for row in _KINKS),
    _fault("kink", _HYPOT),
    *(_fault("float", row, Word.ACCEPTED, reason=_LISTED) for row in _ACCEPTED),
    *(_fault("float", row, Word.INACCURATE) for row in _WEAK),
    *_BEYOND,
    *_OVERFLOWS,
    *_SINGULAR,
    *_CONVENTIONS,
    _SINGLE,
    _COMPLEX,
    _SINGLE_SLOPES,
)
