"""Fixtures of the tests that start processes."""

from tests.verification.command import adopt_orphans
from tests.verification.subject import started

__all__ = ["adopt_orphans", "started"]
