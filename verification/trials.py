"""Trials: every fault of the catalogue, as an engine in each style, put to the suite."""

import platform
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import version
from itertools import groupby
from multiprocessing import get_context
from time import perf_counter
from typing import Final

from verification.conduct import Conduct
from verification.examine import Examiner
from verification.faults import FAULTS
from verification.faults.engines import Style, write_fault
from verification.faults.fault import Fault, Word
from verification.faults.taxonomy import EXCLUDED, LINES
from verification.finding import Finding
from verification.inquiry import Inquiry
from verification.model import Accuracy, Differs
from verification.notes import notes
from verification.render.kills import FaultRow, LineRow, Matrix, Tried
from verification.report import Note, Status
from verification.subjects.fitting import discover
from verification.subjects.process import DEFAULT_LIMITS, ProcessSubject
from verification.subjects.submission import Submission
from verification.suite import Suite

Progress = Callable[[str, int, int], None]
"""Told which fault was tried, how many trials are done, and of how many."""

_CHUNK: Final = 4
_WRONG: Final = frozenset({Word.DIFFERS, Word.FAILED})


def run_trials(seed: int, jobs: int, progress: Progress) -> Matrix:
    """Return what every check says of every fault, in every style.

    The same seed gives the same trials on the same machine; ``jobs`` processes share the work.
    """
    started = perf_counter()
    pairs = [(fault, style) for fault in FAULTS for style in Style]
    tried: list[tuple[str, Tried]] = []
    with get_context("spawn").Pool(jobs) as pool:  # which ends its processes whatever happens
        questions = [(fault, style, seed) for fault, style in pairs]
        answers = pool.imap(_try, questions, chunksize=_CHUNK)
        for (fault, _), answer in zip(pairs, answers, strict=True):
            tried.append((fault, answer))
            progress(fault, len(tried), len(pairs))
    return Matrix(
        seed,
        tuple(check.id for check in Suite(seed).checks),
        tuple(
            _row(FAULTS[fault], tuple(answer for _, answer in group))
            for fault, group in groupby(tried, key=lambda pair: pair[0])
        ),
        tuple(LineRow(number, what, EXCLUDED.get(number, "")) for number, what in LINES.items()),
        round(perf_counter() - started, 1),
        (f"Python {platform.python_version()}", f"python-flint {version('python-flint')}"),
    )


def _row(fault: Fault, engines: tuple[Tried, ...]) -> FaultRow:
    return FaultRow(
        fault.id, fault.title, fault.word.value, fault.at, fault.lines, fault.reason, engines
    )


def _try(question: tuple[str, Style, int]) -> Tried:
    fault, style, seed = question
    return try_fault(FAULTS[fault], style, _suite(seed))


@cache
def _suite(seed: int) -> Suite:
    """One suite for all trials of a process, since it keeps its references."""
    return Suite(seed)


def try_fault(fault: Fault, style: Style, suite: Suite) -> Tried:
    """Put an engine with the fault to the suite, and see what is said.

    It is asked as a submission is, in a process of its own; nothing is reduced.
    """
    name = f"{fault.id}.py"
    submission = Submission(name, name, write_fault(style, fault).encode())
    adapter = discover(submission)
    with ProcessSubject(submission, adapter) as subject:
        examiner = Examiner(suite, subject, adapter)
        inquiry = Inquiry(
            suite, examiner, adapter, subject.start_afresh, DEFAULT_LIMITS.total_seconds
        )
        findings = inquiry.pursue(lambda doing, done, total: None)
        noted = (
            notes(examiner, adapter, findings, Conduct(examiner, adapter))
            if fault.word is Word.NOTED
            else ()
        )
    failed = tuple(name for name, found in findings.items() if found.status is Status.FAILED)
    is_killed = is_said(fault, findings, noted)
    return Tried(style.value, is_killed and (fault.word in _WRONG or not failed), failed)


def is_said(fault: Fault, findings: Mapping[str, Finding], noted: Iterable[Note]) -> bool:
    """Whether the word that the fault must earn was said where it is due."""
    if fault.word is Word.NOTED:
        return any(note.id == fault.at and fault.says in note.text for note in noted)
    return any(
        _says(finding, fault.word)
        for check, finding in findings.items()
        if fault.at in {check, check.partition(".")[0]}
    )


def _says(finding: Finding, word: Word) -> bool:
    differs = [isinstance(failing.verdict, Differs) for failing in finding.failing]
    match word:
        case Word.DIFFERS:
            return finding.status is Status.FAILED and any(differs)
        case Word.FAILED:
            return finding.status is Status.FAILED and not all(differs)
        case Word.MISSING:
            return finding.status is Status.MISSING
        case Word.INACCURATE:
            is_passed = finding.status is Status.PASSED
            return is_passed and finding.accuracy is Accuracy.INACCURATE
        case _:
            return finding.status in {Status.PASSED, Status.UNDECIDED}
