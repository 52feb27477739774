"""A notebook's code cells are one module, whose lines are told by their cell."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.verification.handed_in import flaw, notebook, read_bytes
from verification.subjects.notebook import LARGEST_NOTEBOOK, read_notebook

CELLS = (
    "%matplotlib inline\nimport math\n!pip install \\\n  graphviz\nx = 1",
    "%%bash\nrm -rf /\necho",
    "%%time\ny = 2",
    "if x:\n    %timeit y\nhelp?\n?help\nfiles = !ls\nz = %time 3",
    "",
    "%%writefile engine.py\nclass Value: pass",
    "t = '''\nWhat? Why?\n!\n''' if 7 % x else 5",
)
PLAIN = (
    "pass\nimport math\npass\n\nx = 1\n\n\n\npass\ny = 2\n"
    "if x:\n    pass\npass\npass\nfiles = None\nz = None\n\npass\nclass Value: pass\n"
    "t = '''\nWhat? Why?\npass\n''' if 7 % x else 5\n"
)


def test_what_only_a_notebook_understands_does_nothing(tmp_path: Path) -> None:
    content = notebook(*CELLS)
    submission = read_bytes(tmp_path, "hw.ipynb", content)
    assert submission.source.decode() == PLAIN
    assert submission.sha256 == hashlib.sha256(content).hexdigest()
    compile(submission.source, "hw.ipynb", "exec")


def test_every_line_has_its_place(tmp_path: Path) -> None:
    submission = read_bytes(tmp_path, "hw.ipynb", notebook(*CELLS))
    lines = submission.source.decode().splitlines()
    expected = [
        f"cell {cell}, line {line}"
        for cell, text in enumerate(CELLS, 1)
        for line in range(1, max(1, text.count("\n") + 1) + 1)
    ]
    assert [submission.place(line) for line in range(1, len(lines) + 1)] == expected
    assert submission.place(lines.index("y = 2") + 1) == "cell 3, line 2"


def test_format_3_is_read_too() -> None:
    cells = [
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python"},
        {"cell_type": "heading", "source": "z"},
        {"cell_type": "code", "input": "z = 3"},
    ]
    content = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    read = read_notebook("old.ipynb", content)
    assert (read.source, read.cells) == (b"x = 1\ny = 2\nz = 3\n", (1, 3))


R = {
    "cells": [{"cell_type": "code", "source": "x <- 1"}],
    "metadata": {"language_info": {"name": "R"}},
}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"x = 1", "not a Jupyter notebook"),
        (b'{"cells": [{"cell_type": "code", "source": 3}]}', "not a Jupyter notebook"),
        (b'{"cells": NaN}', "not a Jupyter notebook"),
        (b'{"cells": ' + b"[" * 10**5, "not a Jupyter notebook"),
        (b"{}", "has no code cell"),
        (notebook("", "  "), "has no code cell"),
        (json.dumps(R).encode(), "a notebook in R, expected one in Python"),
        (b" " * (LARGEST_NOTEBOOK + 1), "larger than 16 MiB. Clear its outputs"),
        (notebook("#" * (2**20 + 1)), "larger than 1 MiB"),
        (notebook("x = '\0'"), "has NUL bytes"),
    ],
    ids=["text", "number", "nan", "deep", "bare", "blank", "R", "large", "long", "nul"],
)
def test_what_is_no_notebook_says_so(content: bytes, expected: str, tmp_path: Path) -> None:
    assert expected in flaw(read_bytes(tmp_path, "hw.ipynb", content))


def test_a_lone_surrogate_crosses_as_something_else(tmp_path: Path) -> None:
    content = b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}'
    submission = read_bytes(tmp_path, "hw.ipynb", content)
    assert submission.flaws or submission.source.decode() == "x = '?'\n"
