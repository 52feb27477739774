"""What an id stands for it stands for in every release: published cases are as they were."""

from tests.verification.published import FILE, LISTED, RANDOM_CASES, lines
from verification.suite import RANDOM, Suite

PUBLISHED = FILE.read_text(encoding="utf-8").splitlines()


def test_no_published_case_or_check_was_changed() -> None:
    """Where it was meant to be, `python -m tests.verification.published` writes the file anew."""
    now = set(lines(Suite(0)))
    changed = [line for line in PUBLISHED if line not in now]
    assert not changed


def test_all_that_is_to_be_published_is() -> None:
    """A check of every make is there from its first case to its last."""
    for name in LISTED:
        count = sum(line.startswith(f"{name}/") for line in PUBLISHED)
        (summary,) = (line for line in PUBLISHED if line.startswith(f"{name}: "))
        assert summary.startswith(f"{name}: {count} cases "), name
    assert sum(line.startswith(f"{RANDOM}/") for line in PUBLISHED) == RANDOM_CASES
