"""A report as JSON, version 1 of the format: keys are added, never renamed.

Strict: no token for nan or infinity, nothing beyond ASCII, keys in a fixed order.
Numbers that were asked for or answered are text: a float as ``float.hex()`` writes
it, an int in decimal, so that neither loses a bit or its type.
"""

import json
import math
from collections.abc import Sequence
from typing import Final

from verification.adapter import Adapter, Usage
from verification.program import Number, Operand, Program, Ref
from verification.render.policy import Json, encode
from verification.report import (
    CheckResult,
    Counterexample,
    Deduction,
    Report,
)

_FORMAT: Final = "refgrad-report"
_VERSION: Final = 1
_POWER: Final = (
    "Not measured: this version has no catalogue of faults to say how many of them "
    "these programs would have caught."
)


def render(report: Report) -> str:
    """Return the report as one JSON object, indented, ending in a newline."""
    power: dict[str, Json] = {
        "faults_killed": None,
        "faults_total": None,
        "statement": _POWER,
    }
    document: dict[str, Json] = {
        "format": _FORMAT,
        "version": _VERSION,
        "subject": {
            "name": _text(report.subject.name),
            "path": _text(report.subject.path),
            "sha256": report.subject.sha256,
            "adapter": None if report.subject.adapter is None else _adapter(report.subject.adapter),
            "adapter_file": _text(report.subject.adapter_file) or None,
        },
        "suite": {"name": report.suite, "version": report.suite_version, "cases": report.cases},
        "policy": encode(report.policy),
        "seed": report.seed,
        "sandbox": {
            "tier": report.sandbox.tier,
            "mechanisms": report.sandbox.mechanisms,
            "probe": report.sandbox.probe,
        },
        "outcome": report.outcome.value,
        **({"cause": _text(report.cause)} if report.cause else {}),
        "score": report.score,
        "max_score": report.max_score,
        "checks": [_check(check) for check in report.checks],
        # Like `cause`, only where there is one.
        **({"deductions": _deductions(report.deductions)} if report.deductions else {}),
        "diagnoses": [],
        "notes": [{"id": note.id, "text": _text(note.text)} for note in report.notes],
        "power": power,
        "run": {
            "started": report.run.started,
            "seconds": report.run.seconds,
            "host": _text(report.run.host),
            "versions": dict(report.run.versions),
        },
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _check(check: CheckResult) -> Json:
    return {
        "id": check.id,
        "title": _text(check.title),
        "group": check.group,
        **({"visibility": "hidden"} if check.is_hidden else {}),
        "status": check.status.value,
        "score": check.score,
        "max_score": check.max_score,
        "requires": check.requires,
        "cases": check.cases,
        "accuracy": None if check.accuracy is None else check.accuracy.value,
        "worst_ulp": None if check.worst_ulp is None else _measure(check.worst_ulp),
        "message": _text(check.message),
        "hint": _text(check.hint),
        "counterexample": None
        if check.counterexample is None
        else _counterexample(check.counterexample),
    }


def _deductions(deductions: Sequence[Deduction]) -> Json:
    return [{"id": each.id, "marks": each.marks, "text": _text(each.text)} for each in deductions]


def _counterexample(example: Counterexample) -> Json:
    return {
        "case": example.case.id,
        "program": _program(example.case.program),
        "point": [_number(number) for number in example.case.point],
        "source": _text(example.source),
        "expected": _answer(example.expected),
        "got": _answer(example.got),
        "node": _text(example.node),
        "part": example.part.value,
        "table": [
            {
                "name": _text(row.name),
                "expression": _text(row.expression),
                "value": _text(row.value),
                "gradient": _text(row.gradient),
                "exact_value": _text(row.exact_value),
                "exact_gradient": _text(row.exact_gradient),
                "departs": row.departs,
            }
            for row in example.table
        ],
    }


def _program(program: Program) -> Json:
    """Return the program as plain lists; an operand that is a node is its slot, an int."""
    return {
        "inputs": program.inputs,
        "steps": [[step.op, *map(_operand, step.operands)] for step in program.steps],
        "roots": program.roots,
    }


def _operand(operand: Operand) -> Json:
    return operand.slot if isinstance(operand, Ref) else _number(operand.number)


def _number(number: Number) -> str:
    """Return the number as text that keeps every bit, and whether it is an int.

    >>> _number(0.1), _number(3)
    ('0x1.999999999999ap-4', '3')
    """
    return number.hex() if isinstance(number, float) else str(number)


def _answer(text: str) -> Json:
    """Return an answer as it reads and, if it is a number, to the last bit.

    >>> _answer("0.1"), _answer("TypeError")
    ({'text': '0.1', 'hex': '0x1.999999999999ap-4'}, {'text': 'TypeError', 'hex': None})
    """
    try:
        bits = float(text).hex()
    except ValueError:
        bits = None
    return {"text": _text(text), "hex": bits}


def _measure(number: float) -> Json:
    """Return a measured number; "inf" and "nan", for which JSON has no number, as text."""
    return number if math.isfinite(number) else str(number)


def _adapter(adapter: Adapter) -> Json:
    """Return how the engine is driven, each part as a person would type it."""
    return {
        "class": _text(adapter.class_name),
        "constructor": _text(adapter.write_input("x")),
        "value": _text(adapter.value.write("x")),
        "gradient": _text(adapter.gradient.write("x")),
        "backward": _text(adapter.backward.write(("x",))),
        "seed": f"y.{_text(adapter.seeded)} = 1.0" if adapter.seeded else adapter.seed.value,
        "setup": [_text(name) for name in adapter.setup],
        "zero_grad": f"x.{_text(adapter.zero_grad)}()" if adapter.zero_grad else None,
        "ops": _ops(adapter.usages),
        "refused": _ops(adapter.refused),
    }


def _ops(usages: Sequence[Usage]) -> Json:
    ops: dict[str, dict[str, Json]] = {}
    for usage in usages:
        letters = iter("xy")
        operands = tuple(next(letters) if kind == "v" else "2" for kind in usage.kind)
        ops.setdefault(usage.op, {})[usage.kind] = _text(usage.spelling.write(operands))
    return ops


def _text(text: str) -> str:
    """Return text without halves of characters, which no strict reader accepts."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
