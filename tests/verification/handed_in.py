"""What people hand in, made for the tests: folders, archives, notebooks."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from verification.subjects.intake import read_submission
from verification.subjects.submission import Submission, Ungradable, screen

ENGINE = b"class Value:\n    def __add__(self, other): ...\n    def backward(self): ...\n"


def lay_out(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files below ``root``, and return it."""
    root.mkdir(exist_ok=True)
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def notebook(*cells: str) -> bytes:
    """A notebook of format 4 with a heading, a raw cell, and these code cells."""
    aside = [{"cell_type": "markdown", "source": ["# x = 1"]}, {"cell_type": "raw", "source": "y"}]
    code = [
        {"cell_type": "code", "source": cell.splitlines(keepends=True), "outputs": ["no"]}
        for cell in cells
    ]
    return json.dumps({"cells": [*aside, *code], "nbformat": 4}).encode()


def read_bytes(folder: Path, name: str, content: bytes) -> Submission:
    path = folder / name
    path.write_bytes(content)
    return read_submission(path)


def flaw(submission: Submission) -> str:
    """Why it cannot be graded."""
    with pytest.raises(Ungradable) as caught:
        screen(submission)
    return caught.value.cause
