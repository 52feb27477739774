"""A Scalar whose functions are classes with a context, as in MiniTorch's first module."""

from .scalar import Scalar
