"""The default policy, which accepts every convention and requires nothing; and its limits."""

from typing import Final

from verification.policy import (
    ANY,
    DEFAULT_NAME,
    GROUP,
    Allowance,
    Conventions,
    Exponents,
    Policy,
    Rounding,
    Score,
)
from verification.subjects.launch import Limits
from verification.suite import MARKS

_MIB: Final = 2**20


def allowance(limits: Limits) -> Allowance:
    """Return limits as a policy has them."""
    return Allowance(
        load_seconds=limits.load_seconds,
        answer_seconds=limits.answer_seconds,
        total_seconds=limits.total_seconds,
        cpu_seconds=limits.cpu_seconds,
        memory_mib=limits.memory_bytes // _MIB,
        output_mib=limits.output_bytes // _MIB,
    )


def limits_of(policy: Policy) -> Limits:
    """Return a policy's limits as they are set on a process."""
    allowed = policy.limits
    return Limits(
        load_seconds=allowed.load_seconds,
        answer_seconds=allowed.answer_seconds,
        total_seconds=allowed.total_seconds,
        cpu_seconds=allowed.cpu_seconds,
        memory_bytes=allowed.memory_mib * _MIB,
        output_bytes=allowed.output_mib * _MIB,
    )


DEFAULT: Final = Policy(
    name=DEFAULT_NAME,
    required=(),
    hidden=(),
    score=Score(max=100.0, step=0.0, rounding=Rounding.NEAREST),
    # The checks of a policy cost nothing by themselves: that is for a policy to say.
    weights=(*MARKS.items(), (GROUP, 0.0)),
    deductions=(),
    conventions=Conventions(
        second_backward=ANY,
        several_outputs=ANY,
        relu_at_zero=ANY,
        abs_at_zero=ANY,
        inner_gradients=ANY,
        output_seed=ANY,
        ints=ANY,
        exponent_gradient=Exponents.REQUIRED,
        depth=0,
    ),
    limits=allowance(Limits()),
)
