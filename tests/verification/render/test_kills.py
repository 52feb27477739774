"""The kill matrix as text, JSON and document: who is killed by what, and what may not be lost."""

from dataclasses import replace

from verification.render import markdown
from verification.render.document import Table
from verification.render.killed import decode, document, encode
from verification.render.kills import FaultRow, LineRow, Matrix, Tried, render


def fault(name: str, *failed: tuple[str, ...], word: str = "differs", reason: str = "") -> FaultRow:
    """Return a fault with one engine for each tuple of failed checks, all of them killed."""
    engines = tuple(
        Tried(style, True, checks)
        for style, checks in zip(("closures", "tape"), failed, strict=False)
    )
    return FaultRow(name, f"{name} is wrong", word, "rules.add", (1,), reason, engines)


ADD, MUL, CHAIN, RANDOM = "rules.add", "rules.mul", "chain.mul", "composition.random"
CHECKS = (ADD, MUL, CHAIN, RANDOM)
MATRIX = Matrix(
    7,
    CHECKS,
    (
        fault("rule.add.sign", (ADD, RANDOM), (ADD,)),
        fault("rule.mul.sum", (MUL, CHAIN), (MUL, CHAIN)),
        fault("accumulate.mul", (CHAIN,), (CHAIN, RANDOM)),
        fault("float.form", (), (), word="accepted", reason="a form in use"),
    ),
    (LineRow(1, "an assignment", ""), LineRow(7, "a buffer", "a number is none")),
    12.5,
    ("Python 3.11",),
)


def test_a_check_catches_what_fails_it_in_every_style() -> None:
    assert MATRIX.faults[0].failed == (ADD,)
    assert MATRIX.faults[2].failed == (CHAIN,)
    assert MATRIX.silent == (RANDOM,)


def test_the_killing_set_is_no_larger_than_it_must_be() -> None:
    """rules.mul is not in it: chain.mul is needed anyway, and catches that fault, too."""
    assert MATRIX.killing_set == (ADD, CHAIN)
    several = replace(
        MATRIX,
        faults=(
            fault("rule.a", (ADD, MUL), (ADD, MUL)),
            fault("rule.b", (MUL, CHAIN), (MUL, CHAIN)),
            fault("rule.c", (MUL, RANDOM), (MUL, RANDOM)),
        ),
    )
    assert several.killing_set == (MUL,)


def test_who_lives_is_told() -> None:
    alive = replace(MATRIX.faults[0], engines=(Tried("tape", False, ()),))
    matrix = replace(MATRIX, faults=(alive, *MATRIX.faults[1:]))
    assert matrix.survivors == (alive,)
    assert "2 of 3 wrong ways are caught" in render(matrix).plain
    assert "Survived: rule.add.sign (tape): expected differs at rules.add" in render(matrix).plain
    assert "Survived" not in render(MATRIX).plain
    assert "3 of 3 wrong ways are caught" in render(MATRIX).plain


def test_a_false_accusation_is_not_counted_as_right() -> None:
    accused = replace(MATRIX.faults[3], engines=(Tried("tape", False, (ADD,)),))
    text = render(replace(MATRIX, faults=(*MATRIX.faults[:3], accused))).plain
    assert "0 of 1 that are no fault are told from them" in text
    assert "1 of 1 that are no fault are told from them" in render(MATRIX).plain


def test_a_check_that_catches_nothing_is_named() -> None:
    assert "3 of 4 checks catch something" in render(MATRIX).plain
    assert "None trips composition.random." in render(MATRIX).plain


def test_nothing_is_lost_in_the_file() -> None:
    assert decode(encode(MATRIX)) == MATRIX


def test_the_document_has_every_fault_every_check_and_every_line() -> None:
    sections = {section.heading: section for section in document(MATRIX).sections}

    def rows(heading: str) -> list[tuple[str, ...]]:
        return [r for b in sections[heading].blocks if isinstance(b, Table) for r in b.rows]

    assert [row[0] for row in rows("Faults")] == [fault.id for fault in MATRIX.faults]
    assert rows("Checks") == [
        (ADD, "1", "1", "rule.add.sign"),
        (MUL, "1", "0", "rule.mul.sum"),
        (CHAIN, "2", "1", "rule.mul.sum, accumulate.mul"),
        (RANDOM, "0", "0", ""),
    ]
    assert rows("Survivors") == [("float.form", "float.form is wrong", "accepted", "a form in use")]
    assert [row[2] for row in rows("The taxonomy")][1] == "a number is none"
    assert "rule.add.sign" in markdown.render(document(MATRIX))
