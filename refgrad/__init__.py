"""A scalar reverse-mode autograd engine, small enough to read in one sitting.

>>> from refgrad import Value
>>> a, b = Value(2.0), Value(-3.0)
>>> loss = (a * b + 10.0) ** 2
>>> loss.backward()
>>> loss.data, a.grad, b.grad
(16.0, -24.0, 16.0)

Read `ops` (what an op computes), then `engine` (how gradients flow), then `nn` and `train`.
"""

from refgrad.engine import Value

__all__ = ["Value"]
