"""Absolute value, maximum and minimum."""

# ruff: noqa: A001  (`abs` is the name of an op, here as everywhere)

import math


def abs(x: float) -> tuple[float, float]:
    """Return `|x|` and its derivative: 0 at 0.

    >>> abs(-3.0), abs(0.0)
    ((3.0, -1.0), (0.0, 0.0))
    """
    if x > 0.0:
        return x, 1.0
    if x < 0.0:
        return -x, -1.0
    if x == 0.0:
        return 0.0, 0.0
    return math.nan, math.nan


def maximum(x: float, y: float) -> tuple[float, float, float]:
    """Return the larger argument and the partials: one half each at a tie.

    >>> maximum(3.0, 2.0), maximum(2.0, 2.0)
    ((3.0, 1.0, 0.0), (2.0, 0.5, 0.5))
    """
    if x > y:
        return x, 1.0, 0.0
    if x < y:
        return y, 0.0, 1.0
    if x == y:
        return x, 0.5, 0.5
    return math.nan, math.nan, math.nan


def minimum(x: float, y: float) -> tuple[float, float, float]:
    """Return the smaller argument and the partials: one half each at a tie.

    >>> minimum(3.0, 2.0), minimum(2.0, 2.0)
    ((2.0, 0.0, 1.0), (2.0, 0.5, 0.5))
    """
    if x < y:
        return x, 1.0, 0.0
    if x > y:
        return y, 0.0, 1.0
    if x == y:
        return x, 0.5, 0.5
    return math.nan, math.nan, math.nan
