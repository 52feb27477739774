"""A draw whose choices are written down beforehand, and that remembers what it was asked."""

from collections.abc import Sequence
from typing import TypeVar, final

Option = TypeVar("Option")


@final
class Scripted:
    """Choices from a script: places among options, whole numbers and reals, each with its bounds.

    Every question is remembered; once the script is over, the last answer is given again.
    """

    def __init__(self, *answers: float) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[object, ...]] = []

    def choice(self, options: Sequence[Option], /) -> Option:
        self.asked.append(tuple(options))
        return options[int(self._next())]

    def integer(self, least: int, greatest: int, /) -> int:
        self.asked.append(("integer", least, greatest))
        return int(self._next())

    def real(self, least: float, greatest: float, /) -> float:
        self.asked.append(("real", least, greatest))
        return self._next()

    def _next(self) -> float:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
