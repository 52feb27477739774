"""numpy as a library of functions: every number is a numpy.float64."""

from typing import Final

import numpy as np

from tests.verification.libraries import Function, Library, Through, in_math


def _in_numpy(name: str) -> Function:
    """Return numpy's function; ``math``'s for the two that numpy lacks."""
    function: Function = getattr(np, name, None) or in_math(name)
    return function


def number(x: float) -> float:
    """Return the number as numpy holds it."""
    return np.float64(x)


NUMPY: Final[Library] = Through(_in_numpy, number)
