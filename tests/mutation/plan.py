"""The plan: which modules are mutated, by which operators, and which tests are asked of each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

ROOT: Final = Path(__file__).parents[2]

# cosmic-ray's operators, less those whose mutants no test should be written for: every arithmetic
# operator becomes one other and every comparison its neighbour and its opposite, not all that
# there are, for the others die of the same tests; types and decorators are left alone.
_COMPARISONS: Final = (
    ("Lt", "LtE"), ("Lt", "GtE"), ("LtE", "Lt"), ("LtE", "Gt"), ("Gt", "GtE"), ("Gt", "LtE"),
    ("GtE", "Gt"), ("GtE", "Lt"), ("Eq", "NotEq"), ("NotEq", "Eq"), ("Is", "IsNot"),
    ("IsNot", "Is"),
)  # fmt: skip
_ARITHMETIC: Final = (
    ("Add", "Sub"), ("Sub", "Add"), ("Mul", "Div"), ("Div", "Mul"), ("FloorDiv", "Mul"),
    ("Mod", "FloorDiv"), ("Pow", "Mul"), ("LShift", "RShift"), ("RShift", "LShift"),
)  # fmt: skip
OPERATORS: Final = (
    *(f"core/ReplaceBinaryOperator_{old}_{new}" for old, new in _ARITHMETIC),
    *(f"core/ReplaceComparisonOperator_{old}_{new}" for old, new in _COMPARISONS),
    "core/ReplaceUnaryOperator_Delete_USub",
    "core/ReplaceUnaryOperator_Delete_Not",
    "core/NumberReplacer",
    "core/AddNot",
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceBreakWithContinue",
    "core/ReplaceContinueWithBreak",
    "core/ExceptionReplacer",
    "core/ZeroIterationForLoop",
)


@final
@dataclass(frozen=True, slots=True)
class Target:
    """A module below verification to mutate, and the tests to ask, the quickest to fail first."""

    name: str
    tests: tuple[str, ...]

    @property
    def module(self) -> str:
        """What it is imported as."""
        return f"verification.{self.name}"

    @property
    def source(self) -> str:
        """What is written in it."""
        path = ROOT.joinpath(*self.module.split(".")).with_suffix(".py")
        return path.read_text(encoding="utf-8")

    @property
    def is_sampled(self) -> bool:
        """Whether a draw of its mutants may stand for all: there are thousands in the oracles."""
        return self.name.startswith("oracles.")


# The ops of each file of forms, whose own tests are asked first.
_FORMS: Final = {
    "algebra": (
        "add",
        "sub",
        "mul",
        "div",
        "pow",
        "neg",
        "square",
        "reciprocal",
        "sqrt",
        "rsqrt",
        "cbrt",
    ),
    "arcs": ("asin", "acos", "atan"),
    "areas": ("asinh", "acosh", "atanh"),
    "exponential": ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p"),
    "hyperbolic": ("sinh", "cosh", "tanh"),
    "kinked": ("abs", "relu", "leaky_relu", "elu", "maximum", "minimum"),
    "logistic": ("sigmoid", "silu", "softplus"),
    "normal": ("gelu", "erf"),
    "plane": ("hypot", "atan2"),
    "trigonometric": ("sin", "cos", "tan"),
}
_BALLS: Final = ("test_rounding", "test_ball", "test_hull_ends", "test_exact", "test_forms")
_DIFFERENCES: Final = (
    "test_arithmetic",
    "test_mpmath",
    "test_mpmath_reals",
    "test_mpmath_programs",
)

_PLAN: Final = {
    "judge": (
        "test_judge_bounds",
        "test_judge_doubt",
        "test_judge_distance",
        "test_judge",
        "test_excuses",
        "test_judge_unbounded",
    ),
    "distance": ("test_judge_distance", "test_judge_bounds", "test_judge"),
    "generate": ("test_generate_bounds", "test_published", "test_generate"),
    "suite": ("test_suite_sizes", "test_published", "test_suite"),
    "lattice": ("test_published_rules", "test_lattice", "test_lattice_draws"),
    "shapes": (
        "test_shapes",
        "test_shapes_chained",
        "test_suite::test_the_published_expressions",
        "test_suite::test_the_worked_example",
        "test_suite_points",
        "test_published",
    ),
    "oracles.arithmetic": _DIFFERENCES,
    "oracles.ball": _BALLS,
    "oracles.flint": ("test_exact", "test_hull_ends", "test_series", "test_forms"),
    "oracles.functions": _DIFFERENCES,
    "oracles.hull": _BALLS,
    "oracles.mpmath": _DIFFERENCES,
    "oracles.quarters": ("test_quarters",),
    "oracles.reals": _DIFFERENCES,
    "oracles.rounding": _BALLS,
    "oracles.series": ("test_series", "test_exact", "test_forms"),
    "oracles.spans": _DIFFERENCES,
    "oracles.thresholds": ("test_published_rules", "test_lattice"),
    "oracles.variants": ("test_variants", "test_variants_close"),
    "oracles.forms.form": ("test_form_conditions", "test_forms"),
    **{
        f"oracles.forms.{name}": (
            *(
                f"test_forms::test_every_form_is_the_op_where_nothing_is_rounded[{op}]"
                for op in ops
            ),
            "test_forms_extremes",
            "test_forms",
        )
        for name, ops in _FORMS.items()
    },
}


def _node(name: str) -> str:
    """Return what pytest calls a test module, or after ``::`` one test of it."""
    module, *test = name.split("::")
    return "::".join((f"tests/verification/{module}.py", *test))


TARGETS: Final = tuple(Target(name, tuple(map(_node, tests))) for name, tests in _PLAN.items())
