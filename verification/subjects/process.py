"""The process subject: a submission asked through a child process, which may do anything.

Nothing of the submission is imported, compiled or parsed here.
"""

from collections.abc import Callable, Sequence
from time import monotonic
from types import TracebackType
from typing import Final, Self, final

from verification.adapter import Adapter
from verification.model import Case, Observation, TimedOut
from verification.subjects.launch import Child, Limits, Lost
from verification.subjects.session import Session
from verification.subjects.submission import Submission

_MOST_DEATHS: Final = 3
_BATCH_CASES: Final = 64
_BATCH_NODES: Final = 2**13
_CHILD_CASES: Final = 1000

DEFAULT_LIMITS: Final = Limits()


@final
class ProcessSubject:
    """An engine in a child process, behind the adapter that fits it.

    Children come and go unseen: one that hung or died is replaced, and so is one that
    has answered some hundred programs, since some engines keep every node they made.
    Use it as a context manager: on leaving, nothing is left running.

    ``meanwhile`` is called with the cases of each request once the child is at work on
    them, so that what has to be known of them is worked out at the same time.
    """

    def __init__(
        self,
        submission: Submission,
        adapter: Adapter,
        limits: Limits = DEFAULT_LIMITS,
        meanwhile: Callable[[Sequence[Case]], None] = lambda cases: None,
    ) -> None:
        self._submission = submission
        self._adapter = adapter
        self._limits = limits
        self._meanwhile = meanwhile
        self._left = limits.total_seconds
        self._session: Session | None = None
        self._spare: Child | None = Child(limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill every child."""
        self.start_afresh()
        if self._spare is not None:
            self._spare.close()
            self._spare = None

    def start_afresh(self) -> None:
        """Kill the child that was asked, if there is one, and ask another one next time."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def observe(self, cases: Sequence[Case]) -> list[Observation]:
        """Return one observation per case, in order.

        A case that hangs or ends the process is asked again as the first of a fresh
        child before it is blamed. After three such cases the rest is not asked, and
        gets the last one's observation.

        Raises:
            Ungradable: the file, loaded again, no longer loads.
            HarnessFault: a child could not be started.
        """
        seen: list[Observation] = []
        deaths = 0
        while (rest := len(cases) - len(seen)) and self._left > 0:
            began, start = monotonic(), len(seen)
            is_fresh = self._session is None
            try:
                session = self._open()
                batch = _batch(cases[start:], _CHILD_CASES - session.answered)
                # One by one, so that what came before a loss is kept.
                for observation in session.observe(batch, self._left, self._work_aside):
                    seen.append(observation)  # noqa: PERF402
                if session.answered >= _CHILD_CASES:
                    self.start_afresh()
            except Lost as lost:
                self.start_afresh()
                if is_fresh and len(seen) == start:
                    deaths += 1
                    seen += [lost.how] * (1 if deaths < _MOST_DEATHS else rest)
            except BaseException:
                self.close()
                raise
            finally:
                self._left -= monotonic() - began
        return seen + [TimedOut(self._limits.total_seconds)] * rest

    def _work_aside(self, cases: Sequence[Case]) -> None:
        """Do what is to be done meanwhile; that time is not taken off the submission's."""
        began = monotonic()
        self._meanwhile(cases)
        self._left += monotonic() - began

    def _open(self) -> Session:
        if self._session is None:
            child, self._spare = self._spare, None
            self._session = Session(self._submission, self._limits, child)
            self._session.adopt(self._adapter)
        if self._spare is None and self._session.answered > _CHILD_CASES // 2:
            self._spare = Child(self._limits)  # which starts while this one is at work
        return self._session


def _batch(cases: Sequence[Case], most: int) -> Sequence[Case]:
    """As many of the cases as go into one request, one at least."""
    nodes = 0
    for count, case in enumerate(cases[: min(most, _BATCH_CASES)]):
        nodes += case.program.size
        if nodes > _BATCH_NODES:
            return cases[: max(count, 1)]
    return cases[: min(most, _BATCH_CASES)]
