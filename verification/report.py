"""The report on one subject, and what it is made of. Frozen data."""

from dataclasses import dataclass
from enum import Enum
from typing import final

from verification.adapter import Adapter
from verification.model import Accuracy, Case, Part
from verification.policy import Policy


class Status(Enum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    MISSING = "missing"
    SKIPPED = "skipped"
    UNDECIDED = "undecided"
    INFO = "info"


class Outcome(Enum):
    """The verdict on a whole subject."""

    CORRECT = "correct"
    DEFECTIVE = "defective"
    INCOMPLETE = "incomplete"
    UNGRADABLE = "ungradable"
    UNSCORED = "unscored"


@final
@dataclass(frozen=True, slots=True)
class NodeRow:
    """One line of a counterexample's table: a node, what came, what is exact."""

    name: str
    expression: str
    value: str
    gradient: str
    exact_value: str
    exact_gradient: str
    departs: bool


@final
@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest failing case found, ready to paste and to replay.

    ``expected`` and ``got`` are the exact and the given number of ``node``, as text
    that reads back to the same double; ``got`` may be an error instead.
    """

    case: Case
    source: str
    node: str
    part: Part
    expected: str
    got: str
    table: tuple[NodeRow, ...]


@final
@dataclass(frozen=True, slots=True)
class CheckResult:
    """One row of the report; students are not to see one that is hidden."""

    id: str
    title: str
    group: str
    status: Status
    score: float
    max_score: float
    requires: tuple[str, ...]
    cases: int
    accuracy: Accuracy | None
    worst_ulp: float | None
    message: str
    hint: str
    counterexample: Counterexample | None
    is_hidden: bool = False


@final
@dataclass(frozen=True, slots=True)
class Deduction:
    """Marks that a policy takes off the sum, for the check or the note of this id."""

    id: str
    marks: float
    text: str


@final
@dataclass(frozen=True, slots=True)
class Note:
    """A behaviour that is no fault, worth knowing."""

    id: str
    text: str


@final
@dataclass(frozen=True, slots=True)
class SubjectInfo:
    """Which subject was judged; ``adapter`` is absent if none could be found.

    ``adapter_file`` is the TOML that said how to drive it, empty if there was none.
    """

    name: str
    path: str
    sha256: str
    adapter: Adapter | None
    adapter_file: str = ""


@final
@dataclass(frozen=True, slots=True)
class SandboxInfo:
    """What isolated the subject: the tier, the mechanisms, and what the probe saw."""

    tier: str
    mechanisms: tuple[str, ...]
    probe: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class Run:
    """When and where a report was made; replay never compares it."""

    started: str
    seconds: float
    host: str
    versions: tuple[tuple[str, str], ...]


@final
@dataclass(frozen=True, slots=True)
class Report:
    """Everything known about one subject; ``cause`` says why if it is not right or wrong.

    ``policy_source`` is the profile or the file that the policy is of, as the operator gave it,
    and ``adapter_source`` the file that says how to drive the engine.
    """

    subject: SubjectInfo
    suite: str
    suite_version: int
    cases: int
    seed: int
    sandbox: SandboxInfo
    outcome: Outcome
    cause: str
    score: float
    max_score: float
    checks: tuple[CheckResult, ...]
    notes: tuple[Note, ...]
    run: Run
    policy: Policy
    deductions: tuple[Deduction, ...] = ()
    policy_source: str = ""
    adapter_source: str = ""
