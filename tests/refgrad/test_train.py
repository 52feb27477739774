"""Losses, descent and the training loop against arithmetic done by hand."""

import math
from collections.abc import Callable, Sequence
from random import Random

import pytest

from refgrad import Value
from refgrad.nn import MLP
from refgrad.train import SGD, Loss, accuracy, fit, hinge, squared_error, two_moons

# --------------------------------------------------------------------------- losses


@pytest.mark.parametrize(
    ("loss", "targets", "data", "grads"),
    [
        (squared_error, [1.0, -1.0, 0.0, 0.5], 1.8125, [0.5, 1.0, 0.75, 0.0]),
        (hinge, [1.0, -1.0, 1.0, 1.0], 0.625, [0.0, 0.25, 0.0, -0.25]),
    ],
)
def test_a_loss_is_a_mean(
    loss: Loss, targets: list[float], data: float, grads: list[float]
) -> None:
    outputs = [Value(x) for x in (2.0, 1.0, 1.5, 0.5)]
    out = loss(outputs, targets)
    out.backward()
    assert out.data == data
    assert [output.grad for output in outputs] == grads


@pytest.mark.parametrize("loss", [squared_error, hinge])
@pytest.mark.parametrize(("outputs", "targets"), [(0, 0), (2, 1), (1, 2)])
def test_a_loss_needs_a_target_for_each_output(loss: Loss, outputs: int, targets: int) -> None:
    with pytest.raises(ValueError, match=f"got {outputs} examples and {targets} targets; pass"):
        loss([Value(1.0)] * outputs, [1.0] * targets)


def test_hinge_takes_no_other_labels() -> None:
    with pytest.raises(ValueError, match=r"labels 1 and -1, got 0\.0 at index 1; map"):
        hinge([Value(1.0), Value(1.0)], [1.0, 0.0])


# --------------------------------------------------------------------------- descent


def test_a_step_goes_against_the_gradient() -> None:
    x, y = Value(1.0), Value(2.0)
    optimizer = SGD([x, y], learning_rate=0.25)
    (x * y * 4.0).backward()
    optimizer.step()
    assert (x.data, y.data) == (-1.0, 1.0)
    optimizer.zero_grad()
    assert (x.grad, y.grad) == (0.0, 0.0)


@pytest.mark.parametrize("rate", [0.0, -0.1, math.inf, math.nan])
def test_the_learning_rate_is_checked(rate: float) -> None:
    with pytest.raises(ValueError, match=f"finite learning rate, got {rate!r}"):
        SGD([], rate)


# --------------------------------------------------------------------------- the loop


def train(model: MLP, seed: int, epochs: int, batch_size: int = 2) -> tuple[float, ...]:
    return fit(
        model,
        [[0.0], [1.0], [2.0]],
        [1.0, 3.0, 5.0],
        loss=squared_error,
        optimizer=SGD(model.parameters(), 0.1),
        epochs=epochs,
        batch_size=batch_size,
        rng=Random(seed),
    ).losses


def test_one_epoch_by_hand() -> None:
    """Both batches of one: w and b go from 0 to 1/2, then on, and the losses are averaged."""
    model = MLP([1, 1], Random(1))
    weight, bias = model.parameters()
    weight.data = bias.data = 0.0
    history = fit(
        model,
        [[1.0], [1.0]],
        [1.0, 1.0],
        loss=squared_error,
        optimizer=SGD(model.parameters(), 0.125),
        epochs=1,
        batch_size=1,
        rng=Random(1),
    )
    # error 1, gradients -2, both parameters 1/4; error 1/2, gradients -1, both 3/8
    assert (weight.data, bias.data) == (0.375, 0.375)
    assert history.losses == ((1.0 + 0.25) / 2.0,)


def test_the_last_batch_counts_for_what_it_holds() -> None:
    """Three points in batches of two, too slow to move: every epoch's loss is the mean over all."""
    model = MLP([1, 1], Random(1))
    weight, bias = model.parameters()
    weight.data, bias.data = 0.0, 0.0
    [loss] = fit(
        model,
        [[0.0], [0.0], [0.0]],
        [1.0, 2.0, 3.0],
        loss=squared_error,
        optimizer=SGD(model.parameters(), 1e-300),
        epochs=1,
        batch_size=2,
        rng=Random(1),
    ).losses
    assert math.isclose(loss, 14.0 / 3.0, rel_tol=1e-15)


