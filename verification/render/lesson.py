"""What a worked pass says, line by line, and how it is laid out in plain text."""

from dataclasses import dataclass
from typing import final

from verification.program import Number


@final
@dataclass(frozen=True, slots=True)
class Computed:
    """One op at work, in symbols and in numbers: ``d = a * b = 2 * -3 = -6``."""

    name: str
    symbols: str
    numbers: str
    value: float


@final
@dataclass(frozen=True, slots=True)
class Contribution:
    """What one use of a node sends back to it.

    ``consumer`` is the node that used it and ``incoming`` that one's gradient;
    ``slope`` is the local derivative and ``words`` its formula.
    """

    consumer: str
    incoming: float
    words: str
    slope: float


@final
@dataclass(frozen=True, slots=True)
class Collected:
    """A node's gradient: the sum of its contributions, or 1 for the root, which has none."""

    name: str
    contributions: tuple[Contribution, ...]
    gradient: float


@final
@dataclass(frozen=True, slots=True)
class Explanation:
    """The forward and the backward pass, each in the order in which it is worked out."""

    inputs: tuple[tuple[str, Number], ...]
    forward: tuple[Computed, ...]
    backward: tuple[Collected, ...]


def format_number(number: Number) -> str:
    """Return the shortest text that reads back to the same double; whole numbers bare.

    >>> format_number(-6.0), format_number(0.1), format_number(1e300)
    ('-6', '0.1', '1e+300')
    """
    return repr(float(number)).removesuffix(".0")


def render(explanation: Explanation) -> str:
    r"""Return both passes as aligned text, ready to print.

    >>> d = Computed("L", "x * x", "3 * 3", 9.0)
    >>> one = Collected("L", (), 1.0)
    >>> share = Contribution("L", 1.0, "x", 3.0)
    >>> lesson = Explanation((("x", 3),), (d,), (one, Collected("x", (share, share), 6.0)))
    >>> print("lesson", render(lesson), sep="\n")
    lesson
      forward
        x = 3
        L = x * x  =  3 * 3  =  9
    <BLANKLINE>
      backward: incoming gradient * local derivative
        dL/dL                        =  1
        dL/dx = dL/dL * x  =  1 * 3  =  3
              + dL/dL * x  =  1 * 3  =  3
                sum                  =  6
    """
    forward = [
        _Row(line.name, "=", line.symbols, line.numbers, format_number(line.value))
        for line in explanation.forward
    ]
    root = explanation.backward[0].name
    backward: list[_Row] = []
    for node in explanation.backward:
        name = f"d{root}/d{node.name}"
        total = format_number(node.gradient)
        if not node.contributions:
            backward.append(_Row(name, "", "", "", total))
        for index, sent in enumerate(node.contributions):
            backward.append(
                _Row(
                    "" if index else name,
                    "+" if index else "=",
                    f"d{root}/d{sent.consumer} * {sent.words}",
                    f"{format_number(sent.incoming)} * {format_number(sent.slope)}",
                    format_number(sent.incoming * sent.slope),
                )
            )
        if len(node.contributions) > 1:
            backward.append(_Row("", "", "sum", "", total))
    return "\n".join(
        (
            "  forward",
            "    " + "    ".join(f"{name} = {format_number(x)}" for name, x in explanation.inputs),
            *_align(forward),
            "",
            "  backward: incoming gradient * local derivative",
            *_align(backward),
        )
    )


@final
@dataclass(frozen=True, slots=True)
class _Row:
    """One line in columns; ``numbers`` is empty where there is nothing to work out."""

    name: str
    sign: str
    symbols: str
    numbers: str
    result: str


def _align(rows: list[_Row]) -> list[str]:
    """Return the rows as lines, column under column, the results by their decimal point."""
    if not rows:
        return []
    name = max(len(row.name) for row in rows)
    symbols = max(len(row.symbols) for row in rows)
    numbers = max(len(row.numbers) for row in rows)
    whole = max(_whole(row.result) for row in rows)
    return [
        f"    {row.name:<{name}} {row.sign:<1} {row.symbols:<{symbols}}  "
        f"{'=' if row.numbers else '':<1}  {row.numbers:<{numbers}}  =  "
        f"{' ' * (whole - _whole(row.result))}{row.result}"
        for row in rows
    ]


def _whole(number: str) -> int:
    """Return how many characters stand before the point or exponent."""
    return len(number.partition("e")[0].partition(".")[0])
