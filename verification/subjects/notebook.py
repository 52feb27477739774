"""Notebooks: the code cells of a Jupyter notebook as one module. A notebook is data here."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, final

import msgspec

from verification.subjects.refusal import Ungradable

LARGEST_NOTEBOOK: Final = 2**24  # with its pictures
_BLANK: Final = "pass"
# Cell magics with Python below them; what stands below any other is not run.
_PYTHON_BELOW: Final = re.compile(
    r"%%(time|timeit|capture|prun|memit|python3?)\b|%%(writefile|file)\b.*\.py\s*$"
)
_MAGIC: Final = re.compile(r"\s*(%{1,2}[A-Za-z_]|!|\?{1,2}[A-Za-z_]|[A-Za-z_][\w.]*\?{1,2}\s*$)")
_ASSIGNED: Final = re.compile(r"(\s*[A-Za-z_][\w.,\s]*=\s*)(%[A-Za-z_]|!)")


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str] = ""
    input: str | list[str] = ""  # as format 3 calls it


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Language(msgspec.Struct):
    name: str = "python"


class _Kernel(msgspec.Struct):
    language: str = "python"


class _Metadata(msgspec.Struct):
    language_info: _Language | None = None
    kernelspec: _Kernel | None = None


class _Notebook(msgspec.Struct):
    cells: list[_Cell] | None = None
    worksheets: list[_Sheet] = []
    metadata: _Metadata | None = None


_DECODER: Final[msgspec.json.Decoder[_Notebook]] = msgspec.json.Decoder(_Notebook)


@final
@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook's code: one module, and the line of it at which each code cell begins.

    ``content`` is the notebook itself. What only a notebook understands, such as
    ``%magic`` and ``!shell``, does nothing in ``source``, and every line keeps its place.
    """

    content: bytes
    source: bytes
    cells: tuple[int, ...]

    def place(self, line: int) -> str:
        r"""Return where a line of ``source`` is in the notebook; code cells count from 1.

        >>> Notebook(b"", b"x = 1\ny = 2\nz = 3\n", (1, 3)).place(2)
        'cell 1, line 2'
        """
        cell = max(bisect_right(self.cells, line), 1)
        return f"cell {cell}, line {line - self.cells[cell - 1] + 1}"


def read_notebook(name: str, content: bytes) -> Notebook:
    """Return a notebook's code.

    Raises:
        Ungradable: it is too large, no notebook, not in Python, or without code.
    """
    if len(content) > LARGEST_NOTEBOOK:
        size = LARGEST_NOTEBOOK >> 20
        raise Ungradable(f"{name} is larger than {size} MiB. Clear its outputs and save it again.")
    try:
        notebook = _DECODER.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Ungradable(
            f"{name} is not a Jupyter notebook: expected JSON with cells. Save it in Jupyter, "
            "or export it as a .py file."
        ) from None
    language = _language(notebook.metadata)
    if not language.lower().startswith(("python", "ipython")):
        raise Ungradable(f"{name} is a notebook in {language}, expected one in Python.")
    cells = [
        cell
        for sheet in (_Sheet(notebook.cells or []), *notebook.worksheets)
        for cell in sheet.cells
        if cell.cell_type == "code"
    ]
    lines: list[str] = []
    starts: list[int] = []
    for cell in cells:
        starts.append(len(lines) + 1)
        lines += _plain(_text(cell).splitlines() or [""])
    if not any(line.strip() for line in lines):
        raise Ungradable(f"{name} has no code cell with anything in it.")
    # A lone surrogate, which JSON can hold and UTF-8 cannot, is no Python anyway.
    source = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    return Notebook(content, source, tuple(starts))


def _language(metadata: _Metadata | None) -> str:
    if metadata is None:
        return "python"
    if metadata.language_info is not None:
        return metadata.language_info.name
    return metadata.kernelspec.language if metadata.kernelspec is not None else "python"


def _text(cell: _Cell) -> str:
    text = cell.source or cell.input
    return text if isinstance(text, str) else "".join(text)


def _plain(lines: list[str]) -> list[str]:
    """Return as many lines, without what Python does not understand."""
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and not _PYTHON_BELOW.match(first):
        return [""] * len(lines)
    plain: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on:
            plain.append("")
        elif assigned := _ASSIGNED.match(line):
            plain.append(f"{assigned[1]}None")
        elif _MAGIC.match(line):
            # Not an empty line, which a block could not consist of.
            plain.append(line[: len(line) - len(line.lstrip())] + _BLANK)
        else:
            plain.append(line)
            continue
        goes_on = line.rstrip().endswith("\\")
    return plain
