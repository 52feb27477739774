"""Faults of local rules: an op's value or derivative by a wrong formula, wherever it is used."""

from typing import Final

from verification.faults.fault import Fault, Rule, Word
from verification.faults.formula import NEGATIVE, Formula, Where
from verification.wording import Wording

# Of each op: what is wrong as a word and in a sentence, then the formulas of dx and dy, and the
# lines of the taxonomy. An empty formula is the right one.
_SLOPES: Final[tuple[tuple[str, str, str, str, str, tuple[int, ...]], ...]] = (
    ("add", "second_lost", "+ gives its second operand nothing", "", "0", (5,)),
    ("add", "doubled", "+ gives each operand twice its due", "2", "2", (3,)),
    ("sub", "sign", "- gives its second operand the sign of the first", "", "1", (42,)),
    ("sub", "both_negative", "- gives its first operand the sign of the second", "-1", "", (42,)),
    ("mul", "swapped", "* gives each operand its own number", "x", "y", (34,)),
    ("mul", "second_lost", "* gives its second operand nothing", "", "0", (5,)),
    ("mul", "sum", "* has the derivative of +", "1", "1", (29,)),
    ("div", "numerator", "/ forgets to square the divisor", "", "-x/y", (30, 31)),
    ("div", "inverted", "/ gives its first operand the divisor", "y", "", (30,)),
    ("div", "sign", "/ gives its divisor the wrong sign", "", "-dy", (30,)),
    ("neg", "sign", "negation has derivative 1", "1", "", (41,)),
    ("abs", "sign", "abs' is 1 on both sides", "1", "", (26,)),
    ("abs", "smoothed", "abs' is smoothed about 0", "x/sqrt(x*x + 0.01)", "", (71,)),
    ("relu", "always", "relu lets every gradient through", "1", "", (48,)),
    ("relu", "never", "relu lets no gradient through", "0", "", (41,)),
    ("relu", "of_value", "relu' is the value itself", "out", "", (34,)),
    ("tanh", "unsquared", "tanh' is 1 - out", "1 - out", "", (32, 33)),
    ("tanh", "of_input", "tanh' is 1 - x*x, of the input", "1 - x*x", "", (34,)),
    ("tanh", "parentheses", "tanh' is (1 - out)*out", "(1 - out)*out", "", (32,)),
    ("exp", "zero", "exp' is 0", "0", "", ()),
    ("exp", "twice", "exp' is twice the output", "2*out", "", ()),
    ("exp", "of_input", "exp' is the input", "x", "", (34,)),
    ("exp", "of_output", "exp' is exp of the output", "exp(out)", "", (34,)),
    ("exp", "power", "exp has the derivative of a power", "x*exp(x - 1)", "", (29, 36)),
    ("exp", "factor", "exp' is 1.0005 times too large", "1.0005*out", "", ()),
    ("log", "inverted", "log' is x", "x", "", (30,)),
    ("log", "sign", "log' has the wrong sign", "-dx", "", (27,)),
    ("log", "twice", "log' is 2/x", "2/x", "", ()),
    ("log", "of_output", "log' is 1/out", "1/out", "", (34,)),
    ("log", "epsilon", "log' is guarded by a small number", "1/(x + 1e-8)", "", ()),
    ("sqrt", "half_lost", "sqrt' is twice what it should be", "1/out", "", (35,)),
    ("sqrt", "of_input", "sqrt' divides by the input", "0.5/x", "", (34,)),
    ("sin", "sign", "sin' has the wrong sign", "-dx", "", (26,)),
    ("sin", "of_output", "sin' is cos of the output", "cos(out)", "", (34,)),
    ("cos", "sign", "cos' is sin", "sin(x)", "", (26,)),
    ("sigmoid", "complement", "sigmoid' is 1 - out", "1 - out", "", (32,)),
    ("sigmoid", "squared", "sigmoid' is out squared", "out*out", "", (31,)),
    ("sigmoid", "of_input", "sigmoid' is x*(1 - x), of the input", "x*(1 - x)", "", (34,)),
    ("sigmoid", "like_tanh", "sigmoid has the derivative of tanh", "1 - out*out", "", (36,)),
    ("maximum", "to_both", "maximum gives to both operands", "1", "1", (46,)),
    ("maximum", "to_smaller", "maximum gives to the smaller operand", "dy", "dx", (28,)),
    ("minimum", "to_larger", "minimum gives to the larger operand", "dy", "dx", (36,)),
    ("square", "half", "square' is x", "x", "", (35,)),
    ("reciprocal", "sign", "reciprocal' is positive", "-dx", "", (26,)),
    ("reciprocal", "unsquared", "reciprocal' is -1/x", "-out", "", (31,)),
    ("rsqrt", "power", "rsqrt' has x to the power -1/2", "-0.5*out", "", (31,)),
    ("cbrt", "third_lost", "cbrt' lacks its third", "3*dx", "", (35,)),
    ("exp2", "like_exp", "exp2' is its output, as exp' is", "out", "", (36,)),
    ("exp2", "constant", "exp2' has 0.693 for ln 2", "0.693*out", "", ()),
    ("expm1", "of_output", "expm1' is its output, as exp' is", "out", "", (36,)),
    ("log2", "like_log", "log2' is 1/x, as log' is", "1/x", "", (36,)),
    ("log2", "constant", "log2' has 0.693 for ln 2", "1/(0.693*x)", "", ()),
    ("log10", "constant", "log10' has 2.303 for ln 10", "1/(2.303*x)", "", ()),
    ("log1p", "like_log", "log1p' is 1/x, as log' is", "1/x", "", (36,)),
    ("tan", "like_tanh", "tan has the derivative of tanh", "1 - out*out", "", (36,)),
    ("asin", "sign_inside", "asin' has a plus below its root", "1/sqrt(1 + x*x)", "", (31,)),
    ("acos", "sign", "acos' is positive, as asin' is", "-dx", "", (36,)),
    ("atan", "sign", "atan' has the wrong sign", "-dx", "", (27,)),
    ("sinh", "sign", "sinh' has the wrong sign", "-dx", "", (26,)),
    ("cosh", "sign", "cosh' has the sign of cos'", "-dx", "", (26,)),
    ("asinh", "unrooted", "asinh' lacks its root", "1/(1 + x*x)", "", (31,)),
    ("acosh", "like_asinh", "acosh has the derivative of asinh", "1/sqrt(x*x + 1)", "", (36,)),
    ("atanh", "like_atan", "atanh has the derivative of atan", "1/(1 + x*x)", "", (36,)),
    ("softplus", "one", "softplus' is 1", "1", "", (32,)),
    ("softplus", "of_output", "softplus' is the sigmoid of the output",
     "1/(1 + exp(-out))", "", (34,)),
    ("leaky_relu", "slope", "leaky_relu' is 1 on both sides", "1", "", (48,)),
    ("elu", "of_output", "elu' is its output below 0, and not 1 more", "dx - 1", "", (35,)),
    ("silu", "product", "silu has the derivative of sigmoid", "out*(1 - out)", "", (36,)),
    ("silu", "half", "silu' lacks the second term of the product", "sigmoid(x)", "", (31,)),
    ("gelu", "half", "gelu' lacks the second term of the product",
     "0.5*(1 + erf(x/sqrt(2)))", "", (31,)),
    ("gelu", "pi", "gelu' has 3.1416 for pi",
     "dx + x*exp(-x*x/2)*(1/sqrt(6.2832) - 1/sqrt(6.283185307179586))", "", ()),
    ("erf", "half", "erf' lacks its factor 2", "0.5*dx", "", (35,)),
    ("hypot", "unnormalised", "hypot' is not divided by the length", "x", "y", (35,)),
    ("hypot", "swapped", "hypot gives each operand the other's slope", "dy", "dx", (28,)),
    ("atan2", "flipped", "atan2' has the wrong sign", "-dx", "-dy", (28,)),
    ("atan2", "swapped", "atan2 gives each operand the other's slope", "dy", "dx", (28,)),
)  # fmt: skip

