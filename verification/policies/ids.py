"""The names that a policy file may use: operations, checks, notes; and which patterns match."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from verification.policy import GROUP, INACCURATE
from verification.suite import MARKS, Suite
from verification.wording import WORDINGS

GROUPS: Final = (*MARKS, GROUP)

_REQUIREMENTS: Final = (
    "second_backward",
    "several_outputs",
    "relu_at_zero",
    "abs_at_zero",
    "inner_gradients",
    "output_seed",
    "ints",
    "depth",
)
# What tells of a check, as which convention it met, has the check's id and costs nothing.
_NOTES: Final = (
    INACCURATE,
    "single-precision",
    "floats-only",
    "second-backward",
    "recursion-limit",
    "overflow.tanh",
    "overflow.sigmoid",
    "seeded-by-caller",
    "order-dependent",
    "definitions-only",
)
# As Python calls them.
_ALIASES: Final = {
    "truediv": "div",
    "truediv_number": "div_number",
    "rtruediv": "rdiv",
}


@cache
def checks() -> tuple[str, ...]:
    """Return the id of every check there is, in the suite and of a policy.

    >>> "rules.tanh" in checks(), "policy.depth" in checks()
    (True, True)
    """
    suite = tuple(check.id for check in Suite(0).fit(lambda _: False))
    return ("build.engine", *suite, *(f"{GROUP}.{each}" for each in _REQUIREMENTS))


def check_patterns() -> tuple[str, ...]:
    """Return the id of every check, and for each group the pattern that stands for all of it."""
    return (*(f"{group}.*" for group in GROUPS), *checks())


def deductibles() -> tuple[str, ...]:
    """Return every id that may cost marks beside those of its check."""
    return (*_NOTES, *(f"refused.{wording.word}" for wording in WORDINGS), *checks())


def words(entry: str) -> tuple[str, ...]:
    """Return the words of the wordings that an entry of a list of operations means, if any.

    >>> words("tanh"), words("rtruediv"), words("sub.*"), words("tahn")
    (('tanh',), ('rdiv',), ('sub', 'sub_number', 'rsub'), ())
    """
    entry = _ALIASES.get(entry, entry)
    known = {wording.word for wording in WORDINGS}
    if entry in known:
        return (entry,)
    return tuple(each.word for each in WORDINGS if fnmatchcase(each.name, entry))


def matches(pattern: str, known: Iterable[str]) -> bool:
    """Whether a pattern stands for at least one of the known names."""
    return any(fnmatchcase(each, pattern) for each in known)


def suggest(name: str, known: Sequence[str]) -> str:
    """Return a sentence with the nearest known names, or nothing where none is near.

    >>> suggest("tahn", ("tanh", "exp"))
    ' Did you mean "tanh"?'
    """
    near = get_close_matches(name, known, n=2, cutoff=0.6)
    return f" Did you mean {' or '.join(map(_quote, near))}?" if near else ""


def operations() -> tuple[str, ...]:
    """Return every word of a list of operations that is no pattern."""
    return (*(wording.word for wording in WORDINGS), *_ALIASES)


def _quote(name: str) -> str:
    return f'"{name}"'
