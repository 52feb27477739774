# The part of HIPS autograd that its subject uses; checking types should not need it installed.
from collections.abc import Callable, Sequence

from autograd import extend as extend
from autograd import numpy as numpy
from autograd import scipy as scipy
from autograd import test_util as test_util

def make_vjp(
    fun: Callable[[Sequence[object]], object],
) -> Callable[[Sequence[object]], tuple[Callable[[object], Sequence[object]], object]]: ...
