"""What every test may rely on: Hypothesis that replays, and the fetched engines."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run and every machine: no clock, no database, no chance.
settings.register_profile("refgrad", database=None, deadline=None, derandomize=True)
settings.load_profile("refgrad")


@pytest.fixture(scope="session")
def real_engines() -> Path:
    """Return the folder to which tests/real/fetch.py fetched the published engines.

    Those of the default run are there, and perhaps all. Where nobody fetched any the test is
    skipped by name; where `CI` is set it fails.
    """
    folder = os.environ.get("REFGRAD_REAL_ENGINES")
    if folder is None:
        lack = "the published engines: run tox -e mutants, or set REFGRAD_REAL_ENGINES"
        if os.environ.get("CI"):
            pytest.fail(f"CI must not lack {lack}")
        pytest.skip(f"lacks {lack}")
    return Path(folder)
