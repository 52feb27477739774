"""Right: a table of rules, from which the methods are made when the module is loaded."""

import math

# name: the value, and its derivatives by each operand (out is the value)
RULES = {
    "add": (lambda x, y: x + y, lambda out, x, y: (1.0, 1.0)),
    "sub": (lambda x, y: x - y, lambda out, x, y: (1.0, -1.0)),
    "mul": (lambda x, y: x * y, lambda out, x, y: (y, x)),
    "truediv": (lambda x, y: x / y, lambda out, x, y: (1 / y, -x / y**2)),
    "pow": (lambda x, y: x**y, lambda out, x, y: (y * x ** (y - 1), out * ln(x))),
    "neg": (lambda x: -x, lambda out, x: (-1.0,)),
    "abs": (abs, lambda out, x: (math.copysign(1.0, x) if x else 0.0,)),
    "relu": (lambda x: max(x, 0.0), lambda out, x: (1.0 if x > 0 else 0.0,)),
    "exp": (math.exp, lambda out, x: (out,)),
    "log": (math.log, lambda out, x: (1 / x,)),
    "sqrt": (math.sqrt, lambda out, x: (0.5 / out,)),
    "sin": (math.sin, lambda out, x: (math.cos(x),)),
    "cos": (math.cos, lambda out, x: (-math.sin(x),)),
    "tanh": (math.tanh, lambda out, x: (1 - out**2,)),
}


def ln(x):
    if x > 0:
        return math.log(x)
    return 0.0 if x == 0 else math.nan


class Value:
    def __init__(self, data, rule=None, operands=()):
        self.data = data
        self.grad = 0.0
        self.rule = rule
        self.operands = operands

    def backward(self):
        order = []
        seen = set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for operand in v.operands:
                    visit(operand)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            if v.rule:
                _, slopes = RULES[v.rule]
                numbers = (operand.data for operand in v.operands)
                for operand, slope in zip(v.operands, slopes(v.data, *numbers)):
                    operand.grad += slope * v.grad


def operation(rule):
    def method(*operands):
        operands = [o if isinstance(o, Value) else Value(o) for o in operands]
        value, _ = RULES[rule]
        return Value(value(*(o.data for o in operands)), rule, operands)

    return method


def reflected(rule):
    return lambda self, other: operation(rule)(other, self)


for name in ("add", "sub", "mul", "truediv", "pow"):
    setattr(Value, f"__{name}__", operation(name))
    setattr(Value, f"__r{name}__", reflected(name))
for name in ("neg", "abs"):
    setattr(Value, f"__{name}__", operation(name))
for name in ("relu", "exp", "log", "sqrt", "sin", "cos", "tanh"):
    setattr(Value, name, operation(name))
