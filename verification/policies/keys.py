"""The keys of a policy file: what each expects, and what it is about, for people to read."""

from dataclasses import dataclass
from typing import Final, final

from verification.conduct import DEEPEST
from verification.conventions import CONVENTIONS, slope_at_zero

LARGEST: Final = 1_000_000
"""The largest weight, number of marks and limit."""

LEAST_MEMORY: Final = 64
"""MiB; below, Python itself does not start."""

LONGEST_NAME: Final = 60

SLOPES: Final = {
    f"{op}_at_zero": tuple(sorted(slope_at_zero(op, each) for each in CONVENTIONS[op]))
    for op in ("relu", "abs")
}
"""The derivatives at 0 that a course may choose from."""


def _list(numbers: tuple[float, ...]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


@final
@dataclass(frozen=True, slots=True)
class Key:
    """One key: its path, what it expects, and a line or more on what it is about."""

    path: str
    expected: str
    about: tuple[str, ...]


_SECONDS: Final = f"a number of seconds above 0 and up to {LARGEST}"
_AMOUNT: Final = f"a number from 0 to {LARGEST}"
_ONE_OR_MORE: Final = '"any" or a list of one or more of'

KEYS: Final = (
    Key(
        "name",
        f"a text of 1 to {LONGEST_NAME} characters on one line, and no profile's name",
        ("What reports call this policy.",),
    ),
    Key(
        "profile",
        "the name of a profile",
        ("What is not said here is as in this profile; refgrad init --profile writes it out.",),
    ),
    Key(
        "required",
        "a list of operations of the suite",
        (
            "Operations that must be there. One that is missing makes the outcome incomplete",
            "and costs the marks of the check that tries it first.",
            '"add" is a + b, "add_number" a + 2, "radd" 2 + a, "add.*" all three; likewise for',
            'sub, mul and div. "pow" is a ** 2, "rpow" 2 ** a, "pow_value" a ** b. Others go by',
            'their name, as "tanh". What is missing and not listed costs nothing.',
        ),
    ),
    Key(
        "hidden",
        "a list of checks of the suite",
        (
            "Checks of which students are told no more than whether they passed, as",
            '["composition.*"]: refgrad grade --for student. * stands for anything.',
        ),
    ),
    Key("score", "a table", ("The score.",)),
    Key("score.max", f"a number above 0 and up to {LARGEST}", ("The full marks.",)),
    Key("score.step", _AMOUNT, ("Round the score to a multiple of this; 0 leaves it as it is.",)),
    Key("score.rounding", '"nearest", "up" or "down"', ('Which way: "nearest", "up" or "down".',)),
    Key(
        "weights",
        "a table",
        (
            "What each group of checks is worth beside the others; they need not sum to 100.",
            "A group's marks are shared by those of its checks that passed or failed, equally,",
            'unless a check has a weight of its own: "rules.tanh" = 2 counts twice, "*.exp" = 0',
            "not at all. Where several match, the last one counts. The checks of the group policy",
            "come from the table conventions below.",
        ),
    ),
    Key("weights.*", _AMOUNT, ()),
    Key(
        "deductions",
        "a table",
        (
            "Marks that are taken off the sum, never below 0, without a word on right and wrong:",
            'for a check that failed ("policy.depth" = 5), for a note of the report',
            '("overflow.tanh" = 1, "single-precision" = 5), and for few digits ("inaccurate" = 2).',
        ),
    ),
    Key("deductions.*", _AMOUNT, ()),
    Key(
        "conventions",
        "a table",
        (
            'Which behaviour this course accepts, where several are right. "any" accepts all of',
            "it. A list has what is accepted: an engine that does otherwise fails a check of the",
            "group policy, and is incomplete, not defective.",
        ),
    ),
    Key(
        "conventions.second_backward",
        f"{_ONE_OR_MORE} numbers, as [2]",
        (
            "By how much a second backward() on the same output multiplies the gradients:",
            "1 starts afresh, 2 is PyTorch's, 3 is micrograd's.",
        ),
    ),
    Key(
        "conventions.several_outputs",
        f'{_ONE_OR_MORE} "add" and "fresh"',
        ('Gradients of several outputs: "add" adds them up, "fresh" starts afresh.',),
    ),
    Key(
        "conventions.relu_at_zero",
        f"{_ONE_OR_MORE} {_list(SLOPES['relu_at_zero'])}",
        ("The derivative of relu at 0: 0 (PyTorch's), 0.5 or 1.",),
    ),
    Key(
        "conventions.abs_at_zero",
        f"{_ONE_OR_MORE} {_list(SLOPES['abs_at_zero'])}",
        ("The derivative of abs at 0: 0 (PyTorch's), 1 or -1.",),
    ),
    Key(
        "conventions.inner_gradients",
        f'{_ONE_OR_MORE} "kept" and "leaves-only"',
        ('Results between inputs and output: their gradients are "kept", or "leaves-only".',),
    ),
    Key(
        "conventions.output_seed",
        f'{_ONE_OR_MORE} "engine" and "caller"',
        ('Who sets the gradient of the output to 1: backward(), "engine", or its "caller".',),
    ),
    Key(
        "conventions.ints",
        f'{_ONE_OR_MORE} "kept", "converted" and "refused"',
        ('What becomes of an int: "kept", "converted" to a float, or "refused".',),
    ),
    Key(
        "conventions.exponent_gradient",
        '"required" or "optional"',
        (
            'Whether the exponent of a ** b and of 2 ** a must get a gradient: "required", or',
            '"optional" where the course leaves it out.',
        ),
    ),
    Key(
        "conventions.depth",
        f"a whole number from 0 to {DEEPEST}",
        ("How long a chain of additions must work; Python's own limit is near 1000. 0: any.",),
    ),
    Key("limits", "a table", ("What one submission may use.",)),
    Key("limits.load_seconds", _SECONDS, ("To run the file, once.",)),
    Key("limits.answer_seconds", _SECONDS, ("To answer one program.",)),
    Key("limits.total_seconds", _SECONDS, ("For everything that is asked.",)),
    Key(
        "limits.cpu_seconds",
        f"a whole number from 1 to {LARGEST}",
        ("Processor time of one child process; a submission may go through several.",),
    ),
    Key(
        "limits.memory_mib",
        f"a whole number from {LEAST_MEMORY} to {LARGEST}",
        ("Memory of one child process, in MiB.",),
    ),
    Key(
        "limits.output_mib",
        f"a whole number from 1 to {LARGEST}",
        ("What one child process may print, in MiB.",),
    ),
)

BY_PATH: Final = {key.path: key for key in KEYS}
