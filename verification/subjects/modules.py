"""Modules: which files of a submission may hold the engine, seen from their text alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from verification.subjects.submission import Submission

_MOST: Final = 8  # to be tried
# An engine's marks, each with what it counts. Nothing is parsed here: this is text.
_MARKS: Final = (
    (re.compile(rb"^[ \t]*def (?:backward|backprop|backwards|backpropagate)\b", re.MULTILINE), 4),
    (re.compile(rb"^[ \t]*def __(?:add|mul)__\b", re.MULTILINE), 4),
    (
        re.compile(
            rb"^[ \t]*class (?:Value|Scalar|Variable|Var|Node|Tensor|Param)\b", re.MULTILINE
        ),
        2,
    ),
    (re.compile(rb"\b(?:grad|gradient|derivative)\b"), 1),
)
_FAMILIAR: Final = ("engine", "value", "scalar", "autograd", "tensor", "autodiff", "micrograd")
_BESIDE: Final = re.compile(
    r"^(?:test|setup|demo|train|example|plot|main|conftest)|test$", re.IGNORECASE
)


def candidates(submission: Submission) -> Sequence[Submission]:
    r"""Return the submission with each module that may hold the engine, the likeliest first.

    >>> both = (("a.py", b"x = 1"), ("b.py", b"class Value:\n def __add__(self, o): ..."))
    >>> [part.entry for part in candidates(Submission("hw", "hw", b"", both))]
    ['b.py', 'a.py']
    """
    if not submission.files or submission.module:
        return [submission]
    ranked = sorted(submission.files, key=_rank)
    return [replace(submission, module=name) for name, _ in ranked[:_MOST]]


def _rank(file: tuple[str, bytes]) -> tuple[bool, int, int, int, str]:
    """Return what sorts the likeliest first."""
    name, source = file
    stem = PurePosixPath(name).stem.lower()
    marks = sum(weight for pattern, weight in _MARKS if pattern.search(source))
    familiar = _FAMILIAR.index(stem) if stem in _FAMILIAR else len(_FAMILIAR)
    return _BESIDE.search(stem) is not None, -marks, familiar, name.count("/"), name
