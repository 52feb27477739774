"""Time a training step of a small network in refgrad and in micrograd, side by side.

The network reads 2 numbers and has layers of 16, 16 and 1 neurons with relu between; a step is 20
points forward, the squared error, backward and an update. The two engines take turns, so that a
machine that slows down slows both: quote the ratio, not the milliseconds.

Each is timed twice: one step alone, and several in a row. micrograd's graphs are cyclic garbage,
and in a row it has to pay the collector for them; alone, they are swept up outside the clock.
"""

import argparse
import gc
import importlib
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, Self

from refgrad import Value
from refgrad.nn import MLP

SIZES = (2, 16, 16, 1)
POINTS = 20
IN_A_ROW = 5
SEED = 1
LEARNING_RATE = 0.001


class Scalar(Protocol):
    """What a training step needs of an engine's value."""

    data: float
    grad: float

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: float, /) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def backward(self) -> None:
        """Fill in the gradients."""


class Network(Protocol):
    """What a training step needs of an engine's network."""

    def __call__(self, inputs: Sequence[float], /) -> Scalar:
        """Return the only output."""
        ...

    def parameters(self) -> Sequence[Scalar]:
        """Return what the step updates."""
        ...


class Refgrad:
    """refgrad's network, which returns a list, as one that returns its only output."""

    def __init__(self) -> None:
        self._model = MLP(SIZES, random.Random(SEED), "relu")

    def __call__(self, inputs: Sequence[float], /) -> Value:
        """Return the only output."""
        return self._model(inputs)[0]

    def parameters(self) -> Sequence[Value]:
        """Return what the step updates."""
        return self._model.parameters()


def load_micrograd() -> Network:
    """Return micrograd's own network of the same size; raise ImportError if it is missing."""
    make: Callable[[int, list[int]], Network] = importlib.import_module("micrograd.nn").MLP
    random.seed(SEED)  # micrograd draws its weights from the global generator
    return make(SIZES[0], list(SIZES[1:]))


def step(network: Network, points: Sequence[Sequence[float]], targets: Sequence[float]) -> None:
    """Run forward, squared error, backward and update once."""
    errors = [network(point) - target for point, target in zip(points, targets, strict=True)]
    loss = errors[0] * errors[0]
    for error in errors[1:]:
        loss = loss + error * error
    parameters = network.parameters()
    for parameter in parameters:
        parameter.grad = 0.0
    loss.backward()
    for parameter in parameters:
        parameter.data -= LEARNING_RATE * parameter.grad


def measure(networks: Mapping[str, Network], steps: int, repeat: int) -> dict[str, float]:
    """Return each network's median seconds per step, over `repeat` runs of `steps` in a row."""
    rng = random.Random(SEED)
    points = [(rng.uniform(-1.0, 1.0), rng.uniform(-1.0, 1.0)) for _ in range(POINTS)]
    targets = [rng.choice((-1.0, 1.0)) for _ in points]
    times: dict[str, list[float]] = {name: [] for name in networks}
    for turn in range(-1, repeat):  # turn -1 only warms up
        for name, network in networks.items():
            gc.collect()
            start = time.perf_counter()
            for _ in range(steps):
                step(network, points, targets)
            if turn >= 0:
                times[name].append((time.perf_counter() - start) / steps)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def main() -> int:
    """Print the median times and their ratios; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--repeat", type=int, default=20, metavar="N", help="runs of each engine (default: 20)"
    )
    repeat = int(parser.parse_args().repeat)
    if repeat < 1:
        parser.error(f"--repeat expects 1 or more, got {repeat}")
    try:
        micrograd = load_micrograd()
    except ImportError as error:
        print(f"{error}; to compare, run: python -m pip install micrograd==0.1.0", file=sys.stderr)
        return 2

    networks: dict[str, Network] = {"micrograd": micrograd, "refgrad": Refgrad()}
    print(f"ms per step, MLP {SIZES}, {POINTS} points, medians of {repeat}")
    print(f"Python {platform.python_version()} on {platform.machine()}")
    print(f"{'':<12}{'micrograd':>12}{'refgrad':>12}{'ratio':>10}")
    for label, steps in (("alone", 1), ("in a row", IN_A_ROW)):
        medians = measure(networks, steps, repeat)
        cells = "".join(f"{1e3 * seconds:>12.2f}" for seconds in medians.values())
        print(f"{label:<12}{cells}{medians['micrograd'] / medians['refgrad']:>9.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
