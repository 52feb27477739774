"""Policy files for the tests: some that are as they should be, many that are not."""

from typing import Final

from verification.suite import MARKS

GOOD: Final = (
    "",
    'name = "CS 101, homework 3"',
    'profile = "minitorch"\nrequired = []',
    'required = ["tanh", "sub.*", "rtruediv", "pow_value"]',
    'hidden = ["composition.*", "*.tanh", "build.engine", "policy.depth"]',
    '[score]\nmax = 20\nstep = 0.5\nrounding = "down"',
    '[weights]\nrules = 1\npolicy = 2.5\n"rules.tanh" = 3\n"*.exp" = 0',
    '[deductions]\n"overflow.*" = 1\ninaccurate = 0.5\n"refused.exp" = 1\n"chain.tanh" = 2',
    "[conventions]\nsecond_backward = [1, 2.0]\nabs_at_zero = [-1]\ndepth = 8000",
    '[conventions]\nints = ["kept", "converted"]\ninner_gradients = "any"\nrelu_at_zero = [0.5]',
    "[limits]\nload_seconds = 0.5\nmemory_mib = 64\ncpu_seconds = 1",
)

# What a schema can say: the file, and what the message must hold.
BAD: Final = {
    "unknown key": ("requird = []", 'requird: there is no such key. Did you mean "required"?'),
    "unknown and far": ("xyzzy = 1", "xyzzy: there is no such key. There are name, profile, req"),
    "unknown in a table": ("[limits]\nmemory = 3", "limits.memory: there is no such key."),
    "near in a table": ("[conventions]\ndept = 3", "conventions.dept: there is no such key. Did"),
    "name a number": ("name = 3", "name: expected a text of 1 to 60 characters on one line"),
    "name empty": ('name = ""', 'no profile\'s name, got "".'),
    "name long": (f'name = "{"x" * 61}"', 'got "xxxxxxx'),
    "name padded": ('name = " x"', 'got " x".'),
    "name on two lines": ('name = "a\\nb"', 'got "a?b".'),
    "profile": (
        'profile = "microgrd"',
        'profile: expected the name of a profile, got "microgrd". Did you mean "micrograd"?',
    ),
    "profile a number": ("profile = 3", "There are default, micrograd, zero-to-hero, minitorch."),
    "required a text": (
        'required = "tanh"',
        'required: expected a list of operations of the suite, got "tanh".',
    ),
    "required numbers": ("required = [3]", "required: expected a list of operations of the suite"),
    "hidden a bool": ("hidden = true", "hidden: expected a list of checks of the suite, got true."),
    "score a number": ("score = 10", "score: expected a table, got 10."),
    "no marks": (
        "[score]\nmax = 0",
        "score.max: expected a number above 0 and up to 1000000",
    ),
    "marks in words": ('[score]\nmax = "ten"', "score.max: expected a number above 0"),
    "negative step": ("[score]\nstep = -1", "score.step: expected a number from 0 to 1000000"),
    "rounding": ('[score]\nrounding = "half"', 'expected "nearest", "up" or "down", got "half".'),
    "weights a list": ("weights = [1]", "weights: expected a table, got [1]."),
    "weight in words": ('[weights]\nrules = "x"', 'weights."rules": expected a number from 0 to'),
    "weight negative": ('[weights]\n"rules.exp" = -1', 'weights."rules.exp": expected a number'),
    "weight infinite": ("[weights]\nrules = inf", 'weights."rules": expected a number from 0'),
    "weight true": ("[weights]\nrules = true", 'weights."rules": expected a number from 0'),
    "deduction negative": ("[deductions]\ninaccurate = -2", 'deductions."inaccurate": expected'),
    "depth in words": (
        '[conventions]\ndepth = "deep"',
        'conventions.depth: expected a whole number from 0 to 8000, got "deep".',
    ),
    "depth a fraction": ("[conventions]\ndepth = 2.5", "got 2.5."),
    "too deep": ("[conventions]\ndepth = 9000", "from 0 to 8000, got 9000."),
    "nothing accepted": (
        "[conventions]\nsecond_backward = []",
        "one or more of numbers, as [2]",
    ),
    "one number": ("[conventions]\nsecond_backward = 2", 'expected "any" or a list'),
    "all": ('[conventions]\nints = "all"', '"kept", "converted" and "refused", got "all".'),
    "ints keep": ('[conventions]\nints = ["keep"]', "got ['keep']."),
    "relu'(0) = 2": ("[conventions]\nrelu_at_zero = [2]", "one or more of 0, 0.5, 1, got 2"),
    "abs'(0) = 1/2": ("[conventions]\nabs_at_zero = [0.5]", "one or more of -1, 0, 1, got 0.5"),
    "exponents": ('[conventions]\nexponent_gradient = "any"', 'expected "required" or "optional"'),
    "a table twice": ("[[conventions]]\ndepth = 1", "conventions: expected a table, got [{'depth'"),
    "no time": ("[limits]\nload_seconds = 0", "limits.load_seconds: expected a number of seconds"),
    "no memory": ("[limits]\nmemory_mib = 3", "limits.memory_mib: expected a whole number from 64"),
    "half a second": ("[limits]\ncpu_seconds = 0.5", "limits.cpu_seconds: expected a whole number"),
}

# What only the decoder can: names that stand for nothing, numbers that no sum makes sense of.
BEYOND_SCHEMAS: Final = {
    "not TOML": ("a = = 3", "it is not TOML: Invalid value (at line 1, column 5)."),
    "a key twice": ("required = []\nrequired = []", "it is not TOML: Cannot overwrite a value"),
    "name of a profile": ('name = "micrograd"', 'no profile\'s name, got "micrograd".'),
    "not printable": ('name = "a\\u202eb"', "on one line"),
    "no such operation": ('required = ["tahn"]', 'got "tahn". Did you mean "tan" or "tanh"?'),
    "no such pattern": ('required = ["tanh.*s"]', 'got "tanh.*s".'),
    "no such check": ('hidden = ["comp.*"]', 'got "comp.*". Did you mean "composition.*"?'),
    "no such group": (
        "[weights]\nruls = 1",
        'weights: expected a group or a check of the suite, got "ruls". Did you mean "rules',
    ),
    "no such note": (
        '[deductions]\n"overflow.tan" = 1',
        'deductions: expected a check or a note of the report, got "overflow.tan". Did you mean "o',
    ),
    "weight not a number": ("[weights]\nrules = nan", 'weights."rules": expected a number from 0'),
    "no weight at all": (
        "[weights]\n" + "".join(f"{group} = 0\n" for group in MARKS),
        "weights: expected one group or more with a weight above 0, got none.",
    ),
    "step beyond max": ("[score]\nmax = 10\nstep = 20", "expected no more than score.max, got 20."),
}
