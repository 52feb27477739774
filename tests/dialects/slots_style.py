"""Slots, keyword-only children, types everywhere: as somebody writes who has read the manual."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator


class Scalar:
    """A number that remembers where it came from."""

    __slots__ = ("_children", "_pull", "_gradient", "_value")

    def __init__(
        self,
        value: float,
        *,
        children: tuple[Scalar, ...] = (),
        pull: Callable[[float], tuple[float, ...]] = lambda gradient: (),
    ) -> None:
        self._value = float(value)
        self._gradient = 0.0
        self._children = children
        self._pull = pull

    @property
    def value(self) -> float:
        return self._value

    @property
    def gradient(self) -> float:
        return self._gradient

    @staticmethod
    def wrap(x: Scalar | float) -> Scalar:
        return x if isinstance(x, Scalar) else Scalar(x)

    def __add__(self, other: Scalar | float) -> Scalar:
        other = Scalar.wrap(other)
        return Scalar(self.value + other.value, children=(self, other), pull=lambda g: (g, g))

    def __mul__(self, other: Scalar | float) -> Scalar:
        x, y = self, Scalar.wrap(other)
        return Scalar(x.value * y.value, children=(x, y), pull=lambda g: (g * y.value, g * x.value))

    def __truediv__(self, other: Scalar | float) -> Scalar:
        x, y = self, Scalar.wrap(other)
        quotient = x.value / y.value
        return Scalar(
            quotient, children=(x, y), pull=lambda g: (g / y.value, -g * quotient / y.value)
        )

    def __pow__(self, exponent: float) -> Scalar:
        if isinstance(exponent, Scalar):
            return NotImplemented
        slope = exponent * self.value ** (exponent - 1)
        return Scalar(self.value**exponent, children=(self,), pull=lambda g: (g * slope,))

    def __neg__(self) -> Scalar:
        return Scalar(-self.value, children=(self,), pull=lambda g: (-g,))

    def __sub__(self, other: Scalar | float) -> Scalar:
        return self + -Scalar.wrap(other)

    def __radd__(self, other: float) -> Scalar:
        return Scalar(other) + self

    def __rsub__(self, other: float) -> Scalar:
        return Scalar(other) - self

    def __rmul__(self, other: float) -> Scalar:
        return Scalar(other) * self

    def __rtruediv__(self, other: float) -> Scalar:
        return Scalar(other) / self

    def exp(self) -> Scalar:
        result = math.exp(self.value)
        return Scalar(result, children=(self,), pull=lambda g: (g * result,))

    def log(self) -> Scalar:
        return Scalar(math.log(self.value), children=(self,), pull=lambda g: (g / self.value,))

    def tanh(self) -> Scalar:
        t = math.tanh(self.value)
        return Scalar(t, children=(self,), pull=lambda g: (g * (1 - t * t),))

    def relu(self) -> Scalar:
        is_active = self.value > 0
        return Scalar(
            self.value if is_active else 0.0,
            children=(self,),
            pull=lambda g: (g if is_active else 0.0,),
        )

    def backward(self) -> None:
        """Add to the gradient of each scalar how fast this one grows with it."""
        order = list(self._sorted(set()))
        incoming = {id(node): 0.0 for node in order}
        incoming[id(self)] = 1.0
        for node in reversed(order):
            total = incoming[id(node)]
            node._gradient += total
            for child, part in zip(node._children, node._pull(total), strict=False):
                incoming[id(child)] += part

    def _sorted(self, seen: set[int]) -> Iterator[Scalar]:
        if id(self) in seen:
            return
        seen.add(id(self))
        for child in self._children:
            yield from child._sorted(seen)
        yield self
