"""The published answer key: as large as it says, right to the last bit, and what `build` gives."""

import json
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from tests.verification.answer_keys import (
    FILE,
    SCHEMA,
    of_text,
    published,
)
from verification.catalogue import CATALOGUE
from verification.conventions import CONVENTIONS
from verification.key.answer_key import Oracle
from verification.key.candidates import draw_candidates
from verification.key.encoding import render
from verification.key.flags import Family
from verification.wording import WORDINGS, used

TEXT = FILE.read_text(encoding="ascii")


def test_every_answer_is_what_arb_gives_and_every_id_is_in_order() -> None:
    assert of_text(TEXT) == ()


def test_three_oracles_agree_on_more_than_three_thousand_cases() -> None:
    confirmed = [e for e in published().entries if set(e.oracles) == set(Oracle)]
    assert len(confirmed) == published().confirmed > 3000


def test_an_oracle_is_missing_only_at_kinks_and_where_pytorch_lacks_the_op() -> None:
    for entry in published().entries:
        ops = {step.op for step in entry.program.steps}
        assert (Oracle.TORCH in entry.oracles) == ("cbrt" not in ops)
        assert (Oracle.MPMATH in entry.oracles) == (not entry.check.startswith("edge."))


def test_every_way_to_write_every_op_is_asked() -> None:
    asked = {wording for entry in published().entries for wording in used(entry.program)}
    assert asked == set(WORDINGS)


def test_every_flag_has_cases_and_every_kink_its_conventions() -> None:
    flags = Counter(flag for entry in published().entries for flag in entry.flags)
    assert set(flags) == set(Family)
    for op, conventions in CONVENTIONS.items():
        edges = [e for e in published().entries if e.check == f"edge.{op}" and not e.is_exact]
        for edge in edges:
            assert [a.profile for a in edge.answers] == [str(each) for each in conventions]
        assert edges


def test_a_case_is_a_line_and_the_file_is_a_few_megabytes() -> None:
    lines = TEXT.splitlines()
    assert sum(line.startswith('{"id":') for line in lines) == len(published().entries)
    assert len(TEXT) < 8 * 2**20
    assert render(published()) == TEXT


def test_the_schema_accepts_the_header_and_a_case_of_each_check() -> None:
    document = json.loads(TEXT)
    of_check = {case["id"].partition("/")[0]: case for case in document["cases"]}
    assert len(of_check) > 2 * len(CATALOGUE)
    assert_valid({**document, "cases": list(of_check.values())})


@pytest.mark.oracles
def test_the_schema_accepts_the_whole_key() -> None:
    assert_valid(json.loads(TEXT))


def test_another_seed_draws_other_cases() -> None:
    both = draw_candidates((0, 1))
    assert draw_candidates((0,)).keys() < both.keys()
    assert len(both) > len(draw_candidates((0,))) + 1000


def assert_valid(document: object) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="ascii"))
    Draft202012Validator.check_schema(schema)
    errors = Draft202012Validator(schema).iter_errors(document)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
