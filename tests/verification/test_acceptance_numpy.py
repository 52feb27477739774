"""The claim of docs/acceptance.md for engines whose numbers and functions are numpy's."""

import pytest

pytest.importorskip("numpy", reason="lacks numpy: run tox -e oracles")

from tests.verification.numpy_library import NUMPY, number
from tests.verification.styles import Style, last, sweep
from verification.generate import RandomDraw, random_program
from verification.judge import judge
from verification.model import Agrees, Case, Undecided
from verification.oracles import flint
from verification.wording import WORDINGS

pytestmark = pytest.mark.oracles


@pytest.mark.parametrize(
    "style", [Style(library=NUMPY, number=number), Style(library=NUMPY, number=number, pick=last)]
)
def test_an_engine_of_numpy_scalars_is_not_accused(style: Style) -> None:
    draw = RandomDraw("numpy")
    for i in range(750):
        case = Case(f"{i}", *random_program(draw, WORDINGS, 12))
        seen = sweep(case.program, case.point, style)
        verdict = judge(case.program, flint.reference(case), seen)
        assert isinstance(verdict, Agrees | Undecided), (case, verdict)
