"""Replay: what a report asked, so that it can be asked again, and what came out otherwise."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeGuard, final

from verification.policies.decoding import PolicyError, decode
from verification.policies.default import DEFAULT
from verification.policy import Policy

_FORMAT: Final = "refgrad-report"
_ORDER: Final = "order-dependent"
# When, where and for how long is never the same; where the file lay is not what it holds.
_APART: Final = (("run",), ("subject", "path"), ("subject", "name"))
_OF_A_CHECK: Final = ("id", "status", "score", "max_score")
_OF_ALL: Final = ("outcome", "score", "max_score", "diagnoses")
_NOTHING: Final = "nothing"
_HIDDEN: Final = "hidden."  # what a student's report calls a check that it does not name
_MOST_LETTERS: Final = 60


class NotAReportError(ValueError):
    """A text that is no report, or one of another version; the message says what was expected."""


@final
@dataclass(frozen=True, slots=True)
class Asked:
    """What a report was made of: the submission, and everything that was decided beforehand."""

    path: str
    sha256: str
    seed: int
    adapter_file: str
    policy: Policy
    policy_source: str
    suite: str
    suite_version: int


@final
@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not what it was, as text; ``where`` is its place in the report."""

    where: str
    was: str
    now: str


@final
@dataclass(frozen=True, slots=True)
class Comparison:
    """What two reports on one submission have not in common.

    ``verdict`` holds what counts: the outcome, the scores, each check's status, the
    diagnoses. ``rest`` holds everything else that the reports say, the run apart.
    """

    verdict: tuple[Difference, ...]
    rest: tuple[Difference, ...]
    is_order_dependent: bool

    @property
    def is_same(self) -> bool:
        """Whether the second report bears the first one out."""
        return not self.verdict and (self.is_order_dependent or not self.rest)


def asked(text: str) -> Asked:
    """Return what to ask again.

    Raises:
        NotAReportError: the text is no report of this version.
    """
    report = _report(text)
    for check in _items(report.get("checks")):
        if _is_table(check) and str(check.get("id")).startswith(_HIDDEN):
            raise NotAReportError(
                "it was written for a student, without what the policy hides; replay the staff's"
            )
    subject, suite = _table(report, "subject"), _table(report, "suite")
    return Asked(
        _word(subject, "path"),
        _word(subject, "sha256"),
        _whole(report, "seed"),
        _word(subject, "adapter_file") if subject.get("adapter_file") is not None else "",
        _policy(report),
        _word(report, "policy_source") if report.get("policy_source") is not None else "",
        _word(suite, "name"),
        _whole(suite, "version"),
    )


def compare(old: str, new: str) -> Comparison:
    """Return what differs between two reports, each as JSON.

    Raises:
        NotAReportError: one of them is no report of this version.
    """
    before, after = _report(old), _report(new)
    # The new one's word: it was just seen.
    noted = any(_is_table(note) and note.get("id") == _ORDER for note in _items(after.get("notes")))
    verdict = tuple(_differences("", _verdict(before), _verdict(after)))
    said = {difference.where for difference in verdict}
    everything = _differences("", _without(before), _without(after))
    rest = tuple(difference for difference in everything if difference.where not in said)
    return Comparison(verdict, rest, noted)


def _verdict(report: Mapping[str, object]) -> Mapping[str, object]:
    checks = [
        {key: check.get(key) for key in _OF_A_CHECK}
        for check in _items(report.get("checks"))
        if _is_table(check)
    ]
    return {**{key: report.get(key) for key in _OF_ALL}, "checks": checks}


def _without(report: Mapping[str, object]) -> object:
    return _pruned(report, ())


def _pruned(data: object, path: tuple[str, ...]) -> object:
    if not _is_table(data):
        return data
    return {
        key: _pruned(value, (*path, key))
        for key, value in data.items()
        if (*path, key) not in _APART
    }


def _differences(where: str, was: object, now: object) -> Iterator[Difference]:
    """Yield what differs, at the places deepest inside; checks and notes go by their ids."""
    if _is_table(was) and _is_table(now):
        for key in dict.fromkeys((*was, *now)):
            inner = f"{where}.{key}" if where else key
            yield from _differences(inner, was.get(key), now.get(key))
    elif _is_list(was) and _is_list(now):
        left, right = _numbered(was), _numbered(now)
        if list(left) != list(right) and left.keys() == right.keys():
            yield Difference(f"{where}, in order", _told([*left]), _told([*right]))
        for key in dict.fromkeys((*left, *right)):
            yield from _differences(f"{where}[{key}]", left.get(key), right.get(key))
    elif type(was) is not type(now) or was != now:
        yield Difference(where, _told(was), _told(now))


def _numbered(data: Sequence[object]) -> Mapping[str, object]:
    names = [str(each["id"]) if _is_table(each) and "id" in each else "" for each in data]
    return {
        name if names.count(name) == 1 and name else str(place): each
        for place, (name, each) in enumerate(zip(names, data, strict=True))
    }


def _told(data: object) -> str:
    if data is None:
        return _NOTHING
    text = data if isinstance(data, str) else json.dumps(data)
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


# --- Reading -----------------------------------------------------------------


def _report(text: str) -> Mapping[str, object]:
    try:
        data: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAReportError(f"expected a report in JSON: {error}") from None
    if not _is_table(data) or data.get("format") != _FORMAT:
        raise NotAReportError(f'expected a report: an object whose "format" is "{_FORMAT}"')
    if data.get("version") != 1:
        raise NotAReportError(f"expected a report of version 1, got {_told(data.get('version'))}")
    return data


def _policy(report: Mapping[str, object]) -> Policy:
    said = _table(report, "policy")
    if not said:  # from before there were policies
        return DEFAULT
    try:
        return decode(said)
    except PolicyError as error:
        raise NotAReportError(f"policy: {error}") from None


def _table(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = data.get(key)
    if not _is_table(found):
        raise NotAReportError(f"{key}: expected an object, got {_told(found)}")
    return found


def _word(data: Mapping[str, object], key: str) -> str:
    found = data.get(key)
    if not isinstance(found, str):
        raise NotAReportError(f"{key}: expected text, got {_told(found)}")
    return found


def _whole(data: Mapping[str, object], key: str) -> int:
    found = data.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise NotAReportError(f"{key}: expected a whole number, got {_told(found)}")
    return found


def _items(data: object) -> Sequence[object]:
    return data if _is_list(data) else ()


def _is_table(data: object) -> TypeGuard[dict[str, object]]:
    return isinstance(data, dict)


def _is_list(data: object) -> TypeGuard[list[object]]:
    return isinstance(data, list)
