"""The school of MiniTorch's first module: one thing in each file, as the course hands them out."""

from .autodiff import Context, Variable, backpropagate, topological_sort
from .scalar import Scalar, ScalarHistory
from .scalar_functions import ScalarFunction
