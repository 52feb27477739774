"""Neurons, layers and multi-layer perceptrons, built of Values and nothing else."""

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Literal, final, get_args

from refgrad.engine import Value

Activation = Literal["tanh", "relu", "linear"]


@final
class Neuron:
    """The activation of a weighted sum of the inputs plus a bias.

    The weights are drawn from `rng`, uniformly with variance `1 / inputs`, so that a sum of many
    terms starts out no larger than a sum of few; the bias starts at 0.

    Raises:
        ValueError: `inputs` is not positive, or there is no such activation.

    >>> neuron = Neuron(2, Random(1), "linear")
    >>> neuron([0.0, 0.0])
    Value(data=0.0, grad=0.0)
    """

    __slots__ = ("activation", "bias", "weights")

    def __init__(self, inputs: int, rng: Random, activation: Activation) -> None:
        _check_size("Neuron", "inputs", inputs)
        if activation not in get_args(Activation):
            raise ValueError(
                f"Neuron expects an activation out of {get_args(Activation)}, got {activation!r}"
            )
        bound = math.sqrt(3.0 / inputs)
        self.weights: list[Value] = [Value(rng.uniform(-bound, bound)) for _ in range(inputs)]
        self.bias: Value = Value(0.0)
        self.activation: Activation = activation

    def __call__(self, inputs: Sequence[Value | float]) -> Value:
        """Return the output; raise ValueError if there are not as many inputs as weights."""
        if len(inputs) != len(self.weights):
            raise ValueError(
                f"Neuron expects {len(self.weights)} inputs, got {len(inputs)}; "
                "pass one number for each weight"
            )
        out = sum(map(Value.__mul__, self.weights, inputs), self.bias)
        match self.activation:
            case "tanh":
                return out.tanh()
            case "relu":
                return out.relu()
            case "linear":
                return out

    def parameters(self) -> list[Value]:
        """Return what training may change: the weights, then the bias."""
        return [*self.weights, self.bias]


@final
class Layer:
    """Neurons side by side, all reading the same inputs.

    Raises:
        ValueError: `inputs` or `outputs` is not positive, or there is no such activation.

    >>> layer = Layer(2, 3, Random(1), "tanh")
    >>> len(layer([1.0, -1.0])), len(layer.parameters())
    (3, 9)
    """

    __slots__ = ("neurons",)

    def __init__(self, inputs: int, outputs: int, rng: Random, activation: Activation) -> None:
        _check_size("Layer", "outputs", outputs)
        self.neurons: list[Neuron] = [Neuron(inputs, rng, activation) for _ in range(outputs)]

    def __call__(self, inputs: Sequence[Value | float]) -> list[Value]:
        """Return one output for each neuron."""
        values = [x if isinstance(x, Value) else Value(x) for x in inputs]
        return [neuron(values) for neuron in self.neurons]

    def parameters(self) -> list[Value]:
        """Return the parameters of every neuron, in order."""
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


@final
class MLP:
    """A multi-layer perceptron: `MLP([2, 16, 16, 1], rng)` reads 2 numbers and returns 1.

    Every layer but the last applies `activation`; the last is linear. Equal seeds give equal
    weights, to the last bit.

    Raises:
        ValueError: there are fewer than two sizes, one is not positive, or there is no such
            activation.

    >>> model = MLP([2, 16, 16, 1], Random(1), "relu")
    >>> len(model.parameters())
    337
    >>> [out] = model([1.0, -1.0])
    >>> out.backward()
    """

    __slots__ = ("layers",)

    def __init__(self, sizes: Sequence[int], rng: Random, activation: Activation = "tanh") -> None:
        if len(sizes) < 2:
            raise ValueError(
                f"MLP expects at least two sizes, got {list(sizes)!r}; "
                "give the number of inputs, then the number of outputs of each layer"
            )
        last = len(sizes) - 2
        self.layers: list[Layer] = [
            Layer(inputs, outputs, rng, activation if index < last else "linear")
            for index, (inputs, outputs) in enumerate(pairwise(sizes))
        ]

    def __call__(self, inputs: Sequence[Value | float]) -> list[Value]:
        """Return the outputs of the last layer."""
        first, *others = self.layers
        outputs = first(inputs)
        for layer in others:
            outputs = layer(outputs)
        return outputs

    def parameters(self) -> list[Value]:
        """Return the parameters of every layer, in order."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]


def _check_size(what: str, name: str, size: int) -> None:
    """Raise ValueError unless `size` is positive."""
    if size < 1:
        raise ValueError(f"{what} expects a positive number of {name}, got {size!r}; use 1 or more")
