"""Refusals: whose it is that something cannot be graded, the operator's or the submission's."""

from typing import final


class UnreadableError(Exception):
    """The path is nothing that could be graded; the operator has to name another."""


class Ungradable(Exception):  # noqa: N818 - the report's own word for it
    """The submission cannot be graded, and the reason lies with it; ``cause`` says which."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@final
class Unloaded(Ungradable):
    """The submission does not load; ``why`` is the clause that says for what reason."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} does not load: {why}")
        self.why = why
