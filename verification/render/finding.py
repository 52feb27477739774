"""The findings on the terminal: what is wrong, why, and the smallest case that shows it."""

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from verification.model import Part
from verification.render.lines import abridge, align, count, cut, escape, wrap
from verification.report import (
    CheckResult,
    Counterexample,
    NodeRow,
    Status,
)

_IN_FULL: Final = 3  # findings
_IN_BRIEF: Final = 8  # findings after those
_ALSO: Final = 8  # checks that fail alike; more are counted
_INDENT: Final = "     "
_LINES: Final = 16  # of one script
_ROWS: Final = 9  # of one table
_NUMBER: Final = 24  # characters, as many as a double takes
_DEPARTS: Final = "<- departs here"
_LEFT_OUT: Final = "left out here; --format json has them all"


def render_findings(checks: Sequence[CheckResult], width: int, *, is_cut: bool) -> list[Text]:
    """Return what costs marks, the first findings in full and the next in a line each.

    These lines are cut to the width only if ``is_cut``.
    """
    findings = _merge([check for check in checks if _costs(check)])
    lines: list[Text] = []
    for number, (check, *others) in enumerate(findings[:_IN_FULL], 1):
        lines += _in_full(number, check, [other.id for other in others], width)
    rest = findings[_IN_FULL:]
    if not rest:
        return lines
    lines += _in_brief([check for check, *_ in rest[:_IN_BRIEF]], width, is_cut=is_cut)
    more = len(rest) - _IN_BRIEF
    tail = f"and {more:,} more; " if more > 0 else ""
    tail += "--format json has their smallest cases"
    return [*lines, *wrap(tail, width, first=_INDENT, style="dim"), Text()]


def _costs(check: CheckResult) -> bool:
    is_required = check.status is Status.MISSING and check.score < check.max_score
    return check.status is Status.FAILED or is_required


def _merge(checks: Sequence[CheckResult]) -> list[list[CheckResult]]:
    """Return the checks with those together that fail in the same words or on the same case."""
    findings: list[list[CheckResult]] = []
    for check in checks:
        alike = next((found for found in findings if _is_alike(check, found)), None)
        if alike is None:
            findings.append([check])
        else:
            alike.append(check)
    return findings


def _is_alike(check: CheckResult, found: Sequence[CheckResult]) -> bool:
    example = check.counterexample
    return any(
        check.message == other.message
        or (
            example is not None
            and other.counterexample is not None
            and example.source == other.counterexample.source
        )
        for other in found
    )


def _in_brief(checks: Sequence[CheckResult], width: int, *, is_cut: bool) -> list[Text]:
    """Return a line for each check, their messages below each other."""
    ids = [cut(check.id, _NUMBER) for check in checks]
    indent = len(_INDENT) + max(map(len, ids)) + 2
    lines: list[Text] = []
    for number, (id_, check) in enumerate(zip(ids, checks, strict=True), _IN_FULL + 1):
        told = check.message or check.title
        message = cut(told, width - indent) if is_cut else escape(told)
        head = f"{number:>2}   {id_}".ljust(indent)
        lines.append(Text.assemble(head[: len(_INDENT)], (head[len(_INDENT) :], "dim"), message))
    return lines


def _in_full(number: int, check: CheckResult, also: Sequence[str], width: int) -> list[Text]:
    """Return a failed check in full; ``also`` names the checks that fail alike."""
    checks = escape(check.id)
    if also:
        checks += f"; also {abridge([escape(id_) for id_ in also], _ALSO)}"
    lines = wrap(escape(check.message or check.title), width, first=f"{number:>2}   ", style="bold")
    lines += wrap(escape(check.hint), width, first=_INDENT)
    lines += wrap(f"Check: {checks}", width, first=_INDENT, style="dim")
    if check.counterexample is not None:
        example = check.counterexample
        lines += [Text(), Text(f"{_INDENT}Smallest case, paste it:")]
        lines += [
            Text(f"{_INDENT}    {line}", style="cyan") for line in _script(example, width - 9)
        ]
        lines += _nodes(example, width)
    return [*lines, Text()]


def _script(example: Counterexample, width: int) -> list[str]:
    """Return the lines to paste, with comments that give the two answers."""
    lines = [escape(line) for line in example.source.splitlines()]
    yours, exact = f"yours {escape(example.got, 240)}", f"exact {escape(example.expected)}"
    beside = f"  # {yours}, {exact}"
    if len(lines[-1]) + len(beside) <= width:
        lines[-1] = lines[-1].ljust(min(22, width - len(beside))) + beside
    else:
        lines += [f"# {line.plain}" for line in (*wrap(yours, width - 2), *wrap(exact, width - 2))]
    left_out = len(lines) - _LINES
    if left_out > 0:
        half = _LINES // 2
        lines = [*lines[:half], f"# ... {count(left_out, 'line')} {_LEFT_OUT}", *lines[-half:]]
    return lines


def _nodes(example: Counterexample, width: int) -> list[Text]:
    """Return the table of nodes, if any: without their values where these have no room."""
    rows = _near(example.table)
    if not rows:
        return []
    columns = _columns(rows, example.part)
    room = width - len(_INDENT) - len(_DEPARTS) - 2
    longest = max(len(escape(row.name)) for row in rows)
    if _width(columns) + longest > room and example.part is Part.GRADIENT:
        columns = columns[1:]
    # A long name gives way to the numbers.
    names = ["node", *(cut(row.name, max(8, room - _width(columns))) for row in rows)]
    marks = ["", *(_DEPARTS if row.departs else "" for row in rows)]
    styles = ["dim", *("bold red" if row.departs else "" for row in rows)]
    table = align(list(zip(names, *columns, marks, strict=True)))
    lines = [Text()]
    lines += [
        Text(f"{_INDENT}{line}", style=style) for line, style in zip(table, styles, strict=True)
    ]
    left_out = len(example.table) - len(rows)
    if left_out:
        lines.append(Text(f"{_INDENT}{count(left_out, 'more node')} {_LEFT_OUT}", style="dim"))
    return lines


def _near(table: Sequence[NodeRow]) -> Sequence[NodeRow]:
    """Return the rows about the one that departs, as many as a screen takes."""
    departs = next((i for i, row in enumerate(table) if row.departs), 0)
    start = max(0, min(departs - _ROWS // 2, len(table) - _ROWS))
    return table[start : start + _ROWS]


def _columns(rows: Sequence[NodeRow], part: Part) -> list[list[str]]:
    """Return each column of numbers, its heading first."""
    match part:
        case Part.VALUE:
            return [
                ["your value", *(cut(row.value, _NUMBER) for row in rows)],
                ["exact value", *(cut(row.exact_value, _NUMBER) for row in rows)],
            ]
        case Part.GRADIENT:
            return [
                ["value", *(cut(row.value, _NUMBER) for row in rows)],
                ["your gradient", *(cut(row.gradient, _NUMBER) for row in rows)],
                ["exact gradient", *(cut(row.exact_gradient, _NUMBER) for row in rows)],
            ]


def _width(columns: list[list[str]]) -> int:
    """Return how many characters the columns take, with a gap before each."""
    return sum(2 + max(map(len, column)) for column in columns)