# The same of values: the slope is right, and the number is not.
_VALUES: Final[tuple[tuple[str, str, str, str, tuple[int, ...]], ...]] = (
    ("sub", "reversed", "- takes the first operand from the second", "y - x", (42,)),
    ("relu", "minimum", "relu is the smaller of its operand and 0", "min(x, 0)", (31,)),
    ("tanh", "powers_of_two", "tanh is made of powers of 2",
     "(2**x - 2**(-x))/(2**x + 2**(-x))", (31,)),
    ("sigmoid", "mirrored", "sigmoid falls", "1 - out", (31,)),
    ("log", "base_two", "log is to the base 2", "log2(x)", (36,)),
    ("abs", "negative", "abs is negative", "-out", (26,)),
    ("maximum", "minimum", "maximum is the minimum", "min(x, y)", (28,)),
    ("gelu", "quick", "gelu is x times the sigmoid of 1.7 x", "x*sigmoid(1.7*x)", (69,)),
    ("mul", "by_logarithms", "* is worked out by logarithms",
     "exp(log(abs(x)) + log(abs(y)))", (36,)),
)  # fmt: skip


def _slope(op: str, what: str, title: str, dx: str, dy: str, lines: tuple[int, ...]) -> Fault:
    partials = (Formula(dx) if dx else None, Formula(dy) if dy else None)
    return Fault(
        f"rule.{op}.{what}", title, Rule(op, None, partials), Word.DIFFERS, f"rules.{op}", lines
    )


