"""A policy file is read strictly, completed by its profile, and comes back from JSON and TOML."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.verification.policy_files import BAD, BEYOND_SCHEMAS, GOOD
from verification.policies import ids
from verification.policies.decoding import PolicyError, decode
from verification.policies.default import DEFAULT, allowance, limits_of
from verification.policies.keys import KEYS
from verification.policies.reading import PROFILES, profile, read_policy
from verification.policies.writing import write_policy
from verification.policy import DEFAULT_NAME, Exponents, Rounding
from verification.render.policy import encode
from verification.subjects.launch import Limits
from verification.suite import MARKS, Suite

SCHEMA = Path(__file__).parents[2] / "verification" / "schemas" / "policy.schema.json"


def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="ascii"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


# --- What is refused ---------------------------------------------------------


@pytest.mark.parametrize("name", [*BAD, *BEYOND_SCHEMAS])
def test_what_is_wrong_is_named_with_what_was_expected(name: str) -> None:
    text, told = (BAD | BEYOND_SCHEMAS)[name]
    with pytest.raises(PolicyError) as caught:
        read_policy(text, "homework")
    assert told in f"{caught.value}"
    assert "$" not in f"{caught.value}"
    assert f"{caught.value}"[-1] in ".?"


@pytest.mark.parametrize("name", BAD)
def test_the_schema_refuses_what_the_decoder_refuses(name: str) -> None:
    assert not validator().is_valid(tomllib.loads(BAD[name][0]))


@pytest.mark.parametrize("text", GOOD)
def test_the_schema_accepts_what_the_decoder_accepts(text: str) -> None:
    read_policy(text, "homework")
    assert validator().is_valid(tomllib.loads(text))


@pytest.mark.parametrize("lacking", ["name", "score", "weights", "limits"])
def test_a_report_has_to_have_the_whole_policy(lacking: str) -> None:
    document = {key: value for key, value in encode(DEFAULT).items() if key != lacking}
    with pytest.raises(PolicyError, match=f"{lacking}: expected .*, got nothing"):
        decode(document)


# --- What is read ------------------------------------------------------------


def test_an_empty_file_is_the_default_under_its_own_name() -> None:
    policy = read_policy("", "homework")
    assert policy.name == "homework"
    assert encode(policy) == {**encode(DEFAULT), "name": "homework"}


def test_the_default_requires_nothing_and_has_the_suites_marks_and_limits() -> None:
    assert dict(DEFAULT.weights) == {**MARKS, "policy": 0.0}
    assert limits_of(DEFAULT) == Limits()
    assert allowance(limits_of(DEFAULT)) == DEFAULT.limits
    assert (DEFAULT.required, DEFAULT.hidden, DEFAULT.deductions) == ((), (), ())
    assert DEFAULT.conventions.exponent_gradient is Exponents.REQUIRED
    answers = encode(DEFAULT)["conventions"]
    assert isinstance(answers, dict)
    kept = {key: value for key, value in answers.items() if value != "any"}
    assert kept == {"exponent_gradient": "required", "depth": 0}


def test_a_file_changes_what_it_says_and_leaves_the_profile_the_rest() -> None:
    text = (
        'profile = "micrograd"\n[score]\nstep = 0.5\n[weights]\nedge = 0\n'
        "[conventions]\ndepth = 500\nsecond_backward = [3]\n[limits]\ncpu_seconds = 5\n"
    )
    policy, base = read_policy(text, "homework"), profile("micrograd")
    assert policy.required == base.required
    assert (policy.score.max, policy.score.step) == (100.0, 0.5)
    assert dict(policy.weights) == {**dict(base.weights), "edge": 0.0}
    assert policy.conventions.second_backward == (3.0,)
    assert policy.conventions.depth == 500
    assert policy.conventions.ints == "any"
    assert policy.limits.cpu_seconds == 5
    assert policy.limits.load_seconds == base.limits.load_seconds


def test_a_list_takes_the_place_of_the_profiles() -> None:
    assert read_policy('profile = "micrograd"\nrequired = ["exp"]', "x").required == ("exp",)


def test_operations_are_named_as_people_do() -> None:
    text = 'required = ["sub.*", "rtruediv", "sub", "pow", "pow_value"]'
    expected = ("sub", "sub_number", "rsub", "rdiv", "pow", "pow_value")
    assert read_policy(text, "x").required == expected


def test_of_patterns_the_last_that_matches_counts() -> None:
    policy = read_policy('[weights]\n"rules.*" = 2\n"*.tanh" = 3\n"rules.tanh" = 4', "x")
    assert policy.check_weight("rules.exp") == 2
    assert policy.check_weight("chain.tanh") == 3
    assert policy.check_weight("rules.tanh") == 4
    assert policy.check_weight("scale.chain") == 1
    assert policy.group_weight("rules") == 30


def test_rounding_is_read() -> None:
    policy = read_policy('[score]\nmax = 20\nstep = 1\nrounding = "up"', "x")
    assert (policy.score.max, policy.score.rounding) == (20.0, Rounding.UP)


# --- Profiles ----------------------------------------------------------------


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_comes_back_from_json_and_from_its_commented_file(name: str) -> None:
    policy = profile(name)
    assert policy.name == name
    assert decode(json.loads(json.dumps(encode(policy)))) == policy
    text = write_policy(policy, name)
    body = re.sub(r"(?m)^name = .*$", 'name = "own"', text)
    assert encode(read_policy(body, "x")) == {**encode(policy), "name": "own"}
    assert validator().is_valid(tomllib.loads(text))
    assert all(len(line) <= 100 for line in text.splitlines())


def test_no_profile_restricts_a_convention_but_whose_the_seed_is() -> None:
    """They say what an assignment has; what is accepted of it is for each course to say."""
    seeds = {name: profile(name).conventions.output_seed for name in PROFILES}
    own = {name for name, accepted in seeds.items() if accepted == ("engine",)}
    assert own == {"micrograd", "zero-to-hero"}
    free = {replace(profile(name).conventions, output_seed="any") for name in PROFILES}
    assert free == {DEFAULT.conventions}
    assert [name for name in PROFILES if not profile(name).required] == [DEFAULT_NAME]


def test_there_is_no_other_profile() -> None:
    with pytest.raises(PolicyError, match='got "tinygrad"'):
        profile("tinygrad")


def test_a_file_written_out_explains_every_key() -> None:
    text = write_policy(DEFAULT, DEFAULT_NAME)
    for key in KEYS:
        for line in key.about if key.path != "profile" else ():
            assert f"# {line}\n" in text, key.path


# --- The names there are -----------------------------------------------------


def test_the_names_are_those_of_the_suite() -> None:
    suite = {check.id for check in Suite(3).checks}
    assert suite < set(ids.checks())
    others = set(ids.checks()) - suite - {"build.engine"}
    conventions = encode(DEFAULT)["conventions"]
    assert isinstance(conventions, dict)
    # Whether an exponent's gradient is required is asked by the checks of the power.
    assert others == {f"policy.{key}" for key in conventions} - {"policy.exponent_gradient"}
