"""What programs read of a report: strict JSON, in which no bit is lost."""

import json
import math
from dataclasses import replace

from verification.model import Case
from verification.program import Const, Program, Ref, Slot, Step
from verification.render.json import render
from verification.report import (
    CheckResult,
    Counterexample,
    Report,
)


def refuse(token: str) -> None:
    raise AssertionError(f"not strict JSON: {token}")


def test_json_is_strict_and_stable(report: Report) -> None:
    text = render(report)
    assert text.isascii()
    assert text.endswith("}\n")
    assert text == render(report)
    document = json.loads(text, parse_constant=refuse)
    keys = "format version subject suite policy seed sandbox outcome cause score max_score checks"
    expected = f"{keys} diagnoses notes power run".split()
    if not report.cause:
        expected.remove("cause")
    assert list(document) == expected
    assert (document["format"], document["version"]) == ("refgrad-report", 1)
    assert document["power"]["faults_killed"] is None
    assert "Not measured" in document["power"]["statement"]


def test_json_keeps_every_bit_of_a_counterexample(
    wrong: Report, failure: CheckResult, example: Counterexample
) -> None:
    step = Step("add", (Ref(Slot(0)), Const(0.1)))
    program = Program(1, (step, Step("mul", (Const(2), Ref(Slot(1))))))
    example = replace(
        example,
        case=Case("x/1", program, (-0.0,)),
        expected="0.1",
        got="nan",
    )
    failed = replace(failure, counterexample=example, worst_ulp=math.inf)
    document = json.loads(render(replace(wrong, checks=(failed,))), parse_constant=refuse)
    [shown] = document["checks"]
    assert shown["worst_ulp"] == "inf"
    found = shown["counterexample"]
    assert found["program"] == {
        "inputs": 1,
        "steps": [["add", 0, "0x1.999999999999ap-4"], ["mul", "2", 1]],
        "roots": [2],
    }
    assert found["point"] == ["-0x0.0p+0"]
    assert found["expected"] == {"text": "0.1", "hex": "0x1.999999999999ap-4"}
    assert found["got"] == {"text": "nan", "hex": "nan"}
    assert set(found) >= {"program", "point", "source", "expected", "got", "node"}


def test_json_says_how_the_engine_is_driven(correct: Report) -> None:
    adapter = json.loads(render(correct))["subject"]["adapter"]
    assert adapter == {
        "class": "Value",
        "constructor": "Value(x)",
        "value": "x.data",
        "gradient": "x.grad",
        "backward": "x.backward()",
        "seed": "nothing",
        "setup": [],
        "zero_grad": None,
        "ops": {
            "add": {"vv": "x + y", "vn": "x + 2"},
            "mul": {"vv": "x * y"},
            "tanh": {"v": "x.tanh()"},
        },
        "refused": {"pow": {"vv": "x ** y"}},
    }
