"""Notebooks: the code of a Jupyter notebook as one Python file. A notebook is data here."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeGuard

# What IPython understands and Python does not: magics, shell commands, questions.
_MAGIC: Final = re.compile(r"^\s*(?:%|!|\?)|^\s*[\w.]+\s*=\s*(?:%|!)|^[^#'\"]*\?\??\s*$")
_CELL_MAGIC: Final = re.compile(r"^\s*%%(\w+)")
_OTHER_LANGUAGE: Final = frozenset(
    ("bash", "sh", "html", "javascript", "js", "latex", "svg", "writefile", "markdown")
)


class NotANotebookError(ValueError):
    """The bytes are no notebook; the message says what was expected."""


def code_of(data: bytes) -> bytes:
    r"""Return the code cells of a notebook, one after the other, each numbered in a line above.

    What only IPython understands becomes a comment, so that lines keep their places.

    >>> cell = {"cell_type": "code", "source": ["%matplotlib inline\n", "x = 1"]}
    >>> print(code_of(json.dumps({"cells": [cell]}).encode()).decode())
    # --- cell 1 ---
    # %matplotlib inline
    x = 1
    <BLANKLINE>

    Raises:
        NotANotebookError: it is none, or has no code.
    """
    try:
        notebook: object = json.loads(data)
    except (ValueError, RecursionError):
        raise NotANotebookError("it is not the JSON that a notebook is kept in") from None
    cells = list(_code_cells(notebook))
    if not cells:
        raise NotANotebookError("it is a notebook without code")
    parts = [f"# --- cell {n} ---\n{_plain(cell)}\n" for n, cell in enumerate(cells, 1)]
    return "".join(parts).encode("utf-8", "replace")


def _code_cells(notebook: object) -> Iterator[str]:
    if not _is_table(notebook):
        return
    # In format 3 the cells lay in worksheets, and their text was called input.
    for sheet in (notebook, *_items(notebook.get("worksheets"))):
        for cell in _items(sheet.get("cells")) if _is_table(sheet) else ():
            if _is_table(cell) and cell.get("cell_type") == "code":
                text = cell.get("source", cell.get("input"))
                yield (
                    text
                    if isinstance(text, str)
                    else "".join(line for line in _items(text) if isinstance(line, str))
                )


def _plain(cell: str) -> str:
    lines = cell.splitlines()
    first = _CELL_MAGIC.match(lines[0]) if lines else None
    is_foreign = first is not None and first[1] in _OTHER_LANGUAGE
    return "\n".join(f"# {line}" if is_foreign or _MAGIC.search(line) else line for line in lines)


def _items(data: object) -> list[object]:
    return data if _is_list(data) else []


def _is_table(data: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(data, dict)


def _is_list(data: object) -> TypeGuard[list[object]]:
    return isinstance(data, list)
