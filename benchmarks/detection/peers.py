"""The peers: who checks gradients by differences, under the names that the report has."""

from functools import cache
from importlib.metadata import version
from typing import Final

from benchmarks.detection import autograd_check_grads, jax_check_grads, torch_gradcheck
from benchmarks.detection.functions import Peer

_LIBRARIES: Final = ("torch", "jax", "autograd", "numpy", "python-flint")


@cache
def peers() -> dict[str, Peer]:
    """Return each peer by its name; they are the same objects every time."""
    return {
        "gradcheck": torch_gradcheck.Gradcheck(is_fast=False),
        "gradcheck, fast mode": torch_gradcheck.Gradcheck(is_fast=True),
        "JAX check_grads, float64": jax_check_grads.CheckGrads(is_single=False),
        "JAX check_grads, float32": jax_check_grads.CheckGrads(is_single=True),
        "autograd check_grads": autograd_check_grads.CheckGrads(),
    }


LIBRARIES: Final = {"gradcheck": "PyTorch", "JAX": "JAX", "autograd": "autograd"}
"""Whose ops a peer is given, by the first word of its name."""


def library_of(peer: str) -> str:
    """Return whose ops a peer is given.

    >>> library_of("gradcheck, fast mode")
    'PyTorch'
    """
    return LIBRARIES[peer.replace(",", "").split()[0]]


def versions() -> tuple[str, ...]:
    """Return the libraries with their versions."""
    return tuple(f"{name} {version(name)}" for name in _LIBRARIES)
