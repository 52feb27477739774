"""The project's own engine as a subject, judged like any other."""

from collections.abc import Sequence
from typing import Final, final

from refgrad.engine import Value
from verification.model import Case, Observation, Reading
from verification.subjects.in_process import Library, answer, written


@final
class RefgradSubject:
    """The engine in ``refgrad``, asked the same programs as any other subject.

    >>> from verification.program import assemble
    >>> square = Case("example", assemble(1, ("mul", 0, 0)), (3,))
    >>> RefgradSubject().observe([square])
    [Evaluated(values=(3.0, 9.0), gradients=(6.0, 1.0))]
    """

    def observe(self, cases: Sequence[Case], /) -> list[Observation]:
        """Return one observation per case, in order."""
        return [answer(_REFGRAD, case) for case in cases]


def _value(node: Value) -> Reading:
    return node.data


def _gradient(node: Value) -> Reading:
    return node.grad


_REFGRAD: Final = Library(Value, written(Value, Value, {}), Value.backward, _value, _gradient)
