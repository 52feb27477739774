"""What a failed check is told as: one plain sentence, and a hint that gives nothing away."""

from typing import Final, assert_never

from verification.counterexample import happened
from verification.finding import Failing
from verification.model import (
    Agrees,
    AgreesByConvention,
    Differs,
    Failed,
    Missing,
    Part,
    Raised,
    Undecided,
    Unread,
)
from verification.report import Counterexample
from verification.suite import Check

_LOCAL: Final = frozenset({"rules", "chain", "operators"})

_HINTS: Final = {
    "build": "Does it set the output's own gradient to 1, and does it visit any node?",
    "rules": "Work the derivative out on paper for one number, and compare.",
    "chain": "Does it add to its operands' gradients, multiply by the gradient that comes in, "
    "and remember what it was made from?",
    "operators": "Which operand does Python hand over first in this form?",
    "composition": "A node may pass its gradient on only once everything that uses it has "
    "reported, and only once.",
    "state": "What does backward() leave behind for its next call?",
    "scale": "How often is a node visited that two others use?",
    "edge": "Between them, the operands must get the gradient exactly once.",
}


_SILENT: Final = "The gradient is 0: does the result know its operands, and what to send them?"
_OVERWRITTEN: Final = (
    "An operand holds another number afterwards: what is assigned to it, in the operation or "
    "in the backward pass?"
)


def sentence(check: Check, failing: Failing) -> str:
    """Return in one plain sentence what is wrong; empty if nothing is."""
    match failing.verdict:
        case Differs(part=Part.VALUE, slot=slot) if slot < failing.case.program.inputs:
            return f"{_topic(check)} changes a number that it was given."
        case Differs(part=part):
            return _wrong(check, part)
        case Failed(observation=failure):
            return f"{_topic(check)} {happened(failure)}."
        case Missing(reason=reason):
            return f"{_topic(check)} works for some numbers and not for others: {reason}."
        case Agrees() | AgreesByConvention() | Undecided():
            return ""
        case _:
            assert_never(failing.verdict)


def hint(check: Check, failing: Failing) -> str:
    """Return a question or a step that leads to the fault without naming it."""
    match failing.verdict:
        case Differs(part=Part.VALUE, slot=slot) if slot < failing.case.program.inputs:
            return _OVERWRITTEN
        case Failed(observation=Raised(line=int() as line)):
            return f"Run the lines below: the error comes up at line {line} of the file."
        case Failed() | Missing():
            return "Run the lines below by themselves."
        case Differs(part=Part.VALUE) if check.group in {"rules", "operators"}:
            return "Compare the value with a calculator's: the way forward is wrong already."
        case Differs(part=Part.GRADIENT, got=0.0 | Unread.NONE | Unread.ABSENT) if (
            check.group in _LOCAL
        ):
            return _SILENT
        case _:
            return _HINTS[check.group]


def beside(hint: str, check: Check, shown: Counterexample | None) -> str:
    """Return the hint to go beside the case that is shown, which may fail in another way."""
    is_zero = shown is None or shown.got in ("0.0", "-0.0", "None", Unread.ABSENT.value)
    return hint if hint != _SILENT or is_zero else _HINTS[check.group]


def _topic(check: Check) -> str:
    """Return what the check is about, to begin a sentence with."""
    if check.group in _LOCAL or check.group == "edge":
        return check.about[0].title
    return f'The check "{check.title}"'


def _wrong(check: Check, part: Part) -> str:
    topic = _topic(check)
    match check.group, part:
        case "rules" | "operators", Part.VALUE:
            return f"{topic} has a wrong value."
        case "rules" | "operators", Part.GRADIENT:
            return f"{topic} has a wrong derivative."
        case "chain", _:
            return f"{topic} is right alone and has a wrong {part.value} inside other operations."
        case "build", _:
            return "backward() leaves every gradient at 0."
        case "edge", _:
            return f"{topic} has a slope at its kink that no convention accepts."
        case "state", _:
            return f"The first output is right; then the {part.value} is wrong: {check.title}."
        case _:
            return f"The {part.value} is wrong: {check.title}."
