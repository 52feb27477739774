"""What became of a check: how it ended, and the cases that went wrong. Frozen data."""

from dataclasses import dataclass
from typing import final

from verification.model import Accuracy, Case, Observation, Verdict
from verification.report import Status


@final
@dataclass(frozen=True, slots=True)
class Failing:
    """A case that went wrong, what was seen, and what was made of it."""

    case: Case
    observation: Observation
    verdict: Verdict


@final
@dataclass(frozen=True, slots=True)
class Finding:
    """How a check ended, in what words, and the evidence.

    ``accuracy`` and ``worst_ulp`` are None where no number was compared; ``profiles``
    are the conventions that were met; ``failing`` is empty unless the check failed.
    """

    status: Status
    cases: int
    message: str
    hint: str = ""
    accuracy: Accuracy | None = None
    worst_ulp: float | None = None
    profiles: tuple[str, ...] = ()
    failing: tuple[Failing, ...] = ()
