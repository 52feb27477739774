"""Training: losses, gradient descent, a seeded loop, and a data set to try them on."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import final

from refgrad.engine import Value

Model = Callable[[Sequence[Value | float]], Sequence[Value]]
Loss = Callable[[Sequence[Value], Sequence[float]], Value]


def squared_error(outputs: Sequence[Value], targets: Sequence[float]) -> Value:
    """Return the mean of the squared differences.

    Raises:
        ValueError: there are no outputs, or not as many as targets.

    >>> squared_error([Value(1.0), Value(2.0)], [1.0, 4.0]).data
    2.0
    """
    _check_pairs("squared_error", len(outputs), len(targets))
    errors = [out - target for out, target in zip(outputs, targets, strict=True)]
    return sum((error * error for error in errors), Value(0.0)) / len(errors)


def hinge(outputs: Sequence[Value], labels: Sequence[float]) -> Value:
    """Return the mean of `max(0, 1 - label * output)`, for labels 1 and -1.

    Raises:
        ValueError: there are no outputs, or not as many as labels, or a label is not 1 or -1.

    >>> hinge([Value(2.0), Value(0.5)], [1.0, -1.0]).data
    0.75
    """
    _check_pairs("hinge", len(outputs), len(labels))
    for index, label in enumerate(labels):
        if label not in (1.0, -1.0):
            raise ValueError(
                f"hinge expects labels 1 and -1, got {label!r} at index {index}; "
                "map your two classes to these"
            )
    terms = [(1.0 - label * out).relu() for out, label in zip(outputs, labels, strict=True)]
    return sum(terms, Value(0.0)) / len(terms)


@final
@dataclass(frozen=True, slots=True)
class SGD:
    """Stochastic gradient descent: each step takes `learning_rate * grad` off every parameter.

    Raises:
        ValueError: the learning rate is not a positive, finite number.

    >>> x = Value(1.0)
    >>> optimizer = SGD([x], learning_rate=0.25)
    >>> (x * x).backward()
    >>> optimizer.step()
    >>> x
    Value(data=0.5, grad=2.0)
    """

    parameters: Sequence[Value]
    learning_rate: float

    def __post_init__(self) -> None:
        if not 0.0 < self.learning_rate < math.inf:
            raise ValueError(
                f"SGD expects a positive, finite learning rate, got {self.learning_rate!r}; "
                "start with 0.1"
            )

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self) -> None:
        """Move every parameter against its gradient."""
        for parameter in self.parameters:
            parameter.data -= self.learning_rate * parameter.grad


@final
@dataclass(frozen=True, slots=True)
class History:
    """What a training run went through: the mean loss over the examples in each epoch."""

    losses: tuple[float, ...]


def fit(
    model: Model,
    points: Sequence[Sequence[float]],
    targets: Sequence[float],
    *,
    loss: Loss,
    optimizer: SGD,
    epochs: int,
    batch_size: int,
    rng: Random,
) -> History:
    """Train a model of one output on examples in an order drawn from `rng`, anew in each epoch.

    Equal seeds give equal histories, to the last bit. Call it again to train on.

    Raises:
        ValueError: there are no points, or not as many as targets; `epochs` is negative or
            `batch_size` not positive; or the model has more or less than one output.

    >>> from refgrad.nn import MLP
    >>> rng = Random(1)
    >>> line = MLP([1, 1], rng)
    >>> history = fit(
    ...     line, [[0.0], [1.0]], [1.0, 3.0], loss=squared_error,
    ...     optimizer=SGD(line.parameters(), 0.5), epochs=100, batch_size=2, rng=rng,
    ... )
    >>> [round(parameter.data, 3) for parameter in line.parameters()]
    [2.0, 1.0]
    >>> history.losses[-1] < 1e-6 < history.losses[0]
    True
    """
    _check_pairs("fit", len(points), len(targets))
    if epochs < 0 or batch_size < 1:
        raise ValueError(
            "fit expects 0 or more epochs and a batch size of 1 or more, "
            f"got epochs={epochs!r} and batch_size={batch_size!r}; use epochs=50, batch_size=10"
        )
    losses: list[float] = []
    for _ in range(epochs):
        order = list(range(len(points)))
        rng.shuffle(order)
        total = 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            outputs = [_output(model, points[index]) for index in batch]
            batch_loss = loss(outputs, [targets[index] for index in batch])
            optimizer.zero_grad()
            batch_loss.backward()
            optimizer.step()
            total += batch_loss.data * len(batch)
        losses.append(total / len(points))
    return History(tuple(losses))


def accuracy(model: Model, points: Sequence[Sequence[float]], labels: Sequence[float]) -> float:
    """Return the fraction of points whose output has the sign of the label.

    Raises:
        ValueError: there are no points, or not as many as labels.

    >>> accuracy(lambda point: [Value(1.0)], [[0.0], [1.0]], [1.0, -1.0])
    0.5
    """
    _check_pairs("accuracy", len(points), len(labels))
    pairs = zip(points, labels, strict=True)
    hits = sum((_output(model, point).data > 0.0) == (label > 0.0) for point, label in pairs)
    return hits / len(points)


def two_moons(
    count: int, rng: Random, noise: float = 0.1
) -> tuple[list[tuple[float, float]], list[float]]:
    """Return `count` points on two interleaved half circles, and the label of each, 1 or -1.

    The points' coordinates are blurred by a normal error of standard deviation `noise`.

    >>> points, labels = two_moons(4, Random(1), noise=0.0)
    >>> labels
    [1.0, -1.0, 1.0, -1.0]
    """
    points: list[tuple[float, float]] = []
    labels: list[float] = []
    for index in range(count):
        label = 1.0 if index % 2 == 0 else -1.0
        angle = rng.uniform(0.0, math.pi)
        x = 0.5 + label * (math.cos(angle) - 0.5)
        y = 0.25 + label * (math.sin(angle) - 0.25)
        points.append((x + rng.gauss(0.0, noise), y + rng.gauss(0.0, noise)))
        labels.append(label)
    return points, labels


def _output(model: Model, point: Sequence[float]) -> Value:
    """Return the only output of the model; raise ValueError if it has none or several."""
    outputs = model(point)
    if len(outputs) != 1:
        raise ValueError(
            f"the model must have one output here, got {len(outputs)}; let its last size be 1"
        )
    return outputs[0]


def _check_pairs(where: str, found: int, wanted: int) -> None:
    """Raise ValueError unless there is an example, and a target for each."""
    if found != wanted or found == 0:
        raise ValueError(
            f"{where} expects one target for each of at least one example, "
            f"got {found} examples and {wanted} targets; pass sequences of equal length"
        )
