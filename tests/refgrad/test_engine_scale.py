"""Large graphs, and the same bits in every run."""

import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from refgrad import Value

ROOT = Path(__file__).parents[2]

Unary = Callable[[Value], Value]
Binary = Callable[[Value, Value], Value]

# --------------------------------------------------------------------------- scale


def test_a_ladder_visits_each_rung_once() -> None:
    """There are 2**60 ways down."""
    x = Value(1.0)
    rung = x
    for _ in range(60):
        rung = rung + rung
    assert len(rung.nodes()) == 61
    rung.backward()
    assert x.grad == 2.0**60


def test_nodes_are_found_once_each_the_root_first() -> None:
    x, y = Value(2.0), Value(3.0)
    product = x * y
    out = product + x
    found = out.nodes()
    assert found[0] is out
    assert len(found) == 4
    assert set(found) == {out, product, x, y}
    assert x.nodes() == [x]


def run_python(script: str, hash_seed: str) -> str:
    """Return what a fresh interpreter prints: a crash there is a failure here."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("out = -out", id="one parent"),
        pytest.param("out = out + x", id="first parent"),
        pytest.param("out = x + out", id="second parent"),
    ],
)
def test_a_million_nodes_in_a_row_are_no_trouble(step: str) -> None:
    """Forward, backward, zeroed and freed, all without recursion, on the default stack."""
    script = f"""
from refgrad import Value
x = Value(1.0)
out = x
for _ in range(1_000_000):
    {step}
out.backward()
print(x.grad)
out.zero_grad()
print(x.grad)
del out
print("freed")
"""
    grad = "1.0" if step == "out = -out" else "1000001.0"
    assert run_python(script, "0").split() == [grad, "0.0", "freed"]


def test_every_run_gives_the_same_bits() -> None:
    """Neither the hash seed nor the addresses of the nodes decide the order of addition."""
    script = """
import random, sys
from refgrad import Value
litter = [bytearray(random.randrange(1, 400)) for _ in range(random.randrange(5000))]
rng = random.Random(7)
x = Value(0.1)
values = [x, Value(0.7), Value(-1.3)]
for _ in range(300):
    a, b = rng.choice(values), rng.choice(values)
    values.append((a * b).tanh() + a * rng.uniform(-1.0, 1.0) if rng.random() < 0.5 else a - b)
sum(values).backward()
print(x.grad.hex())
"""
    first, *others = [run_python(script, str(seed)) for seed in range(3)]
    assert others == [first, first]
    assert math.isfinite(float.fromhex(first))
