"""Wordings: an op with the kinds of its operands, and what checks and people call it."""

from dataclasses import dataclass
from typing import Final, final

from verification.catalogue import CATALOGUE, Method, OpSpec
from verification.program import Program


@final
@dataclass(frozen=True, slots=True)
class Wording:
    """An op with the kinds of its operands: the smallest thing an engine can or cannot do.

    >>> minus = Wording("sub", "nv")
    >>> minus.name, minus.word, minus.title, minus.check
    ('sub.nv', 'rsub', 'number - Value', 'operators.rsub')
    """

    op: str
    kind: str

    @property
    def name(self) -> str:
        """The op and the kind as one word."""
        return f"{self.op}.{self.kind}"

    @property
    def word(self) -> str:
        """The short name, after Python's: ``sub``, ``sub_number``, ``rsub``."""
        if self.op == "pow":
            return {"vn": "pow", "nv": "rpow", "vv": "pow_value"}[self.kind]
        return {"vn": f"{self.op}_number", "nv": f"r{self.op}"}.get(self.kind, self.op)

    @property
    def title(self) -> str:
        """The wording as one would write it, or the op's name."""
        spec = CATALOGUE[self.op]
        operands = tuple({"v": "Value", "n": "number"}[letter] for letter in self.kind)
        if spec.operator and spec.arity == 2:
            return spec.operator[0].write(operands)
        return Method(self.op).write(operands) if "n" in self.kind else self.op

    @property
    def group(self) -> str:
        """The group of checks that tries this wording first."""
        is_mixed = "n" in self.kind and self != POWER
        return "operators" if is_mixed else "rules"

    @property
    def check(self) -> str:
        """The id of the check that tries this wording first."""
        return f"{self.group}.{self.word}"

    @property
    def trials(self) -> tuple[str, ...]:
        """The ids of the checks to pass before other checks may rely on this wording."""
        return (self.check, f"chain.{self.word}") if self.group == "rules" else (self.check,)


ADD: Final = Wording("add", "vv")
MUL: Final = Wording("mul", "vv")
POWER: Final = Wording("pow", "vn")
"""The usual power: its exponent is a plain number."""


def used(program: Program) -> tuple[Wording, ...]:
    """Return every wording that a program is written with, once each."""
    return tuple(dict.fromkeys(Wording(step.op, step.kind) for step in program.steps))


def _wordings(spec: OpSpec) -> tuple[Wording, ...]:
    if spec.arity == 1:
        return (Wording(spec.name, "v"),)
    kinds = ("vv", "vn", "nv") if spec.operator else ("vv", "vn")
    return tuple(Wording(spec.name, kind) for kind in kinds)


WORDINGS: Final = tuple(w for spec in CATALOGUE.values() for w in _wordings(spec))