def _value(op: str, what: str, title: str, value: str, lines: tuple[int, ...]) -> Fault:
    change = Rule(op, Formula(value))
    return Fault(f"rule.{op}.{what}", title, change, Word.DIFFERS, f"rules.{op}", lines)


def _power(
    wording: Wording, what: str, title: str, dx: str, dy: str, lines: tuple[int, ...]
) -> Fault:
    partials = (Formula(dx) if dx else None, Formula(dy) if dy else None)
    change = Rule("pow", None, partials, kind=wording.kind)
    return Fault(f"rule.{wording.word}.{what}", title, change, Word.DIFFERS, wording.check, lines)


_NUMBER: Final = Wording("pow", "vn")
_VALUE: Final = Wording("pow", "vv")
_BASE: Final = Wording("pow", "nv")
_POWERS: Final = (
    _power(_NUMBER, "factor_lost", "x**k has the slope x**(k - 1)", "x**(y - 1)", "", (35,)),
    _power(_NUMBER, "parentheses", "x**k has the slope k*x**k - 1", "y*x**y - 1", "", (32,)),
    _power(_NUMBER, "like_relu", "x**k has the slope of relu", "1", "", (36,)),
    _power(_VALUE, "exponent_lost", "x**y gives its exponent nothing", "", "0", (37,)),
    _power(_VALUE, "no_log", "x**y gives its exponent out*y", "", "out*y", (37, 52)),
    _power(_BASE, "like_power", "k**x has the derivative of x**k", "", "y*x**(y - 1)", (29,)),
    _power(_BASE, "no_log", "k**x has the derivative of exp", "", "out", (29, 36)),
    _power(_BASE, "nothing", "k**x gives its exponent nothing", "", "0", (37,)),
)
_NEGATIVE_BASE: Final = Fault(
    "rule.pow.negative_base",
    "x**k has the slope of a positive base where the base is negative",
    Rule("pow", None, (Formula("-dx"), None), NEGATIVE, "vn"),
    Word.DIFFERS,
    "rules.pow",
    (51,),
)
_ZERO_EXPONENT: Final = Fault(
    "rule.pow.zero_exponent",
    "x**0 has slope 1",
    Rule("pow", None, (Formula("1"), None), Where("y == 0", lambda x, y: y == 0), "vn"),
    Word.DIFFERS,
    "rules.pow",
)

_BY_DIVISION: Final = Fault(
    "rule.pow.by_division",
    "the slope of x**k is k*out/x, which is none where the base is 0",
    Rule("pow", None, (Formula("y*out/x"), None), kind="vn"),
    Word.FAILED,
    "rules.pow",
    (49,),
)
_BY_OUTPUT: Final = Fault(
    "rule.mul.by_output",
    "the slopes of x*y are out/x and out/y, which are none where a factor is 0",
    Rule("mul", None, (Formula("out/x"), Formula("out/y"))),
    Word.FAILED,
    "rules.mul",
    (58,),
)

RULES: Final = (
    *(_slope(*row) for row in _SLOPES),
    *(_value(*row) for row in _VALUES),
    *_POWERS,
    _NEGATIVE_BASE,
    _ZERO_EXPONENT,
    _BY_OUTPUT,
    _BY_DIVISION,
)
