"""Collection of the core mathematical operators used throughout the code base."""

import math


def mul(x: float, y: float) -> float:
    "$f(x, y) = x * y$"
    return x * y


def id(x: float) -> float:
    "$f(x) = x$"
    return x


def add(x: float, y: float) -> float:
    "$f(x, y) = x + y$"
    return x + y


def neg(x: float) -> float:
    "$f(x) = -x$"
    return -1.0 * x


def lt(x: float, y: float) -> float:
    "$f(x) =$ 1.0 if x is less than y else 0.0"
    return 1.0 if x < y else 0.0


def eq(x: float, y: float) -> float:
    "$f(x) =$ 1.0 if x is equal to y else 0.0"
    return 1.0 if x == y else 0.0


def max(x: float, y: float) -> float:
    "$f(x) =$ x if x is greater than y else y"
    return x if x > y else y


def relu(x: float) -> float:
    "$f(x) =$ x if x is greater than 0, else 0"
    return x if x > 0 else 0.0


def log(x: float) -> float:
    "$f(x) = log(x)$"
    return math.log(x)


def exp(x: float) -> float:
    "$f(x) = e^{x}$"
    return math.exp(x)


def tanh(x: float) -> float:
    "$f(x) = tanh(x)$"
    return math.tanh(x)


def inv(x: float) -> float:
    "$f(x) = 1/x$"
    return 1.0 / x


def log_back(x: float, d: float) -> float:
    "$d$ times the derivative of log"
    return d / x


def inv_back(x: float, d: float) -> float:
    "$d$ times the derivative of 1/x"
    return -d / (x * x)


def relu_back(x: float, d: float) -> float:
    "$d$ times the derivative of relu"
    return d if x > 0 else 0.0


def tanh_back(t: float, d: float) -> float:
    "$d$ times the derivative of tanh, from its output"
    return d * (1 - t * t)
