"""Programs as learners run them who build an op out of their own simpler ops."""

from collections.abc import Callable, Sequence
from typing import Final, final

from verification.program import Const, Operand, Program, Ref, Slot, Step

Build = Callable[["Builder", Operand, Operand], Operand]


@final
class Builder:
    """Steps under construction; calling it adds one and returns its node."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.steps: list[Step] = []

    def __call__(self, op: str, *operands: Operand | float) -> Operand:
        kept = tuple(Const(x) if isinstance(x, int | float) else x for x in operands)
        self.steps.append(Step(op, kept))
        return Ref(Slot(self.inputs + len(self.steps) - 1))


def _sigmoid(b: Builder, x: Operand) -> Operand:
    return b("div", 1, b("add", 1, b("exp", b("neg", x))))


def _growing_tanh(b: Builder, x: Operand) -> Operand:
    e = b("exp", b("mul", 2, x))
    return b("div", b("sub", e, 1), b("add", e, 1))


def _hyperbolic(b: Builder, op: str, x: Operand) -> Operand:
    return b("div", b(op, b("exp", x), b("exp", b("neg", x))), 2)


def _log(b: Builder, x: Operand, one: str) -> Operand:
    return b("log", b("add", x, b("sqrt", b(one, b("mul", x, x), 1))))


def _atanh(b: Builder, x: Operand) -> Operand:
    return b("div", b("log", b("div", b("add", 1, x), b("sub", 1, x))), 2)


def _gelu(b: Builder, x: Operand) -> Operand:
    return b("mul", b("mul", x, 0.5), b("add", 1, b("erf", b("div", x, 2**0.5))))


def _asin(b: Builder, x: Operand) -> Operand:
    return b("atan", b("div", x, b("sqrt", b("sub", 1, b("mul", x, x)))))


def _square(b: Builder, x: Operand) -> Operand:
    return Const(x.number * x.number) if isinstance(x, Const) else b("mul", x, x)


def _softplus(b: Builder, x: Operand) -> Operand:
    rest = b("log", b("add", 1, b("exp", b("neg", b("abs", x)))))
    return b("add", b("relu", x), rest)


def _expm1(b: Builder, x: Operand) -> Operand:
    t = b("tanh", b("div", x, 2))
    return b("div", b("mul", 2, t), b("sub", 1, t))


def _by_atanh(b: Builder, numerator: Operand, denominator: Operand) -> Operand:
    return b("mul", 2, b("atanh", b("div", numerator, denominator)))


def _half_angle(b: Builder, x: Operand, y: Operand) -> Operand:
    if isinstance(x, Const):
        return b("atan2", x, y)
    length = b("sqrt", b("add", _square(b, x), _square(b, y)))
    return b("mul", 2, b("atan", b("div", x, b("add", length, y))))


# Sound everywhere.
SOUND: Final[dict[str, Build]] = {
    "square": lambda b, x, y: b("mul", x, x),
    "reciprocal": lambda b, x, y: b("pow", x, -1),
    "sub": lambda b, x, y: b("add", x, b("mul", -1, y)) if isinstance(y, Ref) else b("sub", x, y),
    "sqrt": lambda b, x, y: b("pow", x, 0.5),
    "exp2": lambda b, x, y: b("pow", 2, x),
    "log2": lambda b, x, y: b("div", b("log", x), 0.6931471805599453),
    "log10": lambda b, x, y: b("div", b("log", x), 2.302585092994046),
    "tan": lambda b, x, y: b("div", b("sin", x), b("cos", x)),
    "sigmoid": lambda b, x, y: _sigmoid(b, x),
    "silu": lambda b, x, y: b("mul", x, _sigmoid(b, x)),
    "softplus": lambda b, x, y: b("log1p", b("exp", x)),
    "cosh": lambda b, x, y: _hyperbolic(b, "add", x),
    "hypot": lambda b, x, y: b("sqrt", b("add", _square(b, x), _square(b, y))),
}

# Sound, and yet they lose digits somewhere.
LOSSY: Final[dict[str, Build]] = {
    "tanh": lambda b, x, y: _growing_tanh(b, x),
    "sinh": lambda b, x, y: _hyperbolic(b, "sub", x),
    "expm1": lambda b, x, y: b("sub", b("exp", x), 1),
    "log1p": lambda b, x, y: b("log", b("add", 1, x)),
    "softplus": lambda b, x, y: b("log", b("add", 1, b("exp", x))),
    "asinh": lambda b, x, y: _log(b, x, "add"),
    "acosh": lambda b, x, y: _log(b, x, "sub"),
    "atanh": lambda b, x, y: _atanh(b, x),
    "gelu": lambda b, x, y: _gelu(b, x),
    "asin": lambda b, x, y: _asin(b, x),
    "acos": lambda b, x, y: b("sub", 1.5707963267948966, _asin(b, x)),
}

# The same by other ways: they lose digits elsewhere, and their kinks cancel but at 0.
ODD: Final[dict[str, Build]] = {
    "softplus": lambda b, x, y: _softplus(b, x),
    "expm1": lambda b, x, y: _expm1(b, x),
    "log1p": lambda b, x, y: _by_atanh(b, x, b("add", 2, x)),
    "log": lambda b, x, y: _by_atanh(b, b("sub", x, 1), b("add", x, 1)),
    "tan": lambda b, x, y: b("div", b("sin", x), b("sin", b("add", x, 1.5707963267948966))),
    "atan2": _half_angle,
    "maximum": lambda b, x, y: b(
        "div", b("add", b("add", x, y), b("sqrt", b("square", b("sub", x, y)))), 2
    ),
    "elu": lambda b, x, y: b(
        "sub", b("add", b("relu", x), b("exp", b("neg", b("relu", b("neg", x))))), 1
    ),
}


def expand(program: Program, builds: dict[str, Build]) -> tuple[Program, Sequence[Slot]]:
    """Return the program as its engine runs it, and the slot of every node of the original."""
    builder = Builder(program.inputs)
    slots = [Slot(i) for i in range(program.inputs)]
    for step in program.steps:
        operands = [Ref(slots[x.slot]) if isinstance(x, Ref) else x for x in step.operands]
        if step.op in builds:
            node = builds[step.op](builder, operands[0], operands[-1])
        else:
            node = builder(step.op, *operands)
        assert isinstance(node, Ref)
        slots.append(node.slot)
    roots = tuple(slots[root] for root in program.roots)
    return Program(program.inputs, tuple(builder.steps), roots), slots
