"""PyTorch's column of the table of conventions is what PyTorch answers."""

import math

import pytest

pytest.importorskip("torch", reason="lacks PyTorch: run tox -e oracles")

from verification.adapter import Adapter, Attribute
from verification.catalogue import Method
from verification.conventions import CONVENTIONS, SINGULAR, Singular
from verification.examine import Examiner
from verification.model import Case, Evaluated
from verification.program import assemble
from verification.subjects.torch import TorchSubject
from verification.suite import Suite

pytestmark = pytest.mark.oracles

SUITE = Suite(0)
ADAPTER = Adapter("Tensor", Attribute("data"), Attribute("grad"), Method("backward"), (), ())


def answer(op: str, point: tuple[float, ...]) -> tuple[float, ...]:
    inputs = len(point)
    case = Case("convention", assemble(inputs, (op, *range(inputs))), point)
    (seen,) = TorchSubject().observe([case])
    assert isinstance(seen, Evaluated)
    numbers = (seen.values[-1], *seen.gradients[:inputs])
    return tuple(number for number in numbers if isinstance(number, float))


@pytest.mark.parametrize(
    "point", [p for p in SINGULAR if p.op != "cbrt"], ids=lambda p: f"{p.op}{p.point}"
)
def test_at_a_singular_point(point: Singular) -> None:
    (expected,) = (numbers for names, numbers in point.answers if "torch" in names)
    got = answer(point.op, tuple(map(float, point.point)))
    assert len(got) == len(expected)
    for number, stated in zip(got, expected, strict=True):
        assert number == stated or (math.isnan(number) and math.isnan(stated))


@pytest.mark.parametrize("op", CONVENTIONS)
def test_at_a_kink(op: str) -> None:
    (stated,) = (c for c in CONVENTIONS[op] if "torch" in c.libraries)
    (check,) = (check for check in SUITE.checks if check.id == f"edge.{op}")
    examiner = Examiner(SUITE, TorchSubject(), ADAPTER)
    finding = examiner.examine(check, check.cases, examiner.ask(check.cases))
    assert finding.profiles == (str(stated),)
