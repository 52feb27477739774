"""One whole training step, judged like any other program."""

from random import Random

from refgrad import Value
from refgrad.nn import MLP
from refgrad.train import hinge, squared_error, two_moons
from verification.judge import judge
from verification.model import Agrees, Case, Differs, Evaluated
from verification.oracles import flint
from verification.program import Program, Ref, Slot, Step


def _recorded(root: Value) -> tuple[Program, list[Value]]:
    """Return the program that computed a value, and its nodes in the program's order."""
    steps: list[Value] = []
    seen: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            steps.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack += [(parent, False) for parent in node.parents]
    leaves = [node for node in steps if not node.parents]
    inner = [node for node in steps if node.parents]
    nodes = [*leaves, *inner]
    place = {id(node): Slot(i) for i, node in enumerate(nodes)}
    return (
        Program(
            len(leaves),
            tuple(Step(n.op, tuple(Ref(place[id(p)]) for p in n.parents)) for n in inner),
        ),
        nodes,
    )


def _trained(activation: str) -> Value:
    """Return the loss of a 2-16-16-1 perceptron over twenty points."""
    points, labels = two_moons(20, Random(3))
    model = MLP((2, 16, 16, 1), Random(4), "tanh" if activation == "tanh" else "relu")
    outputs = [model(point)[0] for point in points]
    loss = squared_error if activation == "tanh" else hinge
    return loss(outputs, labels)


def _judged(loss: Value, factor: float = 1.0) -> object:
    loss.zero_grad()
    loss.backward()
    program, nodes = _recorded(loss)
    case = Case("training", program, tuple(n.data for n in nodes[: program.inputs]))
    seen = Evaluated(
        tuple(node.data for node in nodes),
        tuple(node.grad * (factor if i == 7 else 1.0) for i, node in enumerate(nodes)),
    )
    return judge(program, flint.reference(case), seen)


def test_a_step_with_tanh_and_squared_error_is_right() -> None:
    loss = _trained("tanh")
    verdict = _judged(loss)
    assert isinstance(verdict, Agrees), verdict
    assert verdict.undecided == 0
    assert len(loss.nodes()) > 10_000


def test_a_step_with_relu_and_hinge_is_right() -> None:
    verdict = _judged(_trained("relu"))
    assert isinstance(verdict, Agrees), verdict


def test_one_gradient_off_by_a_billionth_is_not() -> None:
    assert isinstance(_judged(_trained("tanh"), 1 + 1e-9), Differs)
