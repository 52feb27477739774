"""Teach a small network to tell two moons apart, and draw what it has learned."""

from random import Random

from refgrad.nn import MLP
from refgrad.train import SGD, accuracy, fit, hinge, two_moons

SEED = 1


def boundary(model: MLP, columns: int = 60, rows: int = 20) -> str:
    """Return a map of the plane: `#` where the model says 1, `.` where it says -1."""
    lines: list[str] = []
    for row in range(rows):
        y = 1.5 - 2.5 * row / (rows - 1)
        xs = [-1.5 + 4.0 * column / (columns - 1) for column in range(columns)]
        lines.append("".join("#" if model([x, y])[0].data > 0.0 else "." for x in xs))
    return "\n".join(lines)


def main() -> None:
    """Train, and print how it goes."""
    rng = Random(SEED)
    points, labels = two_moons(100, rng)
    model = MLP([2, 16, 1], rng, "tanh")
    optimizer = SGD(model.parameters(), learning_rate=0.3)
    print(f"{len(model.parameters())} parameters, {len(points)} points, seed {SEED}")
    for epoch in range(10, 110, 10):
        history = fit(
            model,
            points,
            labels,
            loss=hinge,
            optimizer=optimizer,
            epochs=10,
            batch_size=10,
            rng=rng,
        )
        right = accuracy(model, points, labels)
        print(f"epoch {epoch:3}: loss {history.losses[-1]:.4f}, accuracy {right:6.1%}")
    fresh_points, fresh_labels = two_moons(200, rng)
    print(f"accuracy on 200 new points: {accuracy(model, fresh_points, fresh_labels):.1%}\n")
    print(boundary(model))


if __name__ == "__main__":
    main()
