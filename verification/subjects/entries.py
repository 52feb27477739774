"""Entry modules: which files of a folder may hold the engine, seen from their text alone.

Nothing is parsed here: that is for the child.
"""

import re
from collections.abc import Sequence
from typing import Final

from verification.subjects.allowance import SourceFile

_MOST: Final = 12
_MARKS: Final = tuple(
    (re.compile(pattern, re.MULTILINE), weight)
    for pattern, weight in (
        (rb"^[ \t]*def __r?add__\b", 8),
        (rb"^[ \t]*def __r?mul__\b", 8),
        (rb"^[ \t]*def \w*(?:backward|backprop|propagat|autodiff)\w*\b", 6),
        (rb"^[ \t]*class (?:Value|Scalar|Variable|Var|Node|Param|Tensor|DataPoint)\w*\b", 6),
        (rb"^[ \t]*self\.(?:grad|gradient|derivative|_?grad\w*)\b", 3),
        (rb"\b(?:grad|gradient|derivative)\b", 1),
    )
)
_CLASS: Final = re.compile(rb"^[ \t]*class\b|\btype\(", re.MULTILINE)
_FAMILIAR: Final = (
    *("engine", "value", "scalar", "autograd", "autodiff", "tensor", "variable", "core", "node"),
    "micrograd",
)
_FAMILIAR_WEIGHT: Final = 4
_LAST: Final = re.compile(
    r"(^|/)(tests?|examples?|demos?|docs|benchmarks?|build|dist)/"
    r"|(^|/)(test_\w*|\w*_test|conftest|setup|demo\w*|train\w*|example\w*|main|__main__|"
    r"plot\w*|viz\w*|visuali\w*|draw\w*|graph\w*|nn|trace\w*)\.py$",
    re.IGNORECASE,
)


def entries_among(files: Sequence[SourceFile]) -> tuple[str, ...]:
    """Return the paths of the files that may hold the engine, the likeliest first.

    Those that seem to test, show or train it come last, and those without a class only
    if no file has one.

    >>> entries_among([SourceFile("nn.py", b"class MLP: ..."), SourceFile("v.py", b"class V: ...")])
    ('v.py', 'nn.py')
    """
    with_class = [file for file in files if _CLASS.search(file.source)]
    ranked = sorted(with_class or files, key=_rank)
    return tuple(file.path for file in ranked[:_MOST])


def _rank(file: SourceFile) -> tuple[bool, int, int, str]:
    """Return what sorts the likeliest first."""
    weight = sum(weight for mark, weight in _MARKS if mark.search(file.source))
    stem = file.path.rpartition("/")[2].removesuffix(".py").lower()
    weight += _FAMILIAR_WEIGHT if stem in _FAMILIAR else 0
    return _LAST.search(file.path) is not None, -weight, file.path.count("/"), file.path
