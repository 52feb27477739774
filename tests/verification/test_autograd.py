"""autograd as a subject: the same Program, its own derivatives; one case or many, the same bits.

What is expected is hand arithmetic.
"""

import importlib.metadata

import pytest

pytest.importorskip("autograd", reason="lacks HIPS autograd: run tox -e frameworks")

from tests.verification import functional_cases as cases
from verification.catalogue import CATALOGUE
from verification.subjects.autograd import AutogradSubject

pytestmark = pytest.mark.frameworks

SUBJECT = AutogradSubject()
ABSENT = frozenset({"cbrt", "elu", "gelu", "leaky_relu", "relu", "rsqrt", "silu", "softplus"})


@pytest.mark.parametrize("name", cases.WORKED)
def test_gradients(name: str) -> None:
    seen, expected = cases.gradients(SUBJECT, name)
    assert seen == expected


def test_dead_nodes() -> None:
    cases.check_dead_nodes(SUBJECT, 0.0)


def test_roots_that_are_inputs() -> None:
    cases.check_roots_that_are_inputs(SUBJECT)


def test_the_sign_of_zero() -> None:
    cases.check_the_sign_of_zero(SUBJECT)


def test_what_it_raises() -> None:
    cases.check_what_it_raises(SUBJECT)


def test_what_it_has_not_got() -> None:
    assert cases.absent(SUBJECT) == ABSENT


@pytest.mark.parametrize("op", sorted(CATALOGUE.keys() - ABSENT))
def test_cases_asked_together_have_the_bits_of_each_alone(op: str) -> None:
    cases.check_together(SUBJECT, op, 300)


def test_version() -> None:
    assert SUBJECT.version().startswith(importlib.metadata.version("autograd"))
