"""The lattice of an op is published point by point, as tests/verification/published.py says."""

import pytest

from tests.verification.published import FILE, LISTED, spelled
from verification.generate import RandomDraw
from verification.lattice import rules
from verification.suite import number_cases
from verification.wording import WORDINGS

PUBLISHED = FILE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("check", [name for name in LISTED if name.startswith("rules.")])
def test_an_op_is_tried_where_it_was(check: str) -> None:
    (wording,) = (wording for wording in WORDINGS if wording.check == check)
    pointed = rules(RandomDraw(0, "rules", wording.name), wording)
    cases = [spelled(case) for case in number_cases(check, pointed)]
    assert cases == [line for line in PUBLISHED if line.startswith(f"{check}/")]
