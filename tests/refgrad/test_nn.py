"""Neurons, layers and perceptrons against arithmetic done by hand."""

import math
from collections.abc import Callable
from random import Random

import pytest

from refgrad import Value
from refgrad.nn import MLP, Activation, Layer, Neuron


def set_parameters(part: Neuron | Layer | MLP, numbers: list[float]) -> None:
    for parameter, number in zip(part.parameters(), numbers, strict=True):
        parameter.data = number


@pytest.mark.parametrize(
    ("activation", "positive", "negative"),
    [
        ("linear", 3.0, -1.0),
        ("relu", 3.0, 0.0),
        ("tanh", math.tanh(3.0), math.tanh(-1.0)),
    ],
)
def test_a_neuron_is_a_weighted_sum_and_an_activation(
    activation: Activation, positive: float, negative: float
) -> None:
    neuron = Neuron(2, Random(1), activation)
    set_parameters(neuron, [2.0, -1.0, 0.5])
    assert neuron([1.0, -0.5]).data == positive
    assert neuron([0.0, 1.5]).data == negative


def test_a_neuron_passes_gradients_to_weights_bias_and_inputs() -> None:
    neuron = Neuron(2, Random(1), "linear")
    set_parameters(neuron, [2.0, -1.0, 0.5])
    inputs = [Value(4.0), Value(8.0)]
    (neuron(inputs) * 3.0).backward()
    assert [parameter.grad for parameter in neuron.parameters()] == [12.0, 24.0, 3.0]
    assert [x.grad for x in inputs] == [6.0, -3.0]


def test_a_layer_feeds_every_neuron_the_same_inputs() -> None:
    layer = Layer(2, 3, Random(1), "linear")
    set_parameters(layer, [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 5.0])
    assert [out.data for out in layer([2.0, 3.0])] == [2.0, 3.0, 10.0]


def test_only_the_last_layer_of_a_perceptron_is_linear() -> None:
    model = MLP([1, 1, 1], Random(1), "relu")
    set_parameters(model, [1.0, 0.0, -2.0, 1.0])
    assert [model([x])[0].data for x in (3.0, -3.0)] == [-5.0, 1.0]
    assert [n.activation for layer in model.layers for n in layer.neurons] == ["relu", "linear"]


def test_a_perceptron_has_the_sizes_asked_for() -> None:
    model = MLP([2, 5, 3], Random(1))
    assert [len(layer.neurons) for layer in model.layers] == [5, 3]
    assert [len(n.weights) for layer in model.layers for n in layer.neurons] == [2] * 5 + [5] * 3
    assert len(model([1.0, 2.0])) == 3
    assert len(set(model.parameters())) == 2 * 5 + 5 + 5 * 3 + 3


def test_gradients_reach_every_parameter_of_a_perceptron() -> None:
    model = MLP([2, 4, 4, 1], Random(1), "tanh")
    model([0.5, -0.25])[0].backward()
    assert all(parameter.grad != 0.0 for parameter in model.parameters())


def test_the_seed_decides_the_weights_and_nothing_else_does() -> None:
    def draw(seed: int) -> list[float]:
        return [parameter.data for parameter in MLP([2, 8, 1], Random(seed)).parameters()]

    assert draw(1) == draw(1)
    assert draw(1) != draw(2)


@pytest.mark.parametrize("inputs", [1, 4, 400])
def test_weights_have_the_promised_variance(inputs: int) -> None:
    rng = Random(1)
    weights = [w.data for _ in range(8000 // inputs) for w in Neuron(inputs, rng, "tanh").weights]
    bound = math.sqrt(3.0 / inputs)
    assert -bound <= min(weights) < -0.9 * bound
    assert 0.9 * bound < max(weights) <= bound
    assert math.isclose(sum(w * w for w in weights) / len(weights), 1.0 / inputs, rel_tol=0.05)


@pytest.mark.parametrize("inputs", [[], [1.0], [1.0, 2.0, 3.0]])
def test_the_number_of_inputs_is_checked(inputs: list[float]) -> None:
    message = f"Neuron expects 2 inputs, got {len(inputs)}; pass one"
    for call in (
        Neuron(2, Random(1), "tanh"),
        Layer(2, 3, Random(1), "tanh"),
        MLP([2, 1], Random(1)),
    ):
        with pytest.raises(ValueError, match=message):
            call(inputs)


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: Neuron(0, Random(1), "tanh"), "Neuron expects a positive number of inputs, got 0"),
    (lambda: Layer(2, 0, Random(1), "tanh"), "Layer expects a positive number of outputs, got 0"),
    (lambda: MLP([2], Random(1)), r"MLP expects at least two sizes, got \[2\]"),
    (lambda: MLP([2, -1, 1], Random(1)), "Layer expects a positive number of outputs, got -1"),
]


@pytest.mark.parametrize(("build", "message"), WRONG)
def test_sizes_are_checked(build: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build()


@pytest.mark.parametrize("activation", ["sigmoid", "ReLU", None])
def test_the_activation_is_checked(activation: Activation) -> None:
    with pytest.raises(ValueError, match=r"'tanh', 'relu', 'linear'.*got ") as error:
        Neuron(2, Random(1), activation)
    assert repr(activation) in str(error.value)
