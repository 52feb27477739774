"""Whose conventions an engine follows."""

from verification.adapter import Adapter, Attribute
from verification.catalogue import CATALOGUE, Method
from verification.conventions import CONVENTIONS, LIBRARIES, SINGULAR
from verification.examine import Examiner
from verification.profiles import profile
from verification.subjects.protocol import Subject
from verification.subjects.refgrad import RefgradSubject
from verification.suite import Suite

SUITE = Suite(0)
ADAPTER = Adapter("Value", Attribute("data"), Attribute("grad"), Method("backward"), (), ())


def written() -> set[tuple[str, str]]:
    return {(op, "v" if spec.arity == 1 else "vv") for op, spec in CATALOGUE.items()}


def note(subject: Subject, kinds: set[tuple[str, str]]) -> str:
    """Return what is noted, every kink of those ops having been asked before."""
    examiner = Examiner(SUITE, subject, ADAPTER)
    edges = [c for c in SUITE.checks if c.group == "edge" and (c.about[0].op, "v") in kinds]
    edges += [c for c in SUITE.checks if c.group == "edge" and (c.about[0].op, "vv") in kinds]
    findings = {
        check.id: examiner.examine(check, check.cases, examiner.ask(check.cases)) for check in edges
    }
    return "; ".join(found.text for found in profile(examiner, kinds, findings))


def test_what_is_not_there_is_not_asked() -> None:
    assert note(RefgradSubject(), {("add", "vv"), ("mul", "vv")}) == ""


def test_a_few_ops() -> None:
    told = note(RefgradSubject(), {("relu", "v"), ("abs", "v"), ("sqrt", "v")})
    # sqrt(0) and sqrt(-1) as everybody; relu'(0) and abs'(0) are 0; nan stays nan in both.
    assert told == (
        "6 kinks and singular points: like PyTorch at 4, JAX at 3, TensorFlow at 5, "
        "autograd at 4; like none at relu(nan)"
    )


def test_an_exponent_may_be_a_number() -> None:
    told = note(RefgradSubject(), {("pow", "vn")})
    assert told.startswith("5 kinks and singular points: like PyTorch at 4")


def test_refgrad_raises_once() -> None:
    assert "; raises at 1;" in note(RefgradSubject(), written())  # (-2)**0.5


def test_the_table_is_whole() -> None:
    for point in SINGULAR:
        named = [name for names, _ in point.answers for name in names]
        assert len(set(named)) == len(named)
        assert set(named) <= set(LIBRARIES)
        for _, numbers in point.answers:
            assert len(numbers) == 1 + len(point.point)
    for op, conventions in CONVENTIONS.items():
        named = [name for convention in conventions for name in convention.libraries]
        assert len(set(named)) == len(named), op
