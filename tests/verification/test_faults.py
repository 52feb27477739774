"""The catalogue of faults: complete, well named, and each fault due at a place that exists."""

import pytest

from verification.catalogue import CATALOGUE
from verification.faults import FAULTS
from verification.faults.calls import CALLS
from verification.faults.engines import CORE, ops_of
from verification.faults.fault import FAMILIES, Call, Fault, Mistake, Traverse, Word
from verification.faults.floats import FLOATS
from verification.faults.graph import GRAPH
from verification.faults.orders import ORDERS
from verification.faults.rules import RULES
from verification.faults.taxonomy import EXCLUDED, LINES
from verification.suite import Suite

LEAST = 120
CHECKS = {check.id for check in Suite(0).checks}
# Words that are not said by a check: a note has an id of its own.
NOTES = {
    "conventions",
    "floats-only",
    "overflow.sigmoid",
    "overflow.tanh",
    "recursion-limit",
    "second-backward",
}


def test_there_are_enough_and_no_id_is_used_twice() -> None:
    assert len(FAULTS) == len([*RULES, *FLOATS, *GRAPH, *CALLS]) >= LEAST


def test_every_family_has_a_fault() -> None:
    assert {fault.family for fault in FAULTS.values()} == set(FAMILIES)


def test_every_word_is_due_somewhere() -> None:
    assert {fault.word for fault in FAULTS.values()} == set(Word)


def test_every_op_has_a_wrong_rule_and_a_wrong_accumulation() -> None:
    wrong = {fault.at for fault in FAULTS.values() if fault.word is Word.DIFFERS}
    words = {op: "pow" if op == "pow" else op for op in CATALOGUE}
    assert {f"rules.{word}" for word in words.values()} <= wrong
    assert {f"chain.{word}" for word in words.values()} <= wrong


def test_every_line_of_the_taxonomy_has_a_fault_or_a_reason() -> None:
    stood_for = {line for fault in FAULTS.values() for line in fault.lines}
    assert stood_for <= LINES.keys()
    assert stood_for | EXCLUDED.keys() == LINES.keys()
    assert not stood_for & EXCLUDED.keys()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.id)
def test_the_word_is_due_where_there_is_a_check_or_a_note(fault: Fault) -> None:
    places = CHECKS | {check.partition(".")[0] for check in CHECKS}
    assert fault.at in (places | NOTES if fault.word is Word.NOTED else places)
    assert bool(fault.says) == (fault.word is Word.NOTED)


def test_every_order_is_used_by_a_fault_or_is_the_right_one() -> None:
    used = {f.change.order for f in FAULTS.values() if isinstance(f.change, Traverse)}
    assert used == ORDERS.keys() - {"reverse_topological"}


def test_what_costs_nothing_needs_a_reason_and_nothing_else_has_one() -> None:
    change = Call("add", "nv", Mistake.SWAPPED)
    with pytest.raises(ValueError, match="a reason is for what costs nothing"):
        Fault("api.radd.swapped", "", change, Word.ACCEPTED, "operators.radd")
    with pytest.raises(ValueError, match="a reason is for what costs nothing"):
        Fault("api.radd.swapped", "", change, Word.DIFFERS, "operators.radd", reason="why")
    with pytest.raises(ValueError, match="expected a family"):
        Fault("slip.radd", "", change, Word.DIFFERS, "operators.radd")


def test_an_engine_is_written_with_the_ops_that_its_fault_is_about() -> None:
    assert ops_of(FAULTS["rule.tanh.unsquared"].change) == ("add", "mul", "tanh")
    assert ops_of(FAULTS["traverse.breadth_first"].change) == CORE
    assert ops_of(None) == CORE
