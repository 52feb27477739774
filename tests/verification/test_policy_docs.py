"""The document on policies: its examples are policies, and no key is left out."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from verification.policies.keys import KEYS
from verification.policies.reading import PROFILES, read_policy
from verification.render.policy import encode

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
SCHEMA = ROOT / "verification" / "schemas" / "policy.schema.json"


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_policy_and_says_something(example: str) -> None:
    assert encode(read_policy(example, "x")) != encode(read_policy("", "x"))
    schema = json.loads(SCHEMA.read_text(encoding="ascii"))
    assert Draft202012Validator(schema).is_valid(tomllib.loads(example))


def test_every_key_is_in_an_example_and_in_the_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="ascii"))
    said = [tomllib.loads(example) for example in EXAMPLES]
    for key in KEYS:
        table, _, entry = key.path.partition(".")
        assert table in schema["properties"], key.path
        holding = [document[table] for document in said if table in document]
        assert holding, key.path
        if entry and entry != "*":
            assert entry in schema["properties"][table]["properties"], key.path
            assert any(entry in table for table in holding), key.path


def test_the_schema_has_no_key_that_there_is_not() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="ascii"))
    paths = {key.path for key in KEYS}
    for table, described in schema["properties"].items():
        assert table in paths
        assert {f"{table}.{entry}" for entry in described.get("properties", ())} <= paths
    assert schema["properties"]["profile"]["enum"] == list(PROFILES)


def test_every_profile_is_described() -> None:
    for name in PROFILES:
        assert f"| `{name}` |" in TEXT