def test_it_finds_a_line() -> None:
    model = MLP([1, 1], Random(1))
    losses = train(model, seed=1, epochs=300)
    assert len(losses) == 300
    assert losses[-1] < 1e-12
    for parameter, truth in zip(model.parameters(), (2.0, 1.0), strict=True):
        assert math.isclose(parameter.data, truth, rel_tol=1e-6)


def test_equal_seeds_give_equal_bits() -> None:
    first, second, other = (train(MLP([1, 4, 1], Random(5)), seed, 5) for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_no_epochs_change_nothing() -> None:
    model = MLP([1, 1], Random(1))
    before = [parameter.data for parameter in model.parameters()]
    assert train(model, seed=1, epochs=0) == ()
    assert [parameter.data for parameter in model.parameters()] == before


@pytest.mark.parametrize(("epochs", "batch_size"), [(-1, 2), (5, 0)])
def test_the_loop_s_counts_are_checked(epochs: int, batch_size: int) -> None:
    message = f"got epochs={epochs} and batch_size={batch_size}; use"
    with pytest.raises(ValueError, match=message):
        train(MLP([1, 1], Random(1)), 1, epochs, batch_size)


def test_the_model_must_have_one_output() -> None:
    with pytest.raises(ValueError, match="one output here, got 2; let its last size be 1"):
        train(MLP([1, 2], Random(1)), seed=1, epochs=1)


# --------------------------------------------------------------------------- moons


def test_moons_are_half_circles_without_noise() -> None:
    points, labels = two_moons(200, Random(1), noise=0.0)
    assert labels == [1.0, -1.0] * 100
    for (x, y), label in zip(points, labels, strict=True):
        center_x, center_y = (0.0, 0.0) if label == 1.0 else (1.0, 0.5)
        assert math.isclose(math.hypot(x - center_x, y - center_y), 1.0, rel_tol=1e-12)
        assert label * (y - center_y) >= 0.0


def test_noise_blurs_the_moons_by_as_much_as_asked() -> None:
    sharp, _ = two_moons(1, Random(1), noise=0.0)
    blurred = [two_moons(1, Random(1), noise=noise)[0][0] for noise in (0.1, 0.2)]
    for axis in (0, 1):
        near, far = (point[axis] - sharp[0][axis] for point in blurred)
        assert near != 0.0
        assert math.isclose(far, 2.0 * near, rel_tol=1e-9)


def test_accuracy_counts_signs() -> None:
    def model(point: Sequence[Value | float]) -> list[Value]:
        return [point[0] - Value(1.0)]

    points = [[0.0], [2.0], [3.0], [1.0]]
    assert accuracy(model, points, [-1.0, 1.0, -1.0, 1.0]) == 0.5


WRONG: list[Callable[[MLP], object]] = [
    lambda model: accuracy(model, [], []),
    lambda model: accuracy(model, [[1.0]], [1.0, -1.0]),
]


@pytest.mark.parametrize("call", WRONG)
def test_accuracy_needs_a_label_for_each_point(call: Callable[[MLP], object]) -> None:
    with pytest.raises(ValueError, match="accuracy expects one target for each"):
        call(MLP([1, 1], Random(1)))


def test_two_moons_are_told_apart() -> None:
    rng = Random(1)
    points, labels = two_moons(100, rng)
    model = MLP([2, 16, 1], rng, "tanh")
    losses = fit(
        model,
        points,
        labels,
        loss=hinge,
        optimizer=SGD(model.parameters(), learning_rate=0.3),
        epochs=80,
        batch_size=10,
        rng=rng,
    ).losses
    assert losses[-1] < 0.1 < losses[0]
    assert accuracy(model, points, labels) > 0.95
    assert accuracy(model, *two_moons(200, rng)) > 0.95
