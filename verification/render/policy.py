"""A policy as plain data: what the report's JSON holds, and a policy file in TOML, too."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from verification.policy import Policy

Json: TypeAlias = str | int | float | Sequence["Json"] | Mapping[str, "Json"] | None


def encode(policy: Policy) -> dict[str, Json]:
    """Return a policy, complete, with the keys that its file has and in their order."""
    score, conventions, limits = policy.score, policy.conventions, policy.limits
    return {
        "name": policy.name,
        "required": policy.required,
        "hidden": policy.hidden,
        "score": {"max": score.max, "step": score.step, "rounding": score.rounding.value},
        "weights": dict(policy.weights),
        "deductions": dict(policy.deductions),
        "conventions": {
            "second_backward": conventions.second_backward,
            "several_outputs": conventions.several_outputs,
            "relu_at_zero": conventions.relu_at_zero,
            "abs_at_zero": conventions.abs_at_zero,
            "inner_gradients": conventions.inner_gradients,
            "output_seed": conventions.output_seed,
            "ints": conventions.ints,
            "exponent_gradient": conventions.exponent_gradient.value,
            "depth": conventions.depth,
        },
        "limits": {
            "load_seconds": limits.load_seconds,
            "answer_seconds": limits.answer_seconds,
            "total_seconds": limits.total_seconds,
            "cpu_seconds": limits.cpu_seconds,
            "memory_mib": limits.memory_mib,
            "output_mib": limits.output_mib,
        },
    }
